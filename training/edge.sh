#!/usr/bin/env bash
# The small variant in models/edge/, trained on the same examples as the served model, whose channel and tables it shares.
#
#   training/edge.sh [MINUTES]        after training/run.sh, which makes the examples
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-40}
python=${PYTHON:-.venv/bin/python}
work=${QUERYMEND_WORK:-training/out}
corpora=${QUERYMEND_CORPORA:-../shared/data/train}
export QUERYMEND_CORPORA=$corpora
run=$work/run-edge
mkdir -p models/edge
"$python" training/train.py --data "$work/examples" --out "$run" --preset 3m --minutes "$minutes" --threads 1 --seed 18
"$python" training/export.py --checkpoint "$run/final.pt" --data "$work/examples" --out models/edge --tables .. \
  --version "${VERSION:-3m-2}" > "$work/export-edge.json"
cp models/ranker.json models/operating-point.json models/edge/
training/model-ranker.sh models/edge
"$python" training/card.py --run "$run" --data "$work/examples" --models models/edge --export-figures "$work/export-edge.json" \
  --corpus "$corpora"/*.tsv --command "training/edge.sh $minutes"
