"""Trains the ranker that turns channel and model features into calibrated probabilities of candidates.

    python training/ranker.py --judgements FILE [--judgements FILE ...] --out models/ranker.json

A judgement is a JSON line {"features": [C, F], "gold": index or -1, "typed": index, "slice": str}. A linear path plus one
tanh layer gives a score per candidate, a softmax over the candidates of a query gives probabilities. A query whose gold is
no candidate teaches, with less weight, to leave it alone. One judgement in five is held out: it picks the temperature and
gives the figures.
"""
from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

FEATURES = (
    "typed cost language edits breaks combinations firstLetter typedCount typedZipf intendedCount intendedZipf editShare "
    "short length lead fit unknownTerms strangeTerms typedBrand intendedBrand typedPair spaceOnly knownMisspelling modelShare modelGain modelGreedy modelPerByte"
).split()
UNREACHABLE_WEIGHT = 0.5


def load(files: list[Path]) -> dict[str, torch.Tensor]:
    """features [Q,C,F] padded with zeros, mask [Q,C], target [Q], weight [Q], gold [Q] (-1: not a candidate)."""
    rows = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    width = max(len(row["features"]) for row in rows)
    features = torch.zeros(len(rows), width, len(FEATURES))
    mask = torch.zeros(len(rows), width, dtype=torch.bool)
    for i, row in enumerate(rows):
        values = torch.tensor(row["features"])
        features[i, : len(values)], mask[i, : len(values)] = values, True
    gold = torch.tensor([row["gold"] for row in rows])
    typed = torch.tensor([row["typed"] for row in rows])
    return {
        "features": features, "mask": mask, "gold": gold, "typed": typed,
        "target": torch.where(gold >= 0, gold, typed),
        "weight": torch.where(gold >= 0, 1.0, UNREACHABLE_WEIGHT),
        "clean": torch.tensor([row["slice"].startswith("clean") for row in rows]),
    }  # fmt: skip


def scores(parameters: dict[str, torch.Tensor], features: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    linear = features @ parameters["linear"]
    hidden = torch.tanh(features @ parameters["hidden"].t() + parameters["bias"]) @ parameters["out"]
    return (linear + hidden).masked_fill(~mask, -1e9)


def calibration_error(probability: torch.Tensor, right: torch.Tensor, bins: int = 10) -> float:
    """Expected calibration error over bins of equal mass; 0 is best."""
    order = probability.argsort()
    parts = zip(probability[order].tensor_split(bins), right[order].float().tensor_split(bins))
    return float(sum(len(p) * (p.mean() - r.mean()).abs() for p, r in parts) / len(order))


def train(data: dict[str, torch.Tensor], hidden: int, seed: int, epochs: int) -> tuple[dict[str, torch.Tensor], float, dict]:
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(data["gold"]), generator=generator)
    held, rest = order[: len(order) // 5], order[len(order) // 5 :]
    width = data["features"].shape[-1]
    parameters = {
        "linear": torch.zeros(width), "hidden": torch.randn(hidden, width, generator=generator) * 0.3,
        "bias": torch.zeros(hidden), "out": torch.zeros(hidden),
    }  # fmt: skip
    for value in parameters.values():
        value.requires_grad_(True)
    optimiser = torch.optim.AdamW(parameters.values(), lr=0.01, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs)
    for _ in range(epochs):
        for batch in rest[torch.randperm(len(rest), generator=generator)].split(256):
            logits = scores(parameters, data["features"][batch], data["mask"][batch])
            loss = F.cross_entropy(logits, data["target"][batch], reduction="none")
            loss = (loss * data["weight"][batch]).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        schedule.step()
    with torch.no_grad():
        logits = scores(parameters, data["features"][held], data["mask"][held])
        temperatures = torch.linspace(0.6, 2.0, 57)
        losses = [F.cross_entropy(logits / t, data["target"][held]) for t in temperatures]
        temperature = float(temperatures[int(torch.stack(losses).argmin())])
        probability, pick = (logits / temperature).softmax(-1).max(-1)
        right = pick == data["gold"][held]
        clean, changed = data["clean"][held], pick != data["typed"][held]
        figures = {
            "heldOut": len(held), "exact": float(right.float().mean()),
            "exactMisspelled": float(right[~clean].float().mean()),
            "reachable": float((data["gold"][held][~clean] >= 0).float().mean()),
            "cleanChanged": float(changed[clean].float().mean()),
            "cleanChangedAt90": float((changed & (probability > 0.9))[clean].float().mean()),
            "calibrationError": calibration_error(probability, right), "temperature": temperature,
        }  # fmt: skip
    return {k: v.detach() for k, v in parameters.items()}, temperature, figures


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--judgements", type=Path, action="append", required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--hidden", type=int, default=16)
    p.add_argument("--epochs", type=int, default=30)
    p.add_argument("--seed", type=int, default=3)
    o = p.parse_args()
    torch.set_num_threads(1)
    data = load(o.judgements)
    result: dict[str, dict] = {}
    for name in ("model", "channel"):
        own = dict(data)
        if name == "channel":  # the decision without a model: its features are not there
            keep = torch.tensor([not f.startswith("model") for f in FEATURES])
            own["features"] = data["features"] * keep
        elif not bool(data["features"][..., -4:].any()):
            print("no model features in these judgements", file=sys.stderr)
        parameters, temperature, figures = train(own, o.hidden, o.seed, o.epochs)
        print(name, json.dumps(figures))
        rounded = {k: [[round(x, 4) for x in row] for row in v.tolist()] if v.ndim == 2 else [round(x, 4) for x in v.tolist()]
                   for k, v in parameters.items()}  # fmt: skip
        result[name] = {"features": FEATURES, **rounded, "temperature": temperature, "figures": figures}
    o.out.write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
