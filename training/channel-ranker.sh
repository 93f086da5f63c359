#!/usr/bin/env bash
# The ranker that weighs what the noisy channel composed, without a model: models/ranker.json, which loses its model ranker.
#
#   MORE=1 training/channel-ranker.sh     keeps the first 400 trees that models/ranker.json holds and adds to them, as was done for the served one
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
work=${QUERYMEND_WORK:-training/out}/judgements-channel
mkdir -p "$work"
seeds=(11 12 13 14)
if [ "${MORE:-}" ]; then seeds=(11 12); fi
for ((i = 0; i < ${#seeds[@]}; i += 2)); do
  seed=${seeds[i]}
  npx tsx training/src/build-judgements.ts "$work/$seed.jsonl" "${JUDGEMENTS:-100000}" "$seed" &
  npx tsx training/src/build-judgements.ts "$work/$((seed + 1)).jsonl" "${JUDGEMENTS:-100000}" "$((seed + 1))"
  wait $!
done
"$python" training/ranker.py --only channel ${MORE:+--more --keep 400 --monotone --trees 120 --leaves 15 --rate 0.06 --least 300} \
  --judgements $(printf "$work/%s.jsonl " "${seeds[@]}") --out models/ranker.json
