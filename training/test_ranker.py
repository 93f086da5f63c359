"""The ranker learns what decides, and the speller's form of its trees scores as the library's."""
import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np
import pytest
import ranker
import torch
import torch.nn.functional as F


def judgements(path: Path, count: int = 900, scored: bool = False) -> Path:
    """The right candidate is the one of least cost, unless even that costs much: then the query as typed. `scored`: by a model, too."""
    draw = random.Random(5)
    lines = []
    for _ in range(count):
        costs = [draw.random() * 4 for _ in range(draw.randint(1, 5))]
        vectors = []
        for i, cost in enumerate([0.0, *costs]):
            vector = [0.0] * len(ranker.FEATURES)
            vector[ranker.FEATURES.index("typed")] = float(i == 0)
            vector[ranker.FEATURES.index("cost")] = cost
            vector[ranker.FEATURES.index("modelShare")] = scored / (len(costs) + 1)
            vectors.append(vector)
        gold = 1 + costs.index(min(costs)) if min(costs) < 2 else 0
        kind = "spelling_title" if gold else "clean_title"
        lines.append(json.dumps({"slice": kind, "gold": gold, "typed": 0, "features": vectors}))
    path.write_text("\n".join(lines) + "\n")
    return path


OPTIONS = argparse.Namespace(trees=40, leaves=7, rate=0.2, least=100, threads=1, seed=3, monotone=False)


def test_learns_what_decides(tmp_path: Path) -> None:
    data = ranker.load([judgements(tmp_path / "j.jsonl")])
    result = ranker.train(data, OPTIONS)
    assert result["figures"]["exact"] > 0.85
    assert result == ranker.train(data, OPTIONS)


def test_packed_trees_score_as_the_library_does(tmp_path: Path) -> None:
    data = ranker.load([judgements(tmp_path / "j.jsonl")])
    booster = ranker.boost(data, torch.arange(len(data["gold"])), OPTIONS)
    packed = ranker.scores(ranker.packed(booster), data["features"], data["mask"])
    own = booster.predict(data["features"][data["mask"]].numpy(), raw_score=True)
    np.testing.assert_allclose(packed[data["mask"]].numpy(), own, atol=1e-4)


def test_shares_are_a_softmax_within_each_query() -> None:
    shares = ranker.shares(np.array([0.0, np.log(3.0), 500.0]), np.array([2, 1]))
    np.testing.assert_allclose(shares, [0.25, 0.75, 1.0])


def test_trees_go_on_from_others(tmp_path: Path) -> None:
    data = ranker.load([judgements(tmp_path / "j.jsonl")])
    few = argparse.Namespace(**{**vars(OPTIONS), "trees": 4})
    first = ranker.train(data, few)
    onward = ranker.train(data, few, first)
    assert len(onward["sizes"]) == len(first["sizes"]) == 4
    assert onward["figures"]["nats"] < first["figures"]["nats"]
    certain = 30.0 * F.one_hot(data["target"], data["mask"].shape[1])
    booster = ranker.boost(data, torch.arange(len(data["gold"])), few, certain)
    nothing_to_learn = ranker.scores(ranker.packed(booster), data["features"], data["mask"])[data["mask"]]
    assert nothing_to_learn.abs().max() < 1e-3


def train(path: Path, only: str, monkeypatch: pytest.MonkeyPatch) -> dict:
    out = path / "ranker.json"
    command = ["ranker.py", "--only", only, "--judgements", str(path / "j.jsonl"), "--out", str(out), "--trees", "4", "--leaves", "7"]
    monkeypatch.setattr(sys, "argv", command)
    ranker.main()
    return json.loads(out.read_text())


def test_the_file_holds_the_channels_trees_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    judgements(tmp_path / "j.jsonl", scored=True)
    alone = train(tmp_path, "channel", monkeypatch)
    assert list(alone) == ["channel"] and "base" not in alone["channel"]
    both = train(tmp_path, "model", monkeypatch)
    assert both["channel"] == alone["channel"]
    assert both["model"]["base"] == "channel" and len(both["model"]["sizes"]) == 4
    assert train(tmp_path, "channel", monkeypatch) == alone
    assert "loses its model ranker" in capsys.readouterr().err


