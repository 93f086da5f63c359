"""What the recipe refuses, and says of it.

    python -m pytest -q training/lora
"""
from __future__ import annotations

import io
import json
import shutil
import urllib.error

import pytest
import torch

import tiny
from adapter_card import sha256
from conftest import PROMPT, fitted, post


@pytest.mark.parametrize("line, message", [
    ("{", "no {messages"),
    ('{"q": "nikee", "t": "nike"}', "no {messages"),
    ('{"messages": [{"role": "system", "content": "x"}, {"role": "user", "content": "y"}]}', "the roles are system, user; prompt correct.v1 has user, assistant"),
    ('{"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "y"}]}', "none of prompt correct.v1"),
    ("EMPTY", "the answer is empty"),
])  # fmt: skip
def test_a_bad_line_is_named(chat, tmp_path, capsys, base, line, message):
    first = chat.read_text().splitlines()[0]
    bad = tmp_path / "bad.jsonl"
    bad.write_text(f"{first}\n{first.replace('cordless drill', ' ') if line == 'EMPTY' else line}\n")
    assert fitted(base, bad, tmp_path / "out") == 2
    error = capsys.readouterr().err
    assert error.startswith(f"{bad}:2: ") and message in error


def test_a_run_is_resumed_over_the_same_files_only(base, chat, tmp_path, capsys):
    data, prompt, out = tmp_path / "chat.jsonl", tmp_path / "correct.v1.txt", tmp_path / "out"
    data.write_bytes(chat.read_bytes())
    prompt.write_bytes(PROMPT.read_bytes())
    model = tmp_path / "model"
    shutil.copytree(base, model)
    more = ["--epochs", "2", "--prompt", str(prompt)]
    assert fitted(model, data, out, *more, "--stop-after", "1") == 0
    for path, option in [(data, "--data"), (prompt, "--prompt"), (model / "model.safetensors", "--model")]:
        kept = path.read_bytes()
        if path == data:
            path.write_bytes(b"\n".join(kept.splitlines()[1:]))
        elif path == prompt:
            path.write_bytes(kept + b"\n")
        else:
            tiny.make(tmp_path / "other", seed=2)
            path.write_bytes((tmp_path / "other/model.safetensors").read_bytes())
        assert fitted(model, data, out, *more, "--resume") == 2
        assert f"was made from other contents of {option};" in capsys.readouterr().err
        path.write_bytes(kept)
    data = data.rename(tmp_path / "moved.jsonl")
    assert fitted(model, data, out, *more, "--resume") == 0
    assert json.loads((out / "adapter/card.json").read_text())["data"]["sha256"] == sha256(chat)


def test_a_damaged_checkpoint_is_refused(base, chat, tmp_path, capsys):
    assert fitted(base, chat, tmp_path, "--epochs", "2", "--stop-after", "1") == 0
    checkpoint = tmp_path / "checkpoint.pt"
    whole = checkpoint.read_bytes()
    for content in (b"", b"nonsense", whole[: len(whole) // 2]):
        checkpoint.write_bytes(content)
        assert fitted(base, chat, tmp_path, "--epochs", "2", "--resume") == 2
        assert f"--resume: {checkpoint} is damaged" in capsys.readouterr().err
    state = torch.load(io.BytesIO(whole), weights_only=True)
    torch.save({**state, "optimizer": {}}, checkpoint)
    assert fitted(base, chat, tmp_path, "--epochs", "2", "--resume") == 2
    assert f"--resume: {checkpoint} is damaged" in capsys.readouterr().err


@pytest.mark.parametrize("option, value", [
    ("--rank", "0"), ("--batch", "0"), ("--batch", "x"), ("--accumulate", "-1"), ("--epochs", "0"), ("--minutes", "0"), ("--lr", "nan"), ("--dropout", "1.5"),
    ("--heldout-share", "2"), ("--save-every", "0"), ("--stop-after", "0"), ("--max-length", "1"),
])  # fmt: skip
def test_a_bad_number_is_blamed_on_its_own_option(base, chat, tmp_path, capsys, option, value):
    with pytest.raises(SystemExit, match="2"):
        fitted(base, chat, tmp_path / "out", option, value)
    assert f"argument {option}: " in capsys.readouterr().err


@pytest.mark.parametrize("option, value", [("--device", "tpu9"), ("--prompt", "none.txt"), ("--data", "none.jsonl"), ("--targets", "none"), ("--out", __file__)])
def test_what_cannot_be_used_is_named(base, chat, tmp_path, capsys, option, value):
    assert fitted(base, chat, tmp_path / "out", option, value) == 2
    assert value in capsys.readouterr().err


@pytest.mark.parametrize("body", [[], "x", None, {"messages": "x"}, {"messages": []}, {"messages": [1]}, {"messages": [], "max_tokens": "many"}])
def test_the_server_answers_a_bad_request(server, body):
    with pytest.raises(urllib.error.HTTPError, match="400"):
        post(f"{server}/v1/chat/completions", body)
