"""The card of an adapter: what it was made from, by which settings, and what was measured."""
from __future__ import annotations

import hashlib
import importlib.metadata
import json
from pathlib import Path

PACKAGES = ("torch", "transformers", "peft", "tokenizers", "safetensors")


def sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def inputs_of(o) -> dict[str, str]:
    """SHA-256 of what the files hold. Of a base on the hub: its name and revision."""
    folder = Path(o.model)
    if not folder.is_dir():
        base = f"{o.model}@{o.revision}"
    else:
        files = sorted(path for path in folder.iterdir() if path.is_file())
        base = hashlib.sha256("".join(f"{path.name} {sha256(path)}\n" for path in files).encode()).hexdigest()
    return {"data": sha256(o.data), "prompt": sha256(o.prompt), "model": base}


def card_of(run, figures: dict) -> dict:
    o, base = run.o, run.model.get_base_model().config
    return {
        "base": {"model": o.model, "revision": o.revision or getattr(base, "_commit_hash", None), "type": base.model_type},
        "prompt": {"id": run.template.id, "sha256": run.inputs["prompt"], "form": o.form},
        "data": {"file": o.data.name, "sha256": run.inputs["data"], "pairs": len(run.pairs), "heldout": len(run.heldout),
                 "too_long": run.too_long, "with_names": sum(bool(pair.names) for pair in run.pairs)},  # fmt: skip
        "settings": {key: value for key, value in sorted(vars(o).items()) if isinstance(value, (int, float, str, list, bool))},
        "device": run.device,
        "precision": run.precision,
        "steps": run.step,
        "weights": sum(weight.numel() for weight in run.weights),
        "heldout": figures,
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
    }


def write_card(run, figures: dict) -> None:
    """Writes `adapter/`: the weights in safetensors, and the card for programs and for people, in place of the library's."""
    folder = run.o.out / "adapter"
    run.model.save_pretrained(folder)
    card = card_of(run, figures)
    card["files"] = {name: sha256(folder / name) for name in ("adapter_config.json", "adapter_model.safetensors")}
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(for_people(card), encoding="utf-8")


def for_people(card: dict) -> str:
    data, base, held = card["data"], card["base"], card["heldout"]
    measured = (
        f"{held['exact']} of {held['asked']} held-out questions answered exactly; {held['loss']:.3f} nats a token (n = {held['pairs']})."
        if held.get("asked")
        else "Nothing was held out."
    )
    return "\n".join([
        "# Spelling correction of shop queries: a LoRA adapter",
        "",
        f"Base: {base['model']} ({base['type']}), revision {base['revision'] or 'not known'}.",
        f"Prompt: {card['prompt']['id']}, asked as {card['prompt']['form']}; the names that the shop's catalog has near the query stand in it.",
        f"Data: {data['file']} (SHA-256 {data['sha256']}): {data['pairs']} pairs, {data['with_names']} of them with names;"
        f" {data['heldout']} more held out; {data['too_long']} too long and left out.",
        f"Measured: {measured}",
        f"Settings: `{json.dumps(card['settings'])}`",
        "",
    ])  # fmt: skip
