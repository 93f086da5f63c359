"""Batches of examples, in an order that a seed gives, and what a model takes of one."""
from __future__ import annotations

import random
from functools import lru_cache

import numpy as np
import torch

from pairs import Example

IGNORED = -100
POOL = 32  # batches whose examples are put together by their length


class Order:
    """Which examples stand in which batch of an epoch: another order each epoch, always the same one for a seed; examples of like length together."""

    def __init__(self, examples: list[Example], size: int, seed: int) -> None:
        self.lengths = [len(e.prompt) + len(e.answer) for e in examples]
        self.size, self.seed = size, seed
        self.of_epoch = lru_cache(maxsize=1)(self.make)

    def make(self, epoch: int) -> list[list[int]]:
        order = list(range(len(self.lengths)))
        draw = random.Random(f"{self.seed} {epoch}")
        draw.shuffle(order)
        span = self.size * POOL
        batches = []
        for start in range(0, len(order), span):
            pool = sorted(order[start : start + span], key=lambda i: self.lengths[i])
            batches += [pool[at : at + self.size] for at in range(0, len(pool), self.size)]
        draw.shuffle(batches)
        return batches


def collate(examples: list[Example], pad: int, device: str) -> dict[str, torch.Tensor]:
    """Padded on the left, so that all answers end together and only their logits need be computed."""
    length = max(len(e.prompt) + len(e.answer) for e in examples)
    ids = np.full((len(examples), length), pad)
    mask = np.zeros_like(ids)
    labels = np.full_like(ids, IGNORED)
    for row, e in enumerate(examples):
        tokens = e.prompt + e.answer
        ids[row, length - len(tokens) :] = tokens
        mask[row, length - len(tokens) :] = 1
        labels[row, length - len(e.answer) :] = e.answer
    positions = (mask.cumsum(1) - 1).clip(min=0)
    batch = {"input_ids": ids, "attention_mask": mask, "position_ids": positions, "labels": labels}
    return {key: torch.from_numpy(value).to(device, non_blocking=True) for key, value in batch.items()}
