"""The LoRA recipe from export to report, on a tiny model with random weights; under a minute on one core, nothing downloaded.

    python -m pytest -q training/lora/test_lora.py
"""
from __future__ import annotations

import gzip
import json
import os
import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer

import fit
import merge
import tiny
import workers_ai
from adapter_card import sha256
from pairs import Example, InputError, Pair, encode_all, read_pairs, read_template, split
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


def encode(tokenizer, pair: Pair, form: str) -> Example:
    return encode_all(tokenizer, [pair], form)[0]


def post(url: str, body: dict) -> dict:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read())


def test_the_export_is_read_as_it_was_rendered(chat, tmp_path):
    pairs = read_pairs(chat, read_template(PROMPT))
    assert [(p.query, p.answer) for p in pairs] == [
        ("cordles dril", "cordless drill"),
        ("creme brulee", "creme brulee"),
        ("hygene no", "hygiene no"),
        ("nikee shose", "nike shoes"),
        ("playgro mat", "playgro mat"),
        ("playgroo mat", "playgroo mat"),
        ("qwv 4711", "qwv 4711"),
        ("redbull", "red bull"),
    ]
    # a name cannot break out of its list: its commas, marks and colons were made spaces
    assert "Hygiene no" in pairs[2].names and "Nike" in pairs[3].names and pairs[6].names == ()
    packed = tmp_path / "chat.jsonl.gz"
    packed.write_bytes(gzip.compress(chat.read_bytes()))
    assert read_pairs(packed, read_template(PROMPT)) == pairs


def test_a_prompt_in_parts_is_read_and_asked_in_its_parts(exports, chat, base):
    parted = read_pairs(exports / "correct.v2.chat.jsonl", read_template(PROMPT_IN_PARTS))
    pairs = read_pairs(chat, read_template(PROMPT))
    assert [(p.query, p.answer, p.names) for p in parted] == [(p.query, p.answer, p.names) for p in pairs]
    tokenizer = AutoTokenizer.from_pretrained(base)
    (_, system), (_, user) = parted[3].asked
    assert tokenizer.decode(encode(tokenizer, parted[3], "chat").prompt) == f"<|system|>{system}<|user|>{user}<|assistant|>"
    assert tokenizer.decode(encode(tokenizer, parted[3], "completion").prompt) == f"<s>{system}\n\n{user}"
    tokenizer.chat_template = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    with pytest.raises(InputError, match="refuses the prompt: no system role"):
        encode(tokenizer, parted[3], "chat")


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


def test_only_the_answer_is_learned_and_the_question_is_tokenised_as_when_serving(base, chat):
    tokenizer = AutoTokenizer.from_pretrained(base)
    pair, other = read_pairs(chat, read_template(PROMPT))[3::4]
    chatted, plain = encode(tokenizer, pair, "chat"), encode(tokenizer, pair, "completion")
    assert tokenizer.decode(chatted.prompt) == f"<|user|>{pair.prompt}<|assistant|>"
    assert tokenizer.decode(chatted.answer) == "nike shoes</s>"
    assert tokenizer.decode(plain.prompt) == f"<s>{pair.prompt}" and tokenizer.decode(plain.answer) == " nike shoes\n</s>"
    batch = fit.collate([chatted, encode(tokenizer, other, "chat")], 1, "cpu")
    learned = batch["labels"] != fit.IGNORED
    assert [tokenizer.decode(ids[row]) for ids, row in zip(batch["input_ids"], learned)] == ["nike shoes</s>", "red bull</s>"]


def test_padding_and_cut_logits_do_not_change_the_loss(base, chat):
    run = fit.Run(fit.options(["--model", str(base), "--data", str(chat), "--out", str(chat.parent / "loss"), *FAST]))
    run.model.eval()
    with torch.no_grad():
        together = float(fit.loss_of(run.model, fit.collate(run.examples, 1, "cpu")))
        apart = 0.0
        for e in run.examples:
            ids = torch.tensor([e.prompt + e.answer])
            scores = torch.log_softmax(run.model(input_ids=ids).logits[0].float(), -1)
            apart -= sum(float(scores[at - 1, ids[0, at]]) for at in range(len(e.prompt), ids.shape[1]))
    assert together == pytest.approx(apart, rel=1e-4)


def test_held_out_pairs_do_not_depend_on_the_rest_of_the_file(chat):
    pairs = read_pairs(chat, read_template(PROMPT))
    kept, held = split(pairs, 0.5)
    assert sorted(p.query for p in kept + held) == sorted(p.query for p in pairs) and kept and held
    assert split(held, 0.5) == ([], held)


def test_the_adapter_learns_and_has_a_card(run, chat):
    log = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert log[0]["loss"] > 3 > 0.2 > log[-2]["loss"]
    assert log[-1]["event"] == "end"
    card = json.loads((run / "adapter/card.json").read_text())
    assert card["data"] | {"sha256": ""} == {
        "file": "correct.v1.jsonl", "sha256": "", "pairs": 8, "heldout": 0, "too_long": 0, "with_names": 7,
    }  # fmt: skip
    assert (card["data"]["sha256"], card["prompt"]["sha256"]) == (sha256(chat), sha256(PROMPT))
    assert card["base"]["type"] == "llama" and card["settings"]["rank"] == 8 and card["versions"]["peft"]
    assert "Data: correct.v1.jsonl" in (run / "adapter/README.md").read_text()


