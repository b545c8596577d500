"""The network of all fields: heads over one encoder. Its lower layers are the attribution network's, and stay as they
are, so that one pass serves both; the upper ones are its own.

spans       every run of words up to `LONGEST`: which labels it has (mentions by type, times, occasions, titles …)
clusters    a mention chooses an earlier one that is the same, or none
statements  a content chooses its speaker, addressee, time and occasion among spans, or none; its mode and polarity; and
            toward each mention in it an attitude, or none
occasions   an occasion's kind and status, who takes part, its time
voice       the author's attitude toward a mention, or none
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from onrecord.extraction.attribution.encoding import Encoding, owners, windows
from onrecord.extraction.graph import pairs
from onrecord.extraction.graph.model import MODES
from training.attribution.network import Encoder, Layer, Shape
from training.graph.data import LONGEST
from training.graph.reading.labels import ATTITUDES, CHOICES, KINDS, LABELS, POLARITIES, STATUSES
from training.graph.reading.mentions import COREFERENCE

_OVERLAP: Final = 64
_ABSENT: Final = -1e4


class Below(NamedTuple):
    """What the frozen layers make of a text: `states` (pieces and two marks of every window, hidden), the windows one
    after the other; their `lengths`; and for each word the `rows` of its first piece."""

    states: Tensor
    lengths: tuple[int, ...]
    rows: Tensor


class Reading(NamedTuple):
    """The states of a text's words (words, hidden), and their running sums with a zero row before."""

    states: Tensor
    sums: Tensor


class Spans(nn.Module):
    """The labels of all runs of words."""

    def __init__(self, hidden: int, size: int) -> None:
        super().__init__()
        self.first = nn.Linear(hidden, size)
        self.last = nn.Linear(hidden, size)
        self.mean = nn.Linear(hidden, size, bias=False)
        self.width = nn.Embedding(LONGEST, size)
        self.label = nn.Linear(size, len(LABELS))
        nn.init.constant_(self.label.bias, -4.0)  # most runs are nothing

    def forward(self, reading: Reading) -> Tensor:
        """Logits (words, LONGEST, labels), of the run of `k + 1` words in row `k`; those past the end mean nothing."""
        words = len(reading.states)
        widths = torch.arange(LONGEST)
        ends = (torch.arange(words)[:, None] + widths).clamp(max=words - 1)
        sums = self.mean(reading.sums)
        mean = (sums[ends + 1] - sums[:-1, None]) / (widths + 1)[None, :, None]
        x = self.first(reading.states)[:, None] + self.last(reading.states)[ends] + mean + self.width(widths)
        return self.label(functional.relu(x))  # type: ignore[no-any-return]


class Pairs(nn.Module):
    """Scores of (origin, candidate) pairs, by class: biaffine, and a perceptron that sees features too."""

    def __init__(self, size: int, features: Sequence[int], classes: int = 1, *, none: bool = True) -> None:
        super().__init__()
        self.origin = nn.Linear(size, size)
        self.candidate = nn.Linear(size, size)
        self.biaffine = nn.Parameter(torch.randn(classes, size, size) * 0.01)
        self.features = nn.ModuleList(nn.Embedding(n, size) for n in features)
        self.pair = nn.Linear(size, classes)
        self.none = nn.Linear(size, 1) if none else None
        for embedding in self.features:
            nn.init.normal_(embedding.weight, std=0.02)  # type: ignore[arg-type]

    def forward(self, origins: Tensor, candidates: Tensor, features: Tensor) -> Tensor:
        """origins (a, size), candidates (1, b, size), features (a, b, n): (a, b, classes); of a choice (a, b + 1),
        the last for none."""
        a, b = self.origin(origins), self.candidate(candidates)
        known = sum(embedding(features[..., n]) for n, embedding in enumerate(self.features))
        hidden = functional.relu(a[:, None] + b + known)
        bent = torch.einsum("as,cst->act", functional.relu(a), self.biaffine)
        scores = self.pair(hidden) + torch.einsum("act,bt->abc", bent, functional.relu(b[0]))
        if self.none is None:
            return scores  # type: ignore[no-any-return]
        return torch.cat([scores[..., 0], self.none(functional.relu(a))], 1)

    def sharpen(self, times: float) -> None:
        """Make all scores so many times what they are: the same choices, more or less sure."""
        last = [*self.pair.parameters(), self.biaffine, *([] if self.none is None else self.none.parameters())]
        for parameter in last:
            parameter.data *= times


