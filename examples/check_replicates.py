"""Recomputes what replicates of one patient come to and compares it with the numbers of the program.

    python check_replicates.py output/tiny/<hash> ...

Means, quantiles, medians and shares with their intervals, from `replicates.csv` and the list of single replicates in
`summary.json`, with NumPy, SciPy and statsmodels. The exit status is 1 where one deviates by more than 1e-9 or is compared
by nothing.
"""

import json

import numpy as np
import pandas as pd
from recomputed import COVERED, Compared, flat, mean, read, share
from scipy import stats

# Columns of replicates.csv by their names in summary.json.
SPREADS = ["vas_points", "pain_inflammation_points", "pain_damage_points", "pain_central_points", "axons_arrived_count"]
# Ends of the scale of pain and relief.
PAIN = (0.0, 10.0)


def spread(values, scale=(0.0, np.inf)):
    """What some values come to."""
    values = np.asarray(values, dtype=float)
    if len(values) == 0:
        return None
    found = mean(values, scale)
    # The exact interval of a median by order statistics; none of fewer than six values.
    median = stats.quantile_test(values, q=np.median(values), p=0.5).confidence_interval(COVERED)
    # Of fewer than 20 they would lie between the outermost two at either end.
    low, high = np.quantile(values, [0.05, 0.95]) if len(values) >= 20 else (None, None)
    return {
        "mean": found["mean"],
        "standard_deviation": found["sd"] if len(values) > 1 else 0.0,
        "quantile_05": low,
        "median": np.median(values),
        "quantile_95": high,
        "lowest": values.min(),
        "highest": values.max(),
        "values_count": len(values),
        "mean_interval": [found["low"], found["high"]] if len(values) > 1 else None,
        "median_interval": None if np.isnan([median.low, median.high]).any() else [median.low, median.high],
    }


def responders(hits):
    """A share of replicates."""
    hits = np.asarray(hits, dtype=float)
    found = share(hits)
    if found is None:
        return None
    interval = [found["low"], found["high"]]
    return {"hits": found["hits"], "all": found["n"], "share": found["share"], "interval": interval}


def check(compared, folder):
    """Compares the visits and the whole."""
    rows = pd.DataFrame(read(folder / "replicates.csv"))
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    by_day = {day: part.set_index("replicate") for day, part in rows.groupby("visit_days")}
    # Pain on day 0, as of the first row of each replicate.
    before = by_day[0].vas_points
    for visit in summary["visits"]:
        now = by_day[visit["day"]]
        r50 = responders((now.vas_points <= 0.5 * before)[before > 0.0])
        scale = {True: PAIN, False: (0.0, summary["axons_count"])}
        ours = {name: spread(now[name], scale[name.endswith("points")]) for name in SPREADS}
        ours |= {"day": visit["day"], "r50": r50, "r50_fraction": r50["share"] if r50 else None}
        compared.row("summary.json", f"{folder.parent.name} day {visit['day']}", flat(visit), flat(ours))
    each = summary["each"]
    days = [one["halved_day"] for one in each if one["halved_day"] is not None]
    ours = {
        "replicates": rows.replicate.nunique(),
        "largest_relief_points": spread([one["largest_relief_points"] for one in each], PAIN),
        "halved_day": spread(days),
        "halved_count": len(days),
        "halved_share": responders([one["halved_day"] is not None for one in each]),
    }
    theirs = {name: summary[name] for name in ours}
    compared.row("summary.json", folder.parent.name, flat(theirs), flat(ours))


if __name__ == "__main__":
    Compared.folders(check, "sets of replicates recomputed with NumPy, SciPy and statsmodels")
