"""fp32 weights behind the model that runs, and one step of the optimisers on them."""
from __future__ import annotations

import torch

from model import Corrector


class Masters:
    """fp32 weights the optimisers work on; with `half`, the model itself is a bf16 copy of them."""

    def __init__(self, model: Corrector, half: bool):
        self.model, self.half = model, half
        self.weights = dict(model.named_parameters())
        if half:
            self.weights = {n: torch.nn.Parameter(p.detach().clone()) for n, p in self.weights.items()}
            for name, p in model.named_parameters():
                if hasattr(p, "blocks"):
                    self.weights[name].blocks = p.blocks
            model.bfloat16()

    def pull(self, clip: float) -> None:
        """Takes the gradients and clips their common norm."""
        if self.half:
            for name, p in self.model.named_parameters():
                self.weights[name].grad = None if p.grad is None else p.grad.float()
                p.grad = None
        torch.nn.utils.clip_grad_norm_(self.weights.values(), clip)

    @torch.no_grad()
    def push(self) -> None:
        if self.half:
            torch._foreach_copy_(list(self.model.parameters()), [self.weights[name] for name, _ in self.model.named_parameters()])
        for weight in self.weights.values():
            weight.grad = None

    @torch.no_grad()
    def load(self, state: dict) -> None:
        for name, p in self.weights.items():
            p.copy_(state[name])
        self.push()

    def state(self) -> dict:
        return {n: p.detach().cpu().clone() for n, p in self.weights.items()}


def update(masters: Masters, optimisers: list, factor: float, clip: float = 1.0) -> None:
    """One step of all optimisers [(optimiser, peak rate)] at `factor` times their peaks, by the gradients that were left."""
    masters.pull(clip)
    for optimiser, peak in optimisers:
        for group in optimiser.param_groups:
            group["lr"] = peak * factor
        optimiser.step()
    masters.push()
