"""Makes the two files that Cloudflare Workers AI takes of an adapter, or says why it would not take them.

    python training/lora/workers_ai.py --adapter OUT/adapter --out upload

Limits as documented by Cloudflare in 2026: files named just so, at most 300 MB, rank at most 8 (32 for some models: --max-rank 32),
`model_type` mistral, gemma or llama.
"""
from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from pairs import InputError

FILES = ("adapter_config.json", "adapter_model.safetensors")
CARD = "card.json"
MOST_BYTES = 300_000_000
TYPES = ("mistral", "gemma", "llama")


def package(adapter: Path, out: Path, max_rank: int) -> None:
    missing = [name for name in (*FILES, CARD) if not (adapter / name).is_file()]
    if missing:
        raise InputError(f"{adapter}: there is no {' and no '.join(missing)}; give the folder adapter/ that fit.py made")
    try:
        config, card = (json.loads((adapter / name).read_text(encoding="utf-8")) for name in (FILES[0], CARD))
        rank, kind = int(config["r"]), str(card["base"]["type"])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{adapter}: {FILES[0]} or {CARD} is damaged: {error!r}") from error
    if rank > max_rank:
        raise InputError(f"{adapter}: the rank is {rank}, at most {max_rank} is taken; train with --rank {max_rank}")
    size = (adapter / FILES[1]).stat().st_size
    if size >= MOST_BYTES:
        raise InputError(f"{adapter}: the weights have {size} bytes, less than {MOST_BYTES} is taken; train fewer --targets")
    known = next((name for name in TYPES if kind.startswith(name)), None)
    if known is None:
        raise InputError(f"{adapter}: the base is a {kind} model; Workers AI adapts {', '.join(TYPES)}")
    out.mkdir(parents=True, exist_ok=True)
    (out / FILES[0]).write_text(json.dumps({**config, "model_type": known}, indent=2) + "\n", encoding="utf-8")
    shutil.copyfile(adapter / FILES[1], out / FILES[1])


def main(arguments=None) -> int:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--adapter", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--max-rank", type=int, default=8, choices=(8, 16, 32))
    o = p.parse_args(arguments)
    try:
        package(o.adapter, o.out, o.max_rank)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{o.out}: {' and '.join(FILES)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
