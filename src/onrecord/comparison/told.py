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
_LEAD: Final = 30  # before words that tell a turn, where they may be made none
_SHARE: Final = 0.3  # of the words of the shorter content, how many both have where they are of one matter
_LITTLE: Final = 0.15  # and where the author sets one beside the other
_BEFORE: Final = 12  # code points before a cue in which "once" may stand
_SHORT: Final = 3  # letters of a word that tells of no matter
_ADMITS: Final = re.compile(
    r"\bI (?:never|did(?:n[’']t| not)|have(?:n[’']t| not| never)) (?:say|said|call\w*|promise\w*|suggest\w*)\b|"
    r"\bI was wrong\b|\bI(?:[’']ve| have)? changed my mind\b|\bI (?:made a mistake|regret|misspoke|apologi[sz]e)\b",
    re.IGNORECASE,
)
_TURN: Final = re.compile(rf"\b{lexicon.pattern('turning round')}\b", re.IGNORECASE)
_AWAY: Final = re.compile(rf"\b{lexicon.pattern('turning away')}\b", re.IGNORECASE)
_ONCE: Final = re.compile(rf"\b{lexicon.pattern('held before')}\b(?=\W+\w)(?!\W+(?:again|more)\b)", re.IGNORECASE)
_SINCE: Final = re.compile(rf"\b{lexicon.pattern('held since')}\b", re.IGNORECASE)
_WORDS: Final = rf"(?:\w+ ){{0,2}}{lexicon.pattern('what was held')}\b"
_BARE: Final = re.compile(rf"^\W*(?:his|her|its|their|the|that|those) {_WORDS}\W*$", re.IGNORECASE)
_OWN: Final = re.compile(rf"^\W*(?:his|her|its|their) {_WORDS}|\b(?:his|her|its|their) own\b", re.IGNORECASE)
_POINTS: Final = re.compile(r"^\W*(?:which|that|it|this|him|her|them|whom?|an? \w+)\W*$", re.IGNORECASE)
_NOT: Final = re.compile(  # that a turn did not come, or may come
    rf"(?:\b{lexicon.pattern('not turning')}|n[’']t)\W+(?:\w+\W+){{0,2}}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Told:
    """Two statements of one speaker, by their places among an article's, the author's words, and how sure it is."""

    then: int
    now: int
    words: Span
    sure: float


def told(text: str, said: Sequence[Statement]) -> list[Told]:
    """The turns that the author of an article tells of; each statement stands in one of them, the surest."""
    author = _Author(text, [p for s in said for p in s.content])
    reads = [_Read(author, n, s) for n, s in enumerate(said) if s.speaker.entity is not None and s.cue and s.content]
    kept, used = list[Told](), set[int]()
    for found in sorted(_pairs(reads), key=lambda t: (-t.sure, t.now, t.then)):
        if found.then not in used and found.now not in used:
            used |= {found.then, found.now}
            kept.append(found)
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
        self.author, self.place, self.said = author, place, s
        self.start = min(p.start for p in (*s.cue, *s.content))
        self.end = max(p.end for p in (*s.cue, *s.content))
        self.sentence = sentences(author.text, s.cue)
        cue = Span(min(p.start for p in s.cue), max(p.end for p in s.cue))
        lead = max(self.sentence.start, cue.start - _LEAD)
        self.turn = self._turn(Span(lead, cue.end))
        self.once = None if self.turn else author.finds(_ONCE, max(lead, cue.start - _BEFORE), cue.end + 1)
        self.since = author.finds(_SINCE, lead, cue.end)
        self.matter = {shifted(w) for w in tokens(s.text).words if w not in STOP and len(w) > _SHORT}
        self.parties = {p.entity for p in s.about if p.entity}

    def _turn(self, lead: Span) -> Span | None:
        """Where the words before a content tell that its speaker goes back on what he held, or its own that he does."""
        found = self.author.finds(_TURN, *lead)
        if found is None and _OWN.search(self.said.text):
            found = self.author.finds(_AWAY, *lead)
        if found is None:
            return self.said.content[0] if _ADMITS.search(self.said.text) else None
        before = max(self.sentence.start, found.start - _LEAD)
        return None if _NOT.search(self.author.text, before, found.start) else found

    def alike(self, other: _Read) -> float:
        """How far two statements are of one matter, 0 to 1."""
        least = min(len(self.matter), len(other.matter))
        share = len(self.matter & other.matter) / least if least else 0.0
        return max(share, 0.5 if self.parties & other.parties else 0.0)


def _pairs(reads: Sequence[_Read]) -> Iterator[Told]:
    for now in reads:
        for then in reads:
            if then is now or then.said.speaker.entity != now.said.speaker.entity or then.turn or now.once:
                continue
            near = max(then.start, now.start) - min(then.end, now.end) < _NEAR
            alike = then.alike(now)
            points = near and then.sentence == now.sentence and bool(_POINTS.search(then.said.text))
            if now.turn and then.once and (near or alike >= _SHARE):
                yield Told(then.place, now.place, now.turn, 0.9 + alike / 10)
            elif now.turn and (alike >= _SHARE or (_BARE.search(now.said.text) and near and then.start < now.start)):
                yield Told(then.place, now.place, now.turn, 0.75 + alike / 10)
            elif then.once and near and (alike >= _LITTLE or points) and (now.since or _between(then, now)):
                yield Told(then.place, now.place, then.once, 0.65 + alike / 10)


def _between(then: _Read, now: _Read) -> bool:
    """Does what stands between two statements set one against the other?"""
    first, second = sorted((then, now), key=lambda r: r.start)
    return first.end < second.start and first.author.finds(_SINCE, first.end, second.start) is not None
