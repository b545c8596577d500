"""Does a statement on record bear out what somebody is said to have said, or say the contrary?

Told only of plain assertions of one holder, with the certainty that shifts ask for; of most pairs nothing can be told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final, Literal

from onrecord import lexicon
from onrecord.comparison.assertions import WORDS_ALONE, Taken
from onrecord.comparison.contradiction import Side, asserted_alike, asserted_opposite, features, opposed, plain
from onrecord.comparison.shifts import LIKE, SURE

Bearing = Literal["agrees", "contradicts"]

_ABOUT: Final = 0.6  # how far their predicates are about the same
# How likely any two statements of a speaker are to oppose each other where these, set beside each other, are taken to.
_OPPOSED_FROM: Final = 0.1
_OPPOSED: Final = slice(2, 5)  # of `contradiction.NAMES`: what speaks against their agreeing
_NUMBERS, _NAMES = 6, 7
_BY_WORDS: Final = 0.6  # what a position counts here that words alone tell: enough against a report, if not for a turn
_STEM: Final = 4  # letters by which a word of the cue is known
# Cues after which the content is what was asserted; after others it may be what they speak of.
_PLAIN_CUE: Final = re.compile(rf"\b{lexicon.pattern('asserting')}\b(?! to\b)", re.IGNORECASE)
# The first debate is not the second, nor the budget of 2015 that of 2016.
_WHICH: Final = re.compile(rf"\b(?:{lexicon.pattern('which of several')}|(?:19|20)\d\d)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Standing:
    """A statement, its cue, and the positions that it takes, each with by what its target is known in both texts."""

    side: Side
    positions: tuple[tuple[str, Taken], ...]
    cue: str = ""


def bearing(reported: Standing, recorded: Standing, cosine: float) -> Bearing | None:
    """What a statement on record says of a reported one of the same speaker; None where it only comes near to it, or
    where the one is a question, a condition, a joke or somebody else's words.

    `cosine` is that of the vectors of their contents.
    """
    a, b = _told(reported), _told(recorded)
    if not (plain(a.claim) and plain(b.claim)) or _others_of_a_kind(a.text, b.text):
        return None
    common, met = _agree(a, b, cosine), _met(reported, recorded)
    against = any(p * q < 0 and min(abs(p), abs(q)) >= SURE for p, q in met)
    against = against or _contradict(a, b, cosine, met)
    if against and not common:
        return "contradicts"
    if common and not against and not any(p * q < 0 for p, q in met):
        return "agrees"
    return None


def _value(taken: Taken) -> float:
    """A position as it counts here."""
    alone = abs(taken.value) == WORDS_ALONE
    return _BY_WORDS * (1 if taken.value > 0 else -1) if alone else taken.value


def _told(standing: Standing) -> Side:
    """The side with what it tells for sure: after "voiced displeasure with" only what the cue itself says, since a
    plan that it names is not the speaker's."""
    side, cue = replace(standing.side, cue=standing.cue), standing.cue.lower()
    if not cue or _PLAIN_CUE.search(cue) or side.text.startswith("to "):
        return side
    own = tuple(p for p in side.claim.predicates if any(word.startswith(p.word[:_STEM]) for word in cue.split()))
    return replace(side, claim=replace(side.claim, predicates=own))


def _met(reported: Standing, recorded: Standing) -> list[tuple[float, float]]:
    """How both stand to each target that both have."""
    pairs = product(reported.positions, recorded.positions)
    return [(_value(p), _value(q)) for (mine, p), (theirs, q) in pairs if mine == theirs]


def _contradict(a: Side, b: Side, cosine: float, met: Sequence[tuple[float, float]]) -> bool:
    """Do both hold opposite things of one and the same, and is it likely enough that they oppose each other?"""
    return cosine >= LIKE and asserted_opposite(a.claim, b.claim) and opposed(a, b, cosine, met) >= _OPPOSED_FROM


def _agree(a: Side, b: Side, cosine: float) -> bool:
    """Do both assert something of one and the same, and no word, number or name speaks against it?"""
    if cosine < LIKE:
        return False
    found = features(a.claim, b.claim, cosine)
    if any(found[_OPPOSED]) or found[_NUMBERS] or found[_NAMES] == 1:
        return False
    return any(about >= _ABOUT for about in asserted_alike(a.claim, b.claim))


def _others_of_a_kind(a: str, b: str) -> bool:
    which = [{word.lower() for word in _WHICH.findall(text)} for text in (a, b)]
    return bool(which[0] and which[1]) and which[0].isdisjoint(which[1])
