"""Reads every export of a run (VTK files with VTK's own readers) and compares the formats number by number.

    python examples/check_exports.py output/every-export

The exit status is 1 if a number differs between the formats or is missing.
"""

import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pandas as pd
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkIOXML import vtkXMLImageDataReader, vtkXMLPolyDataReader

CELL_STATES = ["m0", "m1", "m2", "alive", "apoptotic", "effector", "regulatory"]
AXON_STATES = ["intact", "degenerating", "waiting", "growing", "stalled", "arrived", "lost"]

failed = False


def compare(name, found, expected):
    """Prints the largest difference; NaN equals NaN. Anything above 0 fails: all formats must contain the same bits."""
    global failed
    found, expected = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    if found.shape != expected.shape:
        print(f"FAILED {name}: shape {found.shape}, expected {expected.shape}")
        failed = True
        return
    both = np.isnan(found) & np.isnan(expected)
    difference = np.where(both, 0.0, np.abs(found - expected))
    largest = difference.max(initial=0.0)
    wrong = not largest == 0.0
    failed |= wrong
    print(f"{'FAILED' if wrong else 'same  '} {name}: {found.size} numbers, largest difference {largest:g}")


def tables(run, name):
    """Compares a table as CSV with the same table as Parquet."""
    global failed
    parquet = pd.read_parquet(run / f"{name}.parquet")
    text = [column for column in parquet if not pd.api.types.is_numeric_dtype(parquet[column])]
    csv = pd.read_csv(run / f"{name}.csv", dtype={column: str for column in text})
    same = list(csv.columns) == list(parquet.columns) and all((csv[column] == parquet[column]).all() for column in text)
    print(f"{'same  ' if same else 'FAILED'} {name}: columns and words of CSV and Parquet")
    failed |= not same
    numbers = [column for column in parquet if column not in text]
    compare(f"{name}.csv against {name}.parquet", csv[numbers], parquet[numbers])
    return parquet


def series(run, name, reader_class):
    """Reads the files listed in a .pvd; yields name, day and data of each."""
    collection = ElementTree.parse(run / "vtk" / f"{name}.pvd").getroot()
    for entry in collection.iter("DataSet"):
        errors = []
        reader = reader_class()
        reader.AddObserver("ErrorEvent", lambda *_: errors.append("error"))
        reader.SetFileName(str(run / "vtk" / entry.get("file")))
        reader.Update()
        if errors:
            sys.exit(f"VTK cannot read {entry.get('file')}")
        data, day = reader.GetOutput(), float(entry.get("timestep"))
        compare(f"{entry.get('file')} day", data.GetFieldData().GetArray("TimeValue").GetValue(0), day)
        yield entry.get("file"), day, data


def attributes(data):
    return {data.GetArrayName(i): vtk_to_numpy(data.GetArray(i)) for i in range(data.GetNumberOfArrays())}


def check_arrays(file, found, rows, states, places):
    """Compares the arrays of a VTK file with the rows of a table; every column must exist."""
    global failed
    expected = {column: rows[column] for column in rows if column not in places}
    expected["state_code"] = rows["state"].map(states.index)
    del expected["state"]
    if "dose_number" in expected:
        expected["dose_number"] = rows["dose_number"].fillna(-1)
    lineage = expected.pop("lineage", None)
    if lineage is not None:
        numbers = found.pop("lineage")
        same = [int(text.removeprefix("id-"), 16) for text in lineage] == numbers.tolist()
        print(f"{'same  ' if same else 'FAILED'} {file} lineage")
        failed |= not same
    if set(found) != set(expected):
        print(f"FAILED {file}: arrays {sorted(found)}, expected {sorted(expected)}")
        failed = True
        return
    compare(file, [found[name] for name in sorted(found)], [expected[name] for name in sorted(found)])


