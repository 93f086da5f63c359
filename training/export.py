"""Writes a trained corrector as three ONNX graphs (opset 17, IR 8) and checks them.

    python training/export.py --checkpoint OUT/final.pt --data DIR --out models/

encode-query.onnx  tokens int32 [B,L] (PAD on the right)            -> states float32 [B,L,d]
encode-names.onnx  tokens int32 [N,L]                               -> states float32 [N,L,d]
decode.onnx        memory float32 [M,d], positions int32 [M] (0-based within a sequence),
                   drafts int32 [D,T] (BOS + bytes), targets int32 [D,T] (bytes + EOS)
                   -> best int32 [D,T], best_logp and target_logp float32 [D,T] (natural log; 0 at PAD)
Served graphs are int8; the float graphs go to --float-out, for comparison only. Beside them:
config.json (sizes, hashes) and continue.fp16.pt (weights to train on from).
"""
from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import onnx
import torch

import parity
from data import HELDOUT, read_shard
from graph import FLOAT, ROW, TENSOR
from graphs import Weights, decoder_graph, encoder_graph
from model import (BOS, BUCKET0, EOS, MAX_NAME_BYTES, MAX_QUERY_BYTES, NAME, PAD, PREVIOUS, QUERY, TERM, VOCABULARY,
                   Config, Corrector, parameters_of)  # fmt: skip
from served import Served, latency

FILE_LIMIT = 16 * 1024 * 1024  # bytes; larger files are refused
FALLBACK = [  # read when there is no held-out file
    {"q": "nikee shose", "t": "nike shoes", "n": [["b", 5, "nike"], ["t", 3, "shoes"]], "s": "none"},
    {"q": "crème brulée", "t": "creme brulee", "n": [], "s": "none"},
]


def options(arguments=None) -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--checkpoint", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--data", type=Path, help=f"folder with {HELDOUT}, to measure agreement on")
    p.add_argument("--float-out", type=Path, help="folder for the float graphs")
    p.add_argument("--tables", help="folder, relative to --out, whose channel and tables this model shares")
    p.add_argument("--version", help="name of this model; default: its preset")
    p.add_argument("--int8", choices=(ROW, TENSOR), default=ROW)
    p.add_argument("--limit", type=int, choices=(63, 127), default=63, help="largest int8 weight, see graph.py")
    p.add_argument("--sample", type=int, default=300, help="held-out examples to compare on")
    p.add_argument("--min-agreement", type=float, default=0.95, help="of int8 with float greedy outputs")
    p.add_argument("--compare", action="store_true", help="also measure the other int8 forms")
    return p.parse_args(arguments)


def load(checkpoint: Path) -> Corrector:
    """A model from final.pt, a half-precision copy or a full checkpoint."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=False)
    model = Corrector(Config(**saved["config"])).float().eval()
    model.load_state_dict({n: w.float() for n, w in saved["model"].items()})
    return model


def build(model: Corrector, mode: str, limit: int = 127) -> dict[str, onnx.ModelProto]:
    weights = Weights(model.state_dict(), model.config)
    return {
        "encode-query": encoder_graph(weights, False, mode, limit),
        "encode-names": encoder_graph(weights, True, mode, limit),
        "decode": decoder_graph(weights, mode, limit),
    }


def write(graphs: dict[str, onnx.ModelProto], folder: Path) -> dict[str, str]:
    """Writes the graphs; gives SHA-256 by file name."""
    folder.mkdir(parents=True, exist_ok=True)
    hashes = {}
    for name, graph in graphs.items():
        content = graph.SerializeToString()
        (folder / f"{name}.onnx").write_bytes(content)
        hashes[f"{name}.onnx"] = hashlib.sha256(content).hexdigest()
    return hashes


def config_json(config: Config, o: argparse.Namespace, hashes: dict[str, str]) -> dict:
    return {
        "version": o.version or config.preset, "preset": config.preset, "d": config.d,
        "vocabulary": {"size": VOCABULARY, "pad": PAD, "bos": BOS, "eos": EOS, "query": QUERY, "name": NAME,
                       "term": TERM, "previous": PREVIOUS, "bucket0": BUCKET0},
        "maxQueryBytes": MAX_QUERY_BYTES, "maxNameBytes": MAX_NAME_BYTES, "nameLayers": config.name_layers,
        "int8": o.int8, "sha256": hashes, **({"tables": o.tables} if o.tables else {}),
    }  # fmt: skip


def save_half(model: Corrector, path: Path) -> None:
    weights = {n: w.half() for n, w in model.state_dict().items()}
    torch.save({"config": model.config.as_dict(), "model": weights}, path)


def export(o: argparse.Namespace) -> dict:
    """Writes everything; gives the figures. Ends the process when a check fails."""
    torch.set_num_threads(1)
    model = load(o.checkpoint)
    heldout = read_shard(o.data / HELDOUT) if o.data else []
    examples = heldout[: o.sample] or FALLBACK
    figures: dict = {"parameters": parameters_of(model), "sample": len(examples)}

    float_graphs = build(model, FLOAT)
    if o.float_out:
        write(float_graphs, o.float_out)
    reference = Served(float_graphs)
    figures["float"] = parity.float_parity(model, reference, examples[:20])
    figures["float"]["latency_ms"] = latency(reference)
    expected = parity.outputs(reference, examples)
    figures["float"]["exact"] = parity.exact(expected, examples)

    graphs = build(model, o.int8, o.limit)
    forms = {(o.int8, o.limit): graphs}
    if o.compare:
        forms = {(m, k): build(model, m, k) for m in (ROW, TENSOR) for k in (127, 63)} | forms
    for (mode, limit), form in forms.items():
        served = Served(form)
        found = parity.outputs(served, examples)
        figures[f"{mode}/{limit}"] = {
            "agreement": parity.agreement(found, expected), "exact": parity.exact(found, examples),
            "beside_other_drafts": max(parity.batch_independence(served, e) for e in examples[:20]),
            "latency_ms": latency(served),
        }  # fmt: skip

    hashes = write(graphs, o.out)
    (o.out / "config.json").write_text(json.dumps(config_json(model.config, o, hashes), indent=2) + "\n")
    save_half(model, o.out / "continue.fp16.pt")
    figures["bytes"] = {p.name: p.stat().st_size for p in sorted(o.out.iterdir()) if p.name in (*hashes, "continue.fp16.pt")}
    problems = [f"{name} has {size} bytes" for name, size in figures["bytes"].items() if size >= FILE_LIMIT]
    if not parity.float_passes(figures["float"]):
        problems.append("the float graphs differ from PyTorch")
    if figures[f"{o.int8}/{o.limit}"]["agreement"] < o.min_agreement:
        problems.append("the int8 graphs differ from the float graphs")
    print(json.dumps(figures, indent=2))
    if problems:
        sys.exit("export failed: " + "; ".join(problems))
    return figures


if __name__ == "__main__":
    export(options())
