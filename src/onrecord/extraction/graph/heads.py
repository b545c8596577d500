"""The heads of the network of all fields, over the states of a text's words; their weights are arrays by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onrecord.extraction.attribution.linking import States
from onrecord.extraction.graph.pairs import Features, Words

Floats = NDArray[np.float32]

_ROWS: Final = 16  # origins that are weighed against all candidates at once


class Heads:
    """All heads of one network. Scores are logits; a choice's last column is that of none."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self.weights = weights

    def mentions(self, states: States, spans: Sequence[Words], layer: str = "mention.0") -> Floats:
        """What pairs see of spans: (spans, size)."""
        return np.maximum(self.linear(layer, states.vectors(_places(spans))), 0)

    def contents(self, states: States, roles: Sequence[Sequence[Sequence[Words]]]) -> Floats:
        """What pairs see of statements, from the (content, source, cue) of each: (statements, size)."""
        wide = 3 * states.hidden.shape[1]
        rows = np.zeros((len(roles), 3, wide), np.float32)
        for n, parts in enumerate(roles):
            for part, spans in enumerate(parts):
                if spans:
                    hull = (min(a for a, _ in spans), max(b for _, b in spans))
                    rows[n, part] = states.vectors(_places([hull]))[0]
        return np.maximum(self.linear("content.0", rows.reshape(len(roles), 3 * wide)), 0)

    def labels(self, name: str, vectors: Floats) -> Floats:
        """Probabilities of a label's values."""
        return softmax(self.linear(name, vectors))

    def pairs(self, name: str, origins: Floats, candidates: Floats, features: Features) -> Floats:
        """Scores of every pair, (origins, candidates, classes); of a choice (origins, candidates + 1)."""
        rows = [
            self._pairs(name, origins[n : n + _ROWS], candidates, features[n : n + _ROWS])
            for n in range(0, len(origins), _ROWS)
        ]
        return np.concatenate(rows)

    def _pairs(self, name: str, origins: Floats, candidates: Floats, features: Features) -> Floats:
        a, b = self.linear(f"{name}.origin", origins), self.linear(f"{name}.candidate", candidates)
        hidden = a[:, None] + b[None]
        for column in range(features.shape[-1]):
            hidden += self.weights[f"{name}.features.{column}.weight"][features[..., column]]
        np.maximum(hidden, 0, out=hidden)
        scores = self.linear(f"{name}.pair", hidden)
        a, b = np.maximum(a, 0), np.maximum(b, 0)
        for n, form in enumerate(self.weights[f"{name}.biaffine"]):
            scores[..., n] += a @ form @ b.T
        if f"{name}.none.weight" not in self.weights:
            return scores
        return np.concatenate([scores[..., 0], self.linear(f"{name}.none", a)], 1)

    def linear(self, name: str, x: Floats) -> Floats:
        """A layer of that name."""
        found: Floats = x @ self.weights[f"{name}.weight"].T
        bias = self.weights.get(f"{name}.bias")
        return found if bias is None else found + bias


def _places(spans: Sequence[Words]) -> NDArray[np.int64]:
    return np.array(spans, np.int64).reshape(-1, 2)


def softmax(x: Floats) -> Floats:
    """Probabilities along the last axis."""
    shifted = np.exp(x - x.max(-1, keepdims=True))
    found: Floats = shifted / shifted.sum(-1, keepdims=True)
    return found
