"""What is known of a statement put together into how likely its speaker's attitude is: a logistic regression, whose
weights the model's folder has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onrecord.extraction.stance.pairs import CIRCUMSTANCES
from onrecord.model import Attitude

Floats = NDArray[np.float32]

# Who says so of the holder's attitude: the network's three heads; what they say of the target's toward the holder; and
# what they say of the holder's toward the same target in other statements of the article.
_HEADS: Final = ("statement", "directed", "target")
OPINIONS: Final = (*_HEADS, "toward the holder")
LEAST: Final = 0.3  # probability of an attitude; below, more is lost by what is wrong than is gained by what is right
EVIDENCE: Final = (
    "always",
    *(f"{who}: {attitude}" for who in (*OPINIONS, "elsewhere") for attitude in ("negative", "positive")),
    *CIRCUMSTANCES,
)
# What the graph network makes of it (`choosing.opinion`), where it was asked.
GRAPH: Final = ("graph: about", "graph: negative", "graph: positive")
# Of an author's attitude: the head for the text's own, on one stretch of it.
STRETCH: Final = ("always", "target: negative", "target: positive")


def evidence(
    opinions: Floats, others: Sequence[Floats], circumstances: Iterable[str], graph: Sequence[float] = ()
) -> Floats:
    """The values of `EVIDENCE`, and of `GRAPH` where they are there. Opinions are log-odds of negative and positive
    against neutral, in the order of `OPINIONS`; `others` are those on the holder's other statements toward the target.
    """
    told = set(circumstances)
    known = [float(name in told) for name in CIRCUMSTANCES]
    return np.array([1.0, *opinions, *_elsewhere(others), *known, *graph], np.float32)


def stretch(opinions: Floats) -> Floats:
    """The values of `STRETCH`."""
    return np.array([1.0, *opinions.reshape(-1, 2)[OPINIONS.index("target")]], np.float32)


def _elsewhere(others: Sequence[Floats]) -> Floats:
    """The mean opinion on other statements, the nearer to nothing the fewer they are."""
    means = [other[: 2 * len(_HEADS)].reshape(-1, 2).mean(axis=0) for other in others]
    total: Floats = np.sum(means, axis=0, dtype=np.float32) if means else np.zeros(2, np.float32)
    return total / np.float32(len(means) + 1)


def likely(known: NDArray[np.floating], weights: NDArray[np.floating]) -> Floats:
    """The probabilities of negative, neutral and positive by what is `known` (…, evidence); `weights` have a column for
    negative and one for positive against neutral."""
    odds = known @ weights
    odds = np.stack([odds[..., 0], np.zeros_like(odds[..., 0]), odds[..., 1]], axis=-1)
    powers: Floats = np.exp(odds - odds.max(axis=-1, keepdims=True))
    probabilities: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return probabilities


def told(probabilities: Floats) -> tuple[Attitude, float]:
    """The likelier attitude of the two that are not neutral where it is likely enough, and how likely."""
    negative, neutral, positive = (round(float(p), 3) for p in probabilities)
    if max(negative, positive) < LEAST:
        return "neutral", neutral
    return ("negative", negative) if negative >= positive else ("positive", positive)
