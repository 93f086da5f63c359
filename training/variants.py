"""Other architectures, to measure what the model's own is worth; none of them is served."""
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model import VOCABULARY, Config, Corrector, additive, linear


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
