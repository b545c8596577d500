"""The best tags of a sequence under a linear-chain CRF."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class CRF:
    """Scores of going from one tag to the next, (tags, tags), and of the first tag, (tags,)."""

    transitions: Floats
    starts: Floats

    def decode(self, emissions: Floats) -> NDArray[np.int64]:
        """The most likely tags (Viterbi) for `emissions` of shape (words, tags). Linear in the words."""
        words = len(emissions)
        tags = np.zeros(words, dtype=np.int64)
        if not words:
            return tags
        best_before = np.zeros(emissions.shape, dtype=np.int64)
        into = np.ascontiguousarray(self.transitions.T)  # a row for each tag that is entered
        columns = np.arange(len(into))
        score = self.starts + emissions[0]
        for word in range(1, words):
            ways = into + score
            best = ways.argmax(axis=1)
            best_before[word] = best
            score = ways[columns, best] + emissions[word]
        tag = int(score.argmax())
        for word, before in zip(range(words - 1, -1, -1), best_before[::-1].tolist(), strict=True):
            tags[word] = tag
            tag = before[tag]
        return tags


def runs(tags: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The runs of a BIO sequence in which tag 0 is outside, 2r + 1 begins and 2r + 2 continues role r.

    Returns `[start, end)` in words, shape (n, 2), and the role of each.
    """
    starts = np.flatnonzero(tags % 2 == 1)
    edges = np.flatnonzero((tags % 2 == 1) | (tags == 0))
    ends = np.append(edges, len(tags))[np.searchsorted(edges, starts, side="right")]
    return np.stack([starts, ends], axis=1), tags[starts] // 2
