"""Writes the model card: models/model-card.json for programs and models/MODEL_CARD.md for people.

    python training/card.py --run OUT --data DIR --models models/ --corpus a.jsonl b.csv --command "..."
    python training/card.py --again models/ --evaluation report.json
                                                keeps what the card says of training, and measures the rest anew
    python training/card.py --describe DIR      prints the shards of DIR with their hashes, where they lie elsewhere

Everything in it is read from files: the run's log, the shards, the corpora the shards were made
from, the exported model, and the card of the weights it began from. The same files give the same card. Remarks may be edited
in model-card.json; `--again` then writes the text.
"""
from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from pathlib import Path

from card_text import markdown
from data import HELDOUT, list_shards


def options(arguments=None) -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--again", type=Path, help="folder of a model with a card: its files are hashed anew, and what is given replaces what it says")
    p.add_argument("--run", type=Path, help="--out of train.py")
    p.add_argument("--data", type=Path, help="--data of train.py, or what --describe printed of it")
    p.add_argument("--models", type=Path, help="--out of export.py")
    p.add_argument("--earlier", type=Path, help="model-card.json of the weights that training began from: its course comes before")
    p.add_argument("--corpus", type=Path, nargs="*", default=[], help="files the examples were made from")
    p.add_argument("--command", action="append", default=[], help="a command that makes this model again; repeat in order")
    p.add_argument("--export-figures", type=Path, help="what export.py printed")
    p.add_argument("--evaluation", type=Path, action="append", default=[],
                   help="report.json of `npm run evaluate` with the exported model; repeat for further sets")  # fmt: skip
    p.add_argument("--without-times", action="store_true", help="leave out how long the systems took: the machine was busy")
    p.add_argument("--failures", type=Path, help="report.json of `npm run evaluate --failures 1000` on queries that may be shown")
    p.add_argument("--remark", action="append", default=[], help="what a reader of the figures must know; repeat")
    p.add_argument("--notice", default="NOTICE", help="file that lists sources and licences")
    o = p.parse_args(arguments)
    if not o.again and not (o.run and o.data and o.models):
        p.error("give --run, --data and --models, or --again")
    return o


def sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def described(path: Path, lines: bool = False) -> dict:
    """Name, bytes and hash of a file; with `lines`, the examples in a shard, and how many are right queries."""
    entry: dict = {"file": path.name, "bytes": path.stat().st_size, "sha256": sha256(path)}
    if lines:
        with gzip.open(path, "rt", encoding="utf-8") as shard:
            slices = [json.loads(line).get("s", "") for line in shard if line.strip()]
        entry["examples"] = len(slices)
        entry["right"] = sum(name.startswith("clean") for name in slices)
    return entry


def described_data(folder: Path) -> dict:
    """What the card says of a folder of shards."""
    shards = [described(folder / name, lines=True) for name in list_shards(folder)]
    heldout = folder / HELDOUT
    return {
        "examples": sum(s["examples"] for s in shards), "right": sum(s["right"] for s in shards),
        "heldout": described(heldout, lines=True) if heldout.exists() else None, "shards": shards,
    }  # fmt: skip


