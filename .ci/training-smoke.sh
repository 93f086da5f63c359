#!/usr/bin/env bash
# A tiny model overfits 50 pairs, its ONNX export matches PyTorch, a model learns to choose among drafts, and a ranker what decides; a resumed run takes the steps of an uninterrupted one, and the cards are of the committed files; the leave-alone study finds a planted direction. Makes its own virtual environment.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${QUERYMEND_VENV:-.venv}
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv" 2>/dev/null ||
    { apt-get update -qq && apt-get install -y --no-install-recommends python3-venv >/dev/null && python3 -m venv "$venv"; }
fi
"$venv/bin/python" -c 'import torch, onnx, onnxruntime, pytest, matplotlib, lightgbm' 2>/dev/null ||
  "$venv/bin/pip" install -q -r training/requirements.txt
"$venv/bin/python" -m pytest -q training/test_smoke.py training/test_readers.py training/test_runs.py training/test_choice.py training/test_ranker.py training/test_leave_alone.py training/test_select_mix.py training/test_variants.py
