"""Which source, which cue and which earlier piece belong to a content: a choice among spans, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Spans = NDArray[np.int64]

_LAST_RANK: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """The hidden states of one window, (pieces, size), and their running sums with a row of zeros before, by which the
    mean of any span is had at once."""

    hidden: Floats
    sums: Floats

    @classmethod
    def of(cls, hidden: Floats) -> Self:
        """With the sums computed: row by row, as `cumsum` goes by columns, which takes ten times as long."""
        sums = np.zeros((len(hidden) + 1, hidden.shape[1]), hidden.dtype)
        for before, state, after in zip(sums, hidden, sums[1:], strict=False):
            np.add(before, state, out=after)
        return cls(hidden, sums)

    def vectors(self, spans: Spans) -> Floats:
        """First, last and mean vector of each span."""
        start, end = spans.T
        mean = (self.sums[end] - self.sums[start]) / (end - start)[:, None]
        return np.concatenate([self.hidden[start], self.hidden[end - 1], mean], axis=1, dtype=np.float32)


class Link:
    """For spans of one role, the probability of each span of another and of none.

    Biaffine, and a perceptron with one hidden layer that also sees the distance, the paragraphs and the words between.
    """

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        """`weights` by the names of the layers in training; KeyError where one is missing."""
        self._origin = weights["origin.weight"].T, weights["origin.bias"]
        self._candidate = weights["candidate.weight"].T, weights["candidate.bias"]
        self._between = weights["between.weight"].T
        self._biaffine = weights["biaffine"]
        self._distance = weights["distance.weight"]
        self._paragraph_gap = weights["paragraph_gap.weight"]
        self._rank = weights["rank.weight"]
        self._pair = weights["pair.weight"][0], weights["pair.bias"]
        self._none = weights["none.weight"].T, weights["none.bias"]

    def probabilities(
        self, states: States, origins: Spans, candidates: Spans, paragraphs: NDArray[np.int64], *, earlier: bool = False
    ) -> Floats:
        """Shape (origins, candidates + 1), the last column for none; every row sums to 1.

        `states` and `paragraphs` (pieces,) are of one window, the spans `[start, end)` rows of it. With `earlier`, only
        candidates that begin before the origin can be chosen.
        """
        a = _affine(states.vectors(origins), self._origin)
        b = _affine(states.vectors(candidates), self._candidate)
        features = pair_features(origins, candidates, paragraphs)
        mixed = a[:, None] + b[None]
        mixed += self._distance[features[..., 0]] + self._paragraph_gap[features[..., 1]] + self._rank[features[..., 2]]
        left = np.minimum(origins[:, None, 1], candidates[None, :, 1])
        right = np.maximum(np.maximum(origins[:, None, 0], candidates[None, :, 0]), left)
        rows, at = np.unique(np.stack([left, right]), return_inverse=True)
        projected = (states.sums[rows] @ self._between)[at]
        mixed += (projected[1] - projected[0]) / np.maximum(right - left, 1)[..., None]
        a, b = _gelu(a), _gelu(b)
        scores = _gelu(mixed) @ self._pair[0] + self._pair[1] + a @ self._biaffine @ b.T
        if earlier:
            scores = np.where(candidates[None, :, 0] < origins[:, None, 0], scores, -np.inf)
        scores = np.concatenate([scores, _affine(a, self._none)], axis=1)
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return (scores / scores.sum(axis=1, keepdims=True)).astype(np.float32)  # type: ignore[no-any-return]


def pair_features(origins: Spans, candidates: Spans, paragraphs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Distance, paragraph gap and rank of every pair, shape (origins, candidates, 3).

    Distance is 0 where the two overlap, 1 to 8 for candidates behind by the logarithm of the pieces between, 9 to 16
    for those before. The gap is -2 to 2 paragraphs, counted from 0. Rank counts from the nearest, up to 5.
    """
    behind = candidates[None, :, 0] - origins[:, None, 1]
    before = origins[:, None, 0] - candidates[None, :, 1]
    pieces = np.maximum(np.maximum(behind, before), 0)
    bucket = 1 + np.minimum(7, np.log2(pieces + 1).astype(np.int64))
    distance = np.where(behind >= 0, bucket, np.where(before >= 0, bucket + 8, 0))
    gap = paragraphs[candidates[None, :, 0]] - paragraphs[origins[:, None, 0]]
    rank = pieces.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    return np.stack([distance, np.clip(gap, -2, 2) + 2, np.minimum(rank, _LAST_RANK)], axis=2)


def _affine(x: Floats, layer: tuple[Floats, Floats]) -> Floats:
    return x @ layer[0] + layer[1]


def _gelu(x: Floats) -> Floats:
    return 0.5 * x * (1 + _erf(x * np.float32(0.5**0.5)))


def _erf(x: Floats) -> Floats:
    """The error function, to 1.5e-7 (Abramowitz and Stegun, 7.1.26)."""
    t = 1 / (1 + 0.3275911 * np.abs(x))
    series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    return np.sign(x) * (1 - series * np.exp(-x * x))  # type: ignore[no-any-return]
