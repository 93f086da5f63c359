"""Trains small variants of the model on the same examples and compares them -> a table in Markdown.

    python training/study.py --data DIR --out training/out/study --examples 60000 --table docs/ablations.md

Every variant sees the same shards in the same order, as many examples, from the same seed; all are measured on the same
held-out examples: how often the greedy output is the gold text, with the names found and without. Finished variants are kept
in --out and not trained again.
"""
from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import replace
from pathlib import Path

import torch

import data
from data import HELDOUT, Stream, collate, read_shard
from evaluate import per_slice
from model import Config, Corrector, parameters_of
from muon import Muon
from train import Masters, choose_precision, keep_memory, rate
from variants import Pointer

SMALL = Config("study", 96, 4, 384, 4, 2)

# name: (what differs, how to make it, options)
VARIANTS: dict[str, tuple[str, object, dict]] = {
    "base": ("4 encoder and 2 decoder layers; names read by 2 layers", lambda: Corrector(SMALL), {}),
    "context_untrained": ("trained without names", lambda: Corrector(SMALL), {"name_drop": 1.0}),
    "encoder_5_1": ("5 encoder layers, 1 decoder layer", lambda: Corrector(replace(SMALL, encoder_layers=5, decoder_layers=1)), {}),
    "encoder_2_4": ("2 encoder layers, 4 decoder layers", lambda: Corrector(replace(SMALL, encoder_layers=2, decoder_layers=4)), {}),
    "pointer": ("copies from query and names by a pointer", lambda: Pointer(SMALL), {}),
}  # fmt: skip


def train(model: Corrector, folder: Path, examples: int, batch: int, seed: int) -> float:
    """Trains in place; gives the seconds it took."""
    masters = Masters(model, choose_precision("auto", "cpu") == "bf16")
    apart = ("embedding", "position", "mix.weight")
    matrices = [p for n, p in masters.weights.items() if p.ndim == 2 and n not in apart]
    others = [p for n, p in masters.weights.items() if p.ndim == 1 or n in apart]
    optimisers = [
        (Muon(matrices, lr=0.02), 0.02),
        (torch.optim.AdamW(others, lr=3e-3, betas=(0.9, 0.95), weight_decay=0.0), 3e-3),
    ]
    begin, seen = time.monotonic(), 0
    model.train()
    for items in Stream(folder, batch, seed).batches():
        if seen >= examples:
            break
        loss, _ = model(collate(items))
        loss.backward()
        masters.pull(1.0)
        for optimiser, peak in optimisers:
            for group in optimiser.param_groups:
                group["lr"] = peak * rate(seen / examples)
            optimiser.step()
        masters.push()
        seen += len(items)
    return time.monotonic() - begin


def measure(model: Corrector, heldout: list[dict]) -> dict:
    """Shares of exact greedy outputs, 0..1, of right and of misspelled queries, with names and without."""
    model.eval()
    figures: dict = {}
    for kind in ("right", "misspelled"):
        examples = [e for e in heldout if e["s"].startswith("clean") == (kind == "right")]
        row = per_slice(model, examples)["all"]
        figures[kind] = {"n": row["n"], "with": row["with"], "without": row["without"]}
    return figures


def table(rows: list[dict]) -> str:
    head = ["variant", "what differs", "parameters", "misspelled, names", "misspelled, no names", "right, names", "right, no names"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        shares = [f"{row[kind][names]:.1%}" for kind in ("misspelled", "right") for names in ("with", "without")]
        lines.append("| " + " | ".join([row["name"], row["what"], f"{row['parameters']:,}", *shares]) + " |")
    counts = {kind: rows[0][kind]["n"] for kind in ("misspelled", "right")}
    lines += ["", f"{counts['misspelled']} misspelled and {counts['right']} right held-out queries; {rows[0]['examples']:,} examples each."]
    return "\n".join(lines) + "\n"


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--examples", type=int, default=60_000)
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--seed", type=int, default=5)
    p.add_argument("--only", nargs="*", choices=VARIANTS, default=list(VARIANTS))
    p.add_argument("--table", type=Path, help="Markdown file whose part after the line `<!-- table -->` is replaced")
    o = p.parse_args()
    torch.set_num_threads(1)
    keep_memory()
    o.out.mkdir(parents=True, exist_ok=True)
    heldout = read_shard(o.data / HELDOUT)
    for name in o.only:
        file = o.out / f"{name}.json"
        if file.exists():
            continue
        what, make, options = VARIANTS[name]
        torch.manual_seed(o.seed)
        random.seed(o.seed)
        model = make()
        data.NAME_DROP = options.get("name_drop", 0.12)
        seconds = train(model, o.data, o.examples, o.batch, o.seed)
        row = {
            "name": name, "what": what, "parameters": parameters_of(model), "examples": o.examples, "seed": o.seed,
            "seconds": round(seconds, 1), **measure(model, heldout),
        }  # fmt: skip
        file.write_text(json.dumps(row, indent=2) + "\n")
        print(json.dumps(row), flush=True)
    rows = [json.loads((o.out / f"{name}.json").read_text()) for name in VARIANTS if (o.out / f"{name}.json").exists()]
    print(table(rows))
    if o.table:
        head = o.table.read_text().split("<!-- table -->")[0]
        o.table.write_text(head + "<!-- table -->\n\n" + table(rows))


if __name__ == "__main__":
    main()
