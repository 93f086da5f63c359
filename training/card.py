"""Writes the model card: models/model-card.json for programs and models/MODEL_CARD.md for people.

    python training/card.py --run OUT --data DIR --models models/ --corpus a.jsonl b.csv --command "..."
    python training/card.py --describe DIR      prints the shards of DIR with their hashes, where they lie elsewhere

Everything in it is read from files: the run's log, the shards, the corpora the shards were made
from, and the exported model. The same files give the same card.
"""
from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from pathlib import Path

from data import HELDOUT, list_shards


def options(arguments=None) -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--run", type=Path, required=True, help="--out of train.py")
    p.add_argument("--data", type=Path, required=True, help="--data of train.py, or what --describe printed of it")
    p.add_argument("--models", type=Path, required=True, help="--out of export.py")
    p.add_argument("--corpus", type=Path, nargs="*", default=[], help="files the examples were made from")
    p.add_argument("--command", action="append", default=[], help="a command that makes this model again; repeat in order")
    p.add_argument("--export-figures", type=Path, help="what export.py printed")
    p.add_argument("--evaluation", type=Path, action="append", default=[],
                   help="report.json of `npm run evaluate` with the exported model; repeat for further sets")  # fmt: skip
    p.add_argument("--failures", type=Path, help="report.json of `npm run evaluate --failures 1000` on queries that may be shown")
    p.add_argument("--remark", action="append", default=[], help="what a reader of the figures must know; repeat")
    p.add_argument("--notice", default="NOTICE", help="file that lists sources and licences")
    return p.parse_args(arguments)


def sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def described(path: Path, lines: bool = False) -> dict:
    """Name, bytes and hash of a file; with `lines`, the examples in a shard."""
    entry: dict = {"file": path.name, "bytes": path.stat().st_size, "sha256": sha256(path)}
    if lines:
        with gzip.open(path, "rt", encoding="utf-8") as shard:
            entry["examples"] = sum(1 for line in shard if line.strip())
    return entry


def described_data(folder: Path) -> dict:
    """What the card says of a folder of shards."""
    shards = [described(folder / name, lines=True) for name in list_shards(folder)]
    heldout = folder / HELDOUT
    return {
        "examples": sum(s["examples"] for s in shards),
        "heldout": described(heldout, lines=True) if heldout.exists() else None, "shards": shards,
    }  # fmt: skip


def last_evaluation(run: Path) -> tuple[dict, list[dict]]:
    """The last log entry that has figures, and the course of the loss over the whole run."""
    entries = [json.loads(line) for line in (run / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    measured = [e for e in entries if e["slices"]]
    if not measured:
        raise SystemExit(f"{run}/log.jsonl has no evaluation")
    course = [
        {"seconds": e["seconds"], "examples": e["examples"], "loss": e["loss"], **e["slices"]["all"]} for e in measured
    ]
    return measured[-1], course


def card(o: argparse.Namespace) -> dict:
    last, course = last_evaluation(o.run)
    config = json.loads((o.models / "config.json").read_text(encoding="utf-8"))
    data = json.loads(o.data.read_text(encoding="utf-8")) if o.data.is_file() else described_data(o.data)
    return {
        "model": config,
        "training": {
            "preset": last["preset"], "seed": last["seed"], "batch": last["batch"], "precision": last["precision"],
            "steps": last["steps"], "examples_seen": last["examples"], "seconds": last["seconds"],
            "loss": last["loss"], "commands": o.command,
        },
        "figures": last["slices"],
        "course": course,
        "export": json.loads(o.export_figures.read_text(encoding="utf-8")) if o.export_figures else None,
        "data": {"examples": data["examples"], "corpora": [described(path) for path in o.corpus],
                 "heldout": data["heldout"], "shards": data["shards"]},
        "files": [described(p) for p in sorted(o.models.iterdir())
                  if p.suffix in (".onnx", ".pt") or p.name == "name-projection.json"],  # fmt: skip
        "evaluation": evaluated([json.loads(path.read_text(encoding="utf-8")) for path in o.evaluation]) if o.evaluation else None,
        "failures": failures(json.loads(o.failures.read_text(encoding="utf-8"))) if o.failures else None,
        "remarks": o.remark,
        "licences": f"see {o.notice}",
    }  # fmt: skip


def evaluated(reports: list[dict]) -> dict:
    """Figures of evaluation reports, without any query: by set and system, shares with their 95 % intervals; "all" of the first."""
    wanted = ("accuracy", "falseCorrectionRate", "recall", "precision", "bestReadingAccuracy", "f05AtShare", "netFixesPer1000")
    sets = [
        {
            "set": s["name"], "without": Path(s["without"]).name if s.get("without") else None, "n": s["n"],
            "clean": s["clean"], "misspelled": s["misspelled"],
            "systems": [{"system": y["system"], "latencyMs": y.get("latencyMs"),
                         "calibrationError": (y["calibration"].get("all") or {}).get("expectedCalibrationError"),
                         "slices": [{"slice": x["key"], "accuracy": x["accuracy"]} for x in y["slices"]
                                    if s["misspelled"] == s["n"]],
                         **{m: y["measures"][m] for m in wanted}} for y in s["systems"]],
        }
        for i, report in enumerate(reports) for s in report["sets"] if i == 0 or s["name"] != "all"
    ]  # fmt: skip
    return {"settings": reports[0]["settings"], "sets": sets}


def failures(report: dict, most: int = 10) -> dict[str, list[dict]]:
    """What the last system got wrong, by the slice that the gold file names: right queries broken first, then the surest misses."""
    system = report["sets"][0]["systems"][-1]
    listed, counts = len(system["misses"]), system["counts"]
    if listed < counts["miscorrected"] + counts["missed"] or len(system["falseCorrections"]) < counts["broken"]:
        raise SystemExit(f"--failures: the report lists only {listed} misses; make it with `npm run evaluate -- --failures 1000`")
    found: dict[str, list[dict]] = {}
    for failure in [*system["falseCorrections"], *sorted(system["misses"], key=lambda f: -f["confidence"])]:
        rows = found.setdefault(failure.get("slice") or "none", [])
        if len(rows) < most:
            rows.append({k: failure[k] for k in ("query", "golds", "corrected", "verdict", "confidence")})
    return dict(sorted(found.items()))


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
         "-" if y["netFixesPer1000"]["value"] is None else f"{y['netFixesPer1000']['value']:.1f}"]
        for s in evaluation["sets"] for y in s["systems"]
    ]  # fmt: skip


