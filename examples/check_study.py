"""Recomputes the results of studies from their tables of patients and compares them with those of the program.

    python check_study.py output/single-vs-repeat/<hash> ...

From `patients.csv` alone, with SciPy and statsmodels: every column of `arms.csv`, `differences.csv`, `power.csv` and
`variances.csv`, and every number of arms and differences in `summary.json`. Prints how many numbers of each were compared
and their largest relative deviation. The exit status is 1 if one deviates by more than 1e-9, if a row is missing, or if
a column or key is compared by nothing.
"""

import csv
import json
import math
import sys
import tomllib
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

LIMIT = 1e-9
COVERED = 0.95
# A tumour has progressed when its diameter has grown by a fifth.
PROGRESSION = 1.2**3
# What no table holds the values for: reports of the same patients under other random numbers.
NOT_IN_TABLES = {"variances.csv": {"other_draws_points_squared"}, "summary.json": {"variances.other_draws"}}
# Columns of patients.csv that are words.
WORDS = {"point_values", "arm"}


class Compared:
    """Numbers compared, by file and by column or key."""

    def __init__(self):
        self.numbers, self.largest, self.faults = {}, {}, []

    def row(self, file, place, theirs, ours):
        """Compares a row, or the numbers of one in `summary.json`, whose keys must be the same."""
        left_out = NOT_IN_TABLES.get(file, set())
        for name in (theirs.keys() | ours.keys()) - left_out:
            if name not in ours:
                self.faults.append(f"{file}, {place}: {name} is compared by nothing")
            elif name not in theirs:
                self.faults.append(f"{file}, {place}: {name} is missing")
            else:
                self.value(file, f"{place}: {name}", theirs[name], ours[name])

    def value(self, file, place, theirs, ours):
        """Compares a value; both may be missing. What is no number must be the same."""
        theirs, ours = (None if isinstance(value, float) and math.isnan(value) else value for value in (theirs, ours))
        numbers = all(isinstance(value, (int, float, np.number)) for value in (theirs, ours))
        if not numbers:
            deviation = 0.0 if theirs == ours else math.inf
        else:
            # What is 0 but for rounding is compared on the scale of a point or of 1; p values never are.
            is_none = abs(ours) < 1e-6 and not (place.endswith("p") and ours != 0.0)
            deviation = abs(theirs - ours) / (1.0 if is_none else abs(ours))
            self.numbers[file] = self.numbers.get(file, 0) + 1
        if not deviation <= LIMIT:
            self.faults.append(f"{file}, {place}: {theirs} and not {ours}")
        self.largest[file] = max(self.largest.get(file, 0.0), deviation)

    def report(self):
        """Prints what came of it; whether all is the same."""
        for file, number in sorted(self.numbers.items()):
            print(f"{file:18} {number:7} numbers, largest relative deviation {self.largest[file]:.1e}")
        print(f"{'together':18} {sum(self.numbers.values()):7} numbers, {max(self.largest.values()):.1e}")
        for fault in self.faults[:40]:
            print(fault)
        return not self.faults


def read(path):
    """The rows of a table with every digit; a missing number is NaN."""
    with open(path, newline="", encoding="utf-8") as file:
        return [{name: number(name, text) for name, text in row.items()} for row in csv.DictReader(file)]


def number(name, text):
    """A value of a table: a number where it is one, as written where it is words."""
    if name in WORDS or name in ("against", "test", "number_needed"):
        return text
    return float(text) if text else math.nan


def varies(values):
    """Whether values differ by more than rounding."""
    return len(values) > 1 and np.ptp(values) > 1e-12


def mean(values):
    """A mean with its SD and Student's interval: none for one value, no width where all values are the same."""
    if len(values) == 0:
        return None
    low = high = sd = math.nan
    if len(values) > 1:
        sd = values.std(ddof=1)
        low = high = values.mean()
        if varies(values):
            low, high = DescrStatsW(values).tconfint_mean(1 - COVERED)
    return {"n": len(values), "mean": values.mean(), "sd": sd, "low": low, "high": high}


def share(values):
    """A share with Wilson's interval."""
    if len(values) == 0:
        return None
    low, high = proportion_confint(values.sum(), len(values), 1 - COVERED, method="wilson")
    return {"n": len(values), "hits": int(values.sum()), "share": values.mean(), "low": low, "high": high}


