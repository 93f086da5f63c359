#!/usr/bin/env bash
# The LoRA recipe on a tiny random model: export, training, resume, serving, report, upload files. Shares the virtual environment of training.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${QUERYMEND_VENV:-.venv}
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv" 2>/dev/null ||
    { apt-get update -qq && apt-get install -y --no-install-recommends python3-venv >/dev/null && python3 -m venv "$venv"; }
fi
"$venv/bin/python" -c 'import torch, transformers, peft, pytest' 2>/dev/null ||
  "$venv/bin/pip" install -q -r training/lora/requirements.txt
# so small a model is faster on one thread
HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false OMP_NUM_THREADS=1 \
  "$venv/bin/python" -m pytest -q training/lora
