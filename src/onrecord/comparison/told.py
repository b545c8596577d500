"""Where the author of an article tells that somebody turned: "who once praised it", "backed away from his pledge".

Pure, and without a model: what counts are the author's own words beside the statements of one speaker. They say more
than two statements set side by side can, since whoever wrote them knew both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from onrecord import lexicon
from onrecord.comparison.context import sentences
from onrecord.comparison.genealogy import shifted
from onrecord.comparison.tokens import STOP, tokens
from onrecord.model import Span, Statement

_NEAR: Final = 500  # code points within which a statement that is set against another is looked for
_BESIDE: Final = 200  # and one that is set against it by words such as "but" alone
_ALONE: Final = 0.75  # how sure a turn is that one statement tells of
_LEAD: Final = 30  # before words that tell a turn, where they may be made none
_SHARE: Final = 0.3  # of the words of the shorter content, how many both have where they are of one matter
_LITTLE: Final = 0.15  # and where the author sets one beside the other
_BEFORE: Final = 12  # code points before a cue in which "once" may stand
_SHORT: Final = 3  # letters of a word that tells of no matter
_ADMITS: Final = re.compile(
    rf"\b(?:{lexicon.pattern('taking back')}|I(?:[’']ve| have)? changed my mind|"
    r"I (?:did|have)(?:n[’']t| not) sa(?:y|id))\b",
    re.IGNORECASE,
)
_TURN: Final = re.compile(rf"\b{lexicon.pattern('turning round')}\b", re.IGNORECASE)
_AWAY: Final = re.compile(rf"\b{lexicon.pattern('turning away')}\b", re.IGNORECASE)
_ONCE: Final = re.compile(rf"\b{lexicon.pattern('held before')}\b(?=\W+\w)(?!\W+(?:again|more)\b)", re.IGNORECASE)
_SINCE: Final = re.compile(rf"\b{lexicon.pattern('held since')}\b", re.IGNORECASE)
_WORDS: Final = rf"(?:\w+ ){{0,2}}{lexicon.pattern('what was held')}\b"
_BARE: Final = re.compile(rf"^\W*(?:his|her|its|their|the|that|those) {_WORDS}\W*$", re.IGNORECASE)
_ANYBODYS: Final = re.compile(rf"^\W*(?:the|that|those) {_WORDS}\W*$", re.IGNORECASE)
_OWN: Final = re.compile(rf"^\W*(?:his|her|its|their) {_WORDS}|\b(?:his|her|its|their) own\b", re.IGNORECASE)
_POINTS: Final = re.compile(r"^\W*(?:which|that|it|this|him|her|them|whom?|an? \w+)\W*$", re.IGNORECASE)
_NOT: Final = re.compile(  # that a turn did not come, or may come
    rf"(?:\b{lexicon.pattern('not turning')}|n[’']t)\W+(?:\w+\W+){{0,2}}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ToldTurn:
    """Two statements of one speaker, by their places among an article's, the author's words, and how sure it is.

    `then` and `now` are one where a statement tells of both ("backed away from a suggestion that …").
    """

    then: int
    now: int
    words: Span
    sure: float


def told(text: str, said: Sequence[Statement]) -> list[ToldTurn]:
    """The turns that the author of an article tells of; each statement stands in one of them, the surest."""
    author = _Author(text, [p for s in said for p in s.content])
    reads = [_Read(author, n, s) for n, s in enumerate(said) if s.speaker.entity is not None and s.cue and s.content]
    kept, used = list[ToldTurn](), set[int]()
    for found in sorted(_pairs(reads), key=lambda t: (-t.sure, t.now, t.then)):
        if found.then not in used and found.now not in used:
            used |= {found.then, found.now}
            kept.append(found)
    there = [r for r in reads if r.place in used]
    for r in sorted(reads, key=lambda r: not r.takes_back):
        if (
            r.turns
            and not _ANYBODYS.search(r.said.text)
            and not any(r.speaker == other.speaker and r.near(other) for other in there)
        ):
            there.append(r)
            kept.append(ToldTurn(r.place, r.place, r.turns, _ALONE))
    return sorted(kept, key=lambda t: t.now)


class _Author:
    """An article's text where it is its author's: outside of what it hands on."""

    def __init__(self, text: str, contents: Sequence[Span]) -> None:
        self.text = text
        self._contents = sorted(contents)

    def finds(self, pattern: re.Pattern[str], start: int, end: int) -> Span | None:
        """Where a pattern matches first in a stretch, in the author's own words."""
        for match in pattern.finditer(self.text, start, end):
            if not any(c.start <= match.start() < c.end for c in self._contents):
                return Span(*match.span())
        return None


