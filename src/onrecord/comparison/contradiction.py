"""Do two statements of one holder oppose each other? A logistic regression over what their claims say of the same.

`training/contradiction` fits the weights on pairs written for it; `tests/data/shifts/pairs.txt` are others, to measure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from onrecord.comparison.claims import Claim, Predicate

NAMES: Final = (
    "cosine",
    "words shared",
    "opposed of the same",
    "opposed about the same",
    "negated",
    "agreed",
    "numbers differ",
    "names differ",
    "things differ",
)
_SAME_NUMBER: Final = 0.8  # as much as a number in common says for agreement
_ESTEEM: Final = frozenset(("approval", "quality"))
# Scales of what one holds or wants; on the others things merely happen to differ.
_OPINION: Final = frozenset(("approval", "quality", "permission", "keeping", "amount", "pardon", "chance", "help"))
_LIKENESS: Final = frozenset(("speed", "fullness", "life", "wealth"))  # what things are alike in, and nobody holds

# Fitted by `python -m training.contradiction`; the first is the constant.
WEIGHTS: Final = (-4.32, 2.35, 3.89, 1.66, 2.97, -0.75, -2.45, 1.81, -1.92, -1.06)


@dataclass(frozen=True, slots=True)
class Opposition:
    """How surely two claims oppose each other (0 to 1), and whether it hangs on what both hold of one and the same."""

    score: float
    held: bool = False


def opposition(then: Claim, now: Claim, cosine: float) -> Opposition:
    """How surely the contents of two statements of one holder contradict; `cosine` is that of their vectors.

    Conditions, questions, jokes, and other people's words assert nothing that could be contradicted: 0.
    """
    if not (plain(then) and plain(now)):
        return Opposition(0.0)
    found = features(then, now, cosine)
    z = WEIGHTS[0] + sum(w * f for w, f in zip(WEIGHTS[1:], found, strict=True))
    held = any(
        (p.scale in _OPINION or p.word == q.word) and p.mine and q.mine and p.of & q.of and not _two_things(p, q)
        for _, p, q in _meetings(then, now, opposite=True)
    )
    return Opposition(1 / (1 + math.exp(-z)), held)


def plain(claim: Claim) -> bool:
    """Is it an assertion of the holder's own, without a condition, and meant?"""
    return claim.own and not (claim.condition or claim.question or claim.joke or claim.undone)


def features(then: Claim, now: Claim, cosine: float) -> tuple[float, ...]:
    """The numbers that `NAMES` names, each about 0 to 1."""
    opposite = list(_meetings(then, now, opposite=True))
    strict = [about for about, p, q in opposite if p.scale in _OPINION and p.of & q.of]
    apart = [_two_things(p, q) for about, p, q in opposite]
    negated = [about for about, p, q in opposite if p.word == q.word]
    agreed = max((about for about, p, q in _meetings(then, now, opposite=False)), default=0.0)
    if set(then.numbers) & set(now.numbers):
        agreed = max(agreed, _SAME_NUMBER)
    return (
        cosine,
        _shared(then.words, now.words),
        max(strict, default=0.0),
        max((about for about, _, _ in opposite), default=0.0) * max(cosine, 0.0),
        max(negated, default=0.0),
        agreed,
        float(_numbers_differ(then, now)),
        1 - _shared(then.names, now.names) if then.names and now.names else 0.0,
        float(bool(apart) and all(apart)),
    )


def asserted_alike(a: Claim, b: Claim) -> Iterator[float]:
    """Of all that two claims assert alike of one and the same: how far it is about the same (0 to 1)."""
    for about, p, q in _meetings(a, b, opposite=False):
        if p.scale not in _LIKENESS and p.of & q.of and p.mine == q.mine and not _two_things(p, q):
            yield about


def _meetings(then: Claim, now: Claim, *, opposite: bool) -> Iterator[tuple[float, Predicate, Predicate]]:
    """Predicates on one scale, at its two ends or (not `opposite`) at the same, and how far they are about the same."""
    for p in then.predicates:
        for q in now.predicates:
            if _one_scale(p, q) and (p.sign != q.sign) == opposite and (about := _about_same(p, q)) > 0:
                yield about, p, q


def _one_scale(p: Predicate, q: Predicate) -> bool:
    """Words of approval and of quality meet where they are said of one and the same."""
    return p.scale == q.scale or (p.scale in _ESTEEM and q.scale in _ESTEEM and not p.of.isdisjoint(q.of))


def _two_things(p: Predicate, q: Predicate) -> bool:
    """Are they said of two things that only share a word: the harbour tunnel, the airport tunnel?"""
    a, b = p.of - {q.word}, q.of - {p.word}
    return bool(a - b) and bool(b - a)


def _about_same(p: Predicate, q: Predicate) -> float:
    a, b = p.args - {q.word}, q.args - {p.word}
    if not a and not b:
        return 0.7 if p.word == q.word else 0.0
    if not a or not b:
        return 0.3 if p.word == q.word else 0.0
    shared = len(a & b)
    return 0.5 * shared / min(len(a), len(b)) + 0.5 * shared / len(a | b)


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def _numbers_differ(then: Claim, now: Claim) -> bool:
    """Is one thing counted, and differently: by a quarter at least?"""
    for unit, value in then.numbers:
        others = [v for u, v in now.numbers if u == unit]
        if others and all(abs(v - value) > 0.25 * max(v, value) for v in others):
            return True
    return False