def check_cells(run):
    table = tables(run, "cells")
    for file, day, data in series(run, "cells", vtkXMLPolyDataReader):
        rows = table[table["time_days"] == day]
        places = vtk_to_numpy(data.GetPoints().GetData())
        compare(f"{file} points", places, rows[["x_um", "y_um", "z_um"]])
        compare(f"{file} number", data.GetNumberOfVerts(), len(rows))
        left = ["time_days", "kind", "x_um", "y_um", "z_um"]
        check_arrays(file, attributes(data.GetPointData()), rows, CELL_STATES, left)


def check_axons(run):
    table = tables(run, "axons")
    for file, day, data in series(run, "axons", vtkXMLPolyDataReader):
        rows = table[table["time_days"] == day]
        ends = np.zeros((len(rows), 2, 3))
        ends[:, :, 1], ends[:, :, 2] = rows[["y_um"]], rows[["z_um"]]
        ends[:, 1, 0] = rows["front_x_um"]
        points, lines = vtk_to_numpy(data.GetPoints().GetData()), data.GetLines()
        compare(f"{file} offsets", vtk_to_numpy(lines.GetOffsetsArray()), 2 * np.arange(len(rows) + 1))
        compare(f"{file} lines", points[vtk_to_numpy(lines.GetConnectivityArray())].reshape(-1, 2, 3), ends)
        left = ["time_days", "y_um", "z_um", "front_x_um"]
        check_arrays(file, attributes(data.GetCellData()), rows, AXON_STATES, left)


def check_fields(run):
    arrays, table = np.load(run / "fields.npz"), pd.read_parquet(run / "fields.parquet")
    days, shape = arrays["time_days"], (len(arrays["z_um"]), len(arrays["y_um"]), len(arrays["x_um"]))
    maps = [name for name in arrays.files if arrays[name].ndim == 4]
    z, y, x = np.meshgrid(arrays["z_um"], arrays["y_um"], arrays["x_um"], indexing="ij")
    for visit, (file, day, data) in enumerate(series(run, "fields", vtkXMLImageDataReader)):
        compare(f"{file} day of fields.npz", days[visit], day)
        compare(f"{file} spacing", data.GetSpacing(), arrays["spacing_um"])
        compare(f"{file} origin", data.GetOrigin(), arrays["origin_um"])
        compare(f"{file} voxels", data.GetDimensions(), np.array(shape[::-1]) + 1)
        middle = [0.5 * (low + high) for low, high in zip(data.GetBounds()[::2], data.GetBounds()[1::2])]
        compare(f"{file} middle of the window", middle, [arrays[axis].mean() for axis in ["x_um", "y_um", "z_um"]])
        rows = table[table["time_days"] == day]
        found = attributes(data.GetCellData())
        if sorted(found) != sorted(maps):
            sys.exit(f"{file} holds {sorted(found)}, expected {sorted(maps)}")
        for name in maps:
            compare(f"{file} {name} against fields.npz", found[name].reshape(shape), arrays[name][visit])
            compare(f"fields.parquet {name} against fields.npz, day {day:g}", rows[name], arrays[name][visit].ravel())
        compare(f"fields.parquet centres, day {day:g}", rows[["x_um", "y_um", "z_um"]].T, [x.ravel(), y.ravel(), z.ravel()])


def main():
    run = Path(sys.argv[1])
    if (run / "latest").exists():
        run = run / (run / "latest").read_text().strip()
    check_cells(run)
    check_axons(run)
    check_fields(run)
    visits = json.loads((run / "summary.json").read_text())["visits"]
    cells = pd.read_parquet(run / "cells.parquet").groupby(["time_days", "state"]).size()
    for visit in visits:
        counts = [cells.get((visit["day"], state), 0) for state in ["m1", "m2", "alive"]]
        compare(f"cells on day {visit['day']}", counts, [visit[key] for key in ["m1_cells", "m2_cells", "admsc_alive_cells"]])
    sys.exit("Numbers differ between the formats" if failed else 0)


if __name__ == "__main__":
    main()
