#!/usr/bin/env bash
# Trains models of several sizes side by side on one CUDA GPU, while builders make fresh examples for all of them.
#
#   QUERYMEND_CORPORA=../shared/data/train training/cuda.sh MINUTES BUILDERS PRESET:BATCH:WORKERS[:INIT] ...
#   training/cuda.sh 9 10 3m:2048:3:models/continue.fp16.pt 8m:1024:3:models/large/continue.fp16.pt
#
# Leaves each model in training/out/run-PRESET, as train.py does; then go on as run.sh does after training.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ $# -lt 3 ]; then
  echo 'give MINUTES BUILDERS PRESET:BATCH:WORKERS[:INIT] ...' >&2
  exit 2
fi
minutes=$1
builders=$2
shift 2
python=${PYTHON:-.venv/bin/python}
work=${QUERYMEND_WORK:-training/out}
data=$work/examples
seed=${SEED:-61}
build=${BUILD_EXAMPLES:-npx tsx training/src/build-examples.ts}
mkdir -p "$data"

if [ "$builders" != 0 ]; then
  [ -f "$data/heldout.jsonl.gz" ] || $build "$data" 0 "$seed"
  for ((i = 0; i < builders; i++)); do
    $build "$data" 1000000 $((seed + i)) 0 > "$work/build-$i.log" 2>&1 &
  done
  trap 'kill $(jobs -p) 2> /dev/null || true' EXIT
fi

trainers=()
for wanted in "$@"; do
  IFS=: read -r preset batch workers init <<< "$wanted"
  # weights that were trained before begin again below their first rates
  "$python" training/train.py --data "$data" --out "$work/run-$preset" --preset "$preset" --minutes "$minutes" --device "${DEVICE:-cuda}" \
    --batch "$batch" --workers "$workers" --seed 17 ${PRECISION:+--precision "$PRECISION"} --eval-minutes 3 \
    ${init:+--init "$init" --matrix-lr 0.016 --vector-lr 0.0025} 2>&1 | sed -u "s/^/$preset: /" &
  trainers+=($!)
done
failed=0
for trainer in "${trainers[@]}"; do wait "$trainer" || failed=1; done
exit $failed
