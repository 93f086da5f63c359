"""The three graphs that serving runs, built from the weights of a Corrector.

Drafts mostly begin alike, and what the decoder makes of a place depends on what stands before it alone: so each beginning
that drafts share is worked out once. Gains of norms and the 1/sqrt(head) of attention are folded into the weights that follow them.
See export.py for the names and shapes of inputs and outputs.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto

from graph import FLOAT, ROW, Graph
from model import EPS, PAD, POSITIONS, VOCABULARY, Config, rotary_tables


class Weights:
    """Weights by name as float64 arrays [in, out], with gains folded in."""

    def __init__(self, state: dict, config: Config):
        self.state = {n: w.detach().cpu().double().numpy() for n, w in state.items()}
        self.c = config

    def matrix(self, name: str, norm: str | None = None, queries: int = 0) -> np.ndarray:
        """[in, out]; the first `queries` outputs are divided by sqrt(head)."""
        w = self.state[name + ".weight"].T.copy()
        if norm:
            w *= self.state[norm + ".weight"][:, None]
        w[:, :queries] *= self.c.head**-0.5
        return w.astype(np.float32)

    def table(self, name: str) -> np.ndarray:
        return (self.state[name] * self.c.d**0.5).astype(np.float32)


INT32, INT64 = TensorProto.INT32, TensorProto.INT64
FAR = 80.0  # nats below a row's greatest score that no other falls short of: exp(-80) is a normal float32, and adds nothing to 1


@dataclass
class Branches:
    """The places of drafts [D, T] by what stands up to them; those of equal beginnings are one branch, of U in all."""

    first: str  # [U]: the first place, in D * T, of each branch
    position: str  # [U]: its distance from the beginning
    of: str  # [D * T]: the branch of each place


class Builder:
    """Pieces shared by the graphs. Residual streams are flat [rows, d]."""

    def __init__(self, weights: Weights, mode: str, limit: int):
        self.w, self.c, self.g = weights, weights.c, Graph(mode, limit)
        cos, sin = (t.numpy() for t in rotary_tables(self.c.head))
        self.cos = np.concatenate((cos, cos), 1)  # [positions, head]
        self.sin = np.concatenate((-sin, sin), 1)

    def sizes(self, tokens: str) -> tuple[str, str]:
        """Number of rows and of columns of tokens, each [1] int64."""
        rows, columns = self.g.op("Split", self.g.op("Shape", tokens), [1, 1], n=2, axis=0)
        if self.g.mode == ROW:
            self.g.set_one(columns)
        return rows, columns

    def first(self, table: np.ndarray, length: str) -> str:
        """The first `length` rows of a table."""
        return self.g.op("Slice", table, [0], length, [0])

    def shaped(self, x: str, *sizes) -> str:
        """Reshape to sizes, each an int or a [1] int64 value."""
        parts = [s if isinstance(s, str) else self.g.const([s]) for s in sizes]
        return self.g.op("Reshape", x, self.g.op("Concat", *parts, axis=0))

    def embed(self, tokens: str, length: str) -> str:
        """Flat [rows * length, d] input of tokens [rows, length]."""
        g = self.g
        x = self.wide(g.op("Gather", self.stored("embedding"), tokens, axis=0))
        x = g.op("Add", x, self.wide(self.first(self.stored("position"), length)))
        return g.op("Reshape", x, [-1, self.c.d])

    def stored(self, name: str) -> np.ndarray:
        """A table of inputs; in half precision when the weights are int8."""
        table = self.w.table(name)
        return table if self.g.mode == FLOAT else table.astype(np.float16)

    def wide(self, x: str) -> str:
        return x if self.g.mode == FLOAT else self.g.op("Cast", x, to=1)

    def norm(self, x: str):
        return self.g.read(x, self.g.norm_factor(x, self.c.d, EPS))

    def feed(self, x: str, name: str, norm: str) -> str:
        g = self.g
        up = g.gelu(g.linear(self.norm(x), self.w.matrix(f"{name}.up", norm)))
        return g.op("Add", x, g.linear(g.read(up), self.w.matrix(f"{name}.down")))

    def attention(self, qk: str, v: str, mask: str, bounded: bool = False) -> str:
        """Flat [rows * length, d] of turned queries and keys [rows, length, 2 * heads, head] and values [rows, length, heads, head]."""
        g, c = self.g, self.c
        q, k = g.op("Split", g.op("Transpose", qk, perm=[0, 2, 1, 3]), [c.heads, c.heads], n=2, axis=1)
        v = g.op("Transpose", v, perm=[0, 2, 1, 3])
        scores = g.op("Add", g.op("MatMul", q, g.op("Transpose", k, perm=[0, 1, 3, 2])), mask)
        y = g.op("MatMul", self.shares(scores, bounded), v)
        return g.op("Reshape", g.op("Transpose", y, perm=[0, 2, 1, 3]), [-1, c.d])

    def shares(self, scores: str, bounded: bool) -> str:
        """Softmax of each row; bounded, with no share so small that processors are slow with it, which changes no sum."""
        g = self.g
        if bounded:
            least = g.op("Sub", g.op("ReduceMax", scores, axes=[-1], keepdims=1), FAR)
            scores = g.op("Max", scores, least)
        return g.op("Softmax", scores, axis=-1)

    def self_attention(self, x: str, name: str, norm: str, rows: str, length: str, turn, mask: str) -> str:
        g, c = self.g, self.c
        qkv = g.linear(self.norm(x), self.w.matrix(f"{name}.qkv", norm, queries=c.d))
        qk, v = g.op("Split", qkv, [2 * c.d, c.d], n=2, axis=1)
        qk = g.rotate(self.shaped(qk, rows, length, 2 * c.heads, c.head), *turn, c.head // 2)
        y = self.attention(qk, self.shaped(v, rows, length, c.heads, c.head), mask)
        return g.op("Add", x, g.linear(g.read(y), self.w.matrix(f"{name}.out")))

    def draft_attention(self, x: str, name: str, norm: str, sizes: tuple[str, str], branches: Branches, turn, mask: str) -> str:
        """The same of drafts, where x, cos and sin of `turn` have a row for each branch; so has the result."""
        g, c = self.g, self.c
        qkv = g.linear(self.norm(x), self.w.matrix(f"{name}.qkv", norm, queries=c.d))
        qk, v = g.op("Split", qkv, [2 * c.d, c.d], n=2, axis=1)
        qk = g.rotate(g.op("Reshape", qk, [-1, 2 * c.heads, c.head]), *turn, c.head // 2)
        qk, v = (g.op("Gather", part, branches.of, axis=0) for part in (qk, v))
        qk = self.shaped(qk, *sizes, 2 * c.heads, c.head)
        y = self.attention(qk, self.shaped(v, *sizes, c.heads, c.head), mask, bounded=True)
        y = g.op("Gather", y, branches.first, axis=0)
        return g.op("Add", x, g.linear(g.read(y), self.w.matrix(f"{name}.out")))

    def branches(self, drafts: str, rows: str, length: str) -> Branches:
        """Of drafts [rows, length]."""
        g = self.g
        flat = lambda x: g.op("Reshape", x, [-1])  # noqa: E731
        count = lambda size: g.op("Range", g.const(np.array(0)), g.op("Squeeze", size, [0]), g.const(np.array(1)))  # noqa: E731
        same = g.op("Equal", g.op("Unsqueeze", drafts, [1]), g.op("Unsqueeze", drafts, [0]))
        differing = g.op("CumSum", g.op("Cast", g.op("Not", same), to=INT32), np.array(2))  # [rows, rows, length]
        alike = g.op("Cast", g.op("Equal", differing, np.array(0, np.int32)), to=INT32)
        leader = g.op("ArgMax", alike, axis=1, keepdims=0)  # [rows, length]: the first draft that begins alike
        leads = flat(g.op("Equal", leader, g.op("Unsqueeze", count(rows), [1])))
        number = g.op("Sub", g.op("CumSum", g.op("Cast", leads, to=INT64), np.array(0)), 1)
        place = flat(g.op("Add", g.op("Mul", leader, length), count(length)))
        first = g.op("Squeeze", g.op("NonZero", leads), [0])
        return Branches(first, g.op("Mod", first, length), g.op("Gather", number, place, axis=0))

    def turn(self, length: str) -> tuple[str, str]:
        """cos and sin [length, 1, head] of positions 0, 1, ..."""
        return self.first(self.cos[:, None], length), self.first(self.sin[:, None], length)

    def half_turn(self, cos: str, sin: str) -> tuple[str, str]:
        """[n, heads, head] from [n, 1, head]: heads that see content only are not turned (cos 1, sin 0)."""
        turned = (np.arange(self.c.heads) < self.c.rotary_heads)[:, None]
        return self.g.op("Where", turned, cos, 1.0), self.g.op("Where", turned, sin, 0.0)

    def output_norm(self, x: str, norm: str) -> str:
        y = self.g.op("Mul", x, self.g.norm_factor(x, self.c.d, EPS))
        return self.g.op("Mul", y, self.w.state[norm + ".weight"].astype(np.float32))


def encoder_graph(weights: Weights, names: bool, mode: str = FLOAT, limit: int = 127) -> onnx.ModelProto:
    b = Builder(weights, mode, limit)
    g, c = b.g, b.c
    tokens = g.input("tokens", "int32", ["B", "L"])
    rows, length = b.sizes(tokens)
    x = b.embed(tokens, length)
    turn = b.turn(length)
    hidden = g.op("Equal", tokens, np.array(PAD, np.int32))
    mask = g.op("Where", hidden, -1e4, 0.0)
    mask = g.op("Unsqueeze", mask, [1, 2])
    for i in range(c.name_layers if names else c.encoder_layers):
        x = b.self_attention(x, f"encoder.{i}.attention", f"encoder.{i}.norm1", rows, length, turn, mask)
        x = b.feed(x, f"encoder.{i}.feed", f"encoder.{i}.norm2")
    states = b.shaped(b.output_norm(x, "name_final" if names else "final"), rows, length, c.d)
    g.output("states", states, "float32", ["B", "L", c.d])
    return g.model("encode-names" if names else "encode-query")


def decoder_graph(weights: Weights, mode: str = FLOAT, limit: int = 127) -> onnx.ModelProto:
    b = Builder(weights, mode, limit)
    g, c = b.g, b.c
    memory = g.input("memory", "float32", ["M", c.d])
    positions = g.input("positions", "int32", ["M"])
    drafts, targets = (g.input(n, "int32", ["D", "T"]) for n in ("drafts", "targets"))
    rows, length = b.sizes(drafts)
    branches = b.branches(drafts, rows, length)
    tokens = g.op("Gather", g.op("Reshape", drafts, [-1]), branches.first, axis=0)
    x = b.wide(g.op("Gather", b.stored("embedding"), tokens, axis=0))
    x = g.op("Add", x, b.wide(g.op("Gather", b.stored("position"), branches.position, axis=0)))
    turn = tuple(g.op("Gather", t[:, None], branches.position, axis=0) for t in (b.cos, b.sin))
    length_twice = g.op("Concat", length, length, axis=0)
    later = g.op("Slice", np.triu(np.ones((POSITIONS, POSITIONS), bool), 1), [0, 0], length_twice, [0, 1])
    causal = g.op("Where", later, -1e4, 0.0)
    query_turn = b.half_turn(*turn)
    memory_turn = b.half_turn(*(g.op("Gather", t[:, None], positions, axis=0) for t in (b.cos, b.sin)))
    read = g.read(memory, rows="memory")
    for i in range(c.decoder_layers):
        name = f"decoder.{i}"
        x = b.draft_attention(x, f"{name}.attention", f"{name}.norm1", (rows, length), branches, turn, causal)
        kv = g.linear(read, b.w.matrix(f"{name}.cross.kv"))
        k, v = g.op("Split", kv, [c.d, c.d], n=2, axis=1)
        k = g.rotate(g.op("Reshape", k, [-1, c.heads, c.head]), *memory_turn, c.head // 2)
        k = g.op("Transpose", k, perm=[1, 2, 0])
        v = g.op("Transpose", g.op("Reshape", v, [-1, c.heads, c.head]), perm=[1, 0, 2])
        q = g.linear(b.norm(x), b.w.matrix(f"{name}.cross.q", f"{name}.norm2", queries=c.d))
        q = g.rotate(g.op("Reshape", q, [-1, c.heads, c.head]), *query_turn, c.head // 2)
        q = g.op("Transpose", q, perm=[1, 0, 2])
        y = g.op("MatMul", b.shares(g.op("MatMul", q, k), bounded=True), v)  # [heads, branches, head]
        y = g.op("Reshape", g.op("Transpose", y, perm=[1, 0, 2]), [-1, c.d])
        x = g.op("Add", x, g.linear(g.read(y), b.w.matrix(f"{name}.cross.out")))
        x = b.feed(x, f"{name}.feed", f"{name}.norm3")
    gain = b.w.state["decoder_final.weight"][:, None]
    logits = g.linear(b.norm(x), (b.w.state["embedding"].T * gain).astype(np.float32))
    whole = g.op("ReduceLogSumExp", logits, axes=[-1], keepdims=0)  # [branches]
    best = g.op("Cast", g.op("ArgMax", logits, axis=-1, keepdims=0), to=INT32)
    top = g.op("Sub", g.op("ReduceMax", logits, axes=[-1], keepdims=0), whole)
    everywhere = lambda x: b.shaped(g.op("Gather", x, branches.of, axis=0), rows, length)  # noqa: E731
    asked = g.op("Add", g.op("Mul", branches.of, VOCABULARY), g.op("Cast", g.op("Reshape", targets, [-1]), to=INT64))
    own = b.shaped(g.op("Gather", g.op("Reshape", logits, [-1]), asked, axis=0), rows, length)
    own = g.op("Where", g.op("Equal", targets, np.array(PAD, np.int32)), 0.0, g.op("Sub", own, everywhere(whole)))
    g.output("best", everywhere(best), "int32", ["D", "T"])
    g.output("best_logp", everywhere(top), "float32", ["D", "T"])
    g.output("target_logp", own, "float32", ["D", "T"])
    return g.model("decode")
