"""What choosing among drafts rests on: shares of probability, and that the loss teaches to choose.

    python -m pytest -q training/test_choice.py
"""
from __future__ import annotations

import math
import random

import pytest
import torch

from choice import EVIDENCE, choice_loss, choices, draft_scores, gold_rows, log_shares, pooled
from data import collate, item_of, priors_of, targets_of
from model import Corrector, config_of

torch.set_num_threads(1)


def test_gold_comes_first_and_an_unreachable_gold_stands_alone():
    assert targets_of({"q": "nikee", "t": "nike", "d": ["nikee", "nike", "nice"]}) == ["nike", "nikee", "nice"]
    assert targets_of({"q": "xyz", "t": "gold", "d": ["xyz", "xya"]}) == ["gold"]
    assert targets_of({"q": "nike", "t": "nike"}) == ["nike"]


def test_shares_of_an_example_sum_to_one_and_equal_a_softmax():
    scores = torch.tensor([-1.0, -2.0, -0.5, -7.0, -900.0, -901.0])
    owners = torch.tensor([0, 0, 0, 1, 2, 2])
    shares = log_shares(scores, owners).exp()
    assert shares[:3].tolist() == pytest.approx(torch.softmax(scores[:3], 0).tolist(), abs=1e-6)
    assert shares[3].item() == pytest.approx(1.0)
    assert shares[4].item() == pytest.approx(1 / (1 + math.exp(-1)), abs=1e-6)
    assert gold_rows(owners).tolist() == [True, False, False, True, True, False]


def test_a_draft_scores_the_same_alone_and_among_others():
    torch.manual_seed(3)
    model = Corrector(config_of("tiny")).eval()
    names = [("b", 3, "nike"), ("t", 1, "nice")]
    together = draft_scores(model, collate([("nikee", ["nike", "nikee"], names), ("red shoos", ["red shoes"], [])]))
    alone = [
        draft_scores(model, collate([item])).item()
        for item in (("nikee", "nike", names), ("nikee", "nikee", names), ("red shoos", "red shoes", []))
    ]
    assert together.tolist() == pytest.approx(alone, abs=1e-4)


def test_a_known_prior_is_pooled_and_an_unknown_one_changes_nothing():
    scores = torch.tensor([-1.0, -3.0])
    assert pooled(scores, torch.zeros(2)).tolist() == [-1.0, -3.0]
    assert pooled(scores, torch.tensor([-2.0, -0.1])).tolist() == pytest.approx([-2 - EVIDENCE, -0.1 - 3 * EVIDENCE])
    example = {"q": "nikee", "t": "nike", "d": ["nikee", "nike"], "u": [0.25, 0.0]}
    assert priors_of(example) == pytest.approx([math.log(1e-6), math.log(0.25)])
    assert priors_of({"q": "nikee", "t": "nike", "d": ["nikee", "nike"]}) == [0.0, 0.0]


def test_the_loss_teaches_to_choose():
    torch.manual_seed(3)
    rng = random.Random(3)
    model = Corrector(config_of("tiny"))
    words = ["".join(rng.sample("abcde", 4)) for _ in range(12)]
    examples = [
        {"q": word[:3] + "x", "t": word, "d": [word[:3] + "x", word, word[::-1]], "n": [["t", 2, word]], "s": "one"}
        for word in words
    ]
    before = choices(model, examples, True)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(60):
        batch = collate([item_of(e, [tuple(n) for n in e["n"]]) for e in examples])
        optimiser.zero_grad()
        choice_loss(model, batch, 0.2).backward()
        optimiser.step()
    after = choices(model, examples, True)
    assert after["n"] == len(words)
    assert after["right"] > 0.9 and after["nats"] < 0.2 < before["nats"]