def certain(difference, n, freedom):
    """A difference without any spread."""
    p = float(abs(difference) < 1e-12)
    ends = {"low": difference, "high": difference}
    return {"n": n, "difference": difference, "standard_error": 0.0, "degrees_of_freedom": freedom, **ends, "p": p}


def paired(own, other):
    """A mean difference within patients, with the paired t test."""
    n = [len(own)] * 2
    if len(own) < 2:
        return None
    if not varies(own - other):
        return certain((own - other).mean(), n, len(own) - 1)
    test = stats.ttest_rel(own, other)
    low, high = test.confidence_interval(COVERED)
    found = {"difference": (own - other).mean(), "standard_error": stats.sem(own - other)}
    return {"n": n, **found, "degrees_of_freedom": test.df, "low": low, "high": high, "p": test.pvalue}


def unpaired(own, other):
    """A difference of means between patients, with Welch's test."""
    n = [len(own), len(other)]
    if min(n) < 2:
        return None
    difference = own.mean() - other.mean()
    if not varies(own) and not varies(other):
        return certain(difference, n, sum(n) - 2)
    test = stats.ttest_ind(own, other, equal_var=False)
    compared = CompareMeans(DescrStatsW(own), DescrStatsW(other))
    low, high = compared.tconfint_diff(1 - COVERED, usevar="unequal")
    found = {"difference": difference, "standard_error": compared.std_meandiff_separatevar}
    return {"n": n, **found, "degrees_of_freedom": test.df, "low": low, "high": high, "p": test.pvalue}


def r50_unpaired(own, other):
    """A difference of shares between patients (Newcombe), with Fisher's exact test."""
    if not len(own) or not len(other):
        return None
    hits, n = [own.sum(), other.sum()], [len(own), len(other)]
    low, high = confint_proportions_2indep(hits[0], n[0], hits[1], n[1], method="newcomb", compare="diff")
    p = stats.fisher_exact([[hits[0], n[0] - hits[0]], [hits[1], n[1] - hits[1]]]).pvalue
    shares = [own.mean(), other.mean()]
    found = {"n": n, "shares": shares, "difference": shares[0] - shares[1], "low": low, "high": high}
    return {**found, "p": p, "test": "fisher-exact"}


def r50_paired(own, other):
    """A difference of shares within patients, with McNemar's exact test.

    statsmodels has no such interval: Wilson's intervals of the two shares, from statsmodels, are joined as in Newcombe
    1998, Stat Med 17:2635, method 10."""
    n = len(own)
    if n == 0:
        return None
    table = np.array([[np.sum((own == a) & (other == b)) for b in (1, 0)] for a in (1, 0)])
    margins = float(np.prod(table.sum(axis=0)) * np.prod(table.sum(axis=1)))
    excess = np.linalg.det(table)
    numerator = max(excess - n / 2, 0.0) if excess > 1e-9 else excess
    phi = numerator / math.sqrt(margins) if margins else 0.0
    (l1, u1), (l2, u2) = (proportion_confint(x.sum(), n, 1 - COVERED, method="wilson") for x in (own, other))
    first, second = own.mean(), other.mean()

    def half(a, b):
        return math.sqrt(max(a * a - 2 * phi * a * b + b * b, 0.0))

    low = max(first - second - half(first - l1, u2 - second), -1.0)
    high = min(first - second + half(u1 - first, second - l2), 1.0)
    p = mcnemar(table, exact=True).pvalue if table[0, 1] + table[1, 0] else 1.0
    found = {"n": [n, n], "shares": [first, second], "difference": first - second, "low": low, "high": high}
    return {**found, "p": p, "test": "mc-nemar-exact"}


def number_needed(found):
    """The number needed to treat with its interval, through infinity where the difference may be none (Altman 1998)."""
    if found is None:
        return None
    difference, low, high = found["difference"], found["low"], found["high"]

    def one_over(value):
        return None if abs(value) < 1e-12 else 1.0 / abs(value)

    if low > 1e-12 or high < -1e-12:
        fewest, most = sorted([one_over(low), one_over(high)])
        return {
            "kind": "benefit" if low > 0 else "harm", "number": one_over(difference), "fewest": fewest, "most": most,
        }
    estimate = {"favours": "neither"}
    if one_over(difference):
        estimate = {"favours": "benefit" if difference > 0 else "harm", "number": one_over(difference)}
    ends = {"fewest_for_benefit": one_over(high), "fewest_for_harm": one_over(low)}
    return {"kind": "through-infinity", "estimate": estimate, **ends}


