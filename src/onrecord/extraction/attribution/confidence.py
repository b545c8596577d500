"""How likely an attribution is right: a calibrated number out of the network's own probabilities."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from onrecord.extraction.attribution.reading import Reading

EVIDENCE: Final = ("content", "source", "cue", "without_source", "without_cue", "length")
_EDGE: Final = 1e-4  # probabilities are kept this far from 0 and 1
_MOST: Final = 30.0  # log-odds that evidence can have


@dataclass(frozen=True, slots=True)
class Confidence:
    """A logistic regression on the log-odds of the weakest piece (of its tags, and of its links to source and cue), and
    on whether there is no source or no cue.

    The weights are fitted on articles that the network was not trained on, where the outcome is "right in full": the
    content to 0.8 of the union, and the source. Until then it is the mean probability of the content's tags.

    `statement` are the weights of another one, by the same evidence and the length of the content, for whether a reader
    would say that anything is stated there: a few words ("has ordered the jets") are mostly no statement, however sure
    their edges are. What is less likely so than `floor` is left unsaid; without these weights, what is less likely to
    be right.
    """

    intercept: float = 0.0
    content: float = 1.0
    source: float = 0.0
    cue: float = 0.0
    without_source: float = 0.0
    without_cue: float = 0.0
    floor: float = 0.0
    statement: Mapping[str, float] | None = None

    def of(self, reading: Reading, pieces: Sequence[int]) -> float:
        """The probability, from 0 to 1 and rounded to four places, that the attribution of these pieces is right."""
        weights = self.content, self.source, self.cue, self.without_source, self.without_cue
        return round(_likely(self.intercept, weights, evidence(reading, pieces)), 4)

    def tells(self, reading: Reading, pieces: Sequence[int]) -> bool:
        """Whether the attribution of these pieces is to be told."""
        if self.statement is None:
            return self.of(reading, pieces) >= self.floor
        known = (*evidence(reading, pieces), length(reading, pieces))
        weights = (self.statement[name] for name in EVIDENCE)
        return _likely(self.statement["intercept"], weights, known) >= self.floor


def evidence(reading: Reading, pieces: Sequence[int]) -> tuple[float, float, float, float, float]:
    """What the weights of `Confidence` are for, in their order."""
    sources = [reading.choices["content-source"][piece] for piece in pieces]
    cues = [reading.choices["content-cue"][piece] for piece in pieces]
    return (
        log_odds(min(float(reading.certainty["content"][piece]) for piece in pieces)),
        log_odds(min(choice.certainty for choice in sources)),
        log_odds(min(choice.certainty for choice in cues)),
        float(all(choice.best is None for choice in sources)),
        float(all(choice.best is None for choice in cues)),
    )


def length(reading: Reading, pieces: Sequence[int]) -> float:
    """The logarithm of how many word pieces the content has."""
    return math.log(sum(end - start for start, end in (reading.spans["content"][piece] for piece in pieces)))


def _likely(intercept: float, weights: Iterable[float], known: Iterable[float]) -> float:
    score = intercept + sum(w * x for w, x in zip(weights, known, strict=True))
    return 1 / (1 + math.exp(-score))


def log_odds(probability: float) -> float:
    """Of a probability, which is kept from 0 and 1."""
    p = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(p / (1 - p))


def named(known: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The probability that weights give to what is known, each by its name; what has no weight counts nothing."""
    score = sum(weights.get(name, 0.0) * value for name, value in known.items())
    return 1 / (1 + math.exp(-min(max(score, -_MOST), _MOST)))
