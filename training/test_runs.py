"""What a run leaves: the same steps after a resume, figures of real queries, a card and a picture of all its runs.

    python -m pytest -q training/test_runs.py
"""
from __future__ import annotations

import hashlib
import itertools
import json
import random
from pathlib import Path

import pytest
import torch

import card
import curve
import train
from data import HELDOUT, Stream, augmented_names, names_of
from test_smoke import example, write_shard

REPOSITORY = Path(__file__).parent.parent
MODELS = [REPOSITORY / "models", REPOSITORY / "models/large"]


@pytest.fixture(scope="module")
def shards(tmp_path_factory) -> Path:
    """Three shards of ten examples, and held-out ones."""
    folder = tmp_path_factory.mktemp("shards")
    rng = random.Random(4)
    for i in range(3):
        write_shard(folder / f"s{i}.jsonl.gz", [example(rng) for _ in range(10)])
    write_shard(folder / HELDOUT, [example(rng) for _ in range(5)])
    return folder


def trainer(shards: Path, out: Path, *more: str) -> train.Trainer:
    arguments = ["--data", str(shards), "--out", str(out), "--preset", "tiny", "--batch", "4", "--device", "cpu", "--dropout", "0.1"]
    return train.Trainer(train.options([*arguments, *more]))


def take(run: train.Trainer, steps: int) -> list[float]:
    """Losses of the next steps at one rate."""
    return [float(run.step(*batch, 1.0)) for batch in itertools.islice(run.batches(), steps)]


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
@pytest.mark.parametrize("before", [2, 3, 4])
def test_a_resumed_run_takes_the_steps_of_one_that_was_never_interrupted(shards, tmp_path, precision, before):
    whole = trainer(shards, tmp_path / "whole", "--precision", precision)
    losses = take(whole, 9)
    first = trainer(shards, tmp_path / "parts", "--precision", precision)
    assert take(first, before) == losses[:before]
    first.save_checkpoint(1.0)
    second = trainer(shards, tmp_path / "parts", "--precision", precision, "--resume", "--seed", "7")
    assert take(second, 9 - before) == losses[before:]
    assert second.steps == 9 and second.seen == whole.seen
    assert all(torch.equal(w, second.masters.state()[name]) for name, w in whole.masters.state().items())


def test_a_place_within_a_shard_is_taken_up_with_the_names_that_would_have_come(shards):
    batches = list(itertools.islice(Stream(shards, batch=4, seed=1).batches(), 8))
    for done in range(8):
        before = Stream(shards, batch=4, seed=1)
        list(itertools.islice(before.batches(), done))
        after = Stream(shards, batch=4, seed=1)
        after.restore(before.state())
        assert list(itertools.islice(after.batches(), 8 - done)) == batches[done:]


def test_names_come_in_varying_number_and_order_and_sometimes_not_at_all():
    names = [["t", 1, f"name {i}"] for i in range(16)]
    rng = random.Random(6)
    drawn = [[text for _, _, text in augmented_names({"n": names}, rng)] for _ in range(4000)]
    counts = [sum(len(d) == k for d in drawn) / len(drawn) for k in range(17)]
    assert all(counts) and abs(counts[0] - 0.12) < 0.03
    assert sum(counts[6:13]) > 0.6
    assert {text for d in drawn if len(d) == 4 for text in d} == {f"name {i}" for i in range(4)}
    assert len({tuple(d) for d in drawn if len(d) == 4}) > 15
    session = {"n": names, "p": ["first", "second", "third"]}
    assert [kind for kind, _, _ in names_of(session)].count("p") == 2 and len(names_of(session)) == 16


def test_no_batch_is_lost_where_the_time_is_over(shards, tmp_path, monkeypatch):
    run = trainer(shards, tmp_path, "--precision", "fp32", "--minutes", "1", "--eval-minutes", "100")
    ticks = itertools.count(0, 7)
    monkeypatch.setattr(train.time, "monotonic", lambda: float(next(ticks)))
    run.train()
    again = Stream(shards, batch=4, seed=7)
    list(itertools.islice(again.batches(), run.steps))
    assert run.steps > 0 and run.stream.state() == again.state()


