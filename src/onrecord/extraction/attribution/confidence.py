"""How likely an attribution is right: a calibrated number out of the network's own probabilities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final

from onrecord.extraction.attribution.reading import Reading

_EDGE: Final = 1e-4  # probabilities are kept this far from 0 and 1


@dataclass(frozen=True, slots=True)
class Confidence:
    """A logistic regression on the log-odds of the weakest piece: of its tags, and of its links to source and cue.

    The weights are fitted on articles that the network was not trained on, where the outcome is "right in full": the
    content to 0.8 of the union, and the source. Until then it is the mean probability of the content's tags.
    """

    intercept: float = 0.0
    content: float = 1.0
    source: float = 0.0
    cue: float = 0.0

    def of(self, reading: Reading, pieces: Sequence[int]) -> float:
        """The probability, from 0 to 1 and rounded to four places, that the attribution of these pieces is right."""
        weights = astuple(self)
        score = sum(w * x for w, x in zip(weights, (1.0, *log_odds(reading, pieces)), strict=True))
        return round(1 / (1 + math.exp(-score)), 4)


def log_odds(reading: Reading, pieces: Sequence[int]) -> tuple[float, float, float]:
    """Of the content's tags, the source link and the cue link: the lowest among the pieces."""
    weakest = (
        min(float(reading.certainty["content"][piece]) for piece in pieces),
        min(reading.choices["content-source"][piece].certainty for piece in pieces),
        min(reading.choices["content-cue"][piece].certainty for piece in pieces),
    )
    tags, source, cue = (math.log(p / (1 - p)) for p in (min(max(p, _EDGE), 1 - _EDGE) for p in weakest))
    return tags, source, cue
