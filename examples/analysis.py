# %% [markdown]
# # Reading a run with pandas
#
# Reads the results directory of a run, compares the time series with the summary, and redraws the pain curve. `docs/output.md`
# explains each column. Pain is the proxy of a model, not a measurement and not medical advice.
#
# As a script: `python examples/analysis.py output/neuropathic-single`. In a notebook, set the directory in the next cell.

# %%
import json
import os
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

run = Path(os.environ.get("ADMSC_RUN", "output/neuropathic-single"))
if "ipykernel" not in sys.modules and len(sys.argv) > 1:
    run = Path(sys.argv[1])
if (run / "latest").exists():  # the directory of a scenario: take its newest run
    run = run / (run / "latest").read_text().strip()
print(run)

# %% [markdown]
# ## The time series
#
# One row per day. The CSV keeps every number to the last bit; `timeseries.parquet` exists if the scenario selects it.

# %%
series = pd.read_csv(run / "timeseries.csv").set_index("time_days")
if (run / "timeseries.parquet").exists():
    typed = pd.read_parquet(run / "timeseries.parquet").set_index("time_days")
    pd.testing.assert_frame_equal(series, typed, check_exact=True)
    print("timeseries.csv and timeseries.parquet contain the same numbers")
series[["vas_points", "m1_cells", "m2_cells", "admsc_alive_cells", "axons_arrived_count"]].describe()

# %% [markdown]
# ## The summary has the same numbers

# %%
summary = json.loads((run / "summary.json").read_text())
visits = pd.DataFrame(summary["visits"]).set_index("day")
differences = (series.loc[visits.index, "vas_points"] - visits["vas_points"]).abs()
largest = max(differences.max(), abs(series["vas_points"].min() - summary["lowest_vas_points"]))
print(f"VAS at {len(visits)} visits: largest difference {largest:g} points")
assert largest <= 1e-12
visits

# %% [markdown]
# ## The pain curve
#
# The three causes add up to the pain. The colours are those of the program's own figures.

# %%
causes = {
    "pain_damage_points": ("nerve and matrix damage", "#3c82be"),
    "pain_central_points": ("central sensitisation", "#cc79a7"),
    "pain_inflammation_points": ("inflammation", "#f5c75a"),
}
assert (series[list(causes)].sum(axis=1) - series["vas_points"]).abs().max() <= 1e-9

figure, axes = plt.subplots(figsize=(9.6, 5.4), layout="constrained")
axes.stackplot(
    series.index,
    [series[column] for column in causes],
    labels=[label for label, _ in causes.values()],
    colors=[colour for _, colour in causes.values()],
)
axes.plot(series.index, series["vas_points"], color="black", linewidth=2, label="pain proxy (VAS)")
axes.set(title=summary["title"], xlabel="days after the start", ylabel="points of 0 to 10", ylim=(0, 10))
axes.set_xlim(series.index[0], series.index[-1])
figure.legend(frameon=False, ncols=4, loc="outside lower center")
for ending in ["svg", "png"]:
    name = Path(os.environ.get("ADMSC_FIGURES", ".")) / f"pain-curve.{ending}"
    figure.savefig(name, dpi=200)
    print(f"wrote {name}")