class _Read:
    """A statement with what its author's words say of when it was held."""

    def __init__(self, author: _Author, place: int, s: Statement) -> None:
        self.author, self.place, self.said, self.speaker = author, place, s, s.speaker.entity
        self.start = min(p.start for p in (*s.cue, *s.content))
        self.end = max(p.end for p in (*s.cue, *s.content))
        self.sentence = sentences(author.text, s.cue)
        cue = Span(min(p.start for p in s.cue), max(p.end for p in s.cue))
        lead = max(self.sentence.start, cue.start - _LEAD)
        away = author.finds(_AWAY, lead, cue.end)
        turn = self._came(author.finds(_TURN, lead, cue.end) or (away if _OWN.search(s.text) else None))
        # What stands before the source is of somebody else.
        self.turns = None if turn and any(turn.end <= p.start < cue.start for p in s.source) else turn
        self.takes_back = self.turns is not None and self.turns.start >= cue.start
        self.admits = s.content[0] if not self.turns and not away and _ADMITS.search(s.text) else None
        self.held = not (self.turns or self.admits or away)
        self.once = author.finds(_ONCE, max(lead, cue.start - _BEFORE), cue.end + 1) if self.held else None
        self.since = author.finds(_SINCE, lead, cue.end)
        self.matter = {shifted(w) for w in tokens(s.text).words if w not in STOP and len(w) > _SHORT}
        self.parties = {p.entity for p in s.about if p.entity}

    def _came(self, turn: Span | None) -> Span | None:
        """A turn, but where its sentence says that it did not come, or may come."""
        if turn is None:
            return None
        before = max(self.sentence.start, turn.start - _LEAD)
        return None if _NOT.search(self.author.text, before, turn.start) else turn

    def near(self, other: _Read, most: int = _NEAR) -> bool:
        """Do at most so many code points lie between two statements?"""
        return max(self.start, other.start) - min(self.end, other.end) < most

    def alike(self, other: _Read) -> float:
        """How many of the words of the shorter of two statements both have, 0 to 1."""
        least = min(len(self.matter), len(other.matter))
        return len(self.matter & other.matter) / least if least else 0.0


def _pairs(reads: Sequence[_Read]) -> Iterator[ToldTurn]:
    for now in reads:
        turn = now.turns or now.admits
        for then in reads:
            if then is now or then.speaker != now.speaker or not then.held or now.once:
                continue
            if not turn and not then.once:
                continue  # nearly all: an article of a thousand statements has a million pairs
            alike = then.alike(now)
            one = alike >= _SHARE or bool(then.parties & now.parties)
            if turn and then.once and (one or then.near(now)):
                yield ToldTurn(then.place, now.place, turn, 0.9 + alike / 10)
            elif (now.takes_back or now.admits) and turn and (alike >= _SHARE or _points_to(now, then)):
                yield ToldTurn(then.place, now.place, turn, 0.75 + alike / 10)
            elif then.once and then.near(now, _BESIDE) and _beside(then, now, one or alike >= _LITTLE):
                yield ToldTurn(then.place, now.place, then.once, 0.65 + alike / 10)


def _points_to(now: _Read, then: _Read) -> bool:
    """Is what somebody takes back only named ("walked back his comments"), and just told?"""
    return bool(now.turns and _BARE.search(now.said.text)) and then.start < now.start and then.near(now)


def _beside(then: _Read, now: _Read, one: bool) -> bool:
    """Does the author set against what was held before what is held since, of one matter?"""
    points = then.sentence == now.sentence and bool(_POINTS.search(then.said.text))
    first, second = sorted((then, now), key=lambda r: r.start)
    between = first.end < second.start and now.author.finds(_SINCE, first.end, second.start) is not None
    return (one or points) and (now.since is not None or between)
