"""Does a direction in the encoder's states tell names that must be left alone from misspellings?

    npx tsx training/src/leave-alone-words.ts WORDS [SHOP]
    python training/leave_alone.py --checkpoint models/continue.fp16.pt --words WORDS --out docs/leave-alone.md

Names and misspellings are no words of the language and lie within 2 edits of one. The direction of a layer is the difference of the
mean states of names and misspellings (DiffMean, arXiv 2501.17148), learned on half of the training words; a logistic regression over
it and the other features is fitted on a quarter, and the last quarter, and the words of a shop that no training has seen, are measured.
A word and others with the same rival stay in one part. Areas under the ROC curve are the chance that a name gets a higher score than
a misspelling, ties counting half; intervals are percentiles of bootstrap samples of words (95 %).
"""
from __future__ import annotations

import argparse
import json
import zlib
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from data import collate, pack, query_symbols, QUERY_ROW
from export import load
from model import Corrector, additive

PARTS = ("direction", "direction", "regression", "measured")
POOLS = ("mean", "max")


def part_of(word: dict) -> str:
    """Which part a word belongs to; a shop's words are measured only."""
    if word["set"] != "training":
        return word["set"]
    return PARTS[zlib.crc32(word["names"][0][2].encode()) % len(PARTS)]


@torch.no_grad()
def states(model: Corrector, words: list[str], batch: int = 256) -> list[list[torch.Tensor]]:
    """For each word, the states [bytes, d] of each layer: 0 the embedding, then every encoder layer; each state of unit RMS."""
    found = []
    for start in range(0, len(words), batch):
        symbols = [query_symbols(word) for word in words[start : start + batch]]
        packed, places = pack(symbols, QUERY_ROW)
        tokens, positions, segments = (torch.from_numpy(a) for a in packed)
        x = model.embed(tokens, positions)
        cos, sin = model.cos[positions].unsqueeze(-2), model.sin[positions].unsqueeze(-2)
        mask = additive(segments[:, :, None] == segments[:, None, :], x).unsqueeze(1)
        layers = [x]
        for layer in model.encoder:
            layers.append(layer(layers[-1], cos, sin, mask))
        flat = [F.rms_norm(h, (h.shape[-1],)).flatten(0, 1) for h in layers]
        # the mark before the word is left out
        found += [[h[at + 1 : at + len(s)] for h in flat] for at, s in zip(places, symbols)]
    return found


@torch.no_grad()
def confidences(model: Corrector, words: list[dict], batch: int = 128) -> np.ndarray:
    """[words, 2] in nats: the word as it is against its rival, given the names found; and per byte, given no name."""

    def scores(items: list[tuple]) -> np.ndarray:
        packed = collate(items)
        _, logits = model(packed)
        each = -F.cross_entropy(logits, packed["labels"], reduction="none")
        return torch.zeros(sum(len(t) for _, t, _ in items)).index_add_(0, packed["rows"], each).numpy()

    result = []
    for start in range(0, len(words), batch):
        some = words[start : start + batch]
        pairs = scores([(w["word"], [w["word"], w["names"][0][2]], [tuple(n) for n in w["names"]]) for w in some])
        alone = scores([(w["word"], [w["word"]], []) for w in some])
        lengths = np.array([len(w["word"]) + 1 for w in some])
        result.append(np.stack((pairs[0::2] - pairs[1::2], alone / lengths), 1))
    return np.concatenate(result)


def direction(pooled: torch.Tensor, is_name: np.ndarray) -> torch.Tensor:
    """Unit vector [d] from the mean state of misspellings to that of names; pooled [words, d]."""
    right = torch.from_numpy(is_name)
    return F.normalize(pooled[right].mean(0) - pooled[~right].mean(0), dim=0)


def projected(states_of_layer: list[torch.Tensor], along: torch.Tensor, pool: str) -> np.ndarray:
    """[words]: the mean or the largest projection of a word's bytes."""
    values = [h @ along for h in states_of_layer]
    return np.array([float(v.mean() if pool == "mean" else v.max()) for v in values])