def test_real_queries_are_measured_and_never_trained_on(shards, tmp_path):
    rng = random.Random(9)
    real = [{**example(rng), "s": "mine.tsv"} for _ in range(6)]
    write_shard(tmp_path / "real.jsonl.gz", real)
    run = trainer(shards, tmp_path / "run", "--minutes", "0.05", "--precision", "fp32", "--measure", str(tmp_path / "real.jsonl.gz"))
    run.train()
    entries = [json.loads(line) for line in (tmp_path / "run/log.jsonl").read_text().splitlines()]
    assert all(set(entry["measured"]) == {"all", "mine.tsv"} for entry in entries)
    assert entries[-1]["measured"]["all"]["n"] == 6
    assert all(name.startswith("s") for name in run.stream.counts)
    last, course = card.last_evaluation(tmp_path / "run")
    assert course[-1]["measured"] == last["measured"]["all"]


def test_a_file_to_measure_on_is_refused_among_the_shards_and_where_it_is_missing(shards, tmp_path):
    with pytest.raises(SystemExit, match="trained on: keep it elsewhere"):
        trainer(shards, tmp_path, "--measure", str(shards / "s0.jsonl.gz"))
    with pytest.raises(SystemExit, match="no such file; training/src/build-gold-examples.ts"):
        trainer(shards, tmp_path, "--measure", str(tmp_path / "missing.jsonl.gz"))


def test_a_short_run_has_a_course(shards, tmp_path):
    trainer(shards, tmp_path, "--minutes", "0.1", "--precision", "fp32").train()
    assert len(card.last_evaluation(tmp_path)[1]) > 1


@pytest.mark.parametrize("models", MODELS, ids=["models", "models/large"])
def test_committed_cards_are_of_the_committed_files(models):
    made = card.read_json(models / "model-card.json")
    assert made["files"] == card.learned_files(models)
    assert made["model"] == card.read_json(models / "config.json")
    text = (models / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert text == card.markdown(made)
    assert all(hashlib.sha256((models / f["file"]).read_bytes()).hexdigest() in text for f in made["files"])
    assert all(f["bytes"] < 16 * 2**20 for f in made["files"])


def test_a_card_written_again_keeps_what_it_says_of_training(tmp_path):
    former = card.read_json(MODELS[0] / "model-card.json")
    for name in ("model-card.json", "config.json"):
        (tmp_path / name).write_bytes((MODELS[0] / name).read_bytes())
    (tmp_path / "ranker.json").write_text("{}")
    made = card.write(card.options(["--again", str(tmp_path), "--earlier", str(MODELS[0] / "model-card.json")]))
    assert [f["file"] for f in made["files"]] == ["config.json", "ranker.json"]
    assert made["earlier"] == [*former["earlier"], card.earlier_runs(former)[-1]]
    assert {k: v for k, v in made.items() if k not in ("files", "earlier")} == {k: v for k, v in former.items() if k not in ("files", "earlier")}
    assert card.sha256(tmp_path / "ranker.json") in (tmp_path / "MODEL_CARD.md").read_text()


def test_a_card_without_a_run_is_refused():
    with pytest.raises(SystemExit):
        card.options(["--models", "models"])


def run_of(version: str, counts: list[int], **more) -> dict:
    course = [{"examples": c, "loss": 1 / c, "n": 10 * (i + 1), "with": 0.5, "without": 0.25, **more} for i, c in enumerate(counts)]
    return {"version": version, "examples_seen": counts[-1], "course": course}


def test_learning_curve_shows_all_runs_and_is_drawn_the_same_twice(tmp_path):
    last = run_of("c-3", [1000, 2000], measured={"n": 4, "with": 0.2, "without": 0.1})
    made = {"model": {"version": "c-3"}, "training": {"examples_seen": 2000}, "course": last["course"],
            "earlier": [run_of("a-1", [500, 1500]), run_of("b-2", [700])]}  # fmt: skip
    assert [(run["version"], run["before"]) for run in curve.runs_of(made)] == [("a-1", 0), ("b-2", 1500), ("c-3", 2200)]
    for name in ("a.svg", "b.svg"):
        curve.draw(made, tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    text = (tmp_path / "a.svg").read_text()
    assert all(f"<!-- {label} -->" in text for label in ("a-1", "b-2", "c-3", "exact, people's queries, with names"))
