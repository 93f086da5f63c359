#!/usr/bin/env bash
# The larger model in models/large/, trained on the same examples as the served one, whose channel and tables it shares.
#
#   training/large.sh [MINUTES]        after training/run.sh, which makes the examples
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-91}
python=${PYTHON:-.venv/bin/python}
work=${QUERYMEND_WORK:-training/out}
corpora=${QUERYMEND_CORPORA:-../shared/data/train}
export QUERYMEND_CORPORA=$corpora
run=$work/run-large
mkdir -p models/large
"$python" training/train.py --data "$work/examples" --out "$run" --preset 8m --minutes "$minutes" --threads 1 --seed 18
"$python" training/export.py --checkpoint "$run/final.pt" --data "$work/examples" --out models/large --tables .. \
  --version "${VERSION:-8m-4}" > "$work/export-large.json"
npx tsx training/src/learn-name-projection.ts models/large
cp models/ranker.json models/operating-point.json models/large/
training/model-ranker.sh models/large
"$python" training/card.py --run "$run" --data "$work/examples" --models models/large --export-figures "$work/export-large.json" \
  --corpus "$corpora"/*.tsv --command "training/large.sh $minutes"
"$python" training/curve.py --card models/large/model-card.json
