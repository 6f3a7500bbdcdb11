"""Recomputes the results of studies from their tables of patients and compares them with those of the program.

    python check_study.py output/single-vs-repeat/<hash> ...

From `patients.csv` alone, with SciPy and statsmodels: every column of `arms.csv`, `differences.csv`, `power.csv` and
`variances.csv`, and every number of arms, differences and trends in `summary.json`. Prints how many numbers of each were compared
and their largest relative deviation. The variance under other random numbers is left out: no table has those reports. The
exit status is 1 if one deviates by more than 1e-9, if a row is missing, or if
a column or key is compared by nothing.
"""

import json
import math
import tomllib
import warnings

import pandas as pd
from recomputed import (
    Compared,
    flat,
    holm,
    in_words,
    mean,
    number_needed,
    paired,
    powers,
    r50_paired,
    r50_unpaired,
    read,
    settled,
    share,
    trend,
    unpaired,
    variances,
)

# A tumour has progressed when its diameter has grown by a fifth.
PROGRESSION = 1.2**3
# Ends of the scale of pain, and of its change, points.
PAIN, CHANGE, DAS28 = (0.0, 10.0), (-10.0, 10.0), (0.96, 10.0)


class Study:
    """A study by its table of patients and its resolved scenario."""

    def __init__(self, folder):
        self.scenario = tomllib.loads((folder / "scenario.resolved.toml").read_text(encoding="utf-8"))
        self.summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        self.patients = pd.DataFrame(read(folder / "patients.csv"))
        trial = self.scenario.get("trial", {})
        # Tissue that is healthy until its injury has no pain of which a share could be lost.
        self.begins_in_pain = self.scenario.get("start", "chronic") == "chronic"
        self.is_paired = trial.get("allocation", "every-arm") != "parallel"
        self.has_other_draws = trial.get("other_draws", False)
        self.sizes = trial.get("power_for", [])
        key = ["point", "potency_fraction", "arm", "visit_days"]
        self.groups = {name: rows.set_index("place").sort_index() for name, rows in self.patients.groupby(key)}
        self.arms = self.summary["arm_names"]
        self.potencies = [potency["value"] for potency in self.summary["potencies"]]
        # Names are read without regard to how many spaces they have.
        pairs = [[" ".join(name.split()) for name in pair] for pair in trial.get("compare", [])]
        self.compared = {tuple(self.arms.index(name) for name in pair) for pair in pairs}

    def cells(self, which, arm):
        """The patients of an arm by place: of all places, missing where a place is in another arm."""
        key = (which["point"], self.potencies[which["potency"]], self.arms[arm], which["day"])
        rows = self.groups[tuple(key)]
        change = rows.reported_vas_points - rows.baseline_reported_vas_points
        before, now = rows.baseline_reported_vas_points, rows.reported_vas_points
        fell = (now <= 0.5 * before).astype(float).where(now.notna() & (before > 0.0) & self.begins_in_pain)
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
        """Every arm but the control against it and against the arms before, and the contrasts that the study names."""
        control = self.arms.index(self.summary["control"])
        for which in self.keys():
            arm = which["arm"]
            for other in range(len(self.arms)):
                if (arm, other) in self.compared or (arm != control and (other == control or other < arm)):
                    yield which, other

    def is_exploratory(self, arm, other):
        """Whether the study was not made for a comparison: it names others, or has several and names none."""
        return not {(arm, other), (other, arm)} & self.compared if self.compared else len(self.arms) > 2

    def doses(self, point, potency):
        """Arms that differ in their cells alone, with these, the fewest first; none where they are fewer than three."""
        groups, last = {}, self.patients.visit_days.max()
        for number, arm in enumerate(self.scenario.get("arm", [])):
            given = [{key: value for key, value in dose.items() if not key.startswith("cells")} for dose in arm["dose"]]
            rows = self.groups[(point, self.potencies[potency], self.arms[number], last)]
            cells = rows.prescribed_cells.mean()
            if cells > 0:
                same = groups.setdefault(json.dumps({**arm, "name": "", "dose": given}, sort_keys=True), {})
                same.setdefault(cells, number)
        largest = max(groups.values(), key=len, default={})
        return [(largest[cells], cells) for cells in sorted(largest)] if len(largest) >= 3 else []

    def trends(self):
        """The trend over the doses at every visit."""
        for which in self.keys():
            doses = self.doses(which["point"], which["potency"]) if which["arm"] == 0 else []
            if doses:
                columns = [self.cells(which, arm).change for arm, _ in doses]
                places = [math.log2(cells) for _, cells in doses]
                row = {key: which[key] for key in ("point", "potency", "day")}
                yield {**row, "lowest": doses[0][0], "highest": doses[-1][0], **trend(places, columns, self.is_paired)}


