"""Trains the ranker that turns channel and model features into calibrated probabilities of candidates.

    python training/ranker.py --only channel --judgements FILE --out models/ranker.json
    python training/ranker.py --only model --judgements FILE --out models/ranker.json

The channel ranker weighs what the noisy channel composed; the model ranker weighs what the model has scored, on the queries
where the channel ranker is not sure. The second is trained on judgements made with the first, and boosts on from its scores, which
`"base": "channel"` says in the file: there are far fewer judgements with a model, so they only have to teach what its evidence
changes. Training the channel ranker anew therefore drops the model's from the file.

A judgement is a JSON line {"features": [C, F], "gold": index or -1, "typed": index, "slice": str}. Boosted trees give a score
per candidate, a softmax over the candidates of a query gives probabilities. A query whose gold is
no candidate teaches, with less weight, to leave it alone. Judgements weigh by slice, so that the probabilities are those of a
shop's queries rather than of the mix that was drawn. One judgement in five is held out: it picks the temperature and
gives the figures.
"""
from __future__ import annotations

import argparse
import base64
import json
import sys
from pathlib import Path

import lightgbm as lgb
import numpy as np
import torch
import torch.nn.functional as F

FEATURES = (
    "typed cost language edits breaks combinations firstLetter typedCount typedZipf intendedCount intendedZipf editShare "
    "short length lead fit unknownTerms strangeTerms typedBrand intendedBrand typedPair spaceOnly knownMisspelling explained explainedZipf cutShort otherNumber alone "
    "company bestCompany typedCompany typedBestCompany atStart oneTerm oddLetter oddGain coined soundsAlike intendedSlip oftenMisspelled terms scoreGain rivals intendedPairs typedPairs intendedNeighbours typedNeighbours related bestRelated intendedMeaning typedRelated typedBestRelated typedMeaning relatedGain modelShare modelGain modelGreedy modelPerByte"
).split()
# With --monotone no tree lets the score fall where one of the first rises, or rise where one of the second does, all else the same: what
# speaks for a candidate in every shop shall not speak against it by chance of the made-up ones.
RAISES = (
    "language intendedCount lead fit intendedBrand knownMisspelling company bestCompany oddGain soundsAlike oftenMisspelled scoreGain "
    "intendedPairs intendedNeighbours related bestRelated relatedGain modelShare modelGain modelGreedy"
).split()
LOWERS = (
    "cost firstLetter typedCount typedZipf editShare unknownTerms strangeTerms typedBrand typedPair explained explainedZipf otherNumber "
    "typedCompany typedBestCompany coined intendedSlip rivals typedPairs typedNeighbours typedRelated typedBestRelated"
).split()
MONOTONE = [(name in RAISES) - (name in LOWERS) for name in FEATURES]
UNREACHABLE_WEIGHT = 0.1
# What judgements of right queries weigh, by whether the catalog knows all their words. They are drawn half right, half misspelled, and
# with many brands that the shop does not carry; in a shop most queries are right and made of the catalog's words.
RIGHT_WEIGHT = {"known": 48.0, "unknown": 3.0}
UNCARRIED_WEIGHT = {"known": 4.8, "unknown": 1.8}


def weight_of(name: str, has_unknown: bool) -> float:
    """Weight of a judgement by its slice, such as "clean_title" or "spelling_brand", and by whether the catalog lacks a term as typed."""
    if not name.startswith("clean"):
        return 1.0
    weights = UNCARRIED_WEIGHT if name in ("clean_uncarried", "clean_vocabulary") else RIGHT_WEIGHT
    return weights["unknown" if has_unknown else "known"]


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
    unknown = FEATURES.index("unknownTerms")
    weights = [weight_of(row["slice"], row["features"][row["typed"]][unknown] > 0) for row in rows]
    return {
        "features": features, "mask": mask, "gold": gold, "typed": typed,
        "target": torch.where(gold >= 0, gold, typed),
        "weight": torch.where(gold >= 0, 1.0, UNREACHABLE_WEIGHT) * torch.tensor(weights),
        "clean": torch.tensor([row["slice"].startswith("clean") for row in rows]),
    }  # fmt: skip


