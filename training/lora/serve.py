"""Serves a base model with an adapter over the OpenAI protocol, for evaluation and tests; vLLM is for traffic.

    python training/lora/serve.py --model MODEL --adapter OUT/adapter --port 8000

Answers one request at a time, greedily: /v1/chat/completions and /v1/completions, with log-probabilities where asked for.
"""
from __future__ import annotations

import argparse
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import torch
from jinja2 import TemplateError
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer


class Answerer:
    def __init__(self, model: str, adapter: Path | None, device: str = "auto") -> None:
        self.device = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
        dtype = torch.bfloat16 if self.device.startswith("cuda") else torch.float32
        self.tokenizer = AutoTokenizer.from_pretrained(model)
        base = AutoModelForCausalLM.from_pretrained(model, dtype=dtype)
        self.model = (base if adapter is None else PeftModel.from_pretrained(base, str(adapter))).to(self.device).eval()
        self.lock = threading.Lock()

    @torch.no_grad()
    def __call__(self, text: str, most: int, stops: list[str]) -> tuple[str, list[tuple[str, float]], bool]:
        """The continuation before the first stop, its tokens with their natural log-probabilities, and whether it was cut off at `most` tokens."""
        ids = self.tokenizer(text, add_special_tokens=False, return_tensors="pt")["input_ids"].to(self.device)
        with self.lock:
            made = self.model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=most, do_sample=False,
                                       output_logits=True, return_dict_in_generate=True,
                                       pad_token_id=self.tokenizer.pad_token_id or self.tokenizer.eos_token_id)  # fmt: skip
        tokens = made.sequences[0, ids.shape[1] :].tolist()
        scores = [float(torch.log_softmax(row[0].float(), -1)[token]) for row, token in zip(made.logits, tokens)]
        said: list[tuple[str, float]] = []
        whole, has_ended = "", False
        for token, score in zip(tokens, scores):
            if token in self.tokenizer.all_special_ids:
                has_ended = True
                break
            said.append((self.tokenizer.decode([token]), score))
            whole = self.tokenizer.decode(tokens[: len(said)])
            if any(stop in whole for stop in stops):
                has_ended = True
                break
        cut = min([whole.find(stop) for stop in stops if stop in whole], default=len(whole))
        return whole[:cut], said, not has_ended and len(said) >= most


def answer(answerer: Answerer, path: str, body) -> dict:
    if not isinstance(body, dict):
        raise ValueError("the body is no JSON object")
    most, stops, wanted = int(body.get("max_tokens") or 64), body.get("stop") or [], bool(body.get("logprobs"))
    stops = [stops] if isinstance(stops, str) else stops
    if path == "/v1/chat/completions":
        prompt = answerer.tokenizer.apply_chat_template(body["messages"], tokenize=False, add_generation_prompt=True)
        text, tokens, is_cut = answerer(prompt, most, stops)
        content = [{"token": token, "logprob": score, "bytes": None, "top_logprobs": []} for token, score in tokens]
        choice = {"message": {"role": "assistant", "content": text}, "logprobs": {"content": content} if wanted else None}
    else:
        prompt = body["prompt"][0] if isinstance(body["prompt"], list) else body["prompt"]
        text, tokens, is_cut = answerer((answerer.tokenizer.bos_token or "") + prompt, most, stops)
        listed = {"tokens": [t for t, _ in tokens], "token_logprobs": [s for _, s in tokens], "top_logprobs": [], "text_offset": []}
        choice = {"text": text, "logprobs": listed if wanted else None}
    kind = "chat.completion" if path == "/v1/chat/completions" else "text_completion"
    usage = {"prompt_tokens": len(answerer.tokenizer(prompt)["input_ids"]), "completion_tokens": len(tokens)}
    usage["total_tokens"] = sum(usage.values())
    return {"id": "answer", "object": kind, "created": 0, "model": body.get("model", ""), "usage": usage,
            "choices": [{"index": 0, "finish_reason": "length" if is_cut else "stop", **choice}]}  # fmt: skip


def create_server(answerer: Answerer, host: str, port: int) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            given = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.path not in ("/v1/chat/completions", "/v1/completions"):
                return self.send(404, {"error": {"message": f"no {self.path}"}})
            try:
                self.send(200, answer(answerer, self.path, json.loads(given)))
            except (ValueError, KeyError, TypeError, AttributeError, IndexError, TemplateError) as error:
                self.send(400, {"error": {"message": f"bad request: {error!r}"}})

        def send(self, status: int, body: dict) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_) -> None:
            pass

    return ThreadingHTTPServer((host, port), Handler)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", required=True)
    p.add_argument("--adapter", type=Path, help="absent: the base model alone")
    p.add_argument("--host", default="127.0.0.1")
    p.add_argument("--port", type=int, default=8000)
    p.add_argument("--device", default="auto")
    o = p.parse_args()
    server = create_server(Answerer(o.model, o.adapter, o.device), o.host, o.port)
    print(f"Listening on http://{o.host}:{server.server_address[1]}/v1", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
