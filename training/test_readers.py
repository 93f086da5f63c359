"""Batches from several reading processes, and what guards a run that nobody watches.

    python -m pytest -q training/test_readers.py
"""
from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import card
import train
from data import HELDOUT, Stream
from muon import Muon, orthogonalise
from test_smoke import example, write_shard


@pytest.fixture(scope="module")
def shards(tmp_path_factory) -> Path:
    """Eight shards of ten examples."""
    folder = tmp_path_factory.mktemp("shards")
    rng = random.Random(3)
    for i in range(8):
        write_shard(folder / f"s{i}.jsonl.gz", [example(rng) for _ in range(10)])
    write_shard(folder / HELDOUT, [example(rng) for _ in range(5)])
    return folder


def read_by(folder: Path, part: tuple[int, int], batches: int) -> dict[str, int]:
    """Times that each shard was read to its end by the time that so many batches and one more were taken."""
    stream = Stream(folder, batch=10, seed=1, part=part)
    list(itertools.islice(stream.batches(), batches + 1))
    return stream.counts


def test_readers_share_the_shards(shards):
    whole = {f"s{i}.jsonl.gz" for i in range(8)}
    mine = set(read_by(shards, (0, 2), 8))
    others = set(read_by(shards, (1, 2), 8))
    assert mine and others and mine | others == whole and not mine & others


def test_a_reader_without_shards_of_its_own_reads_the_others(tmp_path, shards):
    (tmp_path / "s0.jsonl.gz").write_bytes((shards / "s0.jsonl.gz").read_bytes())
    assert [read_by(tmp_path, (i, 2), 2) for i in (0, 1)] == [{"s0.jsonl.gz": 2}] * 2


def options(shards: Path, out: Path, *more: str):
    return train.options(["--data", str(shards), "--out", str(out), "--preset", "tiny", "--batch", "10", "--precision", "fp32",
                          "--device", "cpu", *more])  # fmt: skip


def test_trains_on_what_workers_read(shards, tmp_path):
    train.Trainer(options(shards, tmp_path, "--workers", "2", "--minutes", "0.05")).train()
    last = json.loads((tmp_path / "log.jsonl").read_text().splitlines()[-1])
    assert last["event"] == "end" and last["examples"] == 10 * last["steps"] > 0


def test_a_run_whose_loss_is_not_finite_ends_at_once(shards, tmp_path, monkeypatch):
    trainer = train.Trainer(options(shards, tmp_path, "--minutes", "1000", "--matrix-lr", "1e30", "--vector-lr", "1e30"))
    ticks = itertools.count(0, 25)
    monkeypatch.setattr(train.time, "monotonic", lambda: float(next(ticks)))
    with pytest.raises(SystemExit, match="lower --matrix-lr"):
        trainer.train()
    assert not (tmp_path / "final.pt").exists()


def test_muon_moves_each_block_along_its_orthogonal_momentum():
    torch.manual_seed(0)
    stacked, plain, unused = (torch.nn.Parameter(torch.randn(n, 6)) for n in (18, 12, 6))
    stacked.blocks = 3
    before = [p.detach().clone() for p in (stacked, plain, unused)]
    stacked.grad, plain.grad = torch.randn(18, 6), torch.randn(12, 6)
    Muon([stacked, plain, unused], lr=0.1, momentum=0.9, decay=0.5).step()
    for parameter, was, blocks in ((stacked, before[0], 3), (plain, before[1], 1)):
        update = parameter.grad * (1 - 0.9) + 0.9 * (0.1 * parameter.grad)
        for now, then, part in zip(parameter.chunk(blocks), was.chunk(blocks), update.chunk(blocks)):
            wanted = then * (1 - 0.1 * 0.5) - 0.1 * max(1, part.shape[0] / 6) ** 0.5 * orthogonalise(part[None])[0].float()
            torch.testing.assert_close(now.detach(), wanted)
    assert torch.equal(unused, before[2])


def test_shards_are_described_where_they_lie(shards, tmp_path):
    printed = subprocess.run([sys.executable, card.__file__, "--describe", str(shards)], capture_output=True, text=True, check=True)
    described = json.loads(printed.stdout)
    assert described == card.described_data(shards)
    assert described["examples"] == 80 and described["heldout"]["examples"] == 5
    assert [s["sha256"] for s in described["shards"]] == [card.sha256(shards / f"s{i}.jsonl.gz") for i in range(8)]
