"""Runs the three graphs the way serving does, in ONNX Runtime on one thread."""
from __future__ import annotations

import time

import numpy as np
import onnx
import onnxruntime

from data import name_symbols, names_of, query_symbols
from model import BOS, EOS, MAX_QUERY_BYTES, PAD

GRAPHS = ("encode-query", "encode-names", "decode")


def padded(rows: list[list[int]]) -> np.ndarray:
    """int32 [rows, longest], PAD on the right."""
    table = np.full((len(rows), max(map(len, rows))), PAD, np.int32)
    for i, row in enumerate(rows):
        table[i, : len(row)] = row
    return table


class Served:
    def __init__(self, graphs: dict[str, onnx.ModelProto]):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.sessions = {
            name: onnxruntime.InferenceSession(graph.SerializeToString(), options, providers=["CPUExecutionProvider"])
            for name, graph in graphs.items()
        }

    def encode(self, graph: str, rows: list[list[int]]) -> list[np.ndarray]:
        """States [symbols, d] of each row."""
        if not rows:
            return []
        states = self.sessions[graph].run(None, {"tokens": padded(rows)})[0]
        return [states[i, : len(row)] for i, row in enumerate(rows)]

    def memory(self, example: dict, with_names: bool = True) -> tuple[np.ndarray, np.ndarray]:
        """memory [M,d] and positions [M] of a query and its names."""
        parts = self.encode("encode-query", [query_symbols(example["q"])])
        if with_names:
            parts += self.encode("encode-names", [name_symbols(*n) for n in names_of(example)])
        return np.concatenate(parts), np.concatenate([np.arange(len(p), dtype=np.int32) for p in parts])

    def verify(self, memory: np.ndarray, positions: np.ndarray, drafts: list[list[int]]) -> list[np.ndarray]:
        """best, best_logp, target_logp, each [D,T], for drafts of bytes."""
        feeds = {
            "memory": memory, "positions": positions,
            "drafts": padded([[BOS, *d] for d in drafts]), "targets": padded([[*d, EOS] for d in drafts]),
        }  # fmt: skip
        return self.sessions["decode"].run(None, feeds)

    def greedy(self, example: dict, with_names: bool = True) -> bytes:
        """The greedy output, found by checking guesses instead of one symbol at a time."""
        memory, positions = self.memory(example, with_names)
        guesses = [query_symbols(example["q"])[1:]]
        fixed = 0  # symbols decided so far; they stay, even where a later pass rounds differently (tensor form)
        while True:
            best = self.verify(memory, positions, guesses)[0].tolist()
            right = [
                next((i for i in range(fixed, len(g)) if row[i] != g[i]), len(g)) for g, row in zip(guesses, best)
            ]
            k = max(range(len(guesses)), key=right.__getitem__)
            sure, rest, symbol = guesses[k][: right[k]], guesses[k][right[k] :], best[k][right[k]]
            if symbol > 255 or len(sure) >= MAX_QUERY_BYTES:
                return bytes(sure)
            fixed = len(sure) + 1
            # The symbol stands in for the next one, comes before it, or skips one or more.
            tails = [rest[1:], rest, rest[2:]] + ([rest[rest.index(symbol) + 1 :]] if symbol in rest else [])
            guesses = [[*sure, symbol, *tail][:MAX_QUERY_BYTES] for tail in tails]


def latency(served: Served, runs: int = 60) -> dict[str, float]:
    """Least milliseconds of CPU for a query of 25 bytes, 8 names of 12 bytes, 4 drafts of 28 bytes."""
    rng = np.random.default_rng(0)
    letters = lambda n: rng.integers(97, 123, n).tolist()  # noqa: E731
    query, names = [[259, *letters(25)]], [[261, 266, *letters(12)] for _ in range(8)]
    drafts = [letters(28) for _ in range(4)]
    parts = served.encode("encode-query", query) + served.encode("encode-names", names)
    memory, positions = np.concatenate(parts), np.concatenate([np.arange(len(p), dtype=np.int32) for p in parts])
    work = {
        "encode-query": lambda: served.encode("encode-query", query),
        "encode-names": lambda: served.encode("encode-names", names),
        "decode": lambda: served.verify(memory, positions, drafts),
    }
    table = {}
    for name, call in work.items():
        times = []
        for _ in range(runs):
            start = time.thread_time()
            call()
            times.append(time.thread_time() - start)
        table[name] = round(min(times) * 1e3, 2)
    return {**table, "total": round(sum(table.values()), 2)}
