"""Exactness of the model on held-out examples, without running a decoder step by step.

Greedy decoding gives exactly the gold text if and only if, with the gold text as its input, the
model's best symbol equals the gold symbol at every position including the end.
"""
from __future__ import annotations

import torch

from data import collate, names_of

Example = dict


@torch.no_grad()
def exact_flags(model, examples: list[Example], with_names: bool, device="cpu", batch: int = 128) -> list[bool]:
    """For each example, is its greedy output the gold text?"""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i]["t"]))
    flags = [False] * len(examples)
    for start in range(0, len(order), batch):
        part = order[start : start + batch]
        items = [(examples[i]["q"], examples[i]["t"], names_of(examples[i]) if with_names else []) for i in part]
        packed = collate(items, device)
        _, logits = model(packed)
        wrong = torch.zeros(len(part), device=device)
        wrong.index_add_(0, packed["rows"], (logits.argmax(-1) != packed["labels"]).float())
        for i, w in zip(part, wrong.tolist()):
            flags[i] = w == 0
    return flags


def per_slice(model, examples: list[Example], device="cpu", batch: int = 128) -> dict[str, dict]:
    """{slice: {"n", "with", "without"}}: examples, and exact shares 0..1 with and without names."""
    was_training = model.training
    model.eval()
    with_names = exact_flags(model, examples, True, device, batch)
    without = exact_flags(model, examples, False, device, batch)
    model.train(was_training)
    table: dict[str, dict] = {}
    for example, a, b in zip(examples, with_names, without):
        for name in ("all", example.get("s", "none")):
            row = table.setdefault(name, {"n": 0, "with": 0, "without": 0})
            row["n"] += 1
            row["with"] += a
            row["without"] += b
    for row in table.values():
        row["with"] = round(row["with"] / row["n"], 4)
        row["without"] = round(row["without"] / row["n"], 4)
    return dict(sorted(table.items()))