def in_words(needed):
    """The number needed to treat as the table says it."""
    if needed is None:
        return ""

    def short(value):
        return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"

    if needed["kind"] != "through-infinity":
        name = "treat" if needed["kind"] == "benefit" else "harm"
        number, fewest, most = (short(needed[key]) for key in ("number", "fewest", "most"))
        return f"number needed to {name} {number} ({fewest} to {most})"
    favours = needed["estimate"]["favours"]
    ends = [(name, needed[f"fewest_for_{name}"]) for name in ("benefit", "harm")]
    ends = [f"{name} {short(value)}" if value else None for name, value in ends]
    first, last = ends[::-1] if favours == "harm" else ends
    through = " to ".join(part for part in (first, "infinity", last) if part)
    name, number = ("harm" if favours == "harm" else "treat"), needed["estimate"].get("number")
    return f"number needed to {name} {short(number) if number else 'infinite'} ({through})"


def powers(own, other, is_paired, sizes):
    """Power of trials that the patients, by place, are cut into; who goes through both arms counts in one of them."""
    first, second = (own[0::2], other[1::2]) if is_paired else (own, other)
    first, second = first.dropna().to_numpy(), second.dropna().to_numpy()
    all_powers = []
    for size in sizes:
        trials = min(len(first), len(second)) // size
        if size < 2 or trials == 0:
            continue
        parts = [(first[i * size : (i + 1) * size], second[i * size : (i + 1) * size]) for i in range(trials)]
        found = share(np.array([unpaired(*part)["p"] <= 0.05 for part in parts], dtype=float))
        counts = {"test": "welch", "per_arm": size, "trials": trials, "rejected": found["hits"]}
        all_powers.append({**counts, "power": found["share"], "low": found["low"], "high": found["high"]})
    return all_powers


def variances(own, other):
    """Variances of a difference within and between patients; that under other random numbers is in no table."""
    both = pd.concat([own, other], axis=1).dropna().to_numpy()
    if len(both) < 2:
        return None
    within = (both[:, 0] - both[:, 1]).var(ddof=1)
    between = both[:, 0].var(ddof=1) + both[:, 1].var(ddof=1)
    ratio = between / within if within > 0.0 else None
    return {"n": len(both), "same_draws": within, "other_patients": between, "ratio": ratio}


class Study:
    """A study by its table of patients and its resolved scenario."""

    def __init__(self, folder):
        self.scenario = tomllib.loads((folder / "scenario.resolved.toml").read_text(encoding="utf-8"))
        self.summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        self.patients = pd.DataFrame(read(folder / "patients.csv"))
        trial = self.scenario.get("trial", {})
        self.is_paired = trial.get("allocation", "every-arm") != "parallel"
        self.has_other_draws = trial.get("other_draws", False)
        self.sizes = trial.get("power_for", [])
        key = ["point", "potency_fraction", "arm", "visit_days"]
        self.groups = {name: rows.set_index("place").sort_index() for name, rows in self.patients.groupby(key)}
        self.arms = self.summary["arm_names"]
        self.potencies = [potency["value"] for potency in self.summary["potencies"]]

    def cells(self, which, arm):
        """The patients of an arm by place: of all places, missing where a place is in another arm."""
        key = (which["point"], self.potencies[which["potency"]], self.arms[arm], which["day"])
        rows = self.groups[tuple(key)]
        change = rows.reported_vas_points - rows.baseline_reported_vas_points
        before, now = rows.baseline_reported_vas_points, rows.reported_vas_points
        fell = (now <= 0.5 * before).astype(float).where(now.notna() & (before > 0.0))
        return rows.assign(change=change, fell_by_half=fell)

    def keys(self):
        """Point, potency, arm and visit of every row, in the order of the tables."""
        case = 0
        days = sorted(self.patients.visit_days.unique())
        cases = []
        for point in range(len(self.summary["points"])):
            for potency in range(len(self.potencies)):
                for arm in range(len(self.arms)):
                    cases.append({"case": case, "point": point, "potency": potency, "arm": arm})
                    case += 1
        return [{**case, "day": int(day)} for day in days for case in cases]

    def named(self, which):
        """What names a row in a table."""
        values = self.summary["points"][which["point"]]["values"]
        return {
            "point": which["point"],
            "point_values": ", ".join(f"{key} = {value}" for key, value in values),
            "potency_fraction": self.potencies[which["potency"]],
            "arm": self.arms[which["arm"]],
            "visit_days": which["day"],
        }

    def pairs(self):
        """Every arm but the control against it and against the arms before."""
        control = self.arms.index(self.summary["control"])
        for which in self.keys():
            if which["arm"] != control:
                for other in range(len(self.arms)):
                    if other == control or other < which["arm"]:
                        yield which, other


