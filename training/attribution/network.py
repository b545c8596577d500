"""The network: a BERT or MPNet encoder with added features, a CRF over tags, and links between spans."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from onrecord.extraction.attribution.encoding import FEATURE_SIZES
from training.attribution.data import LINKS, TAGS

POSITIONS: Final = 512
DISTANCES: Final = 17
PARAGRAPH_GAPS: Final = 5
RANKS: Final = 6

_FORBIDDEN: Final = -1e4

# MPNet's relative positions: buckets, half of them for each direction, and the distance from which all is one bucket.
_BUCKETS: Final = 32
_FARTHEST: Final = 128


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of an encoder, its family (`bert` or `mpnet`), and the word pieces that have a meaning of their own."""

    family: str
    layers: int
    hidden: int
    heads: int
    inner: int
    vocabulary: int
    first_id: int
    last_id: int
    mask_id: int


class Candidates(NamedTuple):
    """What a link chooses among: `features` (batch, from, to, 3) of each pair, `allowed` (batch, from, to)."""

    features: Tensor
    allowed: Tensor


class Layer(nn.Module):
    """One transformer layer, post-norm, as BERT has it."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        hidden = shape.hidden
        self.heads = shape.heads
        self.query = nn.Linear(hidden, hidden)
        self.key = nn.Linear(hidden, hidden)
        self.value = nn.Linear(hidden, hidden)
        self.attended = nn.Linear(hidden, hidden)
        self.attended_norm = _norm(shape)
        self.inner = nn.Linear(hidden, shape.inner)
        self.outer = nn.Linear(shape.inner, hidden)
        self.outer_norm = _norm(shape)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x (batch, length, hidden); bias (batch, 1 or heads, 1 or length, length) is added to the scores."""
        batch, length, hidden = x.shape
        heads = self.heads
        width = hidden // heads

        def by_head(y: Tensor) -> Tensor:
            return y.view(batch, length, heads, width).permute(0, 2, 1, 3)

        scale = math.sqrt(width)
        query, key, value = by_head(self.query(x)), by_head(self.key(x)), by_head(self.value(x))
        if torch.onnx.is_in_onnx_export():  # the pattern that onnxruntime fuses into one operator
            scores = torch.matmul(query, key.transpose(-1, -2)) / scale
            context = torch.matmul(torch.softmax(scores + bias, -1), value)
        else:  # on processors a third faster, forward and backward, than scaled_dot_product_attention
            flat = (batch * heads, length, width)
            query, key, value = (query / scale).reshape(flat), key.reshape(flat), value.reshape(flat)
            spread = bias.to(query.dtype).expand(batch, heads, length, length).reshape(batch * heads, length, length)
            scores = torch.baddbmm(spread, query, key.transpose(1, 2))
            context = torch.bmm(torch.softmax(scores, -1), value).view(batch, heads, length, width)
        context = context.permute(0, 2, 1, 3).contiguous().view(batch, length, hidden)
        x = self.attended_norm(self.dropout(self.attended(context)) + x)
        return self.outer_norm(self.dropout(self.outer(functional.gelu(self.inner(x)))) + x)  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """Word pieces and their features to hidden states."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.hidden)
        self.positions = nn.Embedding(POSITIONS, shape.hidden)  # the one token type that is used is added in
        self.relative = nn.Embedding(_BUCKETS, shape.heads) if shape.family == "mpnet" else None
        features = [nn.Embedding(size, shape.hidden) for size in FEATURE_SIZES]
        self.features = nn.ModuleList(features)
        self.norm = _norm(shape)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        for feature in features:
            nn.init.normal_(feature.weight, std=0.01)

    def forward(self, ids: Tensor, mask: Tensor, features: Tensor) -> Tensor:
        """ids, mask (batch, length); features (batch, length, 3); the result (batch, length, hidden)."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]]
        for column, embedding in enumerate(self.features):
            x = x + embedding(features[..., column])
        return self.layered(self.dropout(self.norm(x)), mask)

    def layered(self, x: Tensor, mask: Tensor, first: int = 0) -> Tensor:
        """The transformer layers from the `first` on, over embeddings or what the layers before made of them."""
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * _FORBIDDEN
        distances = self.distances(x.shape[1])
        if distances is not None:
            bias = bias + distances[None]
        for layer in self.layers[first:]:
            x = layer(x, bias)
        return x

    def distances(self, length: int) -> Tensor | None:
        """What the distance of two pieces adds to the scores of MPNet's attention: (heads, length, length)."""
        if self.relative is None:
            return None
        places = torch.arange(length, device=self.words.weight.device)
        found: Tensor = self.relative(_buckets(places[None, :] - places[:, None]))
        return found.permute(2, 0, 1)

    def load(self, folder: Path) -> None:
        """Start from published weights: `model.safetensors` in `folder`."""
        family = self.shape.family
        found = {
            name.removeprefix(f"{family}."): tensor for name, tensor in load_file(folder / "model.safetensors").items()
        }
        self.words.weight.data.copy_(found["embeddings.word_embeddings.weight"])
        positions = found["embeddings.position_embeddings.weight"][-POSITIONS:]  # MPNet begins to count at 2
        if family == "bert":
            positions = positions + found["embeddings.token_type_embeddings.weight"][0]
        self.positions.weight.data.copy_(positions)
        if self.relative is not None:
            self.relative.weight.data.copy_(found["encoder.relative_attention_bias.weight"])
        _copy(self.norm, found, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            for ours, theirs in _NAMES[family].items():
                _copy(getattr(layer, ours), found, f"encoder.layer.{number}.{theirs}")


# What the published weights call the parts of a layer.
_FEED_FORWARD: Final = {"inner": "intermediate.dense", "outer": "output.dense", "outer_norm": "output.LayerNorm"}
_NAMES: Final = {
    "bert": {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "attended": "attention.output.dense",
        "attended_norm": "attention.output.LayerNorm",
        **_FEED_FORWARD,
    },
    "mpnet": {
        "query": "attention.attn.q",
        "key": "attention.attn.k",
        "value": "attention.attn.v",
        "attended": "attention.attn.o",
        "attended_norm": "attention.LayerNorm",
        **_FEED_FORWARD,
    },
}


def _norm(shape: Shape) -> nn.LayerNorm:
    return nn.LayerNorm(shape.hidden, eps=1e-12 if shape.family == "bert" else 1e-5)


def _buckets(offsets: Tensor) -> Tensor:
    """MPNet's bucket of each offset (key minus query): exact when near, logarithmic when far."""
    half = _BUCKETS // 2
    exact = half // 2
    distance = offsets.abs()
    far = torch.log(distance.clamp(min=1).float() / exact) / math.log(_FARTHEST / exact) * (half - exact)
    bucket = torch.where(distance < exact, distance, (exact + far.long()).clamp(max=half - 1))
    return bucket + (offsets > 0).long() * half


def _copy(module: nn.Module, found: dict[str, Tensor], name: str) -> None:
    for part in ("weight", "bias"):
        getattr(module, part).data.copy_(found[f"{name}.{part}"])


class CRF(nn.Module):
    """A linear-chain CRF over words; an inside tag follows only its own begin or inside tag."""

    forbidden: Tensor
    forbidden_starts: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.transitions = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        self.starts = nn.Parameter(torch.zeros(len(TAGS)))
        forbidden = torch.zeros(len(TAGS), len(TAGS))
        forbidden_starts = torch.zeros(len(TAGS))
        for to, tag in enumerate(TAGS):
            if tag.startswith("I-"):
                forbidden_starts[to] = _FORBIDDEN
                for before, other in enumerate(TAGS):
                    if other[1:] != tag[1:]:
                        forbidden[before, to] = _FORBIDDEN
        self.register_buffer("forbidden", forbidden)
        self.register_buffer("forbidden_starts", forbidden_starts)

    def scores(self) -> tuple[Tensor, Tensor]:
        """Scores of the transitions (from, to) and of the first tag."""
        return self.transitions + self.forbidden, self.starts + self.forbidden_starts

    def forward(self, emissions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """The negative log-likelihood of each sequence, (batch,).

        emissions (batch, length, tags), tags and mask (batch, length); padding at the end. The partition function is a
        product of matrices in the log semiring, taken pairwise, so that the work is log2(length) tensor operations.
        """
        transitions, starts = self.scores()
        batch, length, size = emissions.shape
        chosen = emissions.gather(2, tags[..., None])[..., 0]
        score = starts[tags[:, 0]] + (chosen * mask).sum(1)
        score = score + (transitions[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]).sum(1)
        identity = torch.full((size, size), _FORBIDDEN).fill_diagonal_(0.0)
        steps = torch.where(mask[:, 1:, None, None] > 0, transitions + emissions[:, 1:, None, :], identity)
        while steps.shape[1] > 1:
            if steps.shape[1] % 2:
                steps = torch.cat([steps, identity.expand(batch, 1, size, size)], 1)
            steps = torch.logsumexp(steps[:, 0::2, :, :, None] + steps[:, 1::2, None, :, :], 3)
        first = starts + emissions[:, 0]
        if length == 1:
            return torch.logsumexp(first, 1) - score
        return torch.logsumexp(first[:, :, None] + steps[:, 0], (1, 2)) - score


class Link(nn.Module):
    """For each span of one role a choice among spans of another, or none: biaffine, and an MLP that also sees the
    distance, the paragraphs and the words between them."""

    def __init__(self, hidden: int, size: int) -> None:
        super().__init__()
        self.origin = nn.Linear(3 * hidden, size)
        self.candidate = nn.Linear(3 * hidden, size)
        self.between = nn.Linear(hidden, size, bias=False)
        self.biaffine = nn.Parameter(torch.randn(size, size) * 0.01)
        self.distance = nn.Embedding(DISTANCES, size)
        self.paragraph_gap = nn.Embedding(PARAGRAPH_GAPS, size)
        self.rank = nn.Embedding(RANKS, size)
        self.pair = nn.Linear(size, 1)
        self.none = nn.Linear(size, 1)
        for embedding in (self.distance, self.paragraph_gap, self.rank):
            nn.init.normal_(embedding.weight, std=0.02)

    def forward(self, sums: Tensor, hidden: Tensor, origins: Tensor, targets: Tensor, candidates: Candidates) -> Tensor:
        """Scores (batch, from, to + 1), the last for none.

        hidden (batch, length, width), sums its running sums with a zero row before; origins (batch, from, 2) and
        targets (batch, to, 2) are `[start, end)` rows of hidden.
        """
        a = self.origin(representation(sums, hidden, origins))
        b = self.candidate(representation(sums, hidden, targets))
        left = torch.minimum(origins[:, :, None, 1], targets[:, None, :, 1])
        right = torch.maximum(origins[:, :, None, 0], targets[:, None, :, 0])
        right = torch.maximum(left, right)
        projected = self.between(sums)
        rows = torch.arange(len(sums), device=sums.device)[:, None, None]
        width = (right - left).clamp(min=1)[..., None]
        between = (projected[rows, right] - projected[rows, left]) / width
        known = (
            self.distance(candidates.features[..., 0])
            + self.paragraph_gap(candidates.features[..., 1])
            + self.rank(candidates.features[..., 2])
        )
        pairs = self.pair(functional.gelu(a[:, :, None] + b[:, None] + between + known))[..., 0]
        a, b = functional.gelu(a), functional.gelu(b)
        pairs = pairs + a @ self.biaffine @ b.transpose(1, 2)
        pairs = pairs.masked_fill(~candidates.allowed, _FORBIDDEN)
        return torch.cat([pairs, self.none(a)], 2)


def representation(sums: Tensor, hidden: Tensor, spans: Tensor) -> Tensor:
    """First, last and mean vector of each span: (batch, spans, 3 * width)."""
    rows = torch.arange(len(hidden), device=hidden.device)[:, None]
    start, end = spans[..., 0], spans[..., 1]
    mean = (sums[rows, end] - sums[rows, start]) / (end - start)[..., None]
    return torch.cat([hidden[rows, start], hidden[rows, end - 1], mean], -1)


class Network(nn.Module):
    """Encoder, tagger and links."""

    def __init__(self, shape: Shape, dropout: float, link_size: int) -> None:
        super().__init__()
        self.encoder = Encoder(shape, dropout)
        self.dropout = nn.Dropout(dropout)
        self.tagger = nn.Linear(shape.hidden, len(TAGS))
        self.crf = CRF()
        self.links = nn.ModuleDict({f"{a}-{b}": Link(shape.hidden, link_size) for a, b in LINKS})

    def link_scores(
        self, hidden: Tensor, spans: dict[str, Tensor], candidates: dict[str, Candidates]
    ) -> dict[str, Tensor]:
        """The scores of every link (see `Link.forward`), by its name."""
        sums = functional.pad(hidden.cumsum(1), (0, 0, 1, 0))
        return {
            f"{a}-{b}": self.links[f"{a}-{b}"](sums, hidden, spans[a], spans[b], candidates[f"{a}-{b}"])
            for a, b in LINKS
        }
