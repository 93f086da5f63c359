#!/usr/bin/env bash
# From corpora to models/: channel, coinages, background tables, channel ranker, examples, model, export, model ranker, card. Seeded.
#
#   QUERYMEND_CORPORA=../shared/data/train training/run.sh [MINUTES] [CHOICE_MINUTES]
#   INIT=models/continue.fp16.pt training/run.sh 104         goes on from the committed weights
#
# MEASURE, a file of build-gold-examples.ts, holds queries that people typed; each evaluation on the way measures on them, too.
# MINUTES of writing the gold text; then, if given, CHOICE_MINUTES of choosing it among the channel's drafts, which the served
# weights did without (see README.md).
# Needs the corpora (see NOTICE), Node with `npm ci` done, and a Python with training/requirements.txt in PYTHON.
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-91}
choice_minutes=${2:-0}
python=${PYTHON:-.venv/bin/python}
work=${QUERYMEND_WORK:-training/out}
corpora=${QUERYMEND_CORPORA:-../shared/data/train}
seed=${SEED:-22}
version=${VERSION:-3m-2}
preset=3m
shards=${SHARDS:-14}
export QUERYMEND_CORPORA=$corpora
if [ "$minutes" = 0 ] && [ "$choice_minutes" = 0 ]; then
  echo 'nothing to train: give MINUTES, CHOICE_MINUTES or both' >&2
  exit 2
fi
given=${INIT:+INIT=$INIT }
init=${INIT:-}
mkdir -p "$work"
# what the weights behind INIT went through comes before, in the card and in the picture
earlier=$work/earlier-card.json
rm -f "$earlier"
if [ -n "$init" ] && [ -f "$(dirname "$init")/model-card.json" ]; then cp "$(dirname "$init")/model-card.json" "$earlier"; fi

npx tsx training/src/learn-channel.ts
npx tsx training/src/learn-coinages.ts
npx tsx training/src/learn-background.ts
training/word-vectors.sh
npx tsx training/src/noise-profile.ts docs/noise.md
training/channel-ranker.sh

if [ "$minutes" != 0 ]; then
  run=$work/run-text
  data=$work/examples
  npx tsx training/src/build-examples.ts "$data" "$shards" "$seed"
  # weights that were trained before begin again below their first rates
  "$python" training/train.py --data "$data" --out "$run" --preset "$preset" --minutes "$minutes" --threads 1 --seed 17 \
    ${MEASURE:+--measure "$MEASURE"} ${init:+--init "$init" --matrix-lr 0.012 --vector-lr 0.002}
  init=$run/final.pt
fi
if [ "$choice_minutes" != 0 ]; then
  run=$work/run-choice
  data=$work/drafts
  npx tsx training/src/build-drafts.ts "$data" "${DRAFT_SHARDS:-18}" 33
  "$python" training/train.py --data "$data" --out "$run" --preset "$preset" --minutes "$choice_minutes" --threads 1 --seed 17 \
    --batch 96 --text-weight 1.0 ${init:+--init "$init" --matrix-lr 0.004 --vector-lr 0.0006}
fi
"$python" training/export.py --checkpoint "$run/final.pt" --data "$data" --out models \
  --float-out "$work/fp32" --version "$version" > "$work/export.json"
npx tsx training/src/learn-name-projection.ts models
training/model-ranker.sh models
if [ -f "$earlier" ]; then with=(--earlier "$earlier"); else with=(); fi
"$python" training/card.py --run "$run" --data "$data" --models models --export-figures "$work/export.json" "${with[@]}" \
  --corpus "$corpora"/*.tsv --command "${given}training/run.sh $minutes $choice_minutes"
"$python" training/curve.py --card models/model-card.json