def arm_row(cells):
    """The numbers of an arm at a visit, as summary.json has them."""
    values = cells.reported_vas_points.dropna().to_numpy()
    return {
        "vas": mean(values),
        "change": mean(cells.change.dropna().to_numpy()),
        "r50": share(cells.responder_50.dropna().to_numpy()),
        "r30": share(cells.responder_30.dropna().to_numpy()),
        "acr20": share(cells.acr20_responder.dropna().to_numpy()),
        "left": int(cells.has_left.sum()),
        "rescued_or_operated": int(((cells.is_rescued > 0) | (cells.is_reoperated > 0)).sum()),
        "flared": int(cells.has_flared.sum()),
        "retreated": int((cells.retreatments_count > 0).sum()),
    }


def difference_row(study, which, other):
    """The numbers of an arm against another at a visit, as summary.json has them."""
    own, control = (study.cells(which, arm) for arm in (which["arm"], other))
    change = [part.change.dropna().to_numpy() for part in (own, control)]
    hits = [part.fell_by_half.dropna().to_numpy() for part in (own, control)]
    unpaired_hits = r50_unpaired(*hits)
    row = {"paired": None, "r50_paired": None}
    if study.is_paired:
        both = pd.concat([own, control], axis=1, keys=[0, 1])
        within = [both[[(0, name), (1, name)]].dropna().to_numpy().T for name in ("change", "fell_by_half")]
        row = {"paired": paired(*within[0]), "r50_paired": r50_paired(*within[1])}
    reported = (own.reported_vas_points, control.reported_vas_points)
    return {
        **row,
        "unpaired": unpaired(*change),
        "r50_unpaired": unpaired_hits,
        "number_needed": number_needed(unpaired_hits),
        "variances": variances(*reported) if study.has_other_draws else None,
        "power": powers(own.change, control.change, study.is_paired, study.sizes),
    }


