#!/usr/bin/env bash
# Submits the shards, and the job that joins them when all are done. Options go to sbatch.
# Written by `admsc cluster slurm`.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

shards=$(sbatch --parsable "$@" job.sbatch)
shards=${shards%%;*}
echo "job $shards (shards)"
merge=$(sbatch --parsable "$@" --dependency="afterok:$shards" merge.sbatch)
echo "job ${merge%%;*} (merge, when all shards are done)"
