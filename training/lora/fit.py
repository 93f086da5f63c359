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
import random
import sys
import time
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from transformers import AutoModelForCausalLM, AutoTokenizer

from adapter_card import write_card
from pairs import Example, InputError, Pair, encode, read_pairs, read_template, split

IGNORED = -100
# what does not change the result of a run
UNRELATED = {"out", "resume", "stop_after", "save_every", "command"}


def options(arguments=None) -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", required=True, help="base model: a folder or a name on the hub")
    p.add_argument("--revision", help="commit of the model on the hub")
    p.add_argument("--data", type=Path, required=True, help="JSON Lines of `npm run export-finetune -- --format chat`")
    p.add_argument("--prompt", type=Path, default=Path("prompts/correct.v1.txt"), help="the prompt that the data was rendered with")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--form", choices=("chat", "completion"), default="chat", help="as LLM_KIND when serving")
    p.add_argument("--rank", type=int, default=8, help="Workers AI takes 8 everywhere, up to 32 for some models")
    p.add_argument("--alpha", type=float, default=16)
    p.add_argument("--dropout", type=float, default=0.05)
    p.add_argument("--targets", nargs="+", default=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
                   help="modules that are adapted")  # fmt: skip
    p.add_argument("--epochs", type=float, default=2)
    p.add_argument("--lr", type=float, default=2e-4, help="peak; warmed up over the first 3 %% of the steps, then a cosine to 0")
    p.add_argument("--batch", type=int, default=4, help="examples at a time")
    p.add_argument("--accumulate", type=int, default=8, help="batches a step")
    p.add_argument("--clip", type=float, default=1.0)
    p.add_argument("--max-length", type=int, default=1024, help="longer examples are left out, never cut: the names would go first")
    p.add_argument("--heldout-share", type=float, default=0.1)
    p.add_argument("--heldout-answers", type=int, default=200, help="held-out questions that are answered at the end")
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1, ...")
    p.add_argument("--precision", choices=("auto", "fp32", "bf16"), default="auto", help="of the base model; auto: bf16 on CUDA")
    p.add_argument("--gradient-checkpointing", action="store_true", help="less memory, more time")
    p.add_argument("--save-every", type=int, default=50, help="steps between checkpoints")
    p.add_argument("--stop-after", type=int, help="end this call after so many steps, to go on with --resume")
    p.add_argument("--resume", action="store_true")
    given = p.parse_args(arguments)
    given.command = ["fit.py", *(sys.argv[1:] if arguments is None else arguments)]
    return given


def settings_of(o: argparse.Namespace) -> dict:
    return {key: str(value) if isinstance(value, Path) else value for key, value in vars(o).items() if key not in UNRELATED}


def load_model(o: argparse.Namespace, device: str, precision: str):
    try:
        tokenizer = AutoTokenizer.from_pretrained(o.model, revision=o.revision)
        dtype = torch.bfloat16 if precision == "bf16" else torch.float32
        model = AutoModelForCausalLM.from_pretrained(o.model, revision=o.revision, dtype=dtype)
    except (OSError, ValueError) as error:
        raise InputError(f"--model {o.model}: cannot be opened: {error}") from error
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer, model.to(device)


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


def collate(examples: list[Example], pad: int, device: str) -> dict[str, torch.Tensor]:
    """Padded on the left, so that all answers end together and only their logits need be computed."""
    length = max(len(e.prompt) + len(e.answer) for e in examples)
    ids = torch.full((len(examples), length), pad)
    mask = torch.zeros_like(ids)
    labels = torch.full_like(ids, IGNORED)
    for row, e in enumerate(examples):
        tokens = torch.tensor(e.prompt + e.answer)
        ids[row, length - len(tokens) :] = tokens
        mask[row, length - len(tokens) :] = 1
        labels[row, length - len(e.answer) :] = torch.tensor(e.answer)
    positions = (mask.cumsum(1) - 1).clamp(min=0)
    batch = {"input_ids": ids, "attention_mask": mask, "position_ids": positions, "labels": labels}
    return {key: value.to(device) for key, value in batch.items()}


def loss_of(model, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Cross-entropy of the answers' tokens, summed, in nats."""
    labels = batch["labels"]
    kept = int((labels != IGNORED).sum(1).max()) + 1
    inputs = {key: value for key, value in batch.items() if key != "labels"}
    logits = model(**inputs, logits_to_keep=kept, use_cache=False).logits[:, -kept:-1].float()
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels[:, 1 - kept :].flatten(), ignore_index=IGNORED, reduction="sum")


def batches(examples: list[Example], size: int, seed: int, epoch: int) -> list[list[Example]]:
    """Another order each epoch, always the same one for a seed."""
    order = list(range(len(examples)))
    random.Random(f"{seed} {epoch}").shuffle(order)
    return [[examples[i] for i in order[at : at + size]] for at in range(0, len(order), size)]


