"""The correction model: a byte-level encoder-decoder that reads a query and the names found for it.

Symbols (272): 0..255 are bytes; the rest are the constants below. Lengths are in symbols.
Three parts are usable on their own, because serving runs them on their own:
  encode(queries)      all encoder layers, then `final`
  encode(names)        the first `name_layers` encoder layers, then `name_final`
  decode               causal decoder that attends over query states ++ name states
Training packs several short sequences into one row; `segments` (0 = padding, equal = same sequence)
keeps them apart, so a sequence's states depend on nothing but itself.
"""
from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor, nn

PAD, BOS, EOS, QUERY, NAME, TERM, PREVIOUS = 256, 257, 258, 259, 260, 261, 262
BUCKET0 = 264  # 264..271: how often the name occurs, in eight steps
VOCABULARY = 272
POSITIONS = 96
MAX_QUERY_BYTES, MAX_NAME_BYTES, MAX_NAMES = 80, 32, 16
EPS = 1e-6


@dataclass(frozen=True)
class Config:
    """Sizes of one model. `ffn` is the width of the GELU layer, `d` the width of every state."""

    preset: str
    d: int
    heads: int
    ffn: int
    encoder_layers: int
    decoder_layers: int
    name_layers: int = 2
    dropout: float = 0.0

    @property
    def head(self) -> int:
        return self.d // self.heads

    @property
    def rotary_heads(self) -> int:
        """Heads of the cross-attention that see positions; the others see content only."""
        return self.heads // 2

    def as_dict(self) -> dict:
        return asdict(self)


PRESETS = {
    "tiny": Config("tiny", 64, 4, 256, 2, 1),
    "3m": Config("3m", 192, 4, 768, 4, 2),
    "8m": Config("8m", 256, 4, 1024, 6, 3),
    "25m": Config("25m", 448, 8, 1344, 8, 3),
    "60m": Config("60m", 640, 10, 2560, 8, 3),
}


def config_of(preset: str, **changes) -> Config:
    return replace(PRESETS[preset], **changes)


