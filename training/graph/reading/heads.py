"""The heads that are measured and not shipped, beside those that are."""

from __future__ import annotations

import numpy as np

from onrecord.extraction.attribution.linking import States
from onrecord.extraction.graph.heads import Floats, Heads


class AllHeads(Heads):
    """All heads of one network."""

    @property
    def longest(self) -> int:
        """The words of the longest span that is looked at."""
        return len(self.weights["spans.width.weight"])

    def spans(self, states: States) -> Floats:
        """Logits (words, longest, labels) of the run of `k + 1` words in row `k`; what runs past the end has none."""
        words, longest = len(states.hidden), self.longest
        first = self.linear("spans.first", states.hidden)
        last = self.linear("spans.last", states.hidden)
        sums = self.linear("spans.mean", states.sums)
        width = self.weights["spans.width.weight"]
        labels = len(self.weights["spans.label.bias"])
        logits = np.full((words, longest, labels), -np.inf, np.float32)
        for k in range(min(longest, words)):
            n = words - k
            x = first[:n] + last[k:] + (sums[k + 1 :] - sums[:n]) / np.float32(k + 1) + width[k]
            logits[:n, k] = self.linear("spans.label", np.maximum(x, 0))
        return logits


def sigmoid(x: Floats) -> Floats:
    """Probabilities of yes; -inf is 0."""
    found: Floats = np.where(x > 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))
    return found
