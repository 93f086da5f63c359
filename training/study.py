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
from masters import Masters, update
from model import Config, Corrector, config_of, parameters_of
from muon import Muon
from train import choose_precision, keep_memory, rate
from variants import Gated, Patched, Pointer

SMALL = Config("study", 96, 4, 384, 4, 2)

# name: (what differs, how to make it, options)
VARIANTS: dict[str, tuple[str, object, dict]] = {
    "base": ("4 encoder and 2 decoder layers; names read by 2 layers", lambda: Corrector(SMALL), {}),
    "context_untrained": ("trained without names", lambda: Corrector(SMALL), {"name_drop": 1.0}),
    "encoder_5_1": ("5 encoder layers, 1 decoder layer", lambda: Corrector(replace(SMALL, encoder_layers=5, decoder_layers=1)), {}),
    "encoder_2_4": ("2 encoder layers, 4 decoder layers", lambda: Corrector(replace(SMALL, encoder_layers=2, decoder_layers=4)), {}),
    "gate_50": ("a learned gate deletes half of the states of each name", lambda: Gated(SMALL, 0.5), {}),
    "gate_75": ("a learned gate deletes three quarters of them", lambda: Gated(SMALL, 0.75), {}),
    "patch_2": ("states of names averaged over 2 bytes", lambda: Patched(SMALL, 2), {}),
    "patch_4": ("states of names averaged over 4 bytes", lambda: Patched(SMALL, 4), {}),
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
        update(masters, optimisers, rate(seen / examples))
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


@torch.no_grad()
def decoding_times(preset: str, states: list[int], repeats: int = 60) -> list[float]:
    """Median milliseconds in which the decoder checks 4 drafts of 26 bytes over memories of so many states, measured in turn."""
    model = Corrector(config_of(preset)).eval()
    drafts = torch.randint(1, 256, (4, 27))
    times: list[list[float]] = [[] for _ in states]
    for _ in range(repeats):
        for n, own in zip(states, times):
            memory, index = torch.randn(n, model.config.d), torch.arange(n).expand(4, n)
            begin = time.perf_counter()
            model.decode(memory, torch.arange(n) % 32, index, torch.ones(4, n, dtype=torch.bool), drafts)
            own.append(1e3 * (time.perf_counter() - begin))
    return [sorted(own)[repeats // 2] for own in times]


def speed_table(preset: str) -> str:
    """A query of 26 bytes and 8 names of 12, of whose states a share is left out."""
    rates = [0.0, 0.5, 0.75, 1.0]
    states = [26 + round(8 * 12 * (1 - rate)) for rate in rates]
    times = decoding_times(preset, states)
    lines = ["| states of names left out | states in all | decoder, ms | ratio |", "|---|---|---|---|"]
    lines += [f"| {r:.0%} | {n} | {t:.2f} | {t / times[0]:.2f} |" for r, n, t in zip(rates, states, times)]
    return "\n".join(lines) + "\n"


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
    p.add_argument("--speed", metavar="PRESET", help="only print how fast the decoder is over fewer states, at this size")
    o = p.parse_args()
    torch.set_num_threads(1)
    if o.speed:
        print(speed_table(o.speed))
        return
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
