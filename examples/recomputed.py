"""What `check_study.py` and `check_replicates.py` share: the reading of tables, their comparison, and statistics by SciPy and
statsmodels."""

import csv
import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

LIMIT = 1e-9
COVERED = 0.95
# What no table holds the values for: reports of the same patients under other random numbers.
NOT_IN_TABLES = {"variances.csv": {"other_draws_points_squared"}, "summary.json": {"variances.other_draws"}}
# Columns that are words.
WORDS = {"point_values", "arm", "against", "test", "number_needed"}


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

    @classmethod
    def folders(cls, check, what):
        """Compares every folder that is named on the command line, and ends with 1 where something differs."""
        compared = cls()
        for folder in sys.argv[1:]:
            check(compared, Path(folder))
        print(f"{len(sys.argv) - 1} {what}")
        sys.exit(0 if compared.report() else 1)


def read(path):
    """The rows of a table with every digit; a missing number is NaN."""
    with open(path, newline="", encoding="utf-8") as file:
        return [{name: number(name, text) for name, text in row.items()} for row in csv.DictReader(file)]


def number(name, text):
    """A value of a table: a number where it is one, as written where it is words."""
    if name in WORDS:
        return text
    return float(text) if text else math.nan


def varies(values):
    """Whether values differ by more than rounding."""
    return len(values) > 1 and np.ptp(values) > 1e-12


def mean(values, scale=(-math.inf, math.inf)):
    """A mean with its SD and Student's interval: none for one value, no width where all values are the same, and nothing beyond
    the ends of the scale."""
    if len(values) == 0:
        return None
    low = high = sd = math.nan
    if len(values) > 1:
        sd = values.std(ddof=1)
        low = high = values.mean()
        if varies(values):
            low, high = np.clip(DescrStatsW(values).tconfint_mean(1 - COVERED), *scale)
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


def holm(values):
    """p values adjusted by Holm."""
    return multipletests(values, method="holm")[1]


def trend(places, columns, is_paired):
    """The slope of the means of several arms over their places, within patients and between them."""
    places, both = np.array(places), pd.concat(columns, axis=1).dropna().to_numpy()
    weights = (places - places.mean()) / ((places - places.mean()) ** 2).sum()

    def told(n, slope, error, freedom):
        found = {"n": n, "slope": slope, "standard_error": error, "degrees_of_freedom": freedom}
        if error == 0.0:
            return {**found, "low": slope, "high": slope, "p": float(abs(slope) < 1e-12)}
        low, high = stats.t.interval(COVERED, freedom, slope, error)
        return {**found, "low": low, "high": high, "p": 2 * stats.t.sf(abs(slope / error), freedom)}

    slopes, arms = both @ weights, [column.dropna().to_numpy() for column in columns]
    within = between = None
    if is_paired and len(slopes) > 1:
        error = stats.sem(slopes) if varies(slopes) else 0.0
        within = told(len(slopes), slopes.mean(), error, len(slopes) - 1)
    if min(map(len, arms)) > 1:
        parts = [((weight * stats.sem(arm)) ** 2, len(arm) - 1) for weight, arm in zip(weights, arms)]
        total = sum(part for part, _ in parts)
        freedom = total**2 / sum(part**2 / own for part, own in parts) if total else sum(own for _, own in parts)
        slope = sum(weight * arm.mean() for weight, arm in zip(weights, arms))
        between = told(sum(map(len, arms)), slope, math.sqrt(total), freedom)
    return {"paired": within, "unpaired": between}


def r50_unpaired(own, other):
    """A difference of shares between patients (Newcombe), with Fisher's exact test; none where an arm has one patient."""
    if min(len(own), len(other)) < 2:
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
    if n < 2:
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
    """The number needed to treat with its interval, through infinity where the difference may be none (Altman 1998); none where
    an arm has one patient."""
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


def powers(own, other, sizes):
    """Power of trials whose patients are drawn with replacement from those of each arm; other draws than the program's."""
    first, second = own.dropna().to_numpy(), other.dropna().to_numpy()
    if min(len(first), len(second)) < 2:
        return []
    return [resampled(first, second, size) for size in sizes]


def resampled(first, second, size, number=4000):
    """Power of trials of one size."""
    draws = np.random.default_rng(size)
    arms = [arm[draws.integers(0, len(arm), (number, size))] for arm in (first, second)]
    found = stats.ttest_ind(*arms, axis=1, equal_var=False)
    # Without any spread the t test is not defined: arms that differ are told apart, equal ones are not.
    p = np.where(np.isnan(found.pvalue), (arms[0].mean(axis=1) == arms[1].mean(axis=1)).astype(float), found.pvalue)
    return power_of(size, number, int((p <= 0.05).sum()))


def power_of(size, trials, rejected):
    """A power and its interval as the program writes them."""
    low, high = proportion_confint(rejected, trials, 1.0 - COVERED, "wilson")
    counts = {"test": "welch", "per_arm": size, "trials": trials, "rejected": rejected}
    return {**counts, "power": rejected / trials, "low": low, "high": high}


def settled(theirs, ours):
    """A power of ours with their count of trials, where luck explains the difference; otherwise ours as it is."""
    share = (theirs["rejected"] + ours["rejected"] + 1) / (theirs["trials"] + ours["trials"] + 2)
    error = math.sqrt(share * (1.0 - share) * (1.0 / theirs["trials"] + 1.0 / ours["trials"]))
    if abs(theirs["power"] - ours["power"]) > 5.0 * error:
        return ours
    return power_of(theirs["per_arm"], theirs["trials"], theirs["rejected"])


def variances(own, other):
    """Variances of a difference within and between patients; that under other random numbers is in no table."""
    both = pd.concat([own, other], axis=1).dropna().to_numpy()
    if len(both) < 2:
        return None
    within = (both[:, 0] - both[:, 1]).var(ddof=1)
    between = both[:, 0].var(ddof=1) + both[:, 1].var(ddof=1)
    ratio = between / within if within > 0.0 else None
    return {"n": len(both), "same_draws": within, "other_patients": between, "ratio": ratio}


def flat(value, path=""):
    """The numbers and words of nested objects and lists by their path."""
    if isinstance(value, (dict, list)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        inner = (flat(inner, f"{path}.{name}" if path else str(name)) for name, inner in items)
        return {name: found for part in inner for name, found in part.items()}
    return {path: value}
