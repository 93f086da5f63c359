"""The model card as Markdown, from what `card.py` collected."""
from __future__ import annotations


def slice_rows(evaluation: dict) -> list[list]:
    return [
        [s["set"], y["system"], x["slice"], x["accuracy"]["n"], share(x["accuracy"])]
        for s in evaluation["sets"] for y in s["systems"] if y["system"] != "nothing" for x in y["slices"]
    ]  # fmt: skip


def share(value: dict) -> str:
    """A share in percent with its interval; a dash where the set does not define it."""
    if value["value"] is None:
        return "-"
    return f"{value['value']:.1%} ({value['low']:.1%} to {value['high']:.1%})"


def evaluation_rows(evaluation: dict) -> list[list]:
    return [
        [s["set"] + (f" without {s['without']}" if s["without"] else ""), s["n"], y["system"], share(y["accuracy"]),
         share(y["falseCorrectionRate"]), share(y["recall"]), share(y["bestReadingAccuracy"]), share(y["f05AtShare"]),
         "-" if y["netFixesPer1000"]["value"] is None else f"{y['netFixesPer1000']['value']:.1f}",
         "-" if y.get("calibrationError") is None else f"{y['calibrationError']:.1%}", milliseconds(y.get("latencyMs"))]
        for s in evaluation["sets"] for y in s["systems"]
    ]  # fmt: skip


def milliseconds(latency: dict | None) -> str:
    return f"{latency['p50']:.1f} / {latency['p99']:.1f}" if latency else "-"


def search_rows(evaluation: dict) -> list[list]:
    return [
        [s["set"], s["search"]["n"], y["system"], f"{y['recallAt24']:.1%}",
         "-" if y["recallWonBack"]["value"] is None else share(y["recallWonBack"])]
        for s in evaluation["sets"] if s.get("search") for y in s["search"]["systems"]
    ]  # fmt: skip


def exported(figures: dict, int8: str) -> str:
    """What the export was checked for: the graphs against PyTorch, and int8 against them."""
    form = next(key for key in figures if key.startswith(f"{int8}/"))
    plain, served = figures["float"], figures[form]
    return (
        f"{figures['parameters']:,} parameters. The exported graphs differ from PyTorch by {plain['states']:.1g} in states and {plain['logp']:.1g} "
        f"in log-probabilities at most, and agree on {plain['best_equal']:.1%} of the best symbols. Of {figures['sample']} held-out examples int8 "
        f"(weights up to {form.split('/')[1]}) writes the same as they do in {served['agreement']:.1%}; exact are {served['exact']:.1%} of its "
        f"answers and {plain['exact']:.1%} of theirs."
    )


def slice_shares(slices: dict) -> str:
    rows = [[name, row["n"], f"{row['with']:.1%}", f"{row['without']:.1%}"] for name, row in sorted(slices.items())]
    return table(["slice", "examples", "with names", "without names"], rows)


def runs(c: dict) -> int:
    return c["training"]["examples_seen"] + sum(run["examples_seen"] for run in c["earlier"])


def table(head: list[str], rows: list[list]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def markdown(c: dict) -> str:
    t, m = c["training"], c["model"]
    files = [[f["file"], f["bytes"], f"`{f['sha256']}`"] for f in c["files"]]
    corpora = [[f["file"], f["bytes"], f"`{f['sha256']}`"] for f in c["data"]["corpora"]]
    commands = "\n".join(t["commands"]) or "(not given)"
    heldout = c["data"]["heldout"]
    parts = [
        f"# Correction model {m['version']}",
        "A byte-level encoder-decoder that rewrites a misspelled shop query. It reads the query and names found for "
        "it in the shop's catalogue (brands marked as such), and writes the corrected query or the query unchanged.",
        f"Preset {m['preset']}: width {m['d']}, {m['vocabulary']['size']} symbols, queries up to {m['maxQueryBytes']} "
        f"bytes, names up to {m['maxNameBytes']}. Served weights are int8 (scales per {m['int8']}).",
        "## Training",
        f"{t['examples_seen']} examples seen in {t['steps']} steps of {t['batch']} and {t['seconds']:.0f} s; seed "
        f"{t['seed']}, precision {t['precision']}, final loss {t['loss']} nats per symbol. "
        f"{c['data']['examples']} different examples in {len(c['data']['shards'])} shards"
        + (f", {c['data']['right'] / c['data']['examples']:.1%} of them right queries, to be copied" if c["data"].get("right") else "")
        + (f"; {heldout['examples']} held out." if heldout else "."),
        "```\n" + commands + "\n```",
        *([exported(c["export"], m["int8"])] if c["export"] else []),
        "![Learning curve](learning-curve.svg)",
        *([f"Began from the weights of version {c['earlier'][-1]['version']}: {runs(c)} examples seen in all runs."] if c.get("earlier") else []),
        "## Figures",
        "Share of held-out examples whose greedy output is exactly the gold text, with the names found and without "
        "any name.",
        slice_shares(c["figures"]),
        "The examples are made by adding errors to clean text, so these figures tell how well the model undoes such "
        "errors; they do not replace a measurement on real queries.",
        *(["Queries that people typed, not trained on, by set; the model's own greedy answers at the end of training:",
           slice_shares(c["measured"])] if c.get("measured") else []),
        *(["## On queries that people typed", "The whole speller as served, by `npm run evaluate`; 95 % intervals. `corrected` "
           "is the best reading whatever the verdict.",
           table(["set", "n", "system", "exact", "right queries broken", "misspelled mended", "corrected exact",
                  "F0.5 at 12 %", "net fixes per 1,000", "calibration error", "ms, p50 / p99"], evaluation_rows(c["evaluation"])),
           "Calibration error: expected difference of confidence and share right, over all answers (eval/README.md).",
           *(["A search by BM25 over the titles, with what each system would search: recall@24, and the share won back of what misspelling costs.",
              table(["set", "judged", "system", "recall@24", "won back"], search_rows(c["evaluation"]))]
             if any(s.get("search") for s in c["evaluation"]["sets"]) else []),
           "### Misspelled queries by kind", table(["set", "system", "slice", "n", "exact"], slice_rows(c["evaluation"])),
           ] if c["evaluation"] else []),
        *(["## Instructive failures", "On the hand-made gold set: up to ten a slice, broken right queries first, then what "
           "looked surest.", table(["slice", "query", "right", "best reading", "verdict", "confidence"],
           [[k, f["query"], " / ".join(f["golds"]), f["corrected"], f["verdict"], f"{f['confidence']:.2f}"]
            for k, rows in c["failures"].items() for f in rows])] if c["failures"] else []),
        *(["## Remarks", "\n".join(f"- {remark}" for remark in c["remarks"])] if c["remarks"] else []),
        "## Files",
        *([f"Channel and tables are those of `{m['tables']}`, listed in its card."] if m.get("tables") else []),
        table(["file", "bytes", "SHA-256"], files),
        "## Data",
        table(["corpus", "bytes", "SHA-256"], corpora) if corpora else "No corpus file was named.",
        f"Hashes of all shards are in `model-card.json`. Sources and licences: {c['licences']}.",
    ]
    return "\n\n".join(parts) + "\n"
