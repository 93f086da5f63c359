#!/usr/bin/env bash
# The ranker that weighs what the model of a folder says, trained on judgements made with it: DIR/ranker.json.
#
#   training/model-ranker.sh models
set -euo pipefail
cd "$(dirname "$0")/.."
models=$1
python=${PYTHON:-.venv/bin/python}
work=${QUERYMEND_WORK:-training/out}/judgements-$(basename "$models")
mkdir -p "$work"
npx tsx training/src/build-judgements.ts "$work/12.jsonl" 9000 12 "$models" &
npx tsx training/src/build-judgements.ts "$work/13.jsonl" 9000 13 "$models"
wait $!
"$python" training/ranker.py --only model --judgements "$work/12.jsonl" --judgements "$work/13.jsonl" --out "$models/ranker.json"
