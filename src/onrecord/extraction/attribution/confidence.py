"""How likely an attribution is right: a calibrated number out of the network's own probabilities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from onrecord.extraction.attribution.reading import Reading

_EDGE: Final = 1e-4  # probabilities are kept this far from 0 and 1


@dataclass(frozen=True, slots=True)
class Confidence:
    """A logistic regression on the log-odds of the weakest piece (of its tags, and of its links to source and cue), and
    on whether there is no source or no cue.

    The weights are fitted on articles that the network was not trained on, where the outcome is "right in full": the
    content to 0.8 of the union, and the source. Until then it is the mean probability of the content's tags. What is
    less likely than `floor` is better left unsaid: it is wrong so often that it costs more than it gives.
    """

    intercept: float = 0.0
    content: float = 1.0
    source: float = 0.0
    cue: float = 0.0
    without_source: float = 0.0
    without_cue: float = 0.0
    floor: float = 0.0

    def of(self, reading: Reading, pieces: Sequence[int]) -> float:
        """The probability, from 0 to 1 and rounded to four places, that the attribution of these pieces is right."""
        weights = self.content, self.source, self.cue, self.without_source, self.without_cue
        score = self.intercept + sum(w * x for w, x in zip(weights, evidence(reading, pieces), strict=True))
        return round(1 / (1 + math.exp(-score)), 4)


def evidence(reading: Reading, pieces: Sequence[int]) -> tuple[float, float, float, float, float]:
    """What the weights of `Confidence` are for, in their order."""
    sources = [reading.choices["content-source"][piece] for piece in pieces]
    cues = [reading.choices["content-cue"][piece] for piece in pieces]
    return (
        _log_odds(min(float(reading.certainty["content"][piece]) for piece in pieces)),
        _log_odds(min(choice.certainty for choice in sources)),
        _log_odds(min(choice.certainty for choice in cues)),
        float(all(choice.best is None for choice in sources)),
        float(all(choice.best is None for choice in cues)),
    )


def _log_odds(probability: float) -> float:
    p = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(p / (1 - p))