def area(scores: np.ndarray, is_name: np.ndarray) -> float:
    """Area under the ROC curve, ties counting half."""
    order = np.sort(scores[~is_name])
    below, upto = np.searchsorted(order, scores[is_name], "left"), np.searchsorted(order, scores[is_name], "right")
    return float((below + upto).mean() / 2 / len(order))


def draws(is_name: np.ndarray, seed: int, times: int = 500):
    """Bootstrap samples of names and of misspellings, as indices."""
    rng = np.random.default_rng(seed)
    names, slips = np.flatnonzero(is_name), np.flatnonzero(~is_name)
    for _ in range(times):
        yield np.concatenate((rng.choice(names, len(names)), rng.choice(slips, len(slips))))


def interval(values: list[float]) -> tuple[float, float]:
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)


def area_with_interval(scores: np.ndarray, is_name: np.ndarray, seed: int) -> str:
    low, high = interval([area(scores[i], is_name[i]) for i in draws(is_name, seed)])
    return f"{area(scores, is_name):.3f} [{low:.3f}, {high:.3f}]"


def gain_with_interval(scores: np.ndarray, rival: np.ndarray, is_name: np.ndarray, seed: int) -> str:
    """How much larger the area of `scores` is than that of `rival`, over the same bootstrap samples."""
    low, high = interval([area(scores[i], is_name[i]) - area(rival[i], is_name[i]) for i in draws(is_name, seed)])
    return f"{area(scores, is_name) - area(rival, is_name):+.3f} [{low:+.3f}, {high:+.3f}]"


class Logistic:
    """Logistic regression on standardised columns with a small ridge; scores are log-odds of being a name."""

    def __init__(self, columns: np.ndarray, is_name: np.ndarray, ridge: float = 1e-3):
        self.mean, self.scale = columns.mean(0), columns.std(0) + 1e-9
        x, y = self.standard(columns), torch.from_numpy(is_name).double()
        self.weights = torch.zeros(x.shape[1] + 1, dtype=torch.float64, requires_grad=True)
        optimiser = torch.optim.LBFGS([self.weights], max_iter=200, line_search_fn="strong_wolfe")

        def closure() -> torch.Tensor:
            optimiser.zero_grad()
            odds = x @ self.weights[:-1] + self.weights[-1]
            loss = F.binary_cross_entropy_with_logits(odds, y) + ridge * self.weights[:-1].square().sum()
            loss.backward()
            return loss

        optimiser.step(closure)

    def standard(self, columns: np.ndarray) -> torch.Tensor:
        return torch.from_numpy((columns - self.mean) / self.scale).double()

    @torch.no_grad()
    def scores(self, columns: np.ndarray) -> np.ndarray:
        return (self.standard(columns) @ self.weights[:-1] + self.weights[-1]).numpy()


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


