"""Questions and answers for fine-tuning, as `npm run export-finetune -- --format chat` writes them."""
from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path


class InputError(Exception):
    """Something that a person can mend; the message says what and where."""


@dataclass(frozen=True)
class Template:
    """A prompt of `prompts/`, in the three parts around its names and its query."""

    id: str
    head: str
    middle: str
    tail: str

    def parse(self, content: str) -> tuple[list[str], str] | None:
        """Names and query of a rendered prompt; None for any other text."""
        if not content.endswith(self.tail):
            return None
        content = content.removesuffix(self.tail)
        # rendered without names, the line ends where they would begin
        without_names = self.head.rstrip(" ") + self.middle
        if content.startswith(without_names):
            content = self.head + self.middle + content.removeprefix(without_names)
        if not content.startswith(self.head):
            return None
        context, found, query = content.removeprefix(self.head).partition(self.middle)
        if not found or "\n" in context or "\n" in query or not query:
            return None
        return [name for name in context.split(", ") if name], query


def read_template(path: Path) -> Template:
    body = path.read_text(encoding="utf-8").rstrip()
    head, context, rest = body.partition("{context}")
    middle, query, tail = rest.partition("{query}")
    if not (context and query and middle):
        raise InputError(f"{path}: a prompt holds {{context}} and then {{query}}")
    return Template(path.name.removesuffix(".txt"), head, middle, tail)


@dataclass(frozen=True)
class Pair:
    prompt: str
    answer: str
    query: str
    names: tuple[str, ...]


def read_pairs(path: Path, template: Template) -> list[Pair]:
    """One pair a line, in order. Refuses what is no question of the template with one answer on one line, naming the line."""
    opened = gzip.open if path.name.endswith(".gz") else open
    pairs = []
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    pairs.append(pair_of(line, template, f"{path}:{number}"))
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    if not pairs:
        raise InputError(f"{path}: holds no pair")
    return pairs


def pair_of(line: str, template: Template, where: str) -> Pair:
    try:
        messages = json.loads(line)["messages"]
        roles = [message["role"] for message in messages]
        prompt, answer = (message["content"] for message in messages)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{where}: no {{messages: [user, assistant]}}; export with --format chat") from error
    if roles != ["user", "assistant"]:
        raise InputError(f"{where}: the roles are {', '.join(roles)}; wanted user, assistant")
    read = template.parse(prompt)
    if read is None:
        raise InputError(f"{where}: the question is none of prompt {template.id}; export with it, or give --prompt")
    if not answer.strip() or "\n" in answer:
        raise InputError(f"{where}: the answer is empty or has several lines")
    return Pair(prompt, answer, read[1], tuple(read[0]))


def split(pairs: list[Pair], heldout_share: float) -> tuple[list[Pair], list[Pair]]:
    """By a hash of the query, so that a pair is on one side whatever else is in the file."""
    bound = int(heldout_share * 2**32)
    side = [int.from_bytes(hashlib.sha256(pair.query.encode()).digest()[:4], "big") < bound for pair in pairs]
    return [p for p, held in zip(pairs, side) if not held], [p for p, held in zip(pairs, side) if held]


@dataclass(frozen=True)
class Example:
    """Tokens of a question, which is not learned, and of its answer, which is."""

    prompt: tuple[int, ...]
    answer: tuple[int, ...]


def encode(tokenizer, pair: Pair, form: str) -> Example:
    """
    The question alone is tokenised just as it will be when serving; the answer begins after it. chat: in the model's own chat
    template. completion: as plain text, the answer up to the end of its line.
    """
    if form == "completion":
        prompt, answer = (tokenizer.bos_token or "") + pair.prompt, f" {pair.answer}\n"
    else:
        if not tokenizer.chat_template:
            raise InputError("the model has no chat template; use --form completion")
        asked = [{"role": "user", "content": pair.prompt}]
        whole = [*asked, {"role": "assistant", "content": pair.answer}]
        prompt = tokenizer.apply_chat_template(asked, tokenize=False, add_generation_prompt=True)
        text = tokenizer.apply_chat_template(whole, tokenize=False)
        if not text.startswith(prompt):
            raise InputError("the model's chat template does not let an answer follow its question; use --form completion")
        answer = text[len(prompt) :].rstrip("\n")
    asked, said = (tokenizer(text, add_special_tokens=False)["input_ids"] for text in (prompt, answer))
    if form == "completion" or not set(said) & set(tokenizer.all_special_ids):
        said = [*said, tokenizer.eos_token_id]
    return Example(tuple(asked), tuple(said))