def test_a_resumed_run_ends_where_an_unbroken_one_does(base, chat, tmp_path, capsys):
    more = ["--epochs", "4", "--dropout", "0.1", "--batch", "3"]
    assert fitted(base, chat, tmp_path / "whole", *more) == 0
    assert fitted(base, chat, tmp_path / "parts", *more, "--stop-after", "1") == 0
    assert not (tmp_path / "parts/adapter").exists()
    assert fitted(base, chat, tmp_path / "parts", *more) == 2
    assert fitted(base, chat, tmp_path / "parts", *more, "--lr", "0.01", "--resume") == 2
    assert "made with other settings: lr" in capsys.readouterr().err
    assert fitted(base, chat, tmp_path / "parts", *more, "--resume") == 0
    one, other = (load_file(tmp_path / name / "adapter/adapter_model.safetensors") for name in ("whole", "parts"))
    assert one.keys() == other.keys() and all(torch.equal(one[key], other[key]) for key in one)


def test_a_run_takes_the_time_that_it_is_given(base, chat, tmp_path):
    assert fitted(base, chat, tmp_path, "--minutes", "0.02") == 0
    *steps, end = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert end["event"] == "end" and 1.2 <= end["seconds"] < 1.2 + 2 * max(b["seconds"] - a["seconds"] for a, b in zip(steps, steps[1:]))
    rates = [step["lr"] for step in steps]
    assert max(rates) <= 0.02 and rates[-1] < max(rates) / 2


def test_the_server_answers_what_was_learned_with_probabilities(server, chat):
    for pair in read_pairs(chat, read_template(PROMPT)):
        body = {"model": "shop", "messages": [{"role": "user", "content": pair.prompt}], "logprobs": True, "stop": ["\nQuery:"]}
        choice = post(f"{server}/v1/chat/completions", body)["choices"][0]
        assert choice["message"]["content"] == pair.answer
        scored = choice["logprobs"]["content"]
        assert "".join(entry["token"] for entry in scored) == pair.answer and all(entry["logprob"] <= 0 for entry in scored)
    with pytest.raises(urllib.error.HTTPError, match="400"):
        post(f"{server}/v1/completions", {"model": "shop"})


def test_the_report_measures_it_over_the_protocol(server, tmp_path):
    gold = tmp_path / "gold.tsv"
    gold.write_text("query\tgold\nnikee shose\tnike shoes\nzorbo\tzorbo\n")
    env = {**os.environ, "LLM_BASE_URL": f"{server}/v1", "LLM_MODEL": "shop", "LLM_TIMEOUT_MS": "60000"}
    command = ["npx", "tsx", "src/main/evaluate.ts", "--gold", str(gold), "--systems", "llm,llm-names,llm-context", "--no-thresholds",
               "--no-cache", "--out", str(tmp_path / "report")]  # fmt: skip
    subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL)
    report = json.loads((tmp_path / "report/report.json").read_text())
    assert report["settings"]["llm"] == "openai:shop"
    assert [(s["system"], s["degraded"], s["measures"]["accuracy"]["n"]) for s in report["sets"][0]["systems"]] == [
        ("llm", 0, 2),
        ("llm-names", 0, 2),
        ("llm-context", 0, 2),
    ]


def test_what_workers_ai_takes(run, tmp_path, capsys):
    out = tmp_path / "upload"
    assert workers_ai.main(["--adapter", str(run / "adapter"), "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["adapter_config.json", "adapter_model.safetensors"]
    config = json.loads((out / "adapter_config.json").read_text())
    assert (config["model_type"], config["r"], config["peft_type"]) == ("llama", 8, "LORA")
    with pytest.raises(InputError, match="the rank is 8, at most 4 is taken"):
        workers_ai.package(run / "adapter", out, 4)
    assert workers_ai.main(["--adapter", str(tmp_path), "--out", str(out)]) == 2
    assert "there is no adapter_config.json" in capsys.readouterr().err


def test_base_and_adapter_become_one_model(base, run, chat, tmp_path, capsys):
    arguments = ["--model", str(base), "--adapter", str(run / "adapter"), "--out", str(tmp_path / "merged")]
    assert merge.main(arguments) == 0
    merged, apart = Answerer(str(tmp_path / "merged"), None, "cpu"), Answerer(str(base), run / "adapter", "cpu")
    prompts = [f"<|user|>{pair.prompt}<|assistant|>" for pair in read_pairs(chat, read_template(PROMPT))[:3]]
    for (text, tokens), (other, others) in ((merged(prompt, 24, []), apart(prompt, 24, [])) for prompt in prompts):
        assert text == other and [score for _, score in tokens] == pytest.approx([score for _, score in others], abs=1e-3)
    assert (tmp_path / "merged/card.json").read_text() == (run / "adapter/card.json").read_text()
    assert merge.main(arguments) == 2
    assert "is not empty" in capsys.readouterr().err
    assert merge.main([*arguments[:2], "--adapter", str(tmp_path), "--out", str(tmp_path / "other")]) == 2
    assert "there is no adapter_config.json" in capsys.readouterr().err
