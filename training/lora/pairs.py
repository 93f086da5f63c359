"""Questions and answers for fine-tuning, as `npm run export-finetune -- --format chat` writes them."""
from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateError


class InputError(Exception):
    """Something that a person can mend; the message says what and where."""


@dataclass(frozen=True)
class Template:
    """A prompt of `prompts/`: the roles of its messages, and its text in the three parts around its names and its query."""

    id: str
    roles: tuple[str, ...]
    head: str
    middle: str
    tail: str

    def parse(self, text: str) -> tuple[list[str], str] | None:
        """Names and query of a rendered prompt; None for any other text."""
        if not text.endswith(self.tail):
            return None
        text = text.removesuffix(self.tail)
        # rendered without names, the line ends where they would begin
        without_names = self.head.rstrip(" ") + self.middle
        if text.startswith(without_names):
            text = self.head + self.middle + text.removeprefix(without_names)
        if not text.startswith(self.head):
            return None
        context, found, query = text.removeprefix(self.head).partition(self.middle)
        if not found or "\n" in context or "\n" in query or not query:
            return None
        return [name for name in context.split(", ") if name], query


def read_template(path: Path) -> Template:
    try:
        body = path.read_text(encoding="utf-8").rstrip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    # a prompt without lines [system] and [user] is the user's
    parts = re.split(r"^\[(system|user)\]\n", body, flags=re.MULTILINE)[1:] or ["user", body]
    head, context, rest = joined(part.strip() for part in parts[1::2]).partition("{context}")
    middle, query, tail = rest.partition("{query}")
    if not (context and query and middle):
        raise InputError(f"{path}: a prompt holds {{context}} and then {{query}}")
    return Template(path.name.removesuffix(".txt"), tuple(parts[::2]), head, middle, tail)


def joined(contents: Iterable[str]) -> str:
    """Messages as one text, as models that only continue text are asked."""
    return "\n\n".join(contents)


@dataclass(frozen=True)
class Pair:
    asked: tuple[tuple[str, str], ...]
    """Role and content of each message of the question."""
    answer: str
    query: str
    names: tuple[str, ...]

    @property
    def prompt(self) -> str:
        return joined(content for _, content in self.asked)


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
        messages = [(message["role"], message["content"]) for message in json.loads(line)["messages"]]
        if not all(isinstance(text, str) for message in messages for text in message):
            raise TypeError("role and content are text")
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{where}: no {{messages: [...]}} with role and content; export with --format chat") from error
    roles, wanted = [role for role, _ in messages], [*template.roles, "assistant"]
    if roles != wanted:
        raise InputError(f"{where}: the roles are {', '.join(roles)}; prompt {template.id} has {', '.join(wanted)}; --prompt names another")
    *asked, (_, answer) = messages
    read = template.parse(joined(content for _, content in asked))
    if read is None:
        raise InputError(f"{where}: the question is none of prompt {template.id}; export with it, or give --prompt")
    if not answer.strip() or "\n" in answer:
        raise InputError(f"{where}: the answer is empty or has several lines")
    return Pair(tuple(asked), answer, read[1], tuple(read[0]))


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


def encode_all(tokenizer, pairs: list[Pair], form: str) -> list[Example]:
    """
    The question alone is tokenised just as it will be when serving; the answer begins after it. chat: in the model's own chat
    template. completion: as plain text, the answer up to the end of its line.
    """
    if form == "chat" and not tokenizer.chat_template:
        raise InputError("the model has no chat template; use --form completion")
    if not pairs:
        return []
    texts = [completed(tokenizer, pair) if form == "completion" else chatted(tokenizer, pair) for pair in pairs]
    asked, said = (tokenizer(list(part), add_special_tokens=False)["input_ids"] for part in zip(*texts))
    ends = set(tokenizer.all_special_ids)
    closed = [tokens if form == "chat" and ends & set(tokens) else [*tokens, tokenizer.eos_token_id] for tokens in said]
    return [Example(tuple(prompt), tuple(answer)) for prompt, answer in zip(asked, closed)]


def completed(tokenizer, pair: Pair) -> tuple[str, str]:
    return (tokenizer.bos_token or "") + pair.prompt, f" {pair.answer}\n"


def chatted(tokenizer, pair: Pair) -> tuple[str, str]:
    asked = [{"role": role, "content": content} for role, content in pair.asked]
    whole = [*asked, {"role": "assistant", "content": pair.answer}]
    try:
        prompt = tokenizer.apply_chat_template(asked, tokenize=False, add_generation_prompt=True)
        text = tokenizer.apply_chat_template(whole, tokenize=False)
    except TemplateError as error:
        raise InputError(f"the model's chat template refuses the prompt: {error}; use a prompt without [system]") from error
    if not text.startswith(prompt):
        raise InputError("the model's chat template does not let an answer follow its question; use --form completion")
    return prompt, text[len(prompt) :].rstrip("\n")
