"""The network: a BERT encoder with added features, a CRF over tags, and links between spans."""

from __future__ import annotations

import math
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from onrecord.extraction.attribution.encoding import FEATURE_SIZES
from training.attribution.data import LINKS, TAGS

LAYERS: Final = 6
HEADS: Final = 12
HIDDEN: Final = 384
INNER: Final = 1536
POSITIONS: Final = 512
VOCABULARY: Final = 30522
DISTANCES: Final = 17
PARAGRAPH_GAPS: Final = 5
RANKS: Final = 6

_FORBIDDEN: Final = -1e4


class Candidates(NamedTuple):
    """What a link chooses among: `features` (batch, from, to, 3) of each pair, `allowed` (batch, from, to)."""

    features: Tensor
    allowed: Tensor


class Layer(nn.Module):
    """One transformer layer, post-norm, as BERT has it."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query = nn.Linear(HIDDEN, HIDDEN)
        self.key = nn.Linear(HIDDEN, HIDDEN)
        self.value = nn.Linear(HIDDEN, HIDDEN)
        self.attended = nn.Linear(HIDDEN, HIDDEN)
        self.attended_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.inner = nn.Linear(HIDDEN, INNER)
        self.outer = nn.Linear(INNER, HIDDEN)
        self.outer_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x (batch, length, HIDDEN); bias (batch, 1, 1, length) is added to the attention scores."""
        batch, length, _ = x.shape

        def by_head(y: Tensor) -> Tensor:
            return y.view(batch, length, HEADS, HIDDEN // HEADS).permute(0, 2, 1, 3)

        scale = math.sqrt(HIDDEN // HEADS)
        query, key, value = by_head(self.query(x)), by_head(self.key(x)), by_head(self.value(x))
        if torch.onnx.is_in_onnx_export():  # the pattern that onnxruntime fuses into one operator
            scores = torch.matmul(query, key.transpose(-1, -2)) / scale
            context = torch.matmul(torch.softmax(scores + bias, -1), value)
        else:  # on processors a third faster, forward and backward, than scaled_dot_product_attention
            flat = (batch * HEADS, length, HIDDEN // HEADS)
            query, key, value = (query / scale).reshape(flat), key.reshape(flat), value.reshape(flat)
            spread = bias.to(query.dtype).expand(batch, HEADS, length, length).reshape(batch * HEADS, length, length)
            scores = torch.baddbmm(spread, query, key.transpose(1, 2))
            context = torch.bmm(torch.softmax(scores, -1), value).view(batch, HEADS, length, HIDDEN // HEADS)
        context = context.permute(0, 2, 1, 3).contiguous().view(batch, length, HIDDEN)
        x = self.attended_norm(self.dropout(self.attended(context)) + x)
        return self.outer_norm(self.dropout(self.outer(functional.gelu(self.inner(x)))) + x)  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """Word pieces and their features to hidden states."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)  # the one token type that is used is added in
        features = [nn.Embedding(size, HIDDEN) for size in FEATURE_SIZES]
        self.features = nn.ModuleList(features)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        for feature in features:
            nn.init.normal_(feature.weight, std=0.01)

    def forward(self, ids: Tensor, mask: Tensor, features: Tensor) -> Tensor:
        """ids, mask (batch, length); features (batch, length, 3); the result (batch, length, HIDDEN)."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]]
        for column, embedding in enumerate(self.features):
            x = x + embedding(features[..., column])
        return self.layered(self.dropout(self.norm(x)), mask)

    def layered(self, x: Tensor, mask: Tensor) -> Tensor:
        """The transformer layers over embeddings."""
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * _FORBIDDEN
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load(self, package: str, folder: str) -> None:
        """Start from the weights of a published BERT (safetensors) that an installed package carries."""
        with_prefix = load_file(Path(str(files(package))) / folder / "model.safetensors")
        found = {name.removeprefix("bert."): tensor for name, tensor in with_prefix.items()}
        self.words.weight.data.copy_(found["embeddings.word_embeddings.weight"])
        types = found["embeddings.token_type_embeddings.weight"]
        self.positions.weight.data.copy_(found["embeddings.position_embeddings.weight"] + types[0])
        _copy(self.norm, found, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            for ours, theirs in (
                ("query", "attention.self.query"),
                ("key", "attention.self.key"),
                ("value", "attention.self.value"),
                ("attended", "attention.output.dense"),
                ("attended_norm", "attention.output.LayerNorm"),
                ("inner", "intermediate.dense"),
                ("outer", "output.dense"),
                ("outer_norm", "output.LayerNorm"),
            ):
                _copy(getattr(layer, ours), found, f"encoder.layer.{number}.{theirs}")


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

    def __init__(self, size: int) -> None:
        super().__init__()
        self.origin = nn.Linear(3 * HIDDEN, size)
        self.candidate = nn.Linear(3 * HIDDEN, size)
        self.between = nn.Linear(HIDDEN, size, bias=False)
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

        hidden (batch, length, HIDDEN), sums its running sums with a zero row before; origins (batch, from, 2) and
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
    """First, last and mean vector of each span: (batch, spans, 3 * HIDDEN)."""
    rows = torch.arange(len(hidden), device=hidden.device)[:, None]
    start, end = spans[..., 0], spans[..., 1]
    mean = (sums[rows, end] - sums[rows, start]) / (end - start)[..., None]
    return torch.cat([hidden[rows, start], hidden[rows, end - 1], mean], -1)


class Network(nn.Module):
    """Encoder, tagger and links."""

    def __init__(self, dropout: float, link_size: int) -> None:
        super().__init__()
        self.encoder = Encoder(dropout)
        self.dropout = nn.Dropout(dropout)
        self.tagger = nn.Linear(HIDDEN, len(TAGS))
        self.crf = CRF()
        self.links = nn.ModuleDict({f"{a}-{b}": Link(link_size) for a, b in LINKS})

    def link_scores(
        self, hidden: Tensor, spans: dict[str, Tensor], candidates: dict[str, Candidates]
    ) -> dict[str, Tensor]:
        """The scores of every link (see `Link.forward`), by its name."""
        sums = functional.pad(hidden.cumsum(1), (0, 0, 1, 0))
        return {
            f"{a}-{b}": self.links[f"{a}-{b}"](sums, hidden, spans[a], spans[b], candidates[f"{a}-{b}"])
            for a, b in LINKS
        }
