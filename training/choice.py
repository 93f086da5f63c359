"""Choosing among drafts: the loss that teaches it, and how often the model chooses right.

Serving has the model score drafts of the noisy channel. Cross-entropy on the gold text alone never sees the others; here
the share that the gold takes of the probability of all drafts is raised as well. Where the channel's probabilities are known,
it is the share after the model's evidence is pooled with them: so the model learns what the channel does not know.
"""
from __future__ import annotations

import torch
import torch.nn.functional as F

from data import collate, item_of, names_of, targets_of

EVIDENCE = 0.3  # weight of the model's log-probability beside the channel's


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


def pooled(scores: torch.Tensor, priors: torch.Tensor) -> torch.Tensor:
    """Log-linear pool of the model's scores [R] with the channel's [R]; the scores as they are where no prior is known."""
    return priors + EVIDENCE * scores if bool((priors != 0).any()) else scores


def choice_loss(model, batch: dict[str, torch.Tensor], text_weight: float) -> torch.Tensor:
    """Mean over examples of -log share of the gold after pooling, plus `text_weight` times the gold's cross-entropy per symbol."""
    scores = draft_scores(model, batch)
    gold = gold_rows(batch["owners"])
    symbols = gold[batch["rows"]].sum()
    shares = log_shares(pooled(scores, batch["priors"]), batch["owners"])
    return -shares[gold].mean() - text_weight * scores[gold].sum() / symbols


@torch.no_grad()
def gold_shares(
    model, examples: list[dict], with_names: bool, device="cpu", batch: int = 64, pool: bool = False
) -> list[tuple[float, bool]]:
    """Of each example with several drafts: natural log of the gold's share, and whether it is the largest. By length of the gold."""
    able = sorted((e for e in examples if len(targets_of(e)) > 1), key=lambda e: len(e["t"]))
    found: list[tuple[float, bool]] = []
    for start in range(0, len(able), batch):
        part = able[start : start + batch]
        packed = collate([item_of(e, names_of(e) if with_names else []) for e in part], device)
        scores = draft_scores(model, packed)
        shares = log_shares(pooled(scores, packed["priors"]) if pool else scores, packed["owners"])
        gold = gold_rows(packed["owners"])
        best = torch.full((len(part),), -torch.inf, device=shares.device).scatter_reduce(0, packed["owners"], shares, "amax")
        found += zip(shares[gold].tolist(), (shares[gold] >= best).tolist())
    return found


def choices(model, examples: list[dict], with_names: bool, device="cpu", batch: int = 64, pool: bool = False) -> dict[str, float]:
    """Over the examples whose gold is one of several drafts: n, share chosen right, mean -log share of the gold (nats)."""
    found = gold_shares(model, examples, with_names, device, batch, pool)
    n = max(1, len(found))
    return {
        "n": len(found),
        "right": round(sum(is_best for _, is_best in found) / n, 4),
        "nats": round(-sum(share for share, _ in found) / n, 4),
    }
