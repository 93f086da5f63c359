"""Which made-up queries teach most about real ones? Perplexity correlations over slices of the training examples.

    python training/select_mix.py --data DIR --out training/out/mix --report docs/mix.md

Slices are the examples by source and kind of error. The target is real shoppers' queries (source "query"), which no model here
trains on. A set of small models, each trained on its own random mix of the slices, gives losses by slice (x) and on the
target (y: nats of the right draft, less noisy than the share chosen right); a slice counts for as much as its losses order the models
as those on the target do. The mix so estimated, under the
caps of what each slice holds, then trains models at the same budget as the natural mix, over several seeds.

Source: T. Thrush, C. Potts, T. Hashimoto, "Improving Pretraining Data Using Perplexity Correlations", 2024, arXiv:2409.05816
(estimator: signs of the errors' differences times differences of the losses' ranks; projection: best first, up to the caps).
"""
from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

from choice import choice_loss, choices, gold_shares
from data import HELDOUT, augmented_names, collate, item_of, list_shards, read_shard, targets_of
from masters import Masters, update
from model import Config, Corrector
from muon import Muon
from train import choose_precision, keep_memory, rate

SMALL = Config("mix", 64, 4, 256, 3, 1)
TARGET = "query"
KINDS = {"spelling": "spelling", "word_break": "spaces", "word_combination": "spaces", "clean": "clean"}


def slice_of(example: dict) -> str:
    """Kind and source, such as "spelling title"; rarer kinds of errors count as "several"."""
    kind, source = example["s"].rsplit("_", 1)
    return f"{KINDS.get(kind, 'several')} {source}"


