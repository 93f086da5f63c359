#!/usr/bin/env bash
# The ranker that weighs what the model of a folder says, trained on judgements made with it: DIR/ranker.json, which
# must hold the channel's.
#
#   training/model-ranker.sh models
set -euo pipefail
cd "$(dirname "$0")/.."
models=$1
python=${PYTHON:-.venv/bin/python}
work=${QUERYMEND_WORK:-training/out}/judgements-$(basename "$models")
mkdir -p "$work"
npx tsx training/src/build-judgements.ts "$work/21.jsonl" "${JUDGEMENTS:-20000}" 21 "$models" &
npx tsx training/src/build-judgements.ts "$work/22.jsonl" "${JUDGEMENTS:-20000}" 22 "$models"
wait $!
"$python" training/ranker.py --only model --trees 100 --leaves 15 --rate 0.04 --least 200 --judgements "$work"/2[12].jsonl --out "$models/ranker.json"
