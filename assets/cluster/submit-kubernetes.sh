#!/usr/bin/env bash
# Starts the shards, waits for them, and starts the job that joins them. Options go to kubectl. It may be stopped and
# started again. Written by `admsc cluster kubernetes`.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

kubectl apply "$@" --filename shards.yaml
until kubectl wait "$@" --for=condition=complete --timeout=60s job/{{job}} 2>/dev/null; do
    failed=$(kubectl get "$@" job/{{job}} --output jsonpath='{.status.conditions[?(@.type=="Failed")].message}')
    if [ -n "$failed" ]; then
        echo "shards have failed: $failed" >&2
        exit 1
    fi
done
kubectl apply "$@" --filename merge.yaml
