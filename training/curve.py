"""Draws the learning curve of a run as models/learning-curve.svg.

    python training/curve.py --run OUT --out models/learning-curve.svg
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "querymend"  # the same figures give the same file
import matplotlib.pyplot as plt  # noqa: E402


def course(run: Path) -> list[dict]:
    """Log entries with figures, in order: examples seen, loss in nats a symbol, exact shares with and without names, and of how
    many (n)."""
    entries = [json.loads(line) for line in (run / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    return [{"examples": e["examples"], "loss": e["loss"], **e["slices"]["all"]} for e in entries if e["slices"]]


def draw(points: list[dict], out: Path) -> None:
    figure, exact = plt.subplots(figsize=(7, 3.6))
    thousands = [p["examples"] / 1000 for p in points]
    exact.plot(thousands, [100 * p["with"] for p in points], marker="o", color="#1b6ca8", label="exact, with names")
    exact.plot(thousands, [100 * p["without"] for p in points], marker="o", color="#c05a00", label="exact, without names")
    exact.set_xlabel("examples seen in this run, thousands")
    exact.set_ylabel(f"held-out exact, %\n(n = {points[0]['n']}, at the end {points[-1]['n']})")
    exact.grid(alpha=0.3)
    loss = exact.twinx()
    loss.plot(thousands, [p["loss"] for p in points], linestyle=":", color="#666666", label="training loss")
    loss.set_ylabel("loss, nats a symbol")
    lines = exact.get_lines() + loss.get_lines()
    figure.legend(lines, [line.get_label() for line in lines], loc="upper center", ncols=3, fontsize="small", frameon=False)
    figure.tight_layout(rect=(0, 0, 1, 0.93))
    figure.savefig(out, metadata={"Date": None}, facecolor="white")
    plt.close(figure)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--run", type=Path, required=True, help="--out of train.py")
    p.add_argument("--out", type=Path, default=Path("models/learning-curve.svg"))
    o = p.parse_args()
    points = course(o.run)
    if not points:
        raise SystemExit(f"{o.run}/log.jsonl has no evaluation")
    draw(points, o.out)


if __name__ == "__main__":
    main()
