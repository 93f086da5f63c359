#!/usr/bin/env bash
# From corpora to models/: channel, coinages, background tables, examples, model, export, ranker, card. One command, seeded.
#
#   QUERYMEND_CORPORA=../shared/data/train training/run.sh [MINUTES]
#   INIT=models/continue.fp16.pt training/run.sh [MINUTES]                  goes on from the committed weights
#
# Needs the corpora (see NOTICE), Node with `npm ci` done, and a Python with training/requirements.txt in PYTHON.
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-91}
python=${PYTHON:-.venv/bin/python}
work=${QUERYMEND_WORK:-training/work}
corpora=${QUERYMEND_CORPORA:-../shared/data/train}
seed=${SEED:-22}
version=${VERSION:-8m-2}
shards=${SHARDS:-14}
export QUERYMEND_CORPORA=$corpora
mkdir -p "$work/run"

npx tsx training/src/learn-channel.ts
npx tsx training/src/learn-coinages.ts
npx tsx training/src/learn-background.ts
npx tsx training/src/noise-profile.ts docs/noise.md
npx tsx training/src/build-examples.ts "$work/examples" "$shards" "$seed"
# weights that were trained before begin again below their first rates
from=${INIT:+--init $INIT --matrix-lr 0.012 --vector-lr 0.002}
command="$python training/train.py --data $work/examples --out $work/run --preset 8m --minutes $minutes --threads 1 --seed 17 ${from:-}"
$command
"$python" training/export.py --checkpoint "$work/run/final.pt" --data "$work/examples" --out models \
  --float-out "$work/fp32" --version "$version" > "$work/export.json"
npx tsx training/src/build-judgements.ts "$work/judgements-channel.jsonl" 150000 11
"$python" training/ranker.py --only channel --judgements "$work/judgements-channel.jsonl" --out models/ranker.json
npx tsx training/src/build-judgements.ts "$work/judgements-model-12.jsonl" 9000 12 models &
npx tsx training/src/build-judgements.ts "$work/judgements-model-13.jsonl" 9000 13 models
wait $!
"$python" training/ranker.py --only model --judgements "$work/judgements-model-12.jsonl" \
  --judgements "$work/judgements-model-13.jsonl" --out models/ranker.json
"$python" training/curve.py --run "$work/run" --out models/learning-curve.svg
"$python" training/card.py --run "$work/run" --data "$work/examples" --models models \
  --export-figures "$work/export.json" --corpus "$corpora"/*.tsv --command "${INIT:+INIT=$INIT }training/run.sh $minutes"
