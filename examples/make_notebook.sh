#!/usr/bin/env bash
# Writes analysis.ipynb from analysis.py. With --check it only tests whether both have the same cells.
# jupytext must be installed: pip install -r examples/requirements.txt
set -euo pipefail
cd "$(dirname "$0")"

plain=(--quiet --opt notebook_metadata_filter=-all --opt cell_metadata_filter=-all)
if [ "${1:-}" = --check ]; then
    if ! jupytext "${plain[@]}" --to py:percent --output - analysis.ipynb | diff - analysis.py; then
        echo "analysis.ipynb does not match analysis.py; run examples/make_notebook.sh to regenerate it" >&2
        exit 1
    fi
else
    kernel='{"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}, "jupytext": null}'
    jupytext "${plain[@]}" --update-metadata "$kernel" --to ipynb --output analysis.ipynb analysis.py
fi
