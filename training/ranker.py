"""Trains the ranker that turns channel and model features into calibrated probabilities of candidates.

    python training/ranker.py --only channel --judgements FILE --out models/ranker.json
    python training/ranker.py --only model --judgements FILE --out models/ranker.json

The channel ranker weighs what the noisy channel composed; the model ranker weighs what the model has scored, on the queries
where the channel ranker is not sure. The second is trained on judgements made with the first.

A judgement is a JSON line {"features": [C, F], "gold": index or -1, "typed": index, "slice": str}. A linear path plus one
tanh layer gives a score per candidate, a softmax over the candidates of a query gives probabilities. A query whose gold is
no candidate teaches, with less weight, to leave it alone. Judgements weigh by slice, so that the probabilities are those of a
shop's queries rather than of the mix that was drawn. One judgement in five is held out: it picks the temperature and
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
    "short length lead fit unknownTerms strangeTerms typedBrand intendedBrand typedPair spaceOnly knownMisspelling explained explainedZipf cutShort otherNumber alone "
    "company bestCompany typedCompany typedBestCompany atStart oneTerm oddLetter oddGain coined soundsAlike intendedSlip oftenMisspelled modelShare modelGain modelGreedy modelPerByte"
).split()
UNREACHABLE_WEIGHT = 0.1
# What judgements of a slice weigh. They are drawn half right, half misspelled, and with many brands that the shop does not
# carry; in a shop most queries are right and made of the catalog's words.
RIGHT_WEIGHT, RIGHT_UNKNOWN_WEIGHT = 6.0, 0.6


def weight_of(name: str) -> float:
    """Weight of a judgement by its slice, such as "clean_title" or "spelling_brand"."""
    if not name.startswith("clean"):
        return 1.0
    return RIGHT_UNKNOWN_WEIGHT if name in ("clean_uncarried", "clean_vocabulary") else RIGHT_WEIGHT


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
        "weight": torch.where(gold >= 0, 1.0, UNREACHABLE_WEIGHT) * torch.tensor([weight_of(row["slice"]) for row in rows]),
        "clean": torch.tensor([row["slice"].startswith("clean") for row in rows]),
    }  # fmt: skip


def scores(parameters: dict[str, torch.Tensor], features: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    linear = features @ parameters["linear"]
    hidden = torch.tanh(features @ parameters["hidden"].t() + parameters["bias"]) @ parameters["out"]
    return (linear + hidden).masked_fill(~mask, -1e9)


def calibration_error(probability: torch.Tensor, right: torch.Tensor, weight: torch.Tensor, bins: int = 10) -> float:
    """Expected calibration error over bins of about equal numbers, of weighted judgements; 0 is best."""
    order = probability.argsort()
    parts = zip(*(values[order].tensor_split(bins) for values in (probability, right.float(), weight)))
    return float(sum(((p - r) * w).sum().abs() for p, r, w in parts) / weight.sum())


def platt(probability: torch.Tensor, right: torch.Tensor, weight: torch.Tensor) -> tuple[float, float]:
    """Slope and offset on the log-odds that make probabilities match how often they are right (Platt 1999)."""
    line = torch.tensor([1.0, 0.0], requires_grad=True)
    odds = torch.logit(probability.detach(), 1e-6)
    optimiser = torch.optim.LBFGS([line], max_iter=100)

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = F.binary_cross_entropy_with_logits(line[0] * odds + line[1], right.float(), weight)
        loss.backward()
        return loss

    optimiser.step(closure)
    return round(float(line[0]), 4), round(float(line[1]), 4)


def train(data: dict[str, torch.Tensor], hidden: int, seed: int, epochs: int) -> tuple[dict[str, torch.Tensor], float, dict, dict]:
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
            loss = (loss * data["weight"][batch]).sum() / data["weight"][batch].sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        schedule.step()
    with torch.no_grad():
        logits = scores(parameters, data["features"][held], data["mask"][held])
        temperatures = torch.linspace(0.6, 2.0, 57)
        weight = data["weight"][held]
        losses = [(F.cross_entropy(logits / t, data["target"][held], reduction="none") * weight).sum() for t in temperatures]
        temperature = float(temperatures[int(torch.stack(losses).argmin())])
        probability, pick = (logits / temperature).softmax(-1).max(-1)
        right = pick == data["gold"][held]
    half = len(held) // 2
    changes = pick != data["typed"][held]
    calibration = {}
    for kind, of_kind in (("keep", ~changes), ("change", changes)):
        first = of_kind.clone()
        first[half:] = False
        slope, offset = platt(probability[first], right[first], data["weight"][held][first])
        calibration[kind] = {"slope": slope, "offset": offset}
        probability[of_kind] = torch.sigmoid(slope * torch.logit(probability[of_kind], 1e-6) + offset)
    with torch.no_grad():
        clean, changed = data["clean"][held], pick != data["typed"][held]
        figures = {
            "heldOut": len(held), "exact": float(right.float().mean()),
            "exactMisspelled": float(right[~clean].float().mean()),
            "reachable": float((data["gold"][held][~clean] >= 0).float().mean()),
            "cleanChanged": float(changed[clean].float().mean()),
            "cleanChangedAt90": float((changed & (probability > 0.9))[clean].float().mean()),
            "calibrationError": calibration_error(probability[half:], right[half:], weight[half:]), "temperature": temperature,
            "calibrationErrorOfChanges": calibration_error(*(v[half:][changes[half:]] for v in (probability, right, weight))),
        }  # fmt: skip
    return {k: v.detach() for k, v in parameters.items()}, temperature, calibration, figures


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--judgements", type=Path, action="append", required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--only", choices=("channel", "model"), required=True)
    p.add_argument("--hidden", type=int, default=48)
    p.add_argument("--epochs", type=int, default=12)
    p.add_argument("--seed", type=int, default=3)
    o = p.parse_args()
    torch.set_num_threads(1)
    data = load(o.judgements)
    result: dict[str, dict] = json.loads(o.out.read_text()) if o.out.exists() else {}
    result = {kind: ranker for kind, ranker in result.items() if ranker["features"] == FEATURES}
    if o.only == "channel":  # the decision without a model: its features are not there
        data["features"] *= torch.tensor([not name.startswith("model") for name in FEATURES])
    elif not bool(data["features"][..., -4:].any()):
        sys.exit("no model features in these judgements: make them with a model")
    parameters, temperature, calibration, figures = train(data, o.hidden, o.seed, o.epochs)
    print(o.only, json.dumps(figures))
    rounded = {k: [[round(x, 4) for x in row] for row in v.tolist()] if v.ndim == 2 else [round(x, 4) for x in v.tolist()]
               for k, v in parameters.items()}  # fmt: skip
    figures = {k: round(v, 4) for k, v in figures.items()}
    result[o.only] = {"features": FEATURES, **rounded, "temperature": temperature,
                      "calibration": calibration, "figures": figures}
    result.setdefault("model" if o.only == "channel" else "channel", result[o.only])
    o.out.write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
