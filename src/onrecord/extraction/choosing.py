"""Which of those whom a content may be about it is about: a logistic regression over what the rules know of them
(`about.EVIDENCE`) and what the network says, whose weights the graph model's folder has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onrecord.extraction import about
from onrecord.extraction.about import Offered
from onrecord.extraction.attribution.confidence import log_odds
from onrecord.model import Span

Floats = NDArray[np.float64]
Opinion = tuple[float, ...]  # as `opinion` has them, or nothing

# Of a mention: whether the content is about it, as log-odds; of a party, by its likeliest mention and by all of them;
# of the likeliest other party; how often other statements are about it; and its place among all.
HEARD: Final = ("network", "network, any", "network, others", "network, elsewhere", "likeliest", "fourth or later")
EVIDENCE: Final = (*about.EVIDENCE, *HEARD)

_LEAST: Final = 1e-4  # probability that the network's word can have, lest it alone decide
_UNHEARD: Final = np.array([0.9976, 0.0008, 0.0008, 0.0008])  # of what the network has not been asked about


def heard(candidates: Sequence[Offered], said: Mapping[Span, NDArray[np.floating]]) -> Floats:
    """What the network says of each candidate's mentions: of the likeliest, how likely the content is not about it, and
    about it with each attitude; and how likely it is about none of them: (candidates, 5)."""
    rows = []
    for candidate in candidates:
        known = np.array([said.get(span, _UNHEARD) for span in candidate.party.spans], np.float64)
        rows.append([*known[known[:, 0].argmin()], known[:, 0].prod()])
    return np.array(rows, np.float64).reshape(-1, 5)


def evidence(candidates: Sequence[Sequence[Offered]], words: Sequence[Floats]) -> list[Floats]:
    """The values of `EVIDENCE` of each statement's candidates, by what the network says of them (`heard`)."""
    places = {name: n for n, name in enumerate(EVIDENCE)}
    total: dict[str, float] = defaultdict(float)
    for some, word in zip(candidates, words, strict=True):
        for one, row in zip(some, word, strict=True):
            total[one.party.name] += 1 - row[0]
    found = []
    for some, word in zip(candidates, words, strict=True):
        out = np.zeros((len(some), len(EVIDENCE)))
        for n, one in enumerate(some):
            for name, value in one.known.items():
                if name in places:
                    out[n, places[name]] = value
            out[n, -len(HEARD) :] = _network(n, word, total[one.party.name])
        found.append(out)
    return found


def likely(known: Floats, weights: Floats) -> Floats:
    """How likely each candidate is whom the content is about."""
    probabilities: Floats = 1 / (1 + np.exp(-np.clip(known @ weights, -30, 30)))
    return probabilities


def opinion(word: Floats) -> Opinion:
    """What the network makes of one party, as log-odds: that the content is about it at all; and its attitudes,
    negative and positive, against neutral."""
    none, *attitudes = np.maximum(word[:4], 10 * _LEAST)
    negative, neutral, positive = np.log(attitudes)
    return log_odds(1 - none), float(negative - neutral), float(positive - neutral)


def _network(n: int, word: Floats, total: float) -> list[float]:
    one = 1 - word[:, 0]
    others, before = np.delete(one, n), int((one > one[n]).sum() + (one[:n] == one[n]).sum())
    elsewhere = np.log1p(max(total - one[n], 0.0))
    most = others.max(initial=0.0)
    return [
        log_odds(one[n]),
        log_odds(1 - word[n, 4]),
        log_odds(most),
        elsewhere,
        float(before == 0),
        float(before > 2),
    ]
