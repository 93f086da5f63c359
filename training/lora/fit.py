"""Trains a LoRA adapter on exported conversations.

    python training/lora/fit.py --model MODEL --data chat.jsonl --out OUT

MODEL is a folder or a name on the Hugging Face hub. Only the answers are learned. OUT gets `adapter/` (the adapter and its card),
`log.jsonl`, and `checkpoint.pt`, from which --resume goes on as if nothing had happened. The same arguments, data, versions and
device give the same adapter on a CPU. Exit code 2: the input is at fault.
"""
from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer

from adapter_card import inputs_of, write_card
from batching import IGNORED, Order, collate
from limits import number
from pairs import InputError, Pair, encode_all, read_pairs, read_template, split

WARM = 0.03  # share of the run in which the rate rises
# what does not change the result of a run
UNRELATED = {"out", "resume", "stop_after", "save_every", "command"}
# files, which count by what they hold
FILES = {"data", "prompt", "model", "revision"}


def options(arguments=None) -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", required=True, help="base model: a folder or a name on the hub")
    p.add_argument("--revision", help="commit of the model on the hub")
    p.add_argument("--data", type=Path, required=True, help="JSON Lines of `npm run export-finetune -- --format chat`")
    p.add_argument("--prompt", type=Path, default=Path("prompts/correct.v1.txt"), help="the prompt that the data was rendered with")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--form", choices=("chat", "completion"), default="chat", help="as LLM_KIND when serving")
    p.add_argument("--rank", type=number(int, 1), default=8, help="Workers AI takes 8 everywhere, up to 32 for some models")
    p.add_argument("--alpha", type=number(float, 0, above=True), default=16)
    p.add_argument("--dropout", type=number(float, 0, 0.99), default=0.05)
    p.add_argument("--targets", nargs="+", default=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
                   help="modules that are adapted")  # fmt: skip
    p.add_argument("--epochs", type=number(float, 0, above=True), default=2)
    p.add_argument("--minutes", type=number(float, 0, above=True), help="train for so long instead, however many epochs that is; the rate follows the time that has passed")
    p.add_argument("--lr", type=number(float, 0, above=True), default=2e-4, help="peak; a cosine to 0, warmed up over the first 3 %% of the run")
    p.add_argument("--batch", type=number(int, 1), default=4, help="examples at a time")
    p.add_argument("--accumulate", type=number(int, 1), default=8, help="batches a step")
    p.add_argument("--clip", type=number(float, 0, above=True), default=1.0)
    p.add_argument("--max-length", type=number(int, 2), default=1024, help="longer examples are left out, never cut: the names would go first")
    p.add_argument("--heldout-share", type=number(float, 0, 1), default=0.1)
    p.add_argument("--heldout-answers", type=number(int, 0), default=200, help="held-out questions that are answered at the end")
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1, ...")
    p.add_argument("--precision", choices=("auto", "fp32", "bf16"), default="auto", help="of the base model; auto: bf16 on CUDA")
    p.add_argument("--gradient-checkpointing", action="store_true", help="less memory, more time")
    p.add_argument("--save-every", type=number(int, 1), default=50, help="steps between checkpoints")
    p.add_argument("--stop-after", type=number(int, 1), help="end this call after so many steps, to go on with --resume")
    p.add_argument("--resume", action="store_true")
    given = p.parse_args(arguments)
    given.command = ["fit.py", *(sys.argv[1:] if arguments is None else arguments)]
    return given


def settings_of(o: argparse.Namespace) -> dict:
    return {key: str(value) if isinstance(value, Path) else value for key, value in vars(o).items() if key not in UNRELATED | FILES}


def load_model(o: argparse.Namespace, device: str, precision: str):
    try:
        tokenizer = AutoTokenizer.from_pretrained(o.model, revision=o.revision)
        dtype = torch.bfloat16 if precision == "bf16" else torch.float32
        model = AutoModelForCausalLM.from_pretrained(o.model, revision=o.revision, dtype=dtype)
    except (OSError, ValueError, SafetensorError) as error:
        raise InputError(f"--model {o.model}: cannot be opened: {error}") from error
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    try:
        return tokenizer, model.to(device)
    except (RuntimeError, AssertionError) as error:
        raise InputError(f"--device {device}: cannot be used: {error}") from error


