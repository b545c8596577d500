"""Do two statements of one holder oppose each other? A logistic regression over what their claims say of the same, how
they are told, and how both stand to whom they speak of.

`training/contradiction` fits the weights, which `models/pairs-en-1` has; `tests/data/shifts/pairs.txt` are other pairs,
to measure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onrecord import lexicon
from onrecord.comparison.claims import Claim, Predicate
from onrecord.model import Kind

Floats = NDArray[np.float32]

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
EVIDENCE: Final = (
    "always",
    *NAMES,
    "cosine squared",
    "asserted alike",
    "one negated",
    "sides opposed",
    "sides alike",
    "attitudes opposed",
    "attitudes alike",
    "target shared",
    "then told as past",
    "told apart in one article",
    "then told as a turn",
    "now told as a turn",
    "few words",
    "few words, cosine",
)
MODEL: Final = "pairs-en-1"
_FEW: Final = 6  # words of a content that says little more than whom or what its cue is about
_SAME_NUMBER: Final = 0.8  # as much as a number in common says for agreement
_ESTEEM: Final = frozenset(("approval", "quality"))
# Scales of what one holds or wants; on the others things merely happen to differ.
_OPINION: Final = frozenset(("approval", "quality", "permission", "keeping", "amount", "pardon", "chance", "help"))
_LIKENESS: Final = frozenset(("speed", "fullness", "life", "wealth"))  # what things are alike in, and nobody holds
_PAST: Final = re.compile(rf"\b{lexicon.pattern('held before')}\b", re.IGNORECASE)
_TURN: Final = re.compile(rf"\b{lexicon.pattern('turn in a cue')}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """A statement as one side of a comparison.

    `day` is the first on which it can have been said, `said_on` the period (ISO 8601); `dated` tells whether the text
    says so (else it is the article's day). `earlier` are the author's words that place it in the past, `drawn` whether
    the author speaks of a turn near it, `cue` the words by which it is said, `teller` who tells of it, if it is not the
    author but another whose words he reports.
    """

    article: str
    text: str
    kind: Kind
    claim: Claim
    confidence: float
    day: date | None
    dated: bool
    earlier: str | None
    drawn: bool
    cue: str = ""
    said_on: str | None = None
    teller: str | None = None


def opposed(then: Side, now: Side, cosine: float, stands: Sequence[tuple[float, float]]) -> float:
    """How likely two statements of one holder oppose each other: not at all where one is a condition, a question, a
    joke or other people's words, which assert nothing that could be contradicted.

    `cosine` is that of the vectors of their contents, `stands` how then and now stand to each target that both have.
    """
    from onrecord.extraction.stance.weighing import likely  # with it come libraries that a question does not need

    if not (plain(then.claim) and plain(now.claim)):
        return 0.0
    return float(likely(evidence(then, now, cosine, stands), _weights())[0])


def evidence(then: Side, now: Side, cosine: float, stands: Sequence[tuple[float, float]]) -> Floats:
    """The values of `EVIDENCE`, each about 0 to 1."""
    a, b = then.claim, now.claim
    sides = _side(a) * _side(b)
    past = float(bool(then.earlier or _PAST.search(then.cue)))
    few = float(max(len(then.text.split()), len(now.text.split())) <= _FEW)
    return np.array(
        [
            1.0,
            *features(a, b, cosine),
            cosine * cosine,
            max(asserted_alike(a, b), default=0.0),
            cosine * (a.negated != b.negated),
            cosine * (sides < 0),
            cosine * (sides > 0),
            max((min(abs(p), abs(q)) for p, q in stands if p * q < 0), default=0.0),
            max((min(abs(p), abs(q)) for p, q in stands if p * q > 0), default=0.0),
            float(bool(stands)),
            past,
            past * (then.article == now.article),
            float(bool(_TURN.search(then.cue))),
            float(bool(_TURN.search(now.cue))),
            few,
            few * cosine,
        ],
        np.float32,
    )


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


def asserted_opposite(a: Claim, b: Claim) -> bool:
    """Do both holders hold or do opposite things of one and the same?"""
    return any(
        (p.scale in _OPINION or p.word == q.word) and p.mine and q.mine and p.of & q.of and not _two_things(p, q)
        for _, p, q in _meetings(a, b, opposite=True)
    )


def _side(claim: Claim) -> int:
    """Whether the holder's own words of approval or quality are for or against (1, -1), whatever it is; 0: neither."""
    sides = sum(p.sign for p in claim.predicates if p.scale in _ESTEEM and p.mine)
    return (sides > 0) - (sides < 0)


@cache
def _weights() -> Floats:
    config = json.loads((files("onrecord") / "models" / MODEL / "config.json").read_text(encoding="utf-8"))
    return np.array([config["weights"][name] for name in EVIDENCE], np.float32)


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
