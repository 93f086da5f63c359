"""Muon: momentum whose update is made orthogonal by a Newton-Schulz iteration.

After Keller Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024),
https://kellerjordan.github.io/posts/muon/ . Only for the matrices of the layers; embeddings and
norms go to AdamW.
"""
from __future__ import annotations

import torch
from torch import Tensor

COEFFICIENTS = (3.4445, -4.7750, 2.0315)


def orthogonalise(matrices: Tensor, steps: int = 5) -> Tensor:
    """Nearly orthogonal [K,rows,columns] (singular values about 0.7 to 1.2) in bfloat16."""
    a, b, c = COEFFICIENTS
    x = matrices.bfloat16()
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.transpose(1, 2).contiguous()
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.transpose(1, 2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.transpose(1, 2) if tall else x


class Muon(torch.optim.Optimizer):
    """Muon with Nesterov momentum and decoupled weight decay.

    A parameter with an attribute `blocks` is several matrices stacked by rows (queries, keys,
    values); each is made orthogonal on its own. Matrices of one shape go through together.
    """

    def __init__(self, parameters, lr: float = 0.02, momentum: float = 0.95, decay: float = 0.01):
        super().__init__(list(parameters), dict(lr=lr, momentum=momentum, decay=decay))

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            used = [p for p in group["params"] if p.grad is not None]
            for p in used:
                if "momentum" not in self.state[p]:
                    self.state[p]["momentum"] = torch.zeros_like(p)
            if not used:
                continue
            gradients, momenta = [p.grad for p in used], [self.state[p]["momentum"] for p in used]
            torch._foreach_lerp_(momenta, gradients, 1 - group["momentum"])
            updates = torch._foreach_lerp(gradients, momenta, group["momentum"])
            torch._foreach_mul_(used, 1 - group["lr"] * group["decay"])
            shapes: dict[tuple, list[tuple[Tensor, Tensor]]] = {}
            for p, update in zip(used, updates):
                blocks = getattr(p, "blocks", 1)
                for target, part in zip(p.chunk(blocks), update.chunk(blocks)):
                    shapes.setdefault(tuple(part.shape), []).append((target, part))
            for (rows, columns), pairs in shapes.items():
                scale = max(1.0, rows / columns) ** 0.5
                together = len(pairs) if pairs[0][0].is_cuda else 8  # a CPU's cache holds no more
                for i in range(0, len(pairs), together):
                    targets, parts = zip(*pairs[i : i + together])
                    ways = orthogonalise(torch.stack(parts)).to(targets[0].dtype).unbind()
                    torch._foreach_add_(targets, ways, alpha=-group["lr"] * scale)
