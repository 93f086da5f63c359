"""Smoke test of the whole Python side on tiny models and a synthetic shard; a few minutes on one core.

    python -m pytest -q training/test_smoke.py
"""
from __future__ import annotations

import gzip
import itertools
import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch

import card
import export
import parity
import sessions
import train
from data import HELDOUT, Stream, clip, collate, names_of
from evaluate import exact_flags
from graph import FLOAT, ROW
from model import PRESETS, Corrector, parameters_of
from served import Served

SYLLABLES = "ba ke ni sho ro ta mi lo ve ri sa pu ma xo de la st er in on".split()


def word(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 3)))


def typo(text: str, rng: random.Random) -> str:
    i = rng.randrange(len(text))
    return rng.choice([text[:i] + text[i + 1 :], text[:i] + rng.choice("aeiou") + text[i:], text])


def example(rng: random.Random) -> dict:
    target = " ".join(word(rng) for _ in range(rng.randint(1, 2)))
    names = [["b", 4, target.split()[0]], ["t", 1, word(rng)]]
    made = {"q": typo(target, rng) or target, "t": target, "n": names, "s": rng.choice(["one", "two"])}
    return {**made, "p": [word(rng)]} if rng.random() < 0.3 else made


def write_shard(path: Path, examples: list[dict]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as shard:
        shard.writelines(json.dumps(e) + "\n" for e in examples)


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """50 pairs, which are the held-out pairs too, so that a fit of them shows."""
    data = tmp_path_factory.mktemp("data")
    rng = random.Random(5)
    pairs = [example(rng) for _ in range(50)]
    write_shard(data / "shard-0000.jsonl.gz", pairs * 8)
    write_shard(data / HELDOUT, pairs)
    return data


def trained(data: Path, out: Path, *more: str) -> train.Trainer:
    arguments = ["--data", str(data), "--out", str(out), "--preset", "tiny", "--batch", "50", *more]
    trainer = train.Trainer(train.options(arguments))
    trainer.train()
    return trainer


@pytest.fixture(scope="session")
def fitted(folder, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("run")
    trained(folder, out, "--minutes", "0.8", "--precision", "fp32")
    return out


@pytest.fixture(scope="session")
def pairs(folder) -> list[dict]:
    return train.read_shard(folder / HELDOUT)


def test_model_overfits_fifty_pairs(fitted, pairs):
    model = export.load(fitted / "final.pt")
    assert sum(exact_flags(model, pairs, with_names=True)) >= 48
    last = json.loads((fitted / "log.jsonl").read_text().splitlines()[-1])
    assert last["event"] == "end" and last["slices"]["all"]["with"] >= 0.96
    assert set(last["slices"]) == {"all", "one", "two"}


def test_teacher_forced_exactness_is_greedy_exactness(fitted, pairs):
    model = export.load(fitted / "final.pt")
    served = Served(export.build(model, FLOAT))
    mixed = pairs[:20] + [{**p, "t": p["t"] + "x"} for p in pairs[20:30]]
    flags = exact_flags(model, mixed, with_names=True)
    assert flags == [served.greedy(p) == clip(p["t"], 80) for p in mixed]


def test_export_matches_pytorch_and_int8_agrees(fitted, folder, pairs, tmp_path):
    models = tmp_path / "models"
    figures = export.export(
        export.options(["--checkpoint", str(fitted / "final.pt"), "--data", str(folder), "--out", str(models)])
    )
    assert parity.float_passes(figures["float"])
    assert figures["row/63"]["agreement"] == 1.0
    assert figures["row/63"]["beside_other_drafts"] < 1e-5
    config = json.loads((models / "config.json").read_text())
    assert {name: card.sha256(models / name) for name in config["sha256"]} == config["sha256"]
    made = card.write(card.options(["--run", str(fitted), "--data", str(folder), "--models", str(models),
                                    "--corpus", str(folder / HELDOUT), "--command", "python training/train.py"]))  # fmt: skip
    assert made["data"]["examples"] == 400 and made["data"]["corpora"][0]["sha256"] == card.sha256(folder / HELDOUT)
    assert "| all | 50 |" in (models / "MODEL_CARD.md").read_text()


def test_int8_row_form_is_independent_of_the_batch_with_random_weights(pairs):
    torch.manual_seed(1)
    model = Corrector(PRESETS["tiny"]).eval()
    with torch.no_grad():
        for p in model.parameters():
            p.add_(torch.randn_like(p) * 0.1)
    served, reference = Served(export.build(model, ROW)), Served(export.build(model, FLOAT))
    assert max(parity.batch_independence(served, p) for p in pairs[:5]) < 1e-5
    assert parity.float_passes(parity.float_parity(model, reference, pairs[:10]))


def test_resume_continues_from_the_checkpoint(fitted, folder, tmp_path):
    for name in ("checkpoint.pt", "log.jsonl"):
        (tmp_path / name).write_bytes((fitted / name).read_bytes())
    before = torch.load(tmp_path / "checkpoint.pt", weights_only=False)
    trainer = train.Trainer(train.options(["--data", str(folder), "--out", str(tmp_path), "--resume", "--batch", "50",
                                           "--precision", "fp32", "--minutes", "0.05"]))  # fmt: skip
    assert trainer.seen == before["seen"] and trainer.stream.state() == before["stream"]
    assert all(torch.equal(w, before["model"][n]) for n, w in trainer.masters.state().items())
    trainer.train()
    entries = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert entries[-1]["examples"] > before["seen"] and entries[-1]["seconds"] > before["seconds"]
    assert entries[-1]["loss"] < 0.5


def test_bf16_copy_learns(folder, tmp_path):
    arguments = ["--data", str(folder), "--out", str(tmp_path), "--preset", "tiny", "--batch", "50", "--precision", "bf16"]
    trainer = train.Trainer(train.options(arguments))
    losses = [float(trainer.step(*batch, 1.0)) for batch in itertools.islice(trainer.batches(), 60)]
    assert next(trainer.model.parameters()).dtype == torch.bfloat16
    assert next(iter(trainer.masters.weights.values())).dtype == torch.float32
    assert losses[-1] < 0.5 * losses[0] < 4.0


def test_packing_changes_nothing(pairs):
    torch.manual_seed(2)
    model = Corrector(PRESETS["tiny"]).eval()
    items = [(p["q"], p["t"], names_of(p)) for p in pairs[:12]]
    with torch.no_grad():
        _, together = model(collate(items))
        alone = torch.cat([model(collate([item]))[1] for item in items])
    np.testing.assert_allclose(together.numpy(), alone.numpy(), atol=2e-4)


def test_stream_takes_new_shards_and_skips_broken_ones(folder, tmp_path):
    rng = random.Random(1)
    write_shard(tmp_path / "a.jsonl.gz", [example(rng) for _ in range(20)])
    (tmp_path / "broken.jsonl.gz").write_bytes((folder / HELDOUT).read_bytes()[:200])
    stream = Stream(tmp_path, batch=10, seed=1)
    batches = stream.batches()
    for _ in range(3):
        assert len(next(batches)) == 10
    write_shard(tmp_path / "b.jsonl.gz", [example(rng) for _ in range(20)])
    next(batches)
    next(batches)
    assert stream.current == "b.jsonl.gz"
    again = Stream(tmp_path, batch=10, seed=1)
    again.restore(stream.state())
    assert next(again.batches()) is not None and again.state()["done"] == 2


def test_presets_have_the_sizes_they_are_named_for():
    for name, millions in (("3m", 3), ("8m", 8), ("25m", 25), ("60m", 60)):
        with torch.device("meta"):
            found = parameters_of(Corrector(PRESETS[name])) / 1e6
        assert abs(found - millions) / millions < 0.06, (name, found)


def test_rate_rises_holds_and_falls_to_zero():
    rates = [train.rate(s) for s in (0.0, 0.01, 0.1, 0.7, 0.85, 1.0)]
    assert rates[0] < rates[1] < rates[2] == rates[3] == 1.0 and 0.4 < rates[4] < 0.6 and rates[5] == 0.0


def test_worth_of_sessions_is_counted_on_the_examples_that_have_one():
    rng = random.Random(3)
    examples = [example(rng) for _ in range(40)]
    own = [e for e in examples if e.get("p")]
    figures = sessions.worth(Corrector(PRESETS["tiny"]).eval(), examples)
    assert figures["n"] == len(own) and 0 < len(own) < 40
    assert figures["with"] - figures["without"] == figures["onlyWith"] - figures["onlyWithout"]


def test_mcnemar_is_exact():
    assert sessions.mcnemar(0, 0) == 1
    assert sessions.mcnemar(0, 5) == sessions.mcnemar(5, 0) == 2 / 32
    assert sessions.mcnemar(4, 5) == 1
