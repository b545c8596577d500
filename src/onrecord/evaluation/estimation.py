"""Shares corrected for a model's errors, by a sample that people have reviewed: prediction-powered inference.

The estimate is `λ·mean(f over all) + mean(y - λ·f over the reviewed)`: what the model says of all statements, moved by
how far it was off where people looked. (Angelopoulos, Bates, Fannjiang, Jordan, Zrnic: Prediction-powered inference,
Science 382 (2023); λ as in PPI++, arXiv:2311.01453. In a finite population it is the survey sampler's difference
estimator: Särndal, Swensson, Wretman, Model Assisted Survey Sampling (1992), 6.3, whose variance is used here.)

It is right where the reviewed are a random sample, however bad the model is; a bad model makes the interval wide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_Z: Final = 1.959964  # of 95 %
FEWEST: Final = 10  # reviewed statements from which something is said


@dataclass(frozen=True, slots=True)
class Share:
    """A share among `statements`, with its 95 % interval from the `reviewed`; `naive` is what the model alone counts.

    `share`, `low` and `high` are None where fewer than ten were reviewed.
    """

    share: float | None
    low: float | None
    high: float | None
    naive: float
    reviewed: int
    statements: int


def share(model: Sequence[bool], reviewed: Sequence[tuple[bool, bool]]) -> Share:
    """The share in a population of which the model says `model`; `reviewed` are pairs of what it says and what is so.

    ValueError for an empty population and for more reviewed than there are.
    """
    size, n = len(model), len(reviewed)
    if not size or n > size:
        raise ValueError(f"{n} reviewed of {size} statements")
    naive = sum(model) / size
    if n < FEWEST:
        return Share(None, None, None, naive, n, size)
    f, y = [float(said) for said, _ in reviewed], [float(so) for _, so in reviewed]
    weight = _weight(f, y)
    rests = [so - weight * said for said, so in zip(f, y, strict=True)]
    found = weight * naive + sum(rests) / n
    # Where no error was seen there may yet be some: one of each kind is added, as in Agresti's intervals.
    spread = _variance([*rests, sum(rests) / n + 1, sum(rests) / n - 1])
    half = _Z * math.sqrt((1 - n / size) * spread / n)
    return Share(_within(found), _within(found - half), _within(found + half), naive, n, size)


def _weight(f: Sequence[float], y: Sequence[float]) -> float:
    """How much the model is listened to, 0 to 1: as much as makes the interval narrowest."""
    spread = _variance(f)
    if not spread:
        return 1.0
    mean_f, mean_y = sum(f) / len(f), sum(y) / len(y)
    together = sum((a - mean_f) * (b - mean_y) for a, b in zip(f, y, strict=True)) / (len(f) - 1)
    return min(1.0, max(0.0, together / spread))


def _variance(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _within(value: float) -> float:
    return min(1.0, max(0.0, value))
