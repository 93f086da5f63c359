"""Training examples: reading shards, augmenting, and packing a batch into dense rows.

A shard is `*.jsonl.gz`, one example a line:
  {"q": query, "t": correction, "n": [[kind "b"|"t", bucket 0..7, name], ...], "s": slice, "p": [queries], "d": [drafts], "u": [probabilities]}
Names come best first. "p" (earlier queries of the session), "d" (drafts that the served model would score) and "u" (what the
noisy channel gives each of them) may be missing.
"""
from __future__ import annotations

import gzip
import json
import math
import random
import sys
import zlib
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch

from model import BOS, BUCKET0, EOS, MAX_NAME_BYTES, MAX_NAMES, MAX_QUERY_BYTES, NAME, PAD, PREVIOUS, QUERY, TERM

HELDOUT = "heldout.jsonl.gz"
QUERY_ROW, NAME_ROW = 96, 64  # symbols in a packed row
NAME_DROP = 0.12  # share of training examples that lose all names


def clip(text: str, limit: int) -> bytes:
    """UTF-8 of text, at most `limit` bytes, never cutting a character in two."""
    raw = text.encode("utf-8")
    return raw if len(raw) <= limit else raw[:limit].decode("utf-8", "ignore").encode("utf-8")


@lru_cache(maxsize=400_000)
def query_symbols(text: str) -> list[int]:
    return [QUERY, *clip(text, MAX_QUERY_BYTES)]


@lru_cache(maxsize=400_000)
def name_symbols(kind: str, bucket: int, text: str) -> list[int]:
    """Symbols of a name (kind "b" brand, "t" term) or of an earlier query (kind "p")."""
    first = {"b": NAME, "t": TERM, "p": PREVIOUS}[kind]
    return [first, BUCKET0 + max(0, min(7, int(bucket))), *clip(text, MAX_NAME_BYTES)]


def target_symbols(text: str) -> list[int]:
    return [*clip(text, MAX_QUERY_BYTES), EOS]


def read_shard(path: Path) -> list[dict]:
    """All examples of a shard; an unfinished file gives an empty list."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.strip()]
    except (EOFError, OSError, ValueError, zlib.error) as problem:
        print(f"skipped {path.name}: {problem}", file=sys.stderr)
        return []


def list_shards(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.glob("*.jsonl.gz") if p.name != HELDOUT and not p.name.startswith("."))


def names_of(example: dict) -> list[tuple]:
    """All names of an example, earlier queries last, as (kind, bucket, text); at most 16."""
    earlier = [("p", 0, text) for text in example.get("p") or ()][:2]
    return [(k, b, n) for k, b, n in example["n"][: MAX_NAMES - len(earlier)]] + earlier


def targets_of(example: dict) -> list[str]:
    """The gold text first, then the other drafts, if the gold is one of them; else the gold alone, which teaches no choice."""
    drafts = example.get("d") or ()
    gold = example["t"]
    return [gold, *(d for d in drafts if d != gold)] if gold in drafts else [gold]


def priors_of(example: dict) -> list[float]:
    """Natural log of the noisy channel's probability of each target, in the order of `targets_of`; 0 where it is not known."""
    if "u" not in example:
        return [0.0] * len(targets_of(example))
    known = dict(zip(example["d"], example["u"]))
    return [math.log(max(1e-6, known.get(text, 1.0))) for text in targets_of(example)]


def item_of(example: dict, names: list[tuple]) -> tuple:
    """What `collate` packs of an example with these of its names."""
    return example["q"], targets_of(example), names, priors_of(example)


def augmented_names(example: dict, rng: random.Random) -> list[tuple]:
    """A random number of the best names (mostly 6 to 12), shuffled; sometimes none."""
    if rng.random() < NAME_DROP:
        return []
    names = names_of(example)
    keep = rng.randint(6, 12) if rng.random() < 0.75 else rng.randint(0, MAX_NAMES)
    kinds = [n for n in names if n[0] != "p"][:keep]
    kinds += [n for n in names if n[0] == "p" and rng.random() < 0.8]
    rng.shuffle(kinds)
    return kinds


