"""Which names a user means by a name: whole words and parts of a name, never a piece of a word.

Who is who across articles is for `people` to judge. Here a name is looked up as it was printed or resolved: `Donald
Trump` finds Donald J. Trump and not Donald Trump Jr., `Trump` finds all of that family name, and both leave the Trump
campaign alone.
"""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord.people.names import agree, fold, parse, same_family

_ARTICLE = re.compile(r"(?:the|an?)\s+")
_NUMBER = re.compile(r",? I[IV]I?$")
SEVERAL = " & "


def each(name: str) -> list[str]:
    """The names in a speaker's name: `Edda Quill & Osric Vane` are two."""
    return [part.strip() for part in name.split(SEVERAL) if part.strip()]


@lru_cache(maxsize=16384)
def key(name: str, type: str) -> str:
    """What all queries that may mean this name have in common: a person's family name, else the whole name."""
    person = parse(name) if type == "person" else None
    return _family(person.family) if person else _whole(name)


def keys(query: str) -> set[str]:
    """The keys under which the names that a query may mean are found."""
    return {key(query, "person"), key(query, "other")}


@lru_cache(maxsize=16384)
def means(query: str, name: str, type: str) -> bool:
    """Does a query mean this name? Case, accents, titles and initials in the middle do not matter.

    A query with a given name does not mean a name without one: `Trump` alone may be another of the family.
    """
    if _whole(query) == _whole(name):
        return True
    if type != "person":
        return False
    asked, printed = parse(query), parse(name)
    if asked is None or printed is None:
        return False
    if _whole(query) == fold(printed.family):  # `von der Leyen`, in which `von` could be a given name
        return True
    if printed.is_single and not asked.is_single:
        return False
    return same_family(asked.family, printed.family) and agree(asked, printed)


def same_speaker(a: str, b: str, type: str) -> bool:
    """May one speaker's name mean another's, of that type? Of several in one name any will do.

    A number behind a name may be left out (Charles Elliott III), but a son is not his father (Jr.).
    """
    pairs = ((_NUMBER.sub("", mine), _NUMBER.sub("", theirs)) for mine in each(a) for theirs in each(b))
    return any(means(mine, theirs, type) or means(theirs, mine, "person") for mine, theirs in pairs)


def may_be(a: str, b: str, type: str) -> bool:
    """Are two names not plainly of two? Fewer given names may be those of one (Antonia Vargas, Jose Antonia Vargas)."""
    if same_speaker(a, b, type):
        return True
    mine, theirs = parse(a), parse(b)
    if type != "person" or mine is None or theirs is None or mine.suffix != theirs.suffix:
        return False
    fewer, more = sorted(({fold(g) for g in name.given} for name in (mine, theirs)), key=len)
    return bool(fewer) and fewer <= more and same_family(mine.family, theirs.family)


def _family(family: str) -> str:
    return (fold(family).split() or [""])[-1]


def _whole(name: str) -> str:
    words = " ".join(fold(name).split())
    return _ARTICLE.sub("", words, count=1) if _ARTICLE.match(words) else words
