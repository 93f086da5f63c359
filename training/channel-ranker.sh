#!/usr/bin/env bash
# The ranker that weighs what the noisy channel composed, without a model: models/ranker.json.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
work=${QUERYMEND_WORK:-training/out}/judgements-channel
mkdir -p "$work"
for seed in 11 13; do
  npx tsx training/src/build-judgements.ts "$work/$seed.jsonl" 100000 "$seed" &
  npx tsx training/src/build-judgements.ts "$work/$((seed + 1)).jsonl" 100000 "$((seed + 1))"
  wait $!
done
"$python" training/ranker.py --only channel --judgements "$work"/1[1-4].jsonl --out models/ranker.json
