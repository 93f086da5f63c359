"""Trains a corrector for a fixed time on a folder of shards.

    python training/train.py --data DIR --out DIR --preset 8m --minutes 100

The learning rate follows the share of --minutes that has passed, so a run ends annealed at a known
time on any machine. DIR of --data holds `*.jsonl.gz` shards and `heldout.jsonl.gz`; shards may still
be arriving. --resume takes weights, optimiser state and place in the data from OUT/checkpoint.pt and
starts a new schedule of --minutes.
"""
from __future__ import annotations

import argparse
import ctypes
import json
import math
import os
import random
import signal
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import torch

from choice import choice_loss, choices
from data import HELDOUT, Collated, Stream, collate, list_shards, read_shard
from evaluate import per_slice
from masters import Masters, update
from model import PRESETS, Config, Corrector, config_of, parameters_of
from muon import Muon

WARM, FALL = 0.02, 0.30  # shares of the run: rising learning rate, falling learning rate


def options(arguments=None) -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--preset", choices=PRESETS, default="8m")
    p.add_argument("--minutes", type=float, default=100.0)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--workers", type=int, default=0,
                   help="processes that read and pack batches; a resumed run then begins with shards in a new order")  # fmt: skip
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--resume", action="store_true")
    p.add_argument("--init", type=Path, help="weights to begin from, such as models/continue.fp16.pt; new optimiser state")
    p.add_argument("--batch", type=int, default=128, help="examples per step")
    p.add_argument("--matrix-lr", type=float, default=0.02, help="peak rate of Muon")
    p.add_argument("--vector-lr", type=float, default=3e-3, help="peak rate of AdamW (embeddings, norms)")
    p.add_argument("--clip", type=float, default=1.0, help="gradient norm limit")
    p.add_argument("--text-weight", type=float, default=0.2,
                   help="examples with drafts: weight of the gold text's cross-entropy beside the loss of the choice")  # fmt: skip
    p.add_argument("--dropout", type=float, default=0.0)
    p.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1, ...")
    p.add_argument("--precision", choices=("auto", "fp32", "bf16", "autocast"), default="auto",
                   help="bf16: half-width working copy with fp32 masters (auto on a CPU that has it)")  # fmt: skip
    p.add_argument("--bf16", dest="precision", action="store_const", const="bf16")
    p.add_argument("--compile", action="store_true", help="torch.compile, needs a C++ compiler")
    p.add_argument("--eval-minutes", type=float, default=5.0, help="or a quarter of --minutes, where that is less")
    p.add_argument("--measure", type=Path, help="file of build-gold-examples.ts: real queries to measure on, never to train on")
    p.add_argument("--eval-examples", type=int, default=500, help="during the run; all at the end up to --final-examples")
    p.add_argument("--final-examples", type=int, default=3000)
    p.add_argument("--wait", type=float, default=600.0, help="seconds to wait for the first shard")
    return p.parse_args(arguments)


def rate(share: float) -> float:
    """Learning-rate factor 0..1 at share 0..1 of the run."""
    return max(0.0, min(1.0, (share + 1e-3) / WARM, (1.0 - share) / FALL))


def keep_memory() -> None:
    """Asks glibc to keep freed blocks, so that large tensors do not fault in new pages every step."""
    if sys.platform == "linux":
        try:
            libc = ctypes.CDLL("libc.so.6")
            libc.mallopt(-3, 1 << 30)  # M_MMAP_THRESHOLD
            libc.mallopt(-1, (1 << 31) - 1)  # M_TRIM_THRESHOLD
        except (OSError, AttributeError):
            pass


def choose_precision(wanted: str, device: str) -> str:
    if wanted != "auto":
        return wanted
    if device.startswith("cuda"):
        return "autocast"
    fast = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)()
    return "bf16" if fast else "fp32"


def save(path: Path, value: dict) -> None:
    """Writes next to the target, then renames, so a reader never sees half a file."""
    part = path.with_name(path.name + ".part")
    torch.save(value, part)
    os.replace(part, path)