def correlations(losses: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """How well each slice's losses [models, slices] order the models by error [models]: -1..1, per slice."""
    n = len(errors)
    ranks = losses.argsort(0).argsort(0) / max(1, n - 1)
    pairs = [(a, b) for a in range(n) for b in range(a)]
    return sum(np.sign(errors[a] - errors[b]) * (ranks[a] - ranks[b]) for a, b in pairs) / len(pairs)


def projected(weights: np.ndarray, caps: np.ndarray) -> np.ndarray:
    """Shares that sum to 1: the best slices first, each up to its cap (shares, sum at least 1)."""
    shares, left = np.zeros_like(caps), 1.0
    for j in np.argsort(-weights):
        shares[j] = min(caps[j], left)
        left -= shares[j]
    return shares


def train(pools: dict[str, list[dict]], mix: dict[str, float], count: int, batch: int, seed: int) -> Corrector:
    """A small model after `count` examples drawn by the mix."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model = Corrector(SMALL)
    masters = Masters(model, choose_precision("auto", "cpu") == "bf16")
    apart = ("embedding", "position")
    optimisers = [
        (Muon([p for n, p in masters.weights.items() if p.ndim == 2 and n not in apart], lr=0.02), 0.02),
        (torch.optim.AdamW([p for n, p in masters.weights.items() if p.ndim == 1 or n in apart], lr=3e-3), 3e-3),
    ]
    names = [name for name in pools if mix[name] > 0]
    drawn = rng.choices(names, [mix[name] for name in names], k=count)
    model.train()
    span = batch * 16
    for start in range(0, count, span):
        part = sorted((rng.choice(pools[name]) for name in drawn[start : start + span]), key=lambda e: len(e["t"]))
        groups = [part[i : i + batch] for i in range(0, len(part), batch)]
        rng.shuffle(groups)
        for group in groups:
            items = [item_of(e, augmented_names(e, rng)) for e in group]
            choice_loss(model, collate(items), 0.5).backward()
            update(masters, optimisers, rate(start / count))
    return model.eval()


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--report", type=Path, help="Markdown file whose part after the line `<!-- table -->` is replaced")
    p.add_argument("--shards", type=int, default=8)
    p.add_argument("--models", type=int, default=14)
    p.add_argument("--probe-examples", type=int, default=8_000, help="that each model of the set sees")
    p.add_argument("--budget", type=int, default=20_000, help="examples that the compared models see")
    p.add_argument("--seeds", type=int, default=3)
    p.add_argument("--batch", type=int, default=64)
    o = p.parse_args()
    torch.set_num_threads(1)
    keep_memory()
    o.out.mkdir(parents=True, exist_ok=True)
    pools: dict[str, list[dict]] = defaultdict(list)
    target: list[dict] = []
    for name in list_shards(o.data)[: o.shards]:
        for example in read_shard(o.data / name):
            (target if example["s"].endswith("_" + TARGET) else pools[slice_of(example)]).append(example)
    pools = {name: pool for name, pool in sorted(pools.items()) if len(pool) >= 300}
    target = [e for e in target if len(targets_of(e)) > 1]
    random.Random(1).shuffle(target)
    target = target[:1500]
    held = defaultdict(list)
    for example in read_shard(o.data / HELDOUT):
        held[slice_of(example)].append(example)
    slices = [name for name in pools if len(held[name]) >= 20]
    sizes = np.array([len(pools[name]) for name in slices], float)
    natural = sizes / sizes.sum()

    rows_file = o.out / "models.json"
    rows = json.loads(rows_file.read_text()) if rows_file.exists() else []
    for i in range(len(rows), o.models):
        drawn = np.random.default_rng(100 + i).dirichlet(np.full(len(slices), 0.5))
        mix = dict(zip(slices, drawn))
        model = train({name: pools[name] for name in slices}, mix, o.probe_examples, o.batch, 100 + i)
        error = choices(model, target, True)
        rows.append({
            "mix": {name: round(float(share), 4) for name, share in mix.items()},
            "losses": [choices(model, held[name], True)["nats"] for name in slices],
            "target": error,
        })  # fmt: skip
        rows_file.write_text(json.dumps(rows))
        print(i, error, flush=True)
    losses, nats = np.array([row["losses"] for row in rows]), np.array([row["target"]["nats"] for row in rows])
    gamma = correlations(losses, nats)
    shuffle = np.random.default_rng(4).permutation
    chance = np.std([correlations(losses, shuffle(nats)) for _ in range(200)])
    perfect = correlations(nats[:, None], nats)[0]
    # a slice may be drawn up to three times as often as it comes by nature
    chosen = projected(gamma, np.minimum(1.0, 3 * natural))

    compared_file = o.out / "compared.json"
    compared = json.loads(compared_file.read_text()) if compared_file.exists() else []
    for seed in range(o.seeds):
        for kind, shares in (("natural", natural), ("chosen", chosen)):
            if any(row["kind"] == kind and row["seed"] == seed for row in compared):
                continue
            mix = dict(zip(slices, shares))
            model = train({name: pools[name] for name in slices}, mix, o.budget, o.batch, seed)
            flags = [is_best for _, is_best in gold_shares(model, target, True)]
            compared.append({"kind": kind, "seed": seed, "flags": flags, **choices(model, target, True)})
            compared_file.write_text(json.dumps(compared))
            print(kind, seed, compared[-1]["right"], compared[-1]["nats"], flush=True)
    lines = ["| slice | examples | correlation | natural share | chosen share |", "|---|---|---|---|---|"]
    for j in np.argsort(-gamma):
        lines.append(f"| {slices[j]} | {int(sizes[j]):,} | {gamma[j]:+.2f} | {natural[j]:.1%} | {chosen[j]:.1%} |")
    lines += ["", f"A perfect order of the models is a correlation of {perfect:.2f}; chance has a standard deviation of {chance:.2f}."]
    lines += ["", "| mix | seed | target chosen right | nats |", "|---|---|---|---|"]
    lines += [f"| {row['kind']} | {row['seed']} | {row['right']:.1%} (n = {row['n']:,}) | {row['nats']:.3f} |" for row in compared]
    by = {kind: np.array([row["flags"] for row in compared if row["kind"] == kind], float).mean(0) for kind in ("natural", "chosen")}
    difference = by["chosen"] - by["natural"]
    rng = np.random.default_rng(3)
    resampled = [difference[rng.integers(0, len(difference), len(difference))].mean() for _ in range(4000)]
    low, high = np.quantile(resampled, [0.025, 0.975])
    lines += ["", f"Chosen less natural, mean of the seeds: {100 * difference.mean():+.2f} points "
              f"[{100 * low:+.2f}, {100 * high:+.2f}] (bootstrap over the target's queries)."]  # fmt: skip
    text = "\n".join(lines) + "\n"
    print(text)
    if o.report:
        head = o.report.read_text().split("<!-- table -->")[0]
        o.report.write_text(head + "<!-- table -->\n\n" + text)


if __name__ == "__main__":
    main()