def add_adapter(model, o: argparse.Namespace):
    torch.manual_seed(o.seed)
    config = LoraConfig(r=o.rank, lora_alpha=o.alpha, lora_dropout=o.dropout, target_modules=o.targets, task_type="CAUSAL_LM")
    try:
        adapted = get_peft_model(model, config)
    except ValueError as error:
        raise InputError(f"--targets: {error}") from error
    # few weights: full precision, whatever the base has
    for weight in adapted.parameters():
        if weight.requires_grad:
            weight.data = weight.data.float()
    if o.gradient_checkpointing:
        adapted.enable_input_require_grads()
        adapted.gradient_checkpointing_enable()
    return adapted


def loss_of(model, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Cross-entropy of the answers' tokens, summed, in nats."""
    labels = batch["labels"]
    kept = int((labels != IGNORED).sum(1).max()) + 1
    inputs = {key: value for key, value in batch.items() if key != "labels"}
    logits = model(**inputs, logits_to_keep=kept, use_cache=False).logits[:, -kept:-1].float()
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels[:, 1 - kept :].flatten(), ignore_index=IGNORED, reduction="sum")


class Run:
    def __init__(self, o: argparse.Namespace) -> None:
        self.o = o
        self.device = ("cuda" if torch.cuda.is_available() else "cpu") if o.device == "auto" else o.device
        self.precision = ("bf16" if self.device.startswith("cuda") else "fp32") if o.precision == "auto" else o.precision
        self.template = read_template(o.prompt)
        try:
            self.inputs = inputs_of(o)
        except OSError as error:
            raise InputError(f"{error.filename}: cannot be read: {error.strerror}") from error
        self.pairs, self.heldout = split(read_pairs(o.data, self.template), o.heldout_share)
        if not self.pairs:
            raise InputError(f"{o.data}: every pair is held out; lower --heldout-share or export more")
        self.tokenizer, model = load_model(o, self.device, self.precision)
        encoded = encode_all(self.tokenizer, self.pairs, o.form)
        self.examples = [e for e in encoded if len(e.prompt) + len(e.answer) <= o.max_length]
        self.too_long = len(encoded) - len(self.examples)
        if not self.examples:
            raise InputError(f"{o.data}: every example is longer than --max-length {o.max_length} tokens")
        self.model = add_adapter(model, o)
        self.weights = [weight for weight in self.model.parameters() if weight.requires_grad]
        self.optimizer = torch.optim.AdamW(self.weights, lr=o.lr, weight_decay=0.0)
        self.step, self.seconds = 0, 0.0
        self.order = Order(self.examples, o.batch, o.seed)
        self.groups_per_epoch = math.ceil(math.ceil(len(self.examples) / o.batch) / o.accumulate)
        self.steps = None if o.minutes else max(1, round(o.epochs * self.groups_per_epoch))
        try:
            o.out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"--out {o.out}: cannot be made: {error.strerror}") from error
        if o.resume:
            self.load()
        elif (o.out / "checkpoint.pt").exists():
            raise InputError(f"{o.out} holds a run already: --resume goes on with it, another --out begins anew")

    def progress(self) -> float:
        """Share of the run that is done."""
        return self.seconds / 60 / self.o.minutes if self.steps is None else self.step / self.steps

    def rate(self) -> float:
        passed = self.progress()
        # the first step has a rate already
        begun = passed + 1e-3 if self.steps is None else (self.step + 1) / self.steps
        return self.o.lr * min(1.0, begun / WARM) * 0.5 * (1 + math.cos(math.pi * min(1.0, passed)))

    def train(self) -> None:
        self.model.train()
        began = self.step
        while self.progress() < 1 and (self.o.stop_after is None or self.step - began < self.o.stop_after):
            started = time.monotonic()
            epoch, group = divmod(self.step, self.groups_per_epoch)
            of_epoch = self.order.of_epoch(epoch)[group * self.o.accumulate : (group + 1) * self.o.accumulate]
            own = [[self.examples[i] for i in batch] for batch in of_epoch]
            tokens = sum(len(e.answer) for batch in own for e in batch)
            total = 0.0
            rate = self.rate()
            for group_of in self.optimizer.param_groups:
                group_of["lr"] = rate
            for batch in own:
                loss = self.loss(batch) / tokens
                loss.backward()
                total += float(loss.detach())
            torch.nn.utils.clip_grad_norm_(self.weights, self.o.clip)
            self.optimizer.step()
            self.optimizer.zero_grad()
            self.seconds += time.monotonic() - started
            self.log({"event": "step", "step": self.step + 1, "of": self.steps, "lr": rate, "loss": total})
            self.step += 1
            if self.step % self.o.save_every == 0:
                self.save()
        self.save()

    def loss(self, examples: list) -> torch.Tensor:
        with torch.autocast(self.device.partition(":")[0], torch.bfloat16, enabled=self.precision == "bf16"):
            return loss_of(self.model, collate(examples, self.tokenizer.pad_token_id, self.device))

    @torch.no_grad()
    def measure(self) -> dict:
        """Of the held-out pairs: nats a token of the answers, and the share answered exactly."""
        self.model.eval()
        encoded = encode_all(self.tokenizer, self.heldout, self.o.form)
        known = [e for e in encoded if len(e.prompt) + len(e.answer) <= self.o.max_length]
        if not known:
            return {"pairs": 0}
        total = sum(float(self.loss(known[at : at + self.o.batch])) for at in range(0, len(known), self.o.batch))
        asked = self.heldout[: self.o.heldout_answers]
        exact = sum(said == pair.answer for said, pair in zip(self.answers(asked), asked))
        return {"pairs": len(known), "loss": total / sum(len(e.answer) for e in known), "asked": len(asked), "exact": exact}

    def answers(self, pairs: list[Pair]) -> list[str]:
        """Greedy ones, a batch at a time."""
        said = []
        for at in range(0, len(pairs), self.o.batch):
            prompts = [replace(e, answer=()) for e in encode_all(self.tokenizer, pairs[at : at + self.o.batch], self.o.form)]
            batch = collate(prompts, self.tokenizer.pad_token_id, self.device)
            made = self.model.generate(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], max_new_tokens=64, do_sample=False,
                                       pad_token_id=self.tokenizer.pad_token_id)  # fmt: skip
            texts = self.tokenizer.batch_decode(made[:, batch["input_ids"].shape[1] :], skip_special_tokens=True)
            said += [text.strip().split("\n")[0].strip() for text in texts]
        return said

    def log(self, entry: dict) -> None:
        with open(self.o.out / "log.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps({**entry, "seconds": round(self.seconds, 2)}) + "\n")

    def save(self) -> None:
        state = {
            "settings": settings_of(self.o),
            "inputs": self.inputs,
            "adapter": get_peft_model_state_dict(self.model),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "random": torch.get_rng_state(),
            "cuda": torch.cuda.get_rng_state_all() if self.device.startswith("cuda") else [],
        }
        temporary = self.o.out / "checkpoint.tmp"
        torch.save(state, temporary)
        os.replace(temporary, self.o.out / "checkpoint.pt")

    def load(self) -> None:
        path = self.o.out / "checkpoint.pt"
        if not path.exists():
            raise InputError(f"--resume: there is no {path}")
        try:
            state = torch.load(path, map_location="cpu", weights_only=True)
            settings, inputs = state["settings"], state["inputs"]
        except Exception as error:  # of unpickling and unzipping there are many
            raise InputError(f"--resume: {path} is damaged or of an earlier version; begin anew with another --out") from error
        now = settings_of(self.o)
        others = [key for key, value in settings.items() if now.get(key) != value]
        if others:
            raise InputError(f"--resume: {path} was made with other settings: {', '.join(sorted(others))}")
        changed = [f"--{key}" for key, value in inputs.items() if self.inputs[key] != value]
        if changed:
            raise InputError(f"--resume: {path} was made from other contents of {', '.join(sorted(changed))}; another --out begins anew")
        try:
            set_peft_model_state_dict(self.model, state["adapter"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.step, self.seconds = state["step"], state["seconds"]
            torch.set_rng_state(state["random"])
        except (KeyError, RuntimeError, TypeError, ValueError) as error:
            raise InputError(f"--resume: {path} is damaged: {error!r}; begin anew with another --out") from error
        if state["cuda"]:
            torch.cuda.set_rng_state_all(state["cuda"])


def main(arguments=None) -> int:
    o = options(arguments)
    try:
        run = Run(o)
        run.train()
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    if run.progress() < 1:
        print(f"{run.step} steps, {run.progress():.0%} of the run, done; go on with --resume")
        return 0
    figures = run.measure()
    run.log({"event": "end", "step": run.step, "of": run.steps, "heldout": figures})
    write_card(run, figures)
    print(f"{run.step} steps on {len(run.examples)} pairs; held out: {json.dumps(figures)}; adapter: {o.out / 'adapter'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
