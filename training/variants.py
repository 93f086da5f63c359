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


class Shortened(Corrector):
    """Leaves the decoder only some states of each name; `keep` says which, and with what factor."""

    def keep(self, states: Tensor, positions: Tensor, same: Tensor) -> tuple[Tensor, Tensor]:
        """States [R,L,d] and which of them stay [R,L]; `same` [R,L,L] is true within a name, positions [R,L] count in it."""
        raise NotImplementedError

    def hidden(self, batch: dict[str, Tensor]) -> Tensor:
        queries = self.encode(batch["q_tokens"], batch["q_positions"], batch["q_segments"], False)
        names = self.encode(batch["n_tokens"], batch["n_positions"], batch["n_segments"], True)
        segments = batch["n_segments"]
        names, stays = self.keep(names, batch["n_positions"], segments[:, :, None] == segments[:, None, :])
        states = torch.cat((queries.flatten(0, 1), names.flatten(0, 1)))
        positions = torch.cat((batch["q_positions"].flatten(), batch["n_positions"].flatten()))
        stays = torch.cat((torch.ones_like(batch["q_positions"], dtype=torch.bool).flatten(), stays.flatten()))
        return self.decode(states, positions, batch["index"], batch["mask"] & stays[batch["index"]], batch["drafts"])


class Gated(Shortened):
    """Deletes a fixed share of each name's states, those with the lowest gates.

    Source: J. Kallini et al., "MrT5: Dynamic Token Merging for Efficient Byte-level Language Models", 2024, arXiv:2410.20771, whose
    gates a penalty closes; here the rate is given, since under an equal penalty all gates closed.
    """

    def __init__(self, config: Config, rate: float):
        super().__init__(config)
        self.rate = rate
        self.gate = nn.Linear(config.d, 1)

    def keep(self, states: Tensor, positions: Tensor, same: Tensor) -> tuple[Tensor, Tensor]:
        gate = self.gate(states).squeeze(-1)
        before = same & ((gate[:, None, :] > gate[:, :, None]) | ((gate[:, None, :] == gate[:, :, None]) & earlier(same)))
        stays = before.sum(-1) < torch.ceil(same.sum(-1) * (1 - self.rate))
        # a state that stays passes as it is, and tells its gate what it was good for
        soft = torch.sigmoid(gate)
        return states * (1 + soft - soft.detach()).unsqueeze(-1), stays


def earlier(same: Tensor) -> Tensor:
    """True at [.., i, j] where j stands before i."""
    return torch.ones_like(same).tril(-1)


class Patched(Shortened):
    """Replaces the states of `size` neighbouring bytes of a name by their mean, at the first one's position."""

    def __init__(self, config: Config, size: int):
        super().__init__(config)
        self.size = size

    def keep(self, states: Tensor, positions: Tensor, same: Tensor) -> tuple[Tensor, Tensor]:
        patch = positions // self.size
        together = (same & (patch[:, :, None] == patch[:, None, :])).to(states.dtype)
        return together @ states / together.sum(-1, keepdim=True), positions % self.size == 0