def table(head: list[str], rows: list[list]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def markdown(c: dict) -> str:
    t, m = c["training"], c["model"]
    slices = [
        [name, row["n"], f"{row['with']:.1%}", f"{row['without']:.1%}"] for name, row in sorted(c["figures"].items())
    ]
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
        + (f", {heldout['examples']} held out." if heldout else "."),
        "```\n" + commands + "\n```",
        "![Learning curve](learning-curve.svg)",
        "## Figures",
        "Share of held-out examples whose greedy output is exactly the gold text, with the names found and without "
        "any name.",
        table(["slice", "examples", "with names", "without names"], slices),
        "The examples are made by adding errors to clean text, so these figures tell how well the model undoes such "
        "errors; they do not replace a measurement on real queries.",
        *(["## On queries that people typed", "The whole speller as served, by `npm run evaluate`; 95 % intervals. `corrected` "
           "is the best reading whatever the verdict.",
           table(["set", "n", "system", "exact", "right queries broken", "misspelled mended", "corrected exact",
                  "F0.5 at 12 %", "net fixes per 1,000"], evaluation_rows(c["evaluation"])),
           "### Misspelled queries by kind", table(["set", "system", "slice", "n", "exact"], slice_rows(c["evaluation"])),
           ] if c["evaluation"] else []),
        *(["## Instructive failures", "On the hand-made gold set: up to ten a slice, broken right queries first, then what "
           "looked surest.", table(["slice", "query", "right", "best reading", "verdict", "confidence"],
           [[k, f["query"], " / ".join(f["golds"]), f["corrected"], f["verdict"], f"{f['confidence']:.2f}"]
            for k, rows in c["failures"].items() for f in rows])] if c["failures"] else []),
        *(["## Remarks", "\n".join(f"- {remark}" for remark in c["remarks"])] if c["remarks"] else []),
        "## Files",
        table(["file", "bytes", "SHA-256"], files),
        "## Data",
        table(["corpus", "bytes", "SHA-256"], corpora) if corpora else "No corpus file was named.",
        f"Hashes of all shards are in `model-card.json`. Sources and licences: {c['licences']}.",
    ]
    return "\n\n".join(parts) + "\n"


def write(o: argparse.Namespace) -> dict:
    made = card(o)
    (o.models / "model-card.json").write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (o.models / "MODEL_CARD.md").write_text(markdown(made), encoding="utf-8")
    return made


if __name__ == "__main__":
    if sys.argv[1:2] == ["--describe"]:
        describing = argparse.ArgumentParser()
        describing.add_argument("--describe", type=Path, metavar="DIR", required=True)
        print(json.dumps(described_data(describing.parse_args().describe), indent=2))
    else:
        write(options())