class Graph(nn.Module):
    """All of it. The embeddings and the lower `frozen` layers of `encoder` are not taught."""

    def __init__(self, shape: Shape, dropout: float, size: int, frozen: int) -> None:
        super().__init__()
        self.encoder = Encoder(shape, dropout)
        self.frozen = frozen
        hidden = shape.hidden
        self.dropout = nn.Dropout(dropout)
        self.spans = Spans(hidden, size)
        self.mention = nn.Sequential(nn.Linear(3 * hidden, size), nn.ReLU(), nn.Dropout(dropout))
        self.content = nn.Sequential(nn.Linear(9 * hidden, size), nn.ReLU(), nn.Dropout(dropout))
        self.same = Pairs(size, COREFERENCE)
        self.choices = nn.ModuleDict({name: Pairs(size, pairs.STATEMENT) for name in CHOICES})
        self.about = Pairs(size, pairs.STATEMENT, 1 + len(ATTITUDES), none=False)
        self.attends = Pairs(size, pairs.STATEMENT, 1, none=False)
        self.held_on = Pairs(size, pairs.STATEMENT)
        self.mode = nn.Linear(size, len(MODES))
        self.polarity = nn.Linear(size, len(POLARITIES))
        self.kind = nn.Linear(size, len(KINDS))
        self.status = nn.Linear(size, len(STATUSES))
        self.voice = nn.Linear(size, 1 + len(ATTITUDES))
        for name, parameter in self.encoder.named_parameters():
            part, _, rest = name.partition(".")
            parameter.requires_grad_(part == "layers" and int(rest.split(".")[0]) >= frozen)

    def below(self, encoding: Encoding, window: int) -> Below:
        """What the frozen layers make of a text, without dropout: always the same, so that it may be kept."""
        cut = windows(encoding, window, _OVERLAP)
        shape = self.encoder.shape
        training = self.encoder.training
        self.encoder.eval()
        found = []
        with torch.no_grad():
            for start, end in cut.tolist():
                ids = torch.tensor([shape.first_id, *encoding.ids[start:end], shape.last_id])
                features = torch.zeros(len(ids), encoding.features.shape[1], dtype=torch.long)
                features[1:-1] = torch.from_numpy(encoding.features[start:end].astype(np.int64))
                x = self.encoder.words(ids) + self.encoder.positions.weight[: len(ids)]
                for column, embedding in enumerate(self.encoder.features):
                    x = x + embedding(features[:, column])
                found.append(self._layered(self.encoder.norm(x), (len(ids),), 0, self.frozen))
        self.encoder.train(training)
        pieces = np.flatnonzero(encoding.word_starts)
        owner = owners(len(encoding), cut)[pieces]
        firsts = np.cumsum([0, *(end - start + 2 for start, end in cut.tolist())])
        rows = torch.from_numpy(firsts[owner] + pieces - cut[owner, 0] + 1)
        return Below(torch.cat(found), tuple(map(len, found)), rows)

    def _layered(self, x: Tensor, lengths: tuple[int, ...], first: int, end: int) -> Tensor:
        layers = [layer for layer in self.encoder.layers[first:end] if isinstance(layer, Layer)]
        return layered(x, lengths, layers, [self.encoder.distances(n) for n in lengths])

    def read(self, below: Sequence[Below]) -> list[Reading]:
        """The states of each text's words."""
        lengths = tuple(length for text in below for length in text.lengths)
        states = torch.cat([text.states.float() for text in below])
        # The layers alone are in bfloat16, in training or where it is asked for: running sums need all their bits.
        rounded = self.training or torch.is_autocast_enabled("cpu")
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=rounded):
            hidden = self._layered(states, lengths, self.frozen, len(self.encoder.layers)).float()
        found, first = [], 0
        for text in below:
            words = self.dropout(hidden[first + text.rows])
            found.append(Reading(words, functional.pad(words.cumsum(0), (0, 0, 1, 0))))
            first += len(text.states)
        return found

    def vectors(self, reading: Reading, spans: Sequence[tuple[int, int]]) -> Tensor:
        """First, last and mean state of each span: (spans, 3 * hidden)."""
        starts, ends = torch.tensor(spans, dtype=torch.long).reshape(-1, 2).T
        mean = (reading.sums[ends] - reading.sums[starts]) / (ends - starts)[:, None]
        return torch.cat([reading.states[starts], reading.states[ends - 1], mean], 1)

    def contents(self, reading: Reading, roles: Sequence[Sequence[Sequence[tuple[int, int]]]]) -> Tensor:
        """Each statement's vector, from its content, source and cue; what it lacks is zeros. (statements, size)"""
        rows = []
        for parts in roles:
            found = [
                self.vectors(reading, [(min(a for a, _ in spans), max(b for _, b in spans))])[0]
                if spans
                else reading.states.new_zeros(3 * reading.states.shape[1])
                for spans in parts
            ]
            rows.append(torch.cat(found))
        return self.content(torch.stack(rows))  # type: ignore[no-any-return]


def layered(x: Tensor, lengths: Sequence[int], layers: Sequence[Layer], biases: Sequence[Tensor | None]) -> Tensor:
    """Layers over windows that lie one after the other (all pieces, hidden), without padding. `biases`, one a window,
    are what is added to the scores of its attention."""
    for layer in layers:
        size, heads = x.shape[1], layer.heads
        scale = (size // heads) ** -0.5
        parts = [
            part(x).view(-1, heads, size // heads).transpose(0, 1).split(list(lengths), 1)
            for part in (layer.query, layer.key, layer.value)
        ]
        seen = [
            torch.softmax(q @ k.transpose(1, 2) * scale, -1) @ v
            if bias is None
            else torch.softmax(torch.baddbmm(bias.to(q.dtype), q * scale, k.transpose(1, 2)), -1) @ v
            for q, k, v, bias in zip(*parts, biases, strict=True)
        ]
        context = torch.cat(seen, 1).transpose(0, 1).reshape(-1, size)
        x = layer.attended_norm(layer.dropout(layer.attended(context)) + x)
        x = layer.outer_norm(layer.dropout(layer.outer(functional.gelu(layer.inner(x)))) + x)
    return x


def absent(scores: Tensor, allowed: Tensor) -> Tensor:
    """The scores of a choice, without what may not be chosen."""
    return scores.masked_fill(~allowed, _ABSENT)
