"""What earlier queries of a session are worth: exactness on held-out examples with them and without.

    python training/sessions.py --checkpoint OUT/final.pt --data DIR

Counts the examples that only the one gets right, and gives McNemar's exact probability that such a difference comes by chance.
"""
from __future__ import annotations

import argparse
import json
from math import comb
from pathlib import Path

import torch

from data import HELDOUT, read_shard
from evaluate import exact_flags
from export import load


def mcnemar(only_a: int, only_b: int) -> float:
    """Two-sided exact probability of a split at least as uneven, when both are equally good (McNemar 1947)."""
    n = only_a + only_b
    return min(1.0, 2 * sum(comb(n, i) for i in range(min(only_a, only_b) + 1)) / 2**n)


def worth(model, examples: list[dict]) -> dict:
    """Figures over the examples that have earlier queries."""
    own = [e for e in examples if e.get("p")]
    with_session = exact_flags(model, own, True)
    without = exact_flags(model, [{**e, "p": []} for e in own], True)
    only_with = sum(a and not b for a, b in zip(with_session, without))
    only_without = sum(b and not a for a, b in zip(with_session, without))
    return {
        "n": len(own), "with": sum(with_session), "without": sum(without), "onlyWith": only_with,
        "onlyWithout": only_without, "p": round(mcnemar(only_with, only_without), 4),
    }  # fmt: skip


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--checkpoint", type=Path, required=True)
    p.add_argument("--data", type=Path, required=True)
    o = p.parse_args()
    torch.set_num_threads(1)
    model, examples = load(o.checkpoint), read_shard(o.data / HELDOUT)
    for kind in ("misspelled", "right"):
        print(kind, json.dumps(worth(model, [e for e in examples if e["s"].startswith("clean") == (kind == "right")])))


if __name__ == "__main__":
    main()