class Study:
    """Words with their states, parts and features, and the direction of every layer."""

    def __init__(self, model: Corrector, words: list[dict], seed: int):
        self.words, self.seed = words, seed
        self.part = np.array([part_of(w) for w in words])
        self.is_name = np.array([w["kind"] == "name" for w in words])
        by_word = states(model, [w["word"] for w in words])
        self.layers = [[h[layer] for h in by_word] for layer in range(len(model.encoder) + 1)]
        self.pooled = [torch.stack([h.mean(0) for h in layer]) for layer in self.layers]
        learned = self.part == "direction"
        self.along = [direction(p[torch.from_numpy(learned)], self.is_name[learned]) for p in self.pooled]
        self.features = {
            "channel": np.array([list(w["channel"].values()) for w in words], float),
            "novelty": np.array([list(w["novelty"].values()) for w in words], float),
            "confidence": confidences(model, words),
        }

    def measured(self) -> list[str]:
        return [p for p in ("measured", "shop") if (self.part == p).any()]

    def layer_rows(self) -> tuple[list[list[str]], tuple[int, str]]:
        """A row a layer, and the layer and pooling that tell best where the regression is fitted."""
        rows, best = [], (0.0, 0, POOLS[0])
        fitted = self.part == "regression"
        for layer, (h, along) in enumerate(zip(self.layers, self.along)):
            row = [str(layer)]
            for pool in POOLS:
                scores = projected(h, along, pool)
                best = max(best, (area(scores[fitted], self.is_name[fitted]), layer, pool))
                row += [area_with_interval(scores[self.part == p], self.is_name[self.part == p], self.seed) for p in self.measured()]
            pooled, learned = self.pooled[layer].numpy(), self.part == "direction"
            odds = Logistic(pooled[learned], self.is_name[learned], ridge=1e-2).scores(pooled)
            row += [area_with_interval(odds[self.part == p], self.is_name[self.part == p], self.seed) for p in self.measured()]
            rows.append(row)
        return rows, best[1:]

    def feature_rows(self, layer: int, pool: str) -> list[list[str]]:
        """A row for each set of features: alone and together, with what the direction adds."""
        along = projected(self.layers[layer], self.along[layer], pool)[:, None]
        groups = ["channel", "novelty", "confidence"]
        sets = [[g] for g in groups] + [["novelty", "confidence"], groups]
        rows = [["direction alone", *[x for p in self.measured() for x in (self.area_of(along[:, 0], p), "")]]]
        for names in sets:
            columns = np.concatenate([self.features[g] for g in names], 1)
            plain, more = (self.fitted(c) for c in (columns, np.concatenate((columns, along), 1)))
            row = [", ".join(names)]
            for p in self.measured():
                at = self.part == p
                row += [self.area_of(plain, p), gain_with_interval(more[at], plain[at], self.is_name[at], self.seed)]
            rows.append(row)
        return rows

    def area_of(self, scores: np.ndarray, part: str) -> str:
        return area_with_interval(scores[self.part == part], self.is_name[self.part == part], self.seed)

    def fitted(self, columns: np.ndarray) -> np.ndarray:
        at = self.part == "regression"
        return Logistic(columns[at], self.is_name[at]).scores(columns)

    def counts(self) -> str:
        parts = ["direction", "regression", *self.measured()]
        rows = [[p, *(str(int((kind & (self.part == p)).sum())) for kind in (self.is_name, ~self.is_name))] for p in parts]
        return table(["part", "names", "misspellings"], rows)


def report(study: Study) -> str:
    """The tables in Markdown."""
    parts = study.measured()
    layers, (layer, pool) = study.layer_rows()
    label = {"measured": "training words", "shop": "a shop's words"}
    of = lambda what: [f"{what}, {label[p]}" for p in parts]  # noqa: E731
    features = study.feature_rows(layer, pool)
    return "\n".join((
        study.counts(),
        table(["layer", *of("mean"), *of("largest"), *of("probe")], layers),
        f"Layer {layer}, {pool} over bytes, does best where the regression is fitted, and is the direction below.\n",
        table(["features", *[x for p in parts for x in (f"area, {label[p]}", "what the direction adds")]], features),
    ))  # fmt: skip


def some_of(words: list[dict], most: int) -> list[dict]:
    """At most `most` words of each kind and set, the same ones whatever the order of the file."""
    kept: dict[tuple, int] = {}
    result = []
    for word in sorted(words, key=lambda w: zlib.crc32(w["word"].encode())):
        group = (word["set"], word["kind"])
        kept[group] = kept.get(group, 0) + 1
        result += [word] if kept[group] <= most else []
    return result


MARK = "<!-- tables: leave_alone.py -->\n"


def main(arguments: list[str] | None = None) -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--checkpoint", type=Path, required=True)
    p.add_argument("--words", type=Path, required=True, help="written by src/leave-alone-words.ts")
    p.add_argument("--out", type=Path, required=True, help=f"Markdown file; what follows its line {MARK.strip()} is replaced")
    p.add_argument("--most", type=int, default=3000, help="words of each kind, of the training words and of the shop's")
    p.add_argument("--seed", type=int, default=1)
    o = p.parse_args(arguments)
    torch.set_num_threads(1)
    words = some_of([json.loads(line) for line in o.words.read_text().splitlines()], o.most)
    before = o.out.read_text().split(MARK)[0] if o.out.exists() else ""
    o.out.write_text(before + MARK + "\n" + report(Study(load(o.checkpoint), words, o.seed)))


if __name__ == "__main__":
    main()
