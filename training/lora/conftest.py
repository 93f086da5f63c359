"""What the tests of the recipe share: an export, a tiny base, a run, and a server of it."""
from __future__ import annotations

import json
import subprocess
import threading
import urllib.request
from pathlib import Path

import pytest

import fit
import tiny
from serve import Answerer, create_server

PROMPT = Path("prompts/correct.v1.txt")
PROMPT_IN_PARTS = Path("prompts/correct.v2.chat.txt")
FAST = ["--batch", "8", "--accumulate", "1", "--lr", "0.02", "--rank", "8", "--dropout", "0", "--heldout-share", "0"]


@pytest.fixture(scope="session")
def exports(tmp_path_factory) -> Path:
    """Exports of one log, which requests to a server have filled."""
    folder = tmp_path_factory.mktemp("exports")
    subprocess.run(["npx", "tsx", "training/lora/sample.ts", str(folder), str(PROMPT), str(PROMPT_IN_PARTS)], check=True)
    return folder


@pytest.fixture(scope="session")
def chat(exports) -> Path:
    return exports / "correct.v1.jsonl"


@pytest.fixture(scope="session")
def base(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    tiny.make(folder)
    return folder


def fitted(base: Path, chat: Path, out: Path, *more: str) -> int:
    return fit.main(["--model", str(base), "--data", str(chat), "--out", str(out), *FAST, *more])


@pytest.fixture(scope="session")
def run(base, chat, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("run")
    assert fitted(base, chat, out, "--epochs", "24") == 0
    return out


@pytest.fixture(scope="session")
def server(base, run):
    served = create_server(Answerer(str(base), run / "adapter", "cpu"), "127.0.0.1", 0)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{served.server_address[1]}"
    served.shutdown()
    thread.join()
    served.server_close()


def post(url: str, body: dict) -> dict:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read())