def test_right_queries_of_known_words_weigh_most() -> None:
    assert ranker.weight_of("spelling_brand", True) == ranker.weight_of("spelling_brand", False) == 1
    known, unknown, uncarried = (ranker.weight_of(*given) for given in (("clean_title", False), ("clean_title", True), ("clean_uncarried", True)))
    assert known > unknown > uncarried > 1


def test_joined_trees_score_as_both_together(tmp_path: Path) -> None:
    data = ranker.load([judgements(tmp_path / "j.jsonl")])
    first = ranker.train(data, OPTIONS)
    second = ranker.packed(ranker.boost(data, torch.arange(len(data["gold"])), OPTIONS))
    both = ranker.scores(ranker.joined(first, second), data["features"], data["mask"])
    apart = ranker.scores(first, data["features"], data["mask"]) / first["temperature"] + ranker.scores(second, data["features"], data["mask"])
    np.testing.assert_allclose(both[data["mask"]].numpy(), apart[data["mask"]].numpy(), atol=1e-4)


def test_the_channel_ranker_goes_on_from_the_one_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, out = judgements(tmp_path / "j.jsonl"), tmp_path / "ranker.json"
    arguments = ["ranker.py", "--only", "channel", "--judgements", str(file), "--out", str(out), "--trees", "3", "--least", "50"]
    monkeypatch.setattr(sys, "argv", [*arguments, "--more"])
    with pytest.raises(SystemExit, match="leave out --more"):
        ranker.main()
    monkeypatch.setattr(sys, "argv", arguments)
    ranker.main()
    before = json.loads(out.read_text())["channel"]
    monkeypatch.setattr(sys, "argv", [*arguments, "--more"])
    ranker.main()
    after = json.loads(out.read_text())["channel"]
    assert len(after["sizes"]) == 2 * len(before["sizes"])
    assert after["sizes"][: len(before["sizes"])] == before["sizes"]


def test_some_of_the_trees_at_hand_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, out = judgements(tmp_path / "j.jsonl"), tmp_path / "ranker.json"
    arguments = ["ranker.py", "--only", "channel", "--judgements", str(file), "--out", str(out), "--trees", "4", "--least", "50"]
    monkeypatch.setattr(sys, "argv", arguments)
    ranker.main()
    before = json.loads(out.read_text())["channel"]
    monkeypatch.setattr(sys, "argv", [*arguments, "--keep", "3"])
    with pytest.raises(SystemExit):
        ranker.main()
    monkeypatch.setattr(sys, "argv", [*arguments, "--more", "--keep", "3"])
    ranker.main()
    after = json.loads(out.read_text())["channel"]
    assert len(after["sizes"]) == 3 + 4
    data = ranker.load([file])
    kept, had = (ranker.scores(ranker.first_trees(trees, 3), data["features"], data["mask"]) for trees in (after, before))
    np.testing.assert_allclose(kept[data["mask"]].numpy(), had[data["mask"]].numpy(), atol=1e-4)


def test_monotone_trees_never_go_against_the_evidence(tmp_path: Path) -> None:
    """Judgements that say the contrary: the right candidate is the one that costs most."""
    data = ranker.load([judgements(tmp_path / "j.jsonl")])
    cost = ranker.FEATURES.index("cost")
    data["features"][..., cost] = torch.where(data["mask"], 4 - data["features"][..., cost], 0)
    probe = torch.zeros(1, 9, len(ranker.FEATURES))
    probe[0, :, cost] = torch.linspace(0, 4, 9)

    def rises(monotone: bool) -> bool:
        options = argparse.Namespace(**{**vars(OPTIONS), "monotone": monotone})
        booster = ranker.boost(data, torch.arange(len(data["gold"])), options)
        found = ranker.scores(ranker.packed(booster), probe, torch.ones(1, 9, dtype=torch.bool))
        return bool((found.diff() > 1e-6).any())

    assert rises(False) and not rises(True)


def test_every_monotone_feature_is_one_of_the_features_once() -> None:
    names = [*ranker.RAISES, *ranker.LOWERS]
    assert len(set(names)) == len(names) == sum(sign != 0 for sign in ranker.MONOTONE)