class Run:
    def __init__(self, o: argparse.Namespace) -> None:
        self.o = o
        self.device = ("cuda" if torch.cuda.is_available() else "cpu") if o.device == "auto" else o.device
        self.precision = ("bf16" if self.device.startswith("cuda") else "fp32") if o.precision == "auto" else o.precision
        self.template = read_template(o.prompt)
        self.pairs, self.heldout = split(read_pairs(o.data, self.template), o.heldout_share)
        if not self.pairs:
            raise InputError(f"{o.data}: every pair is held out; lower --heldout-share or export more")
        self.tokenizer, model = load_model(o, self.device, self.precision)
        encoded = [encode(self.tokenizer, pair, o.form) for pair in self.pairs]
        self.examples = [e for e in encoded if len(e.prompt) + len(e.answer) <= o.max_length]
        self.too_long = len(encoded) - len(self.examples)
        if not self.examples:
            raise InputError(f"{o.data}: every example is longer than --max-length {o.max_length} tokens")
        self.model = add_adapter(model, o)
        self.weights = [weight for weight in self.model.parameters() if weight.requires_grad]
        self.optimizer = torch.optim.AdamW(self.weights, lr=o.lr, weight_decay=0.0)
        self.step, self.seconds = 0, 0.0
        per_epoch = math.ceil(math.ceil(len(self.examples) / o.batch) / o.accumulate)
        self.steps = max(1, round(o.epochs * per_epoch))
        self.groups_per_epoch = per_epoch
        o.out.mkdir(parents=True, exist_ok=True)
        if o.resume:
            self.load()
        elif (o.out / "checkpoint.pt").exists():
            raise InputError(f"{o.out} holds a run already: --resume goes on with it, another --out begins anew")

    def rate(self) -> float:
        warm = max(1, round(0.03 * self.steps))
        if self.step < warm:
            return self.o.lr * (self.step + 1) / warm
        return self.o.lr * 0.5 * (1 + math.cos(math.pi * (self.step - warm) / max(1, self.steps - warm)))

    def train(self) -> None:
        self.model.train()
        began = self.step
        while self.step < self.steps and (self.o.stop_after is None or self.step - began < self.o.stop_after):
            started = time.monotonic()
            epoch, group = divmod(self.step, self.groups_per_epoch)
            of_epoch = batches(self.examples, self.o.batch, self.o.seed, epoch)
            own = of_epoch[group * self.o.accumulate : (group + 1) * self.o.accumulate]
            tokens = sum(len(e.answer) for batch in own for e in batch)
            total = 0.0
            for group_of in self.optimizer.param_groups:
                group_of["lr"] = self.rate()
            for batch in own:
                loss = loss_of(self.model, collate(batch, self.tokenizer.pad_token_id, self.device)) / tokens
                loss.backward()
                total += float(loss.detach())
            torch.nn.utils.clip_grad_norm_(self.weights, self.o.clip)
            self.optimizer.step()
            self.optimizer.zero_grad()
            self.seconds += time.monotonic() - started
            self.log({"event": "step", "step": self.step + 1, "of": self.steps, "lr": self.rate(), "loss": total})
            self.step += 1
            if self.step % self.o.save_every == 0:
                self.save()
        self.save()

    @torch.no_grad()
    def measure(self) -> dict:
        """Of the held-out pairs: nats a token of the answers, and the share answered exactly."""
        self.model.eval()
        encoded = [encode(self.tokenizer, pair, self.o.form) for pair in self.heldout]
        known = [e for e in encoded if len(e.prompt) + len(e.answer) <= self.o.max_length]
        if not known:
            return {"pairs": 0}
        total = 0.0
        for at in range(0, len(known), self.o.batch):
            total += float(loss_of(self.model, collate(known[at : at + self.o.batch], self.tokenizer.pad_token_id, self.device)))
        asked = self.heldout[: self.o.heldout_answers]
        exact = sum(self.answer(pair) == pair.answer for pair in asked)
        return {"pairs": len(known), "loss": total / sum(len(e.answer) for e in known), "asked": len(asked), "exact": exact}

    def answer(self, pair: Pair) -> str:
        example = encode(self.tokenizer, pair, self.o.form)
        ids = torch.tensor([example.prompt], device=self.device)
        made = self.model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=64, do_sample=False,
                                   pad_token_id=self.tokenizer.pad_token_id)  # fmt: skip
        text = self.tokenizer.decode(made[0, ids.shape[1] :], skip_special_tokens=True).strip()
        return text.split("\n")[0].strip() if text else ""

    def log(self, entry: dict) -> None:
        with open(self.o.out / "log.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps({**entry, "seconds": round(self.seconds, 2)}) + "\n")

    def save(self) -> None:
        state = {
            "settings": settings_of(self.o),
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
        state = torch.load(path, map_location="cpu", weights_only=True)
        now = settings_of(self.o)
        others = [key for key, value in state["settings"].items() if now.get(key) != value]
        if others:
            raise InputError(f"--resume: {path} was made with other settings: {', '.join(sorted(others))}")
        set_peft_model_state_dict(self.model, state["adapter"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seconds = state["step"], state["seconds"]
        torch.set_rng_state(state["random"])
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
    if run.step < run.steps:
        print(f"{run.step} of {run.steps} steps done; go on with --resume")
        return 0
    figures = run.measure()
    run.log({"event": "end", "step": run.step, "of": run.steps, "heldout": figures})
    write_card(run, figures)
    print(f"{run.steps} steps on {len(run.examples)} pairs; held out: {json.dumps(figures)}; adapter: {o.out / 'adapter'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
