"""When two names, two days or two kinds of occasion count as the same: the conventions of the record's measures."""

from __future__ import annotations

import re
from typing import Final

from onrecord import lexicon
from onrecord.periods import within

PRONOUNS: Final = lexicon.words("pronouns")

_IDLE: Final = lexicon.words("idle words")
_SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii"))
_WORD: Final = re.compile(r"[^\W_]+")
_POSSESSIVE: Final = re.compile(r"['’]s\b")
_SEVERAL: Final = " & "
_JOINED: Final = re.compile(r" & | and ")
_GROUPS: Final = lexicon.values("kinds of occasions")


def group(kind: str | None) -> str | None:
    """What a kind of occasion is measured as: meet, stage, interview or other."""
    return _GROUPS.get(kind or "")


def words(name: str | None) -> list[str]:
    """The words of a name that tell who it is."""
    return [w for w in _WORD.findall(_POSSESSIVE.sub("", (name or "").lower())) if w not in _IDLE]


def same(gold: str | None, predicted: str | None, *, person: bool) -> bool:
    """Do two names agree? Persons: the same family name and no clash of given names, one word only with one word;
    others: half of their words shared. No name agrees with no name."""
    if not gold or not predicted:
        return not gold and not predicted
    if _SEVERAL in gold:
        theirs = _JOINED.split(predicted)
        return any(same(g, p, person=person) for g in gold.split(_SEVERAL) for p in theirs)
    g, p = words(gold), words(predicted)
    if not g or not p:
        return g == p
    return _same_person(g, p) if person else len({*g} & {*p}) * 2 >= len({*g} | {*p})


def either(gold: str | None, predicted: str | None) -> bool:
    """Do two names agree as persons' or as others'?"""
    return same(gold, predicted, person=True) or same(gold, predicted, person=False)


def _same_person(g: list[str], p: list[str]) -> bool:
    if _SUFFIXES.intersection(g) != _SUFFIXES.intersection(p):
        return False
    g, p = [w for w in g if w not in _SUFFIXES], [w for w in p if w not in _SUFFIXES]
    if not g or not p or g[-1] != p[-1]:
        return False
    if len(g) == 1 or len(p) == 1:
        return len(g) == len(p)
    a, b = g[0], p[0]
    return a[0] == b[0] and (len(a) == 1 or len(b) == 1 or a.startswith(b) or b.startswith(a))


def same_day(gold: str, predicted: str) -> bool:
    """Is a predicted time the gold one, or within it?"""
    return gold == predicted or within(predicted, gold)