def arm_row(cells):
    """The numbers of an arm at a visit, as summary.json has them."""
    values = cells.reported_vas_points.dropna().to_numpy()
    return {
        "vas": mean(values, PAIN),
        "change": mean(cells.change.dropna().to_numpy(), CHANGE),
        "r50": share(cells.responder_50.dropna().to_numpy()),
        "r30": share(cells.responder_30.dropna().to_numpy()),
        "acr20": share(cells.acr20_responder.dropna().to_numpy()),
        "das28": mean(cells.das28_points.dropna().to_numpy(), DAS28),
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
        "holm_p": None,
        "r50_unpaired": unpaired_hits,
        "number_needed": number_needed(unpaired_hits),
        "variances": variances(*reported) if study.has_other_draws else None,
        "power": powers(own.change, control.change, study.sizes),
    }


def adjust(study, differences):
    """Adds Holm's p to the exploratory comparisons, those of one visit, point and potency together."""
    families = {}
    for row in differences:
        which, found = row["which"], row["paired"] or row["unpaired"]
        if study.is_exploratory(which["arm"], row["against"]) and found:
            families.setdefault((which["day"], which["point"], which["potency"]), []).append((row, found["p"]))
    for family in families.values():
        for (row, _), p in zip(family, holm([p for _, p in family])):
            row["holm_p"] = p


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
    found = row["das28"] or {}
    for ours, theirs in {"mean": "mean", "mean_low": "low", "mean_high": "high"}.items():
        columns[f"das28_{ours}_points"] = found.get(theirs, math.nan)
    counts = ("left", "rescued_or_operated", "flared", "tumour_progressed", "retreated")
    return {**columns, **{f"{name}_count": row[name] for name in counts}}


def difference_table(row):
    """The columns of differences.csv."""
    columns = {"number_needed": in_words(row["number_needed"]), "holm_p": row["holm_p"]}
    shares = (row["r50_unpaired"] or {}).get("shares", [math.nan] * 2)
    columns |= dict(zip(("arm_r50_fraction", "against_r50_fraction"), shares))
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


def check_responders(compared, folder, study):
    """Compares who responds with what they reported: half, or 30 %, of the pain of day 0 is gone, in every arm."""
    patients = study.patients
    before, now = patients.baseline_reported_vas_points, patients.reported_vas_points
    for name, left in {"responder_50": 0.5, "responder_30": 0.7}.items():
        ours = (now <= left * before).astype(float).where(now.notna() & (before > 0.0) & study.begins_in_pain)
        for place, (row, other) in enumerate(zip(patients[name], ours)):
            compared.value("patients.csv", f"{folder.parent.name} row {place + 1}: {name}", row, other)


def check(compared, folder):
    """Compares all tables of a study."""
    study = Study(folder)
    check_responders(compared, folder, study)
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
        differences.append({"which": which, "against": other, **difference_row(study, which, other)})
    adjust(study, differences)
    for row, theirs in zip(differences, study.summary["differences"]):
        row["power"] = [settled(*pair) for pair in zip(theirs["power"], row["power"], strict=True)]
        which, other = row["which"], row["against"]
        named = {**study.named(which), "against": study.arms[other]}
        tables["differences.csv"].append({**named, **difference_table(row)})
        named.pop("point")
        tables["power.csv"] += [{**named, **power_table(found)} for found in row["power"]]
        tables["variances.csv"] += [{**named, **variance_table(row["variances"])}] if row["variances"] else []
    for file, ours in tables.items():
        theirs = read(folder / file) if (folder / file).exists() else []
        rows(compared, file, folder, theirs, ours)
    for name, ours in {"arms": arms, "differences": differences, "trends": list(study.trends())}.items():
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


if __name__ == "__main__":
    # Samples without any spread are compared too; SciPy and statsmodels warn of each.
    warnings.simplefilter("ignore")
    Compared.folders(check, "studies recomputed from their patients with SciPy and statsmodels")
