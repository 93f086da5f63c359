"""Other architectures, to measure what the model's own is worth; none of them is served.

Gated (MrT5): a gate after an encoder layer says of each byte of the query how far later layers and the decoder see it.
Training hides softly, measuring deletes for good. Pointer: the decoder may copy bytes from query and names.
"""
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model import VOCABULARY, Config, Corrector, additive, linear

HIDDEN = 30.0  # what a closed gate takes from the attention's scores


class Gated(Corrector):
    """Deletes a share of the query's bytes after encoder layer `after`; `push` sets how strongly training asks for it."""

    def __init__(self, config: Config, push: float, after: int = 2):
        super().__init__(config)
        self.gate = nn.Linear(config.d, 1)
        nn.init.zeros_(self.gate.weight)
        nn.init.constant_(self.gate.bias, 3.0)
        self.push, self.after = push, after
        self.kept, self.rate = None, 0.0

    def encode(self, tokens: Tensor, positions: Tensor, segments: Tensor, names: bool) -> Tensor:
        if names:
            return super().encode(tokens, positions, segments, names)
        x = self.embed(tokens, positions)
        cos, sin = self.cos[positions].unsqueeze(-2), self.sin[positions].unsqueeze(-2)
        mask = additive(segments[:, :, None] == segments[:, None, :], x).unsqueeze(1)
        for i, layer in enumerate(self.encoder):
            x = layer(x, cos, sin, mask)
            if i + 1 == self.after:
                keep = torch.sigmoid(self.gate(x).float()).squeeze(-1)
                if not self.training:
                    keep = (keep > 0.5).float()
                real = (segments > 0).float()
                self.rate = (keep * real).sum() / real.sum()
                self.kept = (HIDDEN * (keep - 1)).to(x.dtype)
                mask = mask + self.kept[:, None, None, :]
        return self.final(x)

    def decode(self, states: Tensor, positions: Tensor, index: Tensor, mask: Tensor, drafts: Tensor) -> Tensor:
        hidden = torch.cat((self.kept.flatten(), states.new_zeros(len(states) - self.kept.numel())))
        self.seen = F.embedding(index, hidden[:, None]).squeeze(-1)
        return super().decode(states, positions, index, mask, drafts)

    def memory_mask(self, mask: Tensor, like: Tensor) -> Tensor:
        return super().memory_mask(mask, like) + self.seen[:, None, None, :]

    def extra_loss(self) -> Tensor:
        return self.push * self.rate


class Pointer(Corrector):
    """Mixes the decoder's own symbol with a copy from a byte of its memory, after the byte's own state."""

    def __init__(self, config: Config):
        super().__init__(config)
        self.ask, self.answer = linear(config.d, config.d), linear(config.d, config.d)
        self.mix = nn.Linear(config.d, 1)

    def forward(self, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        queries = self.encode(batch["q_tokens"], batch["q_positions"], batch["q_segments"], False)
        names = self.encode(batch["n_tokens"], batch["n_positions"], batch["n_segments"], True)
        states = torch.cat((queries.flatten(0, 1), names.flatten(0, 1)))
        positions = torch.cat((batch["q_positions"].flatten(), batch["n_positions"].flatten()))
        tokens = torch.cat((batch["q_tokens"].flatten(), batch["n_tokens"].flatten()))
        hidden = self.decode(states, positions, batch["index"], batch["mask"], batch["drafts"])
        width = hidden.shape[-1]
        keys = F.embedding(batch["index"], self.answer(states))
        scores = self.ask(hidden) @ keys.transpose(-1, -2) * width**-0.5 + additive(batch["mask"], hidden)[:, None, :]
        # the state at a byte says what follows it, so what is copied is the next symbol of the sequence
        following = F.embedding(batch["index"], torch.roll(tokens, -1)[:, None]).squeeze(-1)
        flat = scores.flatten(0, 1)[batch["real"]].float().softmax(-1)
        copied = torch.zeros(len(flat), VOCABULARY, device=flat.device)
        copied.scatter_add_(1, following[batch["rows"]], flat)
        picked = F.embedding(batch["real"], hidden.flatten(0, 1))
        own = (picked @ self.embedding.t()).float().softmax(-1)
        share = torch.sigmoid(self.mix(picked).float())
        logits = ((1 - share) * own + share * copied + 1e-9).log()
        return F.cross_entropy(logits, batch["labels"]), logits