def flat(value, path=""):
    """The numbers and words of nested objects and lists by their path."""
    if isinstance(value, (dict, list)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        inner = (flat(inner, f"{path}.{name}" if path else str(name)) for name, inner in items)
        return {name: found for part in inner for name, found in part.items()}
    return {path: value}


def arm_table(row):
    """The columns of arms.csv from the numbers of an arm."""
    columns = {"patients_count": row["vas"]["n"] if row["vas"] else 0}
    for name in ("vas", "change"):
        found = row[name] or {}
        for ours, theirs in {"mean": "mean", "sd": "sd", "mean_low": "low", "mean_high": "high"}.items():
            columns[f"{name}_{ours}_points"] = found.get(theirs, math.nan)
    for name in ("r50", "r30", "acr20"):
        found = row[name] or {}
        for ours, theirs in {"": "share", "low_": "low", "high_": "high"}.items():
            columns[f"{name}_{ours}fraction"] = found.get(theirs, math.nan)
    counts = ("left", "rescued_or_operated", "flared", "tumour_progressed", "retreated")
    return {**columns, **{f"{name}_count": row[name] for name in counts}}


def difference_table(row):
    """The columns of differences.csv."""
    columns = {"number_needed": in_words(row["number_needed"])}
    for name in ("paired", "unpaired"):
        found = row[name] or {}
        for key in ("difference", "low", "high"):
            columns[f"{name}_{key}_points"] = found.get(key, math.nan)
        columns[f"{name}_p"] = found.get("p", math.nan)
    of_shares = {"r50_": ("r50_unpaired", ("difference", "low", "high")), "r50_paired_": ("r50_paired", ("low", "high"))}
    for name, (kind, keys) in of_shares.items():
        for key in keys:
            columns[f"{name}{key}_fraction"] = (row[kind] or {}).get(key, math.nan)
    return columns


def power_table(found):
    """The columns of power.csv."""
    counts = {"per_arm": "patients_per_arm_count", "trials": "trials_count", "rejected": "rejected_count"}
    shares = {"power": "power_fraction", "low": "power_low_fraction", "high": "power_high_fraction", "test": "test"}
    return {name: found[key] for key, name in {**counts, **shares}.items()}


def variance_table(found):
    """The columns of variances.csv that the tables of patients hold the values for."""
    names = {"n": "patients_count", "same_draws": "same_draws_points_squared"}
    names |= {"other_patients": "other_patients_points_squared", "ratio": "other_patients_relative"}
    return {name: found[key] for key, name in names.items()}


def check_responders(compared, folder, patients):
    """Compares who responds with what they reported: half, or 30 %, of the pain before the arm's first dose is gone. Before that
    dose nobody responds."""
    before, now = patients.first_dose_reported_vas_points, patients.reported_vas_points
    for name, left in {"responder_50": 0.5, "responder_30": 0.7}.items():
        ours = (now <= left * before).astype(float).where(now.notna() & (before > 0.0))
        is_late = before != patients.baseline_reported_vas_points
        ours = ours.where(patients[name].notna() | ~is_late)
        for place, (row, other) in enumerate(zip(patients[name], ours)):
            compared.value("patients.csv", f"{folder.parent.name} row {place + 1}: {name}", row, other)


def check(compared, folder):
    """Compares all tables of a study."""
    study = Study(folder)
    check_responders(compared, folder, study.patients)
    before = {}
    arms, tables = [], {"arms.csv": [], "differences.csv": [], "power.csv": [], "variances.csv": []}
    for which in study.keys():
        cells = study.cells(which, which["arm"])
        case = (which["point"], which["potency"], which["arm"])
        burden = before.setdefault(case, cells.tumour_burden_fraction if which["day"] == 0 else None)
        row = {**arm_row(cells), "tumour_progressed": 0}
        if burden is not None:
            grown = (burden > 0) & (cells.tumour_burden_fraction >= PROGRESSION * burden) & (cells.has_left == 0)
            row["tumour_progressed"] = int(grown.sum())
        arms.append({"which": which, **row})
        tables["arms.csv"].append({**study.named(which), **arm_table(row)})
    differences = []
    for which, other in study.pairs():
        row = difference_row(study, which, other)
        differences.append({"which": which, "against": other, **row})
        named = {**study.named(which), "against": study.arms[other]}
        tables["differences.csv"].append({**named, **difference_table(row)})
        named.pop("point")
        tables["power.csv"] += [{**named, **power_table(found)} for found in row["power"]]
        tables["variances.csv"] += [{**named, **variance_table(row["variances"])}] if row["variances"] else []
    for file, ours in tables.items():
        theirs = read(folder / file) if (folder / file).exists() else []
        rows(compared, file, folder, theirs, ours)
    for name, ours in {"arms": arms, "differences": differences}.items():
        rows(compared, "summary.json", folder, [flat(row) for row in study.summary[name]], [flat(row) for row in ours])
    places = study.patients.groupby("place").screened_count.first()
    for name, ours in {"patients": len(places), "screened": int(places.sum())}.items():
        compared.value("summary.json", f"{folder}: {name}", study.summary[name], ours)


def rows(compared, file, folder, theirs, ours):
    """Compares two lists of rows."""
    if len(theirs) != len(ours):
        compared.faults.append(f"{folder}/{file}: {len(theirs)} rows and not {len(ours)}")
    for place, (row, other) in enumerate(zip(theirs, ours)):
        compared.row(file, f"{folder.parent.name} row {place + 1}", row, other)


def main():
    """Compares every study that is named."""
    # Samples without any spread are compared too; SciPy and statsmodels warn of each.
    warnings.simplefilter("ignore")
    compared = Compared()
    for folder in sys.argv[1:]:
        check(compared, Path(folder))
    print(f"{len(sys.argv) - 1} studies recomputed from their patients with SciPy and statsmodels")
    sys.exit(0 if compared.report() else 1)


if __name__ == "__main__":
    main()
