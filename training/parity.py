"""Checks that exported graphs compute what the PyTorch model computes."""
from __future__ import annotations

import numpy as np
import torch

from data import clip, name_symbols, names_of, query_symbols, target_symbols
from model import MAX_QUERY_BYTES, PAD, Corrector
from served import Served, padded

LIMIT = 1e-3  # largest difference allowed in states and log-probabilities


def torch_encode(model: Corrector, rows: list[list[int]], names: bool) -> list[torch.Tensor]:
    if not rows:
        return []
    tokens = torch.from_numpy(padded(rows)).long()
    positions = torch.arange(tokens.shape[1]).expand_as(tokens)
    states = model.encode(tokens, positions, (tokens != PAD).long(), names)
    return [states[i, : len(row)] for i, row in enumerate(rows)]


@torch.no_grad()
def float_parity(model: Corrector, served: Served, examples: list[dict]) -> dict[str, float]:
    """Largest differences of states and log-probabilities, and share of equal best symbols."""
    states_off = logp_off = 0.0
    equal = total = 0
    for example in examples:
        queries = [query_symbols(example["q"])]
        names = [name_symbols(*n) for n in names_of(example)]
        ours = torch_encode(model, queries, False) + torch_encode(model, names, True)
        theirs = served.encode("encode-query", queries) + served.encode("encode-names", names)
        states_off = max(states_off, *(float(np.abs(a.numpy() - b).max()) for a, b in zip(ours, theirs)))
        drafts = [list(clip(text, MAX_QUERY_BYTES)) for text in (example["t"], example["q"])]
        memory, positions = served.memory(example)
        best, best_logp, target_logp = served.verify(memory, positions, drafts)
        flat, drafts_in = torch.cat(ours), torch.from_numpy(padded([[257, *d] for d in drafts])).long()
        index = torch.arange(len(flat)).expand(len(drafts), -1)
        mask = torch.ones_like(index, dtype=torch.bool)
        hidden = model.decode(flat, torch.from_numpy(positions).long(), index, mask, drafts_in)
        logp = torch.log_softmax(hidden @ model.embedding.t(), -1).numpy()
        for row, (draft, text) in enumerate(zip(drafts, (example["t"], example["q"]))):
            n = len(draft) + 1
            own = logp[row, np.arange(n), target_symbols(text)]
            logp_off = max(logp_off, float(np.abs(logp[row, :n].max(-1) - best_logp[row, :n]).max()))
            logp_off = max(logp_off, float(np.abs(own - target_logp[row, :n]).max()))
            equal += int((logp[row, :n].argmax(-1) == best[row, :n]).sum())
            total += n
    return {"states": states_off, "logp": logp_off, "best_equal": equal / max(1, total)}


def float_passes(figures: dict[str, float]) -> bool:
    return figures["states"] < LIMIT and figures["logp"] < LIMIT and figures["best_equal"] == 1.0


def outputs(served: Served, examples: list[dict]) -> list[bytes]:
    return [served.greedy(e) for e in examples]


def agreement(a: list[bytes], b: list[bytes]) -> float:
    """Share 0..1 of equal outputs."""
    return sum(x == y for x, y in zip(a, b)) / max(1, len(a))


def exact(found: list[bytes], examples: list[dict]) -> float:
    """Share 0..1 of outputs that are the gold text."""
    return agreement(found, [clip(e["t"], MAX_QUERY_BYTES) for e in examples])


@torch.no_grad()
def batch_independence(served: Served, example: dict) -> float:
    """Largest difference of a draft's log-probabilities alone and beside other drafts."""
    memory, positions = served.memory(example)
    texts = [example["t"], example["q"], example["t"][::-1] + " other", "z"]
    drafts = [list(clip(text, MAX_QUERY_BYTES)) for text in texts]
    together = served.verify(memory, positions, drafts)[1]
    off = 0.0
    for i, draft in enumerate(drafts):
        alone = served.verify(memory, positions, [draft])[1][0]
        off = max(off, float(np.abs(alone - together[i, : len(draft) + 1]).max()))
    return off