def shares(scores: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Softmax over the candidates of each query; queries lie one after the other, with so many candidates each."""
    starts, query = np.r_[0, sizes.cumsum()[:-1]], np.repeat(np.arange(len(sizes)), sizes)
    raised = np.exp(scores - np.maximum.reduceat(scores, starts)[query])
    return raised / np.add.reduceat(raised, starts)[query]


def boost(data: dict[str, torch.Tensor], rows: torch.Tensor, o: argparse.Namespace, base: torch.Tensor | None = None) -> lgb.Booster:
    """Trees whose scores, summed and added to `base` [Q, C], minimise the weighted cross-entropy of the softmax over each query's
    candidates."""
    mask = data["mask"][rows]
    sizes = mask.sum(1).numpy()
    weight = np.repeat(data["weight"][rows].numpy(), sizes)
    right = F.one_hot(data["target"][rows], mask.shape[1])[mask].numpy()

    def objective(scores: np.ndarray, _: lgb.Dataset) -> tuple[np.ndarray, np.ndarray]:
        share = shares(scores, sizes)
        return (share - right) * weight, np.maximum(share * (1 - share), 1e-4) * weight

    options = {
        "objective": objective, "learning_rate": o.rate, "num_leaves": o.leaves, "min_data_in_leaf": o.least, "lambda_l2": 5,
        "feature_fraction": 0.6, "num_threads": o.threads, "deterministic": True, "force_row_wise": True, "seed": o.seed, "verbosity": -1,
        **({"monotone_constraints": MONOTONE} if o.monotone else {}),
    }  # fmt: skip
    first = None if base is None else base[rows][mask].numpy().astype(np.float64)
    given = lgb.Dataset(data["features"][rows][mask].numpy(), label=right, init_score=first)
    return lgb.train(options, given, num_boost_round=o.trees)


LEAF = 255


def nodes_of(tree: dict) -> list[tuple[int, float, int]]:
    """Nodes in preorder as (feature, value, nodes to the right child); a leaf's feature is LEAF, its value what it gives."""
    if "leaf_value" in tree:
        return [(LEAF, tree["leaf_value"], 0)]
    left, right = nodes_of(tree["left_child"]), nodes_of(tree["right_child"])
    return [(tree["split_feature"], tree["threshold"], len(left) + 1), *left, *right]


def packed(booster: lgb.Booster) -> dict:
    """Trees as the speller reads them, one after the other, see `src/speller/trees.ts`."""
    trees = [nodes_of(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    columns = zip(*(node for tree in trees for node in tree))
    parts = [np.asarray(column, kind).tobytes() for column, kind in zip(columns, ("<u1", "<f4", "<u2"))]
    return {"sizes": [len(tree) for tree in trees], "nodes": base64.b64encode(b"".join(parts)).decode()}


def unpack(trees: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Feature, value and nodes to the right child of all nodes."""
    raw, count = base64.b64decode(trees["nodes"]), sum(trees["sizes"])
    return np.frombuffer(raw, "<u1", count), np.frombuffer(raw, "<f4", count, count), np.frombuffer(raw, "<u2", count, 5 * count)


def first_trees(trees: dict, count: int) -> dict:
    """A ranker with the first `count` of its trees."""
    nodes = sum(trees["sizes"][:count])
    columns = (column[:nodes].tobytes() for column in unpack(trees))
    return {**trees, "sizes": trees["sizes"][:count], "nodes": base64.b64encode(b"".join(columns)).decode()}


def joined(first: dict, second: dict) -> dict:
    """Trees whose summed scores are the logits of `first`, a ranker with a temperature, plus the scores of `second`."""
    (feature, value, right), *rest = unpack(first), unpack(second)
    cooled = feature, np.where(feature == LEAF, value / first["temperature"], value).astype("<f4"), right
    columns = [np.concatenate(pair) for pair in zip(cooled, *rest)]
    nodes = base64.b64encode(b"".join(column.tobytes() for column in columns)).decode()
    return {"sizes": first["sizes"] + second["sizes"], "nodes": nodes}


def scores(trees: dict, features: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Scores [Q, C] as the speller computes them from packed trees; -1e9 where no candidate is."""
    feature, value, right = unpack(trees)
    value = value.astype(np.float64)
    vectors, total = features[mask].numpy().astype(np.float64), np.zeros(int(mask.sum()))
    for root in np.r_[0, np.cumsum(trees["sizes"])[:-1]]:
        node = np.full(len(vectors), root)
        while (inner := (feature[node] != LEAF).nonzero()[0]).size:
            at = node[inner]
            node[inner] += np.where(vectors[inner, feature[at]] <= value[at], 1, right[at])
        total += value[node]
    result = torch.full(mask.shape, -1e9)
    result[mask] = torch.from_numpy(total).float()
    return result


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
    return round(float(line[0].detach()), 4), round(float(line[1].detach()), 4)


def train(data: dict[str, torch.Tensor], o: argparse.Namespace, before: dict | None = None) -> dict:
    """The ranker as `models/ranker.json` holds it, `features` and `base` left out; its trees go on from the scores of `before`."""
    order = torch.randperm(len(data["gold"]), generator=torch.Generator().manual_seed(o.seed))
    held, rest = order[: len(order) // 5], order[len(order) // 5 :]
    base = None if before is None else scores(before, data["features"], data["mask"]) / before["temperature"]
    trees = packed(boost(data, rest, o, base))
    with torch.no_grad():
        logits = scores(trees, data["features"][held], data["mask"][held])
        if base is not None:
            logits += base[held]
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
            "heldOut": len(held), "nats": float(min(losses) / weight.sum()), "exact": float(right.float().mean()),
            "exactMisspelled": float(right[~clean].float().mean()),
            "reachable": float((data["gold"][held][~clean] >= 0).float().mean()),
            "cleanChanged": float(changed[clean].float().mean()),
            "cleanChangedAt90": float((changed & (probability > 0.9))[clean].float().mean()),
            "calibrationError": calibration_error(probability[half:], right[half:], weight[half:]), "temperature": temperature,
            "calibrationErrorOfChanges": calibration_error(*(v[half:][changes[half:]] for v in (probability, right, weight))),
        }  # fmt: skip
    figures = {name: round(value, 4) for name, value in figures.items()}
    return {**trees, "temperature": temperature, "calibration": calibration, "figures": figures}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--judgements", type=Path, nargs="+", required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--only", choices=("channel", "model"), required=True)
    p.add_argument("--more", action="store_true", help="the channel ranker goes on from the one in --out, whose trees it keeps")
    p.add_argument("--keep", type=int, help="of the trees that --more goes on from, only so many, their scores as they stand")
    p.add_argument("--monotone", action="store_true", help="scores rise and fall with the evidence as RAISES and LOWERS say")
    p.add_argument("--trees", type=int, default=400)
    p.add_argument("--leaves", type=int, default=31)
    p.add_argument("--rate", type=float, default=0.1)
    p.add_argument("--least", type=int, default=100, help="judged candidates that a leaf must hold")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seed", type=int, default=3)
    o = p.parse_args()
    if o.keep is not None and not o.more:
        p.error("--keep says how many trees --more goes on from: give that, too")
    torch.set_num_threads(o.threads)
    data = load(o.judgements)
    result: dict[str, dict] = json.loads(o.out.read_text()) if o.out.exists() else {}
    result = {kind: ranker for kind, ranker in result.items() if ranker["features"] == FEATURES}
    if o.only == "channel":  # the decision without a model: its features are not there
        data["features"] *= torch.tensor([not name.startswith("model") for name in FEATURES])
    elif not bool(data["features"][..., -4:].any()):
        sys.exit("no model features in these judgements: make them with a model")
    elif "channel" not in result:
        sys.exit(f"{o.out} holds no channel ranker to go on from: train that first")
    if o.only == "channel":
        before = result.get("channel") if o.more else None
        if o.more and before is None:
            sys.exit(f"{o.out} holds no channel ranker of these features to go on from: leave out --more")
        if before is not None and o.keep is not None:
            before = {**first_trees(before, o.keep), "temperature": 1.0}
        if "model" in result:
            print(f"{o.out} loses its model ranker, which went on from the former channel ranker: train it again", file=sys.stderr)
        trained = train(data, o, before)
        if before is not None:
            trained = {**trained, **joined(before, trained)}
        result = {"channel": {"features": FEATURES, **trained}}
    else:
        result["model"] = {"features": FEATURES, "base": "channel", **train(data, o, result["channel"])}
    print(o.only, json.dumps(result[o.only]["figures"]))
    o.out.write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