class Trainer:
    def __init__(self, o: argparse.Namespace):
        self.o = o
        torch.set_num_threads(o.threads)
        torch.manual_seed(o.seed)
        keep_memory()
        o.out.mkdir(parents=True, exist_ok=True)
        if o.measure and not o.measure.is_file():
            raise SystemExit(f"--measure {o.measure}: no such file; training/src/build-gold-examples.ts writes one")
        if o.measure and o.measure.resolve().parent == o.data.resolve():
            raise SystemExit(f"--measure {o.measure} lies in --data, whose shards are trained on: keep it elsewhere")
        self.device = o.device if o.device != "auto" else "cuda" if torch.cuda.is_available() else "cpu"
        self.precision = choose_precision(o.precision, self.device)
        self.checkpoint = o.out / "checkpoint.pt"
        saved = None
        if o.resume and self.checkpoint.exists():
            saved = torch.load(self.checkpoint, map_location="cpu", weights_only=False)
        given = saved or (torch.load(o.init, map_location="cpu", weights_only=False) if o.init else None)
        config = Config(**{**given["config"], "dropout": o.dropout}) if given else config_of(o.preset, dropout=o.dropout)
        self.model = Corrector(config).to(self.device)
        self.masters = Masters(self.model, self.precision == "bf16")
        matrices = [p for n, p in self.masters.weights.items() if p.ndim == 2 and n not in ("embedding", "position")]
        others = [p for n, p in self.masters.weights.items() if p.ndim == 1 or n in ("embedding", "position")]
        self.optimisers = [
            (Muon(matrices, lr=o.matrix_lr), o.matrix_lr),
            (torch.optim.AdamW(others, lr=o.vector_lr, betas=(0.9, 0.95), weight_decay=0.0), o.vector_lr),
        ]
        self.stream = Stream(o.data, o.batch, o.seed)
        self.seen = self.steps = 0
        self.before = 0.0  # seconds of earlier runs
        if saved:
            self.restore(saved)
        elif given:
            self.masters.load({name: weight.float() for name, weight in given["model"].items()})
        self.run = torch.compile(self.model, dynamic=True) if o.compile else self.model
        self.stop = False

    def restore(self, saved: dict) -> None:
        self.masters.load(saved["model"])
        for (optimiser, _), state in zip(self.optimisers, saved["optimisers"]):
            optimiser.load_state_dict(state)
        self.stream.restore(saved["stream"])
        self.seen, self.steps, self.before = saved["seen"], saved["steps"], saved["seconds"]
        torch.set_rng_state(saved["torch_rng"])
        random.setstate(saved["python_rng"])
        print(f"resumed at {self.seen} examples, {self.before:.0f} s", flush=True)

    def save_checkpoint(self, seconds: float) -> None:
        save(self.checkpoint, {
            "config": self.model.config.as_dict(), "model": self.masters.state(),
            "optimisers": [optimiser.state_dict() for optimiser, _ in self.optimisers],
            "stream": self.stream.state(), "seen": self.seen, "steps": self.steps, "seconds": seconds,
            "seed": self.o.seed, "torch_rng": torch.get_rng_state(), "python_rng": random.getstate(),
        })  # fmt: skip

    def cast(self):
        if self.precision != "autocast":
            return nullcontext()
        return torch.autocast("cuda" if self.device.startswith("cuda") else "cpu", torch.bfloat16)

    def batches(self):
        """Endless pairs of a number of examples and the batch that `collate` makes of them, on the device."""
        o = self.o
        if o.workers == 0:
            for items in self.stream.batches():
                yield len(items), collate(items, self.device)
            return
        loader = torch.utils.data.DataLoader(
            Collated(o.data, o.batch, o.seed + self.steps), batch_size=None, num_workers=o.workers,
            pin_memory=self.device.startswith("cuda"), prefetch_factor=4,
        )  # fmt: skip
        for count, batch in loader:
            yield count, {name: tensor.to(self.device, non_blocking=True) for name, tensor in batch.items()}

    def step(self, count: int, batch: dict[str, torch.Tensor], factor: float) -> torch.Tensor:
        """One update on a batch of `count` examples; gives the loss (nats per target symbol, or that of the choice) before it."""
        with self.cast():
            if len(batch["owners"]) > count:
                loss = choice_loss(self.run, batch, self.o.text_weight)
            else:
                loss, _ = self.run(batch)
        loss.backward()
        update(self.masters, self.optimisers, factor, self.o.clip)
        self.seen += count
        self.steps += 1
        return loss.detach()

    def evaluate(self, heldout: list[dict]) -> dict:
        with self.cast():
            figures = {"slices": per_slice(self.model, heldout, self.device, self.o.batch)}
            if any("d" in example for example in heldout):
                self.model.eval()
                figures["choices"] = {
                    "with": choices(self.model, heldout, True, self.device),
                    "without": choices(self.model, heldout, False, self.device),
                    "pooled": choices(self.model, heldout, True, self.device, pool=True),
                }
                self.model.train()
            return figures

    def log(self, entry: dict) -> None:
        with open(self.o.out / "log.jsonl", "a", encoding="utf-8") as log:
            log.write(json.dumps(entry) + "\n")
        figures = entry.get("slices", {}).get("all", {})
        more = [entry[key] for key in ("choices", "measured") if key in entry]
        print(f"== {entry['event']} {entry['examples']} examples, loss {entry['loss']:.4f}, {figures}", *more, flush=True)

    def train(self) -> None:
        o = self.o
        begin = time.monotonic()
        while not list_shards(o.data) and time.monotonic() - begin < o.wait:
            time.sleep(2.0)
        heldout, measured = ([*read_shard(path)] if path and path.exists() else [] for path in (o.data / HELDOUT, o.measure))
        for examples in (heldout, measured):
            random.Random(o.seed).shuffle(examples)
        print(f"{o.preset}: {parameters_of(self.model)} parameters, {self.device}, {self.precision}", flush=True)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: setattr(self, "stop", True))
        begin = spoken = evaluated = time.monotonic()
        first, losses, loss = self.seen, [], 0.0

        def entry(event: str, factor: float, most: int, real: int) -> dict:
            return {
                "event": event, "examples": self.seen, "steps": self.steps, "loss": round(loss, 5),
                "seconds": round(self.before + time.monotonic() - begin, 1), "lr": round(o.matrix_lr * factor, 6),
                "preset": self.model.config.preset, "seed": o.seed, "batch": o.batch, "precision": self.precision,
                **(self.evaluate(heldout[:most]) if heldout else {"slices": {}}),
                **({"measured": self.evaluate(measured[:real])["slices"]} if measured else {}),
            }  # fmt: skip

        batches = self.batches()
        # before a batch is taken: one that was taken counts as seen when the run is resumed
        while not self.stop and (share := ((now := time.monotonic()) - begin) / (o.minutes * 60)) < 1:
            losses.append(self.step(*next(batches), rate(share)))
            if now - spoken > 20:
                loss, losses, spoken = float(torch.stack(losses).mean()), [], now
                if not math.isfinite(loss):
                    raise SystemExit(f"the loss is {loss} after {self.seen} examples: begin again with lower --matrix-lr and --vector-lr")
                speed = (self.seen - first) / (now - begin)
                print(f"{share:6.1%} {self.seen} examples, {speed:.1f}/s, loss {loss:.4f}", flush=True)
            if now - evaluated > min(o.eval_minutes, o.minutes / 4) * 60:
                loss = float(torch.stack(losses).mean()) if losses else loss
                self.log(entry("progress", rate(share), o.eval_examples, o.eval_examples))
                self.save_checkpoint(self.before + time.monotonic() - begin)
                evaluated = time.monotonic()
        if losses:
            loss = float(torch.stack(losses).mean())
        self.save_checkpoint(self.before + time.monotonic() - begin)
        if self.stop:
            print("stopped; continue with --resume", flush=True)
            return
        weights, config = self.masters.state(), self.model.config.as_dict()
        save(o.out / "final.pt", {"config": config, "model": weights})
        save(o.out / "final.fp16.pt", {"config": config, "model": {n: w.half() for n, w in weights.items()}})
        self.log(entry("end", 0.0, o.final_examples, len(measured)))


if __name__ == "__main__":
    Trainer(options()).train()