def pack(sequences: list[list[int]], width: int):
    """Lays sequences into rows of `width` symbols, longest first, each into the fullest row it fits.

    Gives tokens, positions, segments [R,width] and for each sequence its first flat slot.
    """
    order = sorted(range(len(sequences)), key=lambda i: -len(sequences[i]))
    rows: list[int] = []  # symbols used
    room: list[list[int]] = [[] for _ in range(width + 1)]  # room[k]: rows with k free symbols
    place = [0] * len(sequences)
    for i in order:
        need = len(sequences[i])
        fit = next((k for k in range(need, width + 1) if room[k]), None)
        if fit is None:
            row, fit = len(rows), width
            rows.append(0)
        else:
            row = room[fit].pop()
        place[i] = row * width + rows[row]
        rows[row] += need
        room[fit - need].append(row)
    size = max(1, len(rows)) * width
    tokens = np.full(size, PAD, np.int64)
    positions = np.zeros(size, np.int64)
    segments = np.zeros(size, np.int64)
    for i, symbols in enumerate(sequences):
        at, n = place[i], len(symbols)
        tokens[at : at + n] = symbols
        positions[at : at + n] = np.arange(n)
        segments[at : at + n] = i + 1
    return [a.reshape(-1, width) for a in (tokens, positions, segments)], place


