"""Draws the learning curve of a model, over all runs that its card knows, as learning-curve.svg beside the card.

    python training/curve.py --card models/model-card.json
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "querymend"  # the same figures give the same file
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.ticker import FuncFormatter  # noqa: E402

BLUE, ORANGE, GREEN, GREY = "#1b6ca8", "#c05a00", "#3a7d34", "#666666"


def runs_of(card: dict) -> list[dict]:
    """All runs, the first one first: version, course, and examples that runs before it had seen."""
    own = {"version": card["model"]["version"], "examples_seen": card["training"]["examples_seen"], "course": card["course"]}
    runs, before = [], 0
    for run in [*card.get("earlier", []), own]:
        runs.append({"version": run["version"], "course": run["course"], "before": before})
        before += run["examples_seen"]
    return runs


def draw(card: dict, out: Path) -> None:
    """Exact shares of held-out examples (each run has its own) and the loss, by examples seen in all runs."""
    figure, exact = plt.subplots(figsize=(7.6, 4))
    loss = exact.twinx()
    exact.set_zorder(loss.get_zorder() + 1)
    exact.patch.set_visible(False)
    counts = [p["n"] for run in runs_of(card) for p in run["course"]]
    for number, run in enumerate(runs_of(card)):
        label = (lambda text: text) if number == 0 else (lambda text: None)  # noqa: E731
        seen = [run["before"] + p["examples"] for p in run["course"]]
        exact.plot(seen, [100 * p["with"] for p in run["course"]], marker="o", ms=4, color=BLUE, label=label("exact, with names"))
        exact.plot(seen, [100 * p["without"] for p in run["course"]], marker="o", ms=4, color=ORANGE, label=label("exact, without names"))
        loss.plot(seen, [p["loss"] for p in run["course"]], linestyle=":", marker=".", ms=4, color=GREY, label=label("training loss"))
        real = [(x, 100 * p["measured"]["with"]) for x, p in zip(seen, run["course"]) if p.get("measured")]
        if real:
            exact.plot(*zip(*real), marker="s", ms=4, color=GREEN, label="exact, people's queries, with names")
        if number:
            exact.axvline(run["before"], color=GREY, linewidth=0.8)
        exact.annotate(run["version"], (seen[0], 1), xycoords=("data", "axes fraction"), xytext=(2, 3), textcoords="offset points", fontsize="small")
    exact.set_xscale("log")
    ticks = FuncFormatter(lambda x, _: f"{x / 1e6:g} M" if x >= 1e6 else f"{x / 1e3:g} k")
    exact.xaxis.set_major_formatter(ticks)
    exact.xaxis.set_minor_formatter(FuncFormatter(lambda x, at: ticks(x, at) if f"{x:.0e}"[0] in "25" else ""))
    exact.tick_params(axis="x", which="both", labelsize="small")
    exact.set_xlabel("examples seen, in all runs (each run has held-out examples of its own)")
    exact.set_ylabel(f"held-out exact, %\n(n = {min(counts)}, {max(counts):,} at the end of a run)")
    exact.grid(alpha=0.3, which="both")
    loss.set_ylabel("loss, nats a symbol")
    lines = [line for axes in (exact, loss) for line in axes.get_lines() if not line.get_label().startswith("_")]
    figure.legend(lines, [line.get_label() for line in lines], loc="upper center", ncols=4, fontsize="small", frameon=False)
    figure.tight_layout(rect=(0, 0, 1, 0.93))
    figure.savefig(out, metadata={"Date": None}, facecolor="white")
    plt.close(figure)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--card", type=Path, default=Path("models/model-card.json"))
    p.add_argument("--out", type=Path, help="default: learning-curve.svg beside the card")
    o = p.parse_args()
    draw(json.loads(o.card.read_text(encoding="utf-8")), o.out or o.card.with_name("learning-curve.svg"))


if __name__ == "__main__":
    main()
