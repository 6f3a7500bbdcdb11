"""Recomputes the results of a study from its table of patients and compares them with those of the program.

    python check_study.py output/single-vs-repeat/<hash>

Means, intervals, shares, differences within and between patients and numbers needed to treat are computed with pandas,
SciPy and statsmodels from patients.parquet alone. Prints the largest difference for each quantity; the exit status
is 1 if one is larger than 1e-9.
"""

import json
import math
import sys
from pathlib import Path

import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

LIMIT = 1e-9


class Compared:
    """Largest differences by the name of the quantity."""

    def __init__(self):
        self.largest = {}

    def add(self, name, ours, theirs):
        """Compares two numbers; both may be missing."""
        ours = None if ours is None or not math.isfinite(ours) else ours
        if (ours is None) != (theirs is None):
            difference = math.inf
        else:
            difference = 0.0 if ours is None else abs(ours - theirs) / max(1.0, abs(theirs))
        self.largest[name] = max(self.largest.get(name, 0.0), difference)

    def report(self):
        for name, difference in sorted(self.largest.items()):
            print(f"{name:32} {difference:.1e}")
        return max(self.largest.values()) <= LIMIT


def of_case(patients, summary, which):
    """The rows of one arm, potency and point at one visit, by place."""
    rows = patients[
        (patients.point == which["point"])
        & (patients.potency_fraction == summary["potencies"][which["potency"]]["value"])
        & (patients.arm == summary["arm_names"][which["arm"]])
        & (patients.visit_days == which["day"])
    ]
    return rows.set_index("place")


def t_interval(values):
    """The 95 % interval of a mean; the mean itself where all values are the same."""
    if values.std(ddof=1) == 0.0:
        return values.mean(), values.mean()
    return stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))


def check_arm(compared, row, cells):
    """One arm at one visit."""
    for name, values in [
        ("vas", cells.reported_vas_points.dropna()),
        ("change", (cells.reported_vas_points - cells.baseline_reported_vas_points).dropna()),
    ]:
        theirs = row[name]
        if theirs is None:
            compared.add(f"{name} n", len(values), 0)
            continue
        compared.add(f"{name} n", len(values), theirs["n"])
        compared.add(f"{name} mean", values.mean(), theirs["mean"])
        compared.add(f"{name} SD", values.std(ddof=1), theirs["sd"])
        low, high = t_interval(values)
        compared.add(f"{name} interval", low, theirs["low"])
        compared.add(f"{name} interval", high, theirs["high"])
    for name, values in [("r50", cells.responder_50.dropna()), ("r30", cells.responder_30.dropna())]:
        theirs = row[name]
        low, high = proportion_confint(values.sum(), len(values), 0.05, method="wilson")
        compared.add(f"{name} share", values.mean(), theirs["share"])
        compared.add(f"{name} interval", low, theirs["low"])
        compared.add(f"{name} interval", high, theirs["high"])


def fell_by_half(cells):
    """Who lost half of the pain of day 0, by which arms are compared; responders count from the arm's first dose."""
    cells = cells[cells.baseline_reported_vas_points > 0.0].dropna(subset="reported_vas_points")
    return cells.reported_vas_points <= 0.5 * cells.baseline_reported_vas_points


def check_difference(compared, row, arm, control):
    """One arm against another at one visit."""
    change = [part.reported_vas_points - part.baseline_reported_vas_points for part in (arm, control)]
    if row["paired"] is not None:
        within = (change[0] - change[1]).dropna()
        compared.add("paired difference", within.mean(), row["paired"]["difference"])
        low, high = t_interval(within)
        compared.add("paired interval", low, row["paired"]["low"])
        compared.add("paired interval", high, row["paired"]["high"])
        if within.std(ddof=1) > 0.0:
            compared.add("paired p", stats.ttest_1samp(within, 0.0).pvalue, row["paired"]["p"])
    own, other = (part.dropna() for part in change)
    compared.add("unpaired difference", own.mean() - other.mean(), row["unpaired"]["difference"])
    if own.std(ddof=1) + other.std(ddof=1) > 0.0:
        welch = stats.ttest_ind(own, other, equal_var=False)
        low, high = welch.confidence_interval(0.95)
        compared.add("unpaired interval", low, row["unpaired"]["low"])
        compared.add("unpaired interval", high, row["unpaired"]["high"])
        compared.add("unpaired p", welch.pvalue, row["unpaired"]["p"])
    hits = [fell_by_half(part) for part in (arm, control)]
    low, high = confint_proportions_2indep(
        hits[0].sum(), len(hits[0]), hits[1].sum(), len(hits[1]), method="newcomb", compare="diff"
    )
    difference = hits[0].mean() - hits[1].mean()
    compared.add("r50 difference", difference, row["r50_unpaired"]["difference"])
    compared.add("r50 interval", low, row["r50_unpaired"]["low"])
    compared.add("r50 interval", high, row["r50_unpaired"]["high"])
    check_number_needed(compared, row["number_needed"], difference, low, high)


def check_number_needed(compared, theirs, difference, low, high):
    """The number needed to treat with the ends of its interval, through infinity where the difference includes 0."""
    name = "number needed"
    if theirs["kind"] == "through-infinity":
        compared.add(name, float(low <= 0.0 <= high), 1.0)
        number = theirs["estimate"].get("number")
        compared.add(name, 1.0 / abs(difference) if difference else None, number)
        compared.add(name, 1.0 / high if high > 0.0 else None, theirs["fewest_for_benefit"])
        compared.add(name, 1.0 / -low if low < 0.0 else None, theirs["fewest_for_harm"])
    else:
        ends = sorted([1.0 / abs(low), 1.0 / abs(high)])
        compared.add(name, 1.0 / abs(difference), theirs["number"])
        compared.add(name, ends[0], theirs["fewest"])
        compared.add(name, ends[1], theirs["most"])


def main():
    """Compares every row of the summary."""
    folder = Path(sys.argv[1])
    patients = pd.read_parquet(folder / "patients.parquet")
    summary = json.loads((folder / "summary.json").read_text())
    compared = Compared()
    for row in summary["arms"]:
        check_arm(compared, row, of_case(patients, summary, row["which"]))
    for row in summary["differences"]:
        against = dict(row["which"], arm=row["against"])
        pair = [of_case(patients, summary, which) for which in (row["which"], against)]
        check_difference(compared, row, *pair)
    print(f"{len(summary['arms'])} arms at visits, {len(summary['differences'])} differences")
    sys.exit(0 if compared.report() else 1)


if __name__ == "__main__":
    main()
