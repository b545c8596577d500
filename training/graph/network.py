"""The network of all fields: the attribution network, and heads that read the same states.

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
from training.attribution.network import Network, Shape
from training.graph import pairs
from training.graph.data import ATTITUDES, KINDS, LABELS, LONGEST, MODES, POLARITIES, STATUSES

CHOICES: Final = ("speaker", "addressee", "time", "occasion")
_OVERLAP: Final = 64
_ABSENT: Final = -1e4


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
        return self.label(functional.gelu(x))  # type: ignore[no-any-return]


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
        """origins (a, size), candidates (a or 1, b, size), features (a, b, n): (a, b, classes); of a choice (a, b + 1),
        the last for none."""
        a, b = self.origin(origins), self.candidate(candidates)
        known = sum(embedding(features[..., n]) for n, embedding in enumerate(self.features))
        hidden = functional.gelu(a[:, None] + b + known)
        bent = torch.einsum("as,cst->act", functional.gelu(a), self.biaffine)
        scores = self.pair(hidden) + torch.einsum("act,abt->abc", bent, functional.gelu(b).expand(len(a), -1, -1))
        if self.none is None:
            return scores  # type: ignore[no-any-return]
        return torch.cat([scores[..., 0], self.none(functional.gelu(a))], 1)


class Graph(nn.Module):
    """All of it; `attribution` is the network of spans and links that goes before."""

    def __init__(self, shape: Shape, dropout: float, link_size: int, size: int) -> None:
        super().__init__()
        self.attribution = Network(shape, dropout, link_size)
        self.encoder = self.attribution.encoder
        hidden = shape.hidden
        self.dropout = nn.Dropout(dropout)
        self.spans = Spans(hidden, size)
        self.mention = nn.Sequential(nn.Linear(3 * hidden, size), nn.GELU(), nn.Dropout(dropout))
        self.content = nn.Sequential(nn.Linear(9 * hidden, size), nn.GELU(), nn.Dropout(dropout))
        self.same = Pairs(size, pairs.COREFERENCE)
        self.choices = nn.ModuleDict({name: Pairs(size, pairs.STATEMENT) for name in CHOICES})
        self.about = Pairs(size, pairs.STATEMENT, 1 + len(ATTITUDES), none=False)
        self.attends = Pairs(size, pairs.STATEMENT, 1, none=False)
        self.held_on = Pairs(size, pairs.STATEMENT)
        self.mode = nn.Linear(size, len(MODES))
        self.polarity = nn.Linear(size, len(POLARITIES))
        self.kind = nn.Linear(size, len(KINDS))
        self.status = nn.Linear(size, len(STATUSES))
        self.voice = nn.Linear(size, 1 + len(ATTITUDES))

    def read(self, encodings: Sequence[Encoding], window: int) -> list[Reading]:
        """The states of each text's words, its windows read side by side with those of the others."""
        cut = [windows(encoding, window, _OVERLAP) for encoding in encodings]
        rows = [(n, start, end) for n, found in enumerate(cut) for start, end in found.tolist()]
        length = max(end - start for _, start, end in rows) + 2
        ids, mask = np.zeros((2, len(rows), length), np.int64)
        features = np.zeros((len(rows), length, encodings[0].features.shape[1]), np.int64)
        shape = self.encoder.shape
        for row, (n, start, end) in enumerate(rows):
            pieces = end - start
            ids[row, 0], ids[row, pieces + 1] = shape.first_id, shape.last_id
            ids[row, 1 : pieces + 1] = encodings[n].ids[start:end]
            mask[row, : pieces + 2] = 1
            features[row, 1 : pieces + 1] = encodings[n].features[start:end]
        hidden = self.encoder(torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(features)).float()
        found, first = [], 0
        for encoding, own in zip(encodings, cut, strict=True):
            pieces = np.flatnonzero(encoding.word_starts)
            owner = owners(len(encoding), own)[pieces]
            states = self.dropout(hidden[first + torch.from_numpy(owner), torch.from_numpy(pieces - own[owner, 0] + 1)])
            found.append(Reading(states, functional.pad(states.cumsum(0), (0, 0, 1, 0))))
            first += len(own)
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


def absent(scores: Tensor, allowed: Tensor) -> Tensor:
    """The scores of a choice, without what may not be chosen."""
    return scores.masked_fill(~allowed, _ABSENT)
