"""The heads of the network of all fields, over the states of a text's words; their weights are arrays by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.graph.reading.pairs import Features, Words

Floats = NDArray[np.float32]

_ROWS: Final = 64  # origins that are weighed against all candidates at once


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """The states of a text's words (words, hidden), and their running sums with a zero row before."""

    words: Floats
    sums: Floats

    @classmethod
    def of(cls, words: Floats) -> States:
        """The states, summed up."""
        sums = np.zeros((len(words) + 1, words.shape[1]), np.float32)
        np.cumsum(words, axis=0, out=sums[1:])
        return cls(words, sums)


class Heads:
    """All heads of one network. Scores are logits; a choice's last column is that of none."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self._weights = weights

    @property
    def longest(self) -> int:
        """The words of the longest span that is looked at."""
        return len(self._weights["spans.width.weight"])

    def spans(self, states: States) -> Floats:
        """Logits (words, longest, labels) of the run of `k + 1` words in row `k`; what runs past the end has none."""
        words, longest = len(states.words), self.longest
        first = self._linear("spans.first", states.words)
        last = self._linear("spans.last", states.words)
        sums = self._linear("spans.mean", states.sums)
        width = self._weights["spans.width.weight"]
        labels = len(self._weights["spans.label.bias"])
        logits = np.full((words, longest, labels), -np.inf, np.float32)
        for k in range(min(longest, words)):
            n = words - k
            x = first[:n] + last[k:] + (sums[k + 1 :] - sums[:n]) / np.float32(k + 1) + width[k]
            logits[:n, k] = self._linear("spans.label", np.maximum(x, 0))
        return logits

    def vectors(self, states: States, spans: Sequence[Words]) -> Floats:
        """First, last and mean state of each span: (spans, 3 * hidden)."""
        starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
        mean = (states.sums[ends] - states.sums[starts]) / (ends - starts)[:, None].astype(np.float32)
        return np.concatenate([states.words[starts], states.words[ends - 1], mean], 1)

    def mentions(self, states: States, spans: Sequence[Words]) -> Floats:
        """What pairs see of spans: (spans, size)."""
        return np.maximum(self._linear("mention.0", self.vectors(states, spans)), 0)

    def contents(self, states: States, roles: Sequence[Sequence[Sequence[Words]]]) -> Floats:
        """What pairs see of statements, from the (content, source, cue) of each: (statements, size)."""
        wide = 3 * states.words.shape[1]
        rows = np.zeros((len(roles), 3, wide), np.float32)
        for n, parts in enumerate(roles):
            for part, spans in enumerate(parts):
                if spans:
                    hull = (min(a for a, _ in spans), max(b for _, b in spans))
                    rows[n, part] = self.vectors(states, [hull])[0]
        return np.maximum(self._linear("content.0", rows.reshape(len(roles), 3 * wide)), 0)

    def labels(self, name: str, vectors: Floats) -> Floats:
        """Probabilities of a label's values."""
        return softmax(self._linear(name, vectors))

    def pairs(self, name: str, origins: Floats, candidates: Floats, features: Features) -> Floats:
        """Scores of every pair, (origins, candidates, classes); of a choice (origins, candidates + 1)."""
        rows = [
            self._pairs(name, origins[n : n + _ROWS], candidates, features[n : n + _ROWS])
            for n in range(0, len(origins), _ROWS)
        ]
        return np.concatenate(rows)

    def _pairs(self, name: str, origins: Floats, candidates: Floats, features: Features) -> Floats:
        a, b = self._linear(f"{name}.origin", origins), self._linear(f"{name}.candidate", candidates)
        hidden = a[:, None] + b[None]
        for column in range(features.shape[-1]):
            hidden += self._weights[f"{name}.features.{column}.weight"][features[..., column]]
        np.maximum(hidden, 0, out=hidden)
        scores = self._linear(f"{name}.pair", hidden)
        a, b = np.maximum(a, 0), np.maximum(b, 0)
        for n, form in enumerate(self._weights[f"{name}.biaffine"]):
            scores[..., n] += a @ form @ b.T
        if f"{name}.none.weight" not in self._weights:
            return scores
        return np.concatenate([scores[..., 0], self._linear(f"{name}.none", a)], 1)

    def _linear(self, name: str, x: Floats) -> Floats:
        found: Floats = x @ self._weights[f"{name}.weight"].T
        bias = self._weights.get(f"{name}.bias")
        return found if bias is None else found + bias


def softmax(x: Floats) -> Floats:
    """Probabilities along the last axis."""
    shifted = np.exp(x - x.max(-1, keepdims=True))
    found: Floats = shifted / shifted.sum(-1, keepdims=True)
    return found


def sigmoid(x: Floats) -> Floats:
    """Probabilities of yes; -inf is 0."""
    found: Floats = np.where(x > 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))
    return found
