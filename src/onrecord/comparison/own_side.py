"""Where the author of an article tells that somebody does not say what his own side says: his party, his government,
his campaign, or those who lead it.

Whose side it is tells the author ("her party", "fellow Democrats", "broke ranks"); where he only names it ("the White
House", "most Republicans"), it has to be known who belongs to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from onrecord import lexicon
from onrecord.comparison.authorial import HIS, Retold, is_blamed, leads_to, may_be
from onrecord.model import Span

_SIDES: Final = lexicon.values("sides")
_SIDE: Final = lexicon.pattern("sides")
_MANY: Final = rf"(?:{lexicon.pattern('how many of a side')} )*"
_GOES_ON: Final = rf"(?:{lexicon.pattern('function words')}|\w+ing)"  # after a side; "GOP voters" are none
_AGAINST: Final = re.compile(
    rf"\b(?:{lexicon.pattern('breaking with')} {_MANY}"
    rf"(?:(?P<own>{HIS} (?!former)(?:[\w’'-]+ ){{0,3}}?{lexicon.pattern('own side')}|(?<=fellow ){_SIDE}|"
    rf"(?:the )?party(?:[’']s)? {lexicon.pattern('voices of a side')})|"
    rf"(?:the )?(?:(?!former|past)\w+ )?(?P<named>{_SIDE})\b(?:[’']s?)?"
    rf"(?: {lexicon.pattern('voices of a side')}\b|(?! [a-z]{{4,}})|(?= {_GOES_ON}\b)))|"
    rf"(?P<ranks>{lexicon.pattern('breaking ranks')})\b)",
    re.IGNORECASE,
)
_PUTS: Final = re.compile(rf"^\W*(?:(?:{lexicon.pattern('putting at odds')}|\w+ly)\W+){{0,6}}$", re.IGNORECASE)
_HABIT: Final = re.compile(r"\b(?:often|sometimes|frequently|repeatedly|regularly|long|usually|never) $", re.IGNORECASE)
_FREELY: Final = re.compile(
    r"\b(?:no (?:trouble|qualms|problem|hesitation)|not (?:afraid|shy|above))\b[^.,;]*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Against:
    """The author's words, and the side as the lexicon calls it; none where he tells that it is the speaker's own."""

    words: Span
    named: str | None


def against(said: Retold) -> Against | None:
    """How the author tells that a statement is against what its speaker's own, or a named, side says."""
    text = said.author.text
    end = max(said.sentence.end, said.end)
    for match in _AGAINST.finditer(text, said.sentence.start, end):
        words = Span(*match.span())
        if said.tells(words.start) and _of(said, words) and _is_so(said, words):
            return Against(words, None if match["own"] or match["ranks"] else _side(match["named"]))
    return None


def _is_so(said: Retold, words: Span) -> bool:
    """Does the author say so himself, and that it is so: "had no trouble breaking with", not "did not break with"?"""
    freely = _FREELY.search(said.author.text, said.sentence.start, words.start)
    if is_blamed(said, words) or _HABIT.search(said.author.text, said.sentence.start, words.start):
        return False
    return (freely is not None) or not may_be(said, words)


def speaks_for(said: Retold, named: str | None) -> bool:
    """Is it a side itself that says something: "the White House said", or "the party", where none is named?"""
    name = (said.said.speaker.name or "").lower()
    if named is None:
        return re.search(rf"\b{lexicon.pattern('own side')}$", name) is not None
    return any(re.search(rf"\b{re.escape(word)}\b", name) for word, side in _SIDES.items() if side == named)


def _of(said: Retold, words: Span) -> bool:
    """Are words told of the speaker of a statement: by its cue, before it, of its source, or of all of it after it?"""
    after = said.author.text[said.end : words.start] if words.start >= said.end else None
    return leads_to(said, words) or (after is not None and _PUTS.match(after) is not None)


def _side(named: str) -> str:
    return _SIDES[" ".join(named.lower().split())]
