"""What the variants that shorten names leave to the decoder.

    python -m pytest -q training/test_variants.py
"""
from __future__ import annotations

import math

import pytest
import torch

from data import collate
from model import Config, Corrector
from variants import Gated, Patched

CONFIG = Config("tiny", 32, 2, 64, 2, 1)
NAMES = [("b", 3, "nike"), ("t", 1, "running"), ("t", 2, "shoes")]


def batch():
    return collate([("nikee shose", ["nike shoes"], NAMES), ("red", ["red"], [])])


def states_of(model, given):
    segments = given["n_segments"]
    names = model.encode(given["n_tokens"], given["n_positions"], segments, True)
    return (*model.keep(names, given["n_positions"], segments[:, :, None] == segments[:, None, :]), names, segments)


@pytest.mark.parametrize("rate", [0.0, 0.5, 0.75, 0.9])
def test_a_gate_keeps_its_share_of_every_name_those_it_likes_most(rate):
    torch.manual_seed(1)
    model, given = Gated(CONFIG, rate), batch()
    _, stays, names, segments = states_of(model, given)
    gate = model.gate(names).squeeze(-1)
    found = 0
    for row in range(len(segments)):
        for segment in segments[row].unique():
            if segment == 0:
                continue
            own = segments[row] == segment
            kept, dropped = gate[row][own & stays[row]], gate[row][own & ~stays[row]]
            assert len(kept) == math.ceil(int(own.sum()) * (1 - rate))
            assert len(dropped) == 0 or kept.min() >= dropped.max()
            found += 1
    assert found == len(NAMES)


def test_a_gate_learns_and_deletes_and_at_rate_0_it_is_the_plain_model():
    torch.manual_seed(2)
    model, given = Gated(CONFIG, 0.5), batch()
    # maps into the residual stream begin at zero, and nothing gets past them
    for weight in model.parameters():
        if not weight.any():
            torch.nn.init.normal_(weight, std=0.2)
    loss, logits = model(given)
    loss.backward()
    assert model.gate.weight.grad.abs().sum() > 0
    whole = Corrector(CONFIG)
    whole.load_state_dict(model.state_dict(), strict=False)
    assert not torch.allclose(logits, whole(given)[1], atol=1e-3)
    model.rate = 0.0
    assert torch.allclose(model(given)[1], whole(given)[1], atol=1e-5)


def test_a_patch_is_the_mean_of_its_bytes():
    torch.manual_seed(3)
    model, given = Patched(CONFIG, 2), batch()
    pooled, stays, names, segments = states_of(model, given)
    for row in range(len(segments)):
        for segment in segments[row].unique():
            if segment == 0:
                continue
            at = (segments[row] == segment).nonzero().flatten()
            for i in range(0, len(at), 2):
                assert bool(stays[row, at[i]])
                assert torch.allclose(pooled[row, at[i]], names[row, at[i : i + 2]].mean(0), atol=1e-6)
                if i + 1 < len(at):
                    assert not bool(stays[row, at[i + 1]])
