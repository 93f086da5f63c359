"""Choosing among drafts: the loss that teaches it, and how often the model chooses right.

Serving has the model score drafts of the noisy channel. Cross-entropy on the gold text alone never sees the others; here
the share that the gold takes of the probability of all drafts is raised as well.
"""
from __future__ import annotations

import torch
import torch.nn.functional as F

from data import collate, names_of, targets_of


def draft_scores(model, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Natural log of the probability of each target [R]."""
    _, logits = model(batch)
    each = -F.cross_entropy(logits, batch["labels"], reduction="none")
    return torch.zeros(len(batch["owners"]), device=each.device).index_add(0, batch["rows"], each)


def log_shares(scores: torch.Tensor, owners: torch.Tensor) -> torch.Tensor:
    """Natural log of the share of each target among its example's targets [R]; owners [R] ascending from 0."""
    examples = int(owners[-1]) + 1
    most = torch.full((examples,), -torch.inf, device=scores.device).scatter_reduce(0, owners, scores.detach(), "amax")
    sums = torch.zeros(examples, device=scores.device).index_add(0, owners, (scores - most[owners]).exp())
    return scores - most[owners] - sums[owners].log()


def gold_rows(owners: torch.Tensor) -> torch.Tensor:
    """The first target of each example is its gold [R]."""
    return torch.cat((owners.new_ones(1, dtype=torch.bool), owners[1:] != owners[:-1]))


def choice_loss(model, batch: dict[str, torch.Tensor], text_weight: float) -> torch.Tensor:
    """Mean over examples of -log share of the gold, plus `text_weight` times the gold's cross-entropy per symbol."""
    scores = draft_scores(model, batch)
    gold = gold_rows(batch["owners"])
    symbols = gold[batch["rows"]].sum()
    return -log_shares(scores, batch["owners"])[gold].mean() - text_weight * scores[gold].sum() / symbols


@torch.no_grad()
def gold_shares(model, examples: list[dict], with_names: bool, device="cpu", batch: int = 64) -> list[tuple[float, bool]]:
    """Of each example with several drafts: natural log of the gold's share, and whether it is the largest. By length of the gold."""
    able = sorted((e for e in examples if len(targets_of(e)) > 1), key=lambda e: len(e["t"]))
    found: list[tuple[float, bool]] = []
    for start in range(0, len(able), batch):
        part = able[start : start + batch]
        packed = collate([(e["q"], targets_of(e), names_of(e) if with_names else []) for e in part], device)
        shares = log_shares(draft_scores(model, packed), packed["owners"])
        gold = gold_rows(packed["owners"])
        best = torch.full((len(part),), -torch.inf, device=shares.device).scatter_reduce(0, packed["owners"], shares, "amax")
        found += zip(shares[gold].tolist(), (shares[gold] >= best).tolist())
    return found


def choices(model, examples: list[dict], with_names: bool, device="cpu", batch: int = 64) -> dict[str, float]:
    """Over the examples whose gold is one of several drafts: n, share chosen right, mean -log share of the gold (nats)."""
    found = gold_shares(model, examples, with_names, device, batch)
    n = max(1, len(found))
    return {
        "n": len(found),
        "right": round(sum(is_best for _, is_best in found) / n, 4),
        "nats": round(-sum(share for share, _ in found) / n, 4),
    }
