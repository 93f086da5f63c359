"""The LoRA recipe from export to report, on a tiny model with random weights; under a minute on one core, nothing downloaded.

    python -m pytest -q training/lora
"""
from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import urllib.error
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer

import fit
import merge
import workers_ai
from adapter_card import sha256
from conftest import FAST, PROMPT, PROMPT_IN_PARTS, fitted, post
from pairs import Example, InputError, Pair, encode_all, read_pairs, read_template, split
from serve import Answerer



def encode(tokenizer, pair: Pair, form: str) -> Example:
    return encode_all(tokenizer, [pair], form)[0]


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
    assert fitted(base, chat, tmp_path, "--minutes", "0.1") == 0
    *steps, end = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert end["event"] == "end" and end["seconds"] >= 6
    # no step began after that; the log rounds to hundredths
    assert all(step["seconds"] <= 6 for step in steps[:-1])
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


def test_the_server_says_where_an_answer_was_cut_off(server, chat):
    pair = read_pairs(chat, read_template(PROMPT))[3]
    ask = lambda **more: post(f"{server}/v1/chat/completions", {"messages": [{"role": "user", "content": pair.prompt}], **more})["choices"][0]
    assert (ask(max_tokens=2)["finish_reason"], ask()["finish_reason"]) == ("length", "stop")
    length = len(ask(logprobs=True)["logprobs"]["content"])
    # its end is one token more
    assert [ask(max_tokens=most)["finish_reason"] for most in (length, length + 1)] == ["length", "stop"]
    assert ask(max_tokens=length, stop=[pair.answer[-2:]])["finish_reason"] == "stop"


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
    bare = tmp_path / "bare"
    shutil.copytree(run / "adapter", bare)
    (bare / "card.json").write_text("{}")
    assert workers_ai.main(["--adapter", str(bare), "--out", str(out)]) == 2
    assert "card.json is damaged" in capsys.readouterr().err
    (bare / "card.json").unlink()
    assert workers_ai.main(["--adapter", str(bare), "--out", str(out)]) == 2
    assert "there is no card.json" in capsys.readouterr().err


def test_base_and_adapter_become_one_model(base, run, chat, tmp_path, capsys):
    arguments = ["--model", str(base), "--adapter", str(run / "adapter"), "--out", str(tmp_path / "merged")]
    assert merge.main(arguments) == 0
    merged, apart = Answerer(str(tmp_path / "merged"), None, "cpu"), Answerer(str(base), run / "adapter", "cpu")
    prompts = [f"<|user|>{pair.prompt}<|assistant|>" for pair in read_pairs(chat, read_template(PROMPT))[:3]]
    for (text, tokens, _), (other, others, _) in ((merged(prompt, 24, []), apart(prompt, 24, [])) for prompt in prompts):
        assert text == other and [score for _, score in tokens] == pytest.approx([score for _, score in others], abs=1e-3)
    assert (tmp_path / "merged/card.json").read_text() == (run / "adapter/card.json").read_text()
    assert merge.main(arguments) == 2
    assert "is not empty" in capsys.readouterr().err
    assert merge.main([*arguments[:2], "--adapter", str(tmp_path), "--out", str(tmp_path / "other")]) == 2
    assert "there is no adapter_config.json" in capsys.readouterr().err