def rotary_tables(head: int, positions: int = POSITIONS) -> tuple[Tensor, Tensor]:
    """cos and sin [positions, head/2] of the angle position * 1000^(-i / (head/2))."""
    half = head // 2
    rate = 1000.0 ** (-torch.arange(half, dtype=torch.float64) / half)
    angle = torch.arange(positions, dtype=torch.float64)[:, None] * rate
    return angle.cos().float(), angle.sin().float()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns x [..., heads, head] by the angles cos, sin [..., 1, head/2]."""
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


class Norm(nn.Module):
    """RMS norm over the last axis with a learned gain."""

    def __init__(self, d: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d))

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, (x.shape[-1],), self.weight, EPS)


def linear(rows: int, columns: int, zero: bool = False) -> nn.Linear:
    """A bias-free linear map; `zero` for maps that write into the residual stream."""
    layer = nn.Linear(columns, rows, bias=False)
    nn.init.zeros_(layer.weight) if zero else nn.init.normal_(layer.weight, std=columns**-0.5)
    return layer


class Feed(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.up = linear(c.ffn, c.d)
        self.down = linear(c.d, c.ffn, zero=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.gelu(self.up(x)))


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """Softmax attention, q [B,H,T,e], k and v [B,H,M,e], mask additive, broadcast to [B,H,T,M].

    Plain products: on a CPU the fused kernel has a slow backward pass in bfloat16; for a GPU see the README.
    """
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2) + mask
    return torch.softmax(scores, dim=-1).to(v.dtype) @ v


def additive(allowed: Tensor, like: Tensor) -> Tensor:
    """0 where `allowed`, a large negative number elsewhere, in the type of `like`."""
    return torch.zeros(allowed.shape, dtype=like.dtype, device=like.device).masked_fill(~allowed, -1e4)


class SelfAttention(nn.Module):
    """Rotary self-attention. x [R,L,d]; mask additive [R or 1,1,L,L]."""

    def __init__(self, c: Config):
        super().__init__()
        self.heads, self.head = c.heads, c.head
        self.qkv = linear(3 * c.d, c.d)
        self.qkv.weight.blocks = 3
        self.out = linear(c.d, c.d, zero=True)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        r, n, d = x.shape
        qkv = self.qkv(x).view(r, n, 3 * self.heads, self.head)
        qk = rotate(qkv[:, :, : 2 * self.heads], cos, sin)
        q, k = qk.transpose(1, 2).chunk(2, dim=1)
        v = qkv[:, :, 2 * self.heads :].transpose(1, 2)
        y = attend(q, k, v, mask)
        return self.out(y.transpose(1, 2).reshape(r, n, d))


class CrossAttention(nn.Module):
    """Attention of x [B,T,d] over memory rows picked from flat states [S,d] by index [B,M].

    Keys and values are made once per state, then picked, so a name used by many
    examples of a batch costs one projection.
    """

    def __init__(self, c: Config):
        super().__init__()
        self.heads, self.head, self.turned = c.heads, c.head, c.rotary_heads
        self.q = linear(c.d, c.d)
        self.kv = linear(2 * c.d, c.d)
        self.kv.weight.blocks = 2
        self.out = linear(c.d, c.d, zero=True)

    def half_rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        turned = rotate(x[..., : self.turned, :], cos, sin)
        return torch.cat((turned, x[..., self.turned :, :]), dim=-2)

    def keys_values(self, states: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """[S, 2d] keys (turned by the position in their own sequence) then values."""
        kv = self.kv(states).view(-1, 2 * self.heads, self.head)
        return self.half_rotate(kv, cos, sin).flatten(1)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, picked: Tensor, mask: Tensor) -> Tensor:
        b, t, d = x.shape
        q = self.half_rotate(self.q(x).view(b, t, self.heads, self.head), cos, sin).transpose(1, 2)
        kv = picked.view(b, -1, 2 * self.heads, self.head).transpose(1, 2)
        y = attend(q, kv[:, : self.heads], kv[:, self.heads :], mask)
        return self.out(y.transpose(1, 2).reshape(b, t, d))


class EncoderLayer(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.norm1, self.attention = Norm(c.d), SelfAttention(c)
        self.norm2, self.feed = Norm(c.d), Feed(c)
        self.drop = nn.Dropout(c.dropout) if c.dropout else nn.Identity()

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        x = x + self.drop(self.attention(self.norm1(x), cos, sin, mask))
        return x + self.drop(self.feed(self.norm2(x)))


class DecoderLayer(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.norm1, self.attention = Norm(c.d), SelfAttention(c)
        self.norm2, self.cross = Norm(c.d), CrossAttention(c)
        self.norm3, self.feed = Norm(c.d), Feed(c)
        self.drop = nn.Dropout(c.dropout) if c.dropout else nn.Identity()

    def forward(self, x, cos, sin, causal, picked, memory_mask) -> Tensor:
        x = x + self.drop(self.attention(self.norm1(x), cos, sin, causal))
        x = x + self.drop(self.cross(self.norm2(x), cos, sin, picked, memory_mask))
        return x + self.drop(self.feed(self.norm3(x)))


class Corrector(nn.Module):
    """The whole model. `forward` is the training pass over a packed batch (see data.collate)."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = c = config
        self.embedding = nn.Parameter(torch.randn(VOCABULARY, c.d) * c.d**-0.5)
        self.position = nn.Parameter(torch.randn(POSITIONS, c.d) * 0.1 * c.d**-0.5)
        self.encoder = nn.ModuleList(EncoderLayer(c) for _ in range(c.encoder_layers))
        self.final, self.name_final = Norm(c.d), Norm(c.d)
        self.decoder = nn.ModuleList(DecoderLayer(c) for _ in range(c.decoder_layers))
        self.decoder_final = Norm(c.d)
        cos, sin = rotary_tables(c.head)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)

    def embed(self, tokens: Tensor, positions: Tensor) -> Tensor:
        x = F.embedding(tokens, self.embedding) + F.embedding(positions, self.position)
        return x * math.sqrt(self.config.d)

    def encode(self, tokens: Tensor, positions: Tensor, segments: Tensor, names: bool) -> Tensor:
        """States [R,L,d] of packed rows; tokens, positions (0..95), segments are [R,L]."""
        x = self.embed(tokens, positions)
        cos, sin = self.cos[positions].unsqueeze(-2), self.sin[positions].unsqueeze(-2)
        mask = additive(segments[:, :, None] == segments[:, None, :], x).unsqueeze(1)
        for layer in self.encoder[: self.config.name_layers] if names else self.encoder:
            x = layer(x, cos, sin, mask)
        return self.name_final(x) if names else self.final(x)

    def decode(self, states: Tensor, positions: Tensor, index: Tensor, mask: Tensor, drafts: Tensor) -> Tensor:
        """Hidden states [B,T,d] for drafts [B,T] over flat memory states [S,d] at positions [S].

        index [B,M] picks each example's memory rows, mask [B,M] (True = real row) hides the rest.
        """
        b, t = drafts.shape
        steps = torch.arange(t, device=drafts.device)
        x = self.embed(drafts, steps.expand(b, t))
        cos, sin = self.cos[:t].unsqueeze(-2), self.sin[:t].unsqueeze(-2)
        mcos, msin = self.cos[positions].unsqueeze(-2), self.sin[positions].unsqueeze(-2)
        causal = additive(steps[:, None] >= steps, x)[None, None]
        memory = additive(mask, x)[:, None, None, :]
        for layer in self.decoder:
            kv = layer.cross.keys_values(states, mcos, msin)
            x = layer(x, cos, sin, causal, F.embedding(index, kv), memory)
        return self.decoder_final(x)

    def hidden(self, batch: dict[str, Tensor]) -> Tensor:
        """Decoder states [B,T,d] of a packed batch."""
        queries = self.encode(batch["q_tokens"], batch["q_positions"], batch["q_segments"], False)
        names = self.encode(batch["n_tokens"], batch["n_positions"], batch["n_segments"], True)
        states = torch.cat((queries.flatten(0, 1), names.flatten(0, 1)))
        positions = torch.cat((batch["q_positions"].flatten(), batch["n_positions"].flatten()))
        return self.decode(states, positions, batch["index"], batch["mask"], batch["drafts"])

    def forward(self, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Mean cross-entropy (nats per target symbol) and logits [K,272] of the K real target symbols."""
        hidden = F.embedding(batch["real"], self.hidden(batch).flatten(0, 1))
        logits = (hidden @ self.embedding.t()).float()
        return F.cross_entropy(logits, batch["labels"]), logits


def parameters_of(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())
