"""Makes one model of a base and an adapter, for servers that take no adapters (`transformers serve`, converters to GGUF).

    python training/lora/merge.py --model MODEL --adapter OUT/adapter --out merged

The folder holds weights in the base's own precision, its tokenizer, and the adapter's card. In 16 bits the sums are rounded, so answers
may differ a little from those of base and adapter apart. Exit code 2: the input is at fault.
"""
from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

from pairs import InputError


def merge(model: str, revision: str | None, adapter: Path, out: Path) -> None:
    if out.exists() and any(out.iterdir()):
        raise InputError(f"{out}: is not empty; give another --out")
    if not (adapter / "adapter_config.json").is_file():
        raise InputError(f"{adapter}: there is no adapter_config.json")
    try:
        tokenizer = AutoTokenizer.from_pretrained(model, revision=revision)
        base = AutoModelForCausalLM.from_pretrained(model, revision=revision, dtype="auto")
    except (OSError, ValueError) as error:
        raise InputError(f"--model {model}: cannot be opened: {error}") from error
    try:
        adapted = PeftModel.from_pretrained(base, str(adapter))
    except (RuntimeError, ValueError) as error:
        raise InputError(f"{adapter}: is no adapter of {model}: {error}") from error
    merged = adapted.merge_and_unload(safe_merge=True)
    merged.save_pretrained(out)
    tokenizer.save_pretrained(out)
    if (adapter / "card.json").is_file():
        shutil.copyfile(adapter / "card.json", out / "card.json")


def main(arguments=None) -> int:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", required=True, help="the base that the adapter was trained on: a folder or a name on the hub")
    p.add_argument("--revision", help="commit of the model on the hub")
    p.add_argument("--adapter", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    o = p.parse_args(arguments)
    try:
        merge(o.model, o.revision, o.adapter, o.out)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{o.out}: {o.model} with {o.adapter}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