def last_evaluation(run: Path) -> tuple[dict, list[dict]]:
    """The last log entry that has figures, and the course of the loss over the whole run."""
    entries = [json.loads(line) for line in (run / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    measured = [e for e in entries if e["slices"]]
    if not measured:
        raise SystemExit(f"{run}/log.jsonl has no evaluation")
    course = [
        {"seconds": e["seconds"], "examples": e["examples"], "loss": e["loss"], **e["slices"]["all"],
         **({"measured": e["measured"]["all"]} if e.get("measured") else {})} for e in measured
    ]  # fmt: skip
    return measured[-1], course


def earlier_runs(former: dict) -> list[dict]:
    """The runs behind a card, the first one first: each version, examples seen and course."""
    own = {"version": former["model"]["version"], "examples_seen": former["training"]["examples_seen"], "course": former["course"]}
    return [*former.get("earlier", []), own]


def learned_files(folder: Path) -> list[dict]:
    """Every learned file of a model's own folder, and of `languages` in it; neither cards nor pictures."""
    files = [*folder.iterdir(), *(folder / "languages").glob("*.bin")]
    learned = sorted(p for p in files if p.suffix in (".onnx", ".pt", ".bin", ".json") and p.name != "model-card.json")
    return [{**described(p), "file": p.relative_to(folder).as_posix()} for p in learned]


def card(o: argparse.Namespace) -> dict:
    last, course = last_evaluation(o.run)
    config = read_json(o.models / "config.json")
    data = read_json(o.data) if o.data.is_file() else described_data(o.data)
    return {
        "model": config,
        "training": {
            "preset": last["preset"], "seed": last["seed"], "batch": last["batch"], "precision": last["precision"],
            "steps": last["steps"], "examples_seen": last["examples"], "seconds": last["seconds"],
            "loss": last["loss"], "commands": o.command,
        },
        "figures": last["slices"],
        "course": course,
        "export": read_json(o.export_figures) if o.export_figures else None,
        "data": {"examples": data["examples"], "right": data.get("right"), "corpora": [described(path) for path in o.corpus],
                 "heldout": data["heldout"], "shards": data["shards"]},
        "measured": last.get("measured"),
        "earlier": earlier_runs(read_json(o.earlier)) if o.earlier else [],
        "files": learned_files(o.models),
        "evaluation": evaluated([read_json(path) for path in o.evaluation], not o.without_times) if o.evaluation else None,
        "failures": failures(read_json(o.failures)) if o.failures else None,
        "remarks": o.remark,
        "licences": f"see {o.notice}",
    }  # fmt: skip


def again(o: argparse.Namespace) -> dict:
    """The card of a folder with its files as they are now, and what `o` gives in place of what it said."""
    made = read_json(o.again / "model-card.json")
    made["model"] = read_json(o.again / "config.json")
    made["files"] = learned_files(o.again)
    if o.earlier:
        made["earlier"] = earlier_runs(read_json(o.earlier))
    if o.evaluation:
        made["evaluation"] = evaluated([read_json(path) for path in o.evaluation], not o.without_times)
    if o.failures:
        made["failures"] = failures(read_json(o.failures))
    if o.remark:
        made["remarks"] = o.remark
    return made


def searched(search: dict | None) -> dict:
    """What a search finds with the queries as typed, with their golds, and with what each system makes of them."""
    if not search:
        return {}
    nothing = {"value": None, "low": None, "high": None}
    ends = [("as typed", search["raw"]), ("gold", search["gold"])]
    rows = [{"system": name, "recallAt24": y["recallAt24"]["value"], "recallWonBack": nothing} for name, y in ends]
    rows += [{"system": y["system"], "recallAt24": y["recallAt24"]["value"], "recallWonBack": y["recallWonBack"]} for y in search["systems"]]
    return {"search": {"n": search["n"], "systems": rows}}


def evaluated(reports: list[dict], times: bool = True) -> dict:
    """Figures of evaluation reports, without any query: by set and system, shares with their 95 % intervals; "all" of the first."""
    wanted = ("accuracy", "falseCorrectionRate", "recall", "precision", "bestReadingAccuracy", "f05AtShare", "netFixesPer1000")
    sets = [
        {
            "set": s["name"], "without": Path(s["without"]).name if s.get("without") else None, "n": s["n"],
            "clean": s["clean"], "misspelled": s["misspelled"], **searched(s.get("search")),
            "systems": [{"system": y["system"], "latencyMs": y.get("latencyMs") if times else None,
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


def write(o: argparse.Namespace) -> dict:
    made, folder = (again(o), o.again) if o.again else (card(o), o.models)
    (folder / "model-card.json").write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "MODEL_CARD.md").write_text(markdown(made), encoding="utf-8")
    return made


if __name__ == "__main__":
    if sys.argv[1:2] == ["--describe"]:
        describing = argparse.ArgumentParser()
        describing.add_argument("--describe", type=Path, metavar="DIR", required=True)
        print(json.dumps(described_data(describing.parse_args().describe), indent=2))
    else:
        write(options())