def collate(items: list[tuple], device="cpu") -> dict[str, torch.Tensor]:
    """Packs (query, target or targets, names, and perhaps priors of the targets) into one batch; equal names are encoded once.

    R counts targets, of all examples in order. index/mask [R,M] say which flat states (query rows, then name rows) a
    target may read; drafts [R,T] is BOS + target; real [K] are flat positions of real target symbols, labels [K] the
    symbols, rows [K] the target each belongs to; owners [R] the example of each target, priors [R] its prior, 0 if not given.
    """
    queries = [query_symbols(q) for q, *_ in items]
    texts = [[t] if isinstance(t, str) else t for _, t, *_ in items]
    priors = [item[3] if len(item) > 3 else [0.0] * len(several) for item, several in zip(items, texts)]
    targets = [target_symbols(t) for several in texts for t in several]
    owners = np.repeat(np.arange(len(items)), [len(several) for several in texts])
    known: dict[tuple, int] = {}
    uses = [[known.setdefault(n, len(known)) for n in names] for _, _, names, *_ in items]
    symbols = [name_symbols(*n) for n in known]
    (q_tok, q_pos, q_seg), q_at = pack(queries, QUERY_ROW)
    (n_tok, n_pos, n_seg), n_at = pack(symbols, NAME_ROW)
    offset = q_tok.size
    memory = []
    for i, used in enumerate(uses):
        parts = [np.arange(q_at[i], q_at[i] + len(queries[i]))]
        parts += [np.arange(offset + n_at[j], offset + n_at[j] + len(symbols[j])) for j in used]
        memory.append(np.concatenate(parts))
    width = -(-max(map(len, memory)) // 8) * 8
    steps = max(map(len, targets))
    index = np.zeros((len(targets), width), np.int64)
    mask = np.zeros((len(targets), width), bool)
    drafts = np.full((len(targets), steps), PAD, np.int64)
    gold = np.full((len(targets), steps), PAD, np.int64)
    for i, (owner, target) in enumerate(zip(owners, targets)):
        rows = memory[owner]
        index[i, : len(rows)], mask[i, : len(rows)] = rows, True
        drafts[i, 0], drafts[i, 1 : len(target)] = BOS, target[:-1]
        gold[i, : len(target)] = target
    real = np.flatnonzero(gold.ravel() != PAD)
    arrays = dict(
        q_tokens=q_tok, q_positions=q_pos, q_segments=q_seg, n_tokens=n_tok, n_positions=n_pos, n_segments=n_seg,
        index=index, mask=mask, drafts=drafts, real=real, labels=gold.ravel()[real], rows=real // steps, owners=owners,
        priors=np.array([prior for several in priors for prior in several], np.float32),
    )  # fmt: skip
    return {k: torch.from_numpy(v).to(device, non_blocking=True) for k, v in arrays.items()}


class Stream:
    """Endless batches of examples from a folder of shards that may still be growing.

    Shards never read come first, in order; then the seen ones in a random order, again and again.
    `state()` and `restore()` carry the place across a resume, to the shard and the batch within it: what follows is what would
    have followed, names drawn and shuffled alike, unless other shards arrived.
    Of several readers, number `part[0]` of `part[1]` reads its own share of the shards, or any while there is none of its own.
    """

    def __init__(self, folder: Path, batch: int, seed: int, pool: int = 32, part: tuple[int, int] = (0, 1)):
        self.folder, self.batch, self.seed, self.pool, self.part = folder, batch, seed, pool, part
        self.counts: dict[str, int] = {}  # shard -> times read to the end
        self.current, self.done = None, 0  # shard being read, batches taken from it

    def state(self) -> dict:
        return {"counts": dict(self.counts), "current": self.current, "done": self.done}

    def restore(self, state: dict) -> None:
        self.counts, self.current, self.done = dict(state["counts"]), state["current"], state["done"]

    def next_shard(self, skip: set[str]) -> str | None:
        present = [n for n in list_shards(self.folder) if n not in skip]
        if not present:
            return None
        number, readers = self.part
        present = [n for n in present if zlib.crc32(n.encode()) % readers == number] or present
        least = min(self.counts.get(n, 0) for n in present)
        open_ = [n for n in present if self.counts.get(n, 0) == least]
        return open_[0] if least == 0 else random.Random(f"{self.seed}/{least}/{len(open_)}").choice(open_)

    def batches(self):
        """Yields lists of what `item_of` gives, sorted into batches of like target length."""
        bad: set[str] = set()
        while True:
            name = self.current if self.current in list_shards(self.folder) else self.next_shard(bad)
            examples = read_shard(self.folder / name) if name else []
            if not examples:
                if name is None or len(bad) > 1000:
                    raise FileNotFoundError(f"no readable shard in {self.folder}")
                bad.add(name)
                self.current = None
                continue
            bad.clear()
            self.done = self.done if name == self.current else 0
            self.current = name
            rng = random.Random(f"{self.seed}/{name}/{self.counts.get(name, 0)}")
            for i, items in enumerate(self.shard_batches(examples, rng)):
                if i < self.done:
                    continue
                self.done = i + 1
                drawn = random.Random(f"{self.seed}/{name}/{self.counts.get(name, 0)}/{i}")
                yield [item_of(e, augmented_names(e, drawn)) for e in items]
            self.counts[name] = self.counts.get(name, 0) + 1
            self.current, self.done = None, 0

    def shard_batches(self, examples: list[dict], rng: random.Random):
        rng.shuffle(examples)
        span = self.batch * self.pool
        for start in range(0, len(examples), span):
            part = sorted(examples[start : start + span], key=lambda e: len(e["t"]))
            groups = [part[i : i + self.batch] for i in range(0, len(part), self.batch)]
            rng.shuffle(groups)
            yield from groups


class Collated(torch.utils.data.IterableDataset):
    """What `collate` makes of the batches of a folder, each with its number of examples, for a loader with workers: every one reads its share of the shards."""

    def __init__(self, folder: Path, batch: int, seed: int):
        self.folder, self.batch, self.seed = folder, batch, seed

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        part = (worker.id, worker.num_workers)
        for items in Stream(self.folder, self.batch, self.seed + worker.id, part=part).batches():
            yield len(items), collate(items)
