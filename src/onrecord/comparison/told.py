"""Where the author of an article tells that somebody turned: "who once praised it", "backed away from his pledge".

Pure, and without a model: what counts are the author's own words beside the statements of one speaker. They say more
than two statements set side by side can, since whoever wrote them knew both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from onrecord import lexicon
from onrecord.comparison.context import sentences
from onrecord.comparison.genealogy import shifted
from onrecord.comparison.tokens import STOP, tokens
from onrecord.model import Span, Statement, words_at

_NEAR: Final = 500  # code points within which a statement that is set against another is looked for
_BESIDE: Final = 200  # and one that is set against it by words such as "but" alone
_ALONE: Final = 0.85  # how sure a turn is that one statement tells of
_LEAD: Final = 30  # before words that tell a turn, where they may be made none
_SHARE: Final = 0.3  # of the words of the shorter content, how many both have where they are of one matter
_LITTLE: Final = 0.15  # and where the author sets one beside the other
_BEFORE: Final = 12  # code points before a cue in which "once" may stand
_SHORT: Final = 3  # letters of a word that tells of no matter
_DENIES: Final = re.compile(
    r"\bI(?:[’']ve| have)? never (?:said|called|promised)\b|\bI (?:did|have)(?:n[’']t| not) sa(?:y|id)\b", re.IGNORECASE
)
_TOLD: Final = frozenset(shifted(w) for w in ("never", "said", "says", "call", "called", "promised"))  # no matter
_HELD: Final = lexicon.pattern("what was held")
_CHANGED: Final = lexicon.pattern("what one changes")
_HIS: Final = r"(?:his|her|its|their)"
_OWNS_UP: Final = re.compile(  # of his own position, in his words or the author's
    rf"\b(?:my|^\W*(?:that )?(?:his|her)) (?:\w+ )?(?:{_HELD}|votes?)\b[^.;]*\b{lexicon.pattern('holding wrong')}\b|"
    rf"\b{lexicon.pattern('owning up')}\b|"
    rf"^\W*(?:that )?(?:he|she) (?:{lexicon.pattern('owning up to')}|"
    rf"(?:has |had )?{lexicon.pattern('changing')} (?:his|her) (?:\w+ )?{_CHANGED}|regret\w* \w+ing)\b",
    re.IGNORECASE,
)
_TURN: Final = re.compile(
    rf"\b(?:{lexicon.pattern('turning round')}|{lexicon.pattern('changing')} {_HIS} (?:[\w-]+ )?{_CHANGED}|"
    rf"{lexicon.pattern('dropping')} (?:{_HIS} )?(?:[\w-]+ )?{_CHANGED})\b",
    re.IGNORECASE,
)
_AWAY: Final = re.compile(rf"\b{lexicon.pattern('turning away')}\b", re.IGNORECASE)
_ONCE: Final = re.compile(rf"\b{lexicon.pattern('held before')}\b(?=\W+\w)(?!\W+(?:again|more)\b)", re.IGNORECASE)
_AT_FIRST: Final = re.compile(rf"\b{lexicon.pattern('held at first')}\b", re.IGNORECASE)
_CONCEDED: Final = re.compile(r"\W*(?:even )?(?:although|though|while)\b[^,;]*$", re.IGNORECASE)
_FORCED: Final = re.compile(rf"\b{lexicon.pattern('forced')}\b[^.]*\bto\W*$", re.IGNORECASE)
_SINCE: Final = re.compile(rf"\b{lexicon.pattern('held since')}\b", re.IGNORECASE)
_WORDS: Final = rf"(?:\w+ ){{0,2}}{_HELD}\b"
_BARE: Final = re.compile(
    rf"^\W*(?:his|her|its|their|the|that|those) (?:\w+ ){{0,2}}{lexicon.pattern('what was said')}\W*$", re.IGNORECASE
)
_OWNED: Final = re.compile(rf"\b{_HIS} {_WORDS}", re.IGNORECASE)  # in a cue: "toned down his criticism of"
_ANYBODYS: Final = re.compile(rf"^\W*(?:the|that|those) {_WORDS}\W*$", re.IGNORECASE)
_OWN: Final = re.compile(
    rf"^\W*(?:{lexicon.pattern('some of')} of )?{_HIS} {_WORDS}|\b{_HIS} {lexicon.pattern('earlier ones')}\b|"
    rf"\b(?:he|she|it|they)(?: had)? {lexicon.pattern('held before')}\b",
    re.IGNORECASE,
)
_POINTS: Final = re.compile(r"^\W*(?:which|that|it|this|him|her|them|whom?|an? \w+)\W*$", re.IGNORECASE)
_SUBJECT: Final = re.compile(rf"(\w+)(?:[’'](?:s|ve|d))?(?: {lexicon.pattern('before a turn')})*\s*$", re.IGNORECASE)
_NOT: Final = re.compile(  # that a turn did not come, or may come
    rf"(?:\b{lexicon.pattern('not turning')}|n[’']t)\W+(?:\w+\W+){{0,2}}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ToldTurn:
    """Two statements of one speaker, by their places among an article's, the author's words, and how sure it is.

    `then` and `now` are one where a statement tells of both ("backed away from a suggestion that …"); `admitted` is
    what the speaker tells himself.
    """

    then: int
    now: int
    words: Span
    sure: float
    admitted: bool = False


def told(text: str, said: Sequence[Statement]) -> list[ToldTurn]:
    """The turns that the author of an article tells of; each statement stands in one of them, the surest."""
    author = _Author(text, [p for s in said for p in s.content], [p for s in said for p in s.cue])
    reads = [_Read(author, n, s) for n, s in enumerate(said) if s.speaker.entity is not None and s.cue and s.content]
    kept, used = list[ToldTurn](), set[int]()
    for found in sorted((*_pairs(reads), *_between(reads), *_partly(reads)), key=lambda t: (-t.sure, t.now, t.then)):
        if found.then not in used and found.now not in used:
            used |= {found.then, found.now}
            kept.append(found)
    there = [r for r in reads if r.place in used]
    for r in sorted(reads, key=lambda r: not r.takes_back):
        if (
            (turn := r.turns or r.owns_up)
            and not _ANYBODYS.search(r.said.text)
            and not any(r.speaker == other.speaker and r.near(other) for other in there)
        ):
            there.append(r)
            kept.append(ToldTurn(r.place, r.place, turn, _ALONE, admitted=r.turns is None))
    return sorted(kept, key=lambda t: t.now)


class _Author:
    """An article's text where it is its author's: outside of what it hands on."""

    def __init__(self, text: str, contents: Sequence[Span], cues: Sequence[Span]) -> None:
        self.text, self.cues = text, cues
        self._contents = sorted(contents)

    def finds(self, pattern: re.Pattern[str], start: int, end: int, before: int | None = None) -> Span | None:
        """Where a pattern matches first in a stretch, in the author's own words; it begins `before` a place."""
        found = (Span(*match.span()) for match in pattern.finditer(self.text, start, end))
        return next((m for m in found if (before is None or m.start < before) and self.says(m.start)), None)

    def says(self, place: int) -> bool:
        """Is what stands at a place the author's own word?"""
        n = bisect_right(self._contents, place, key=lambda c: c.start)
        return not any(c.start <= place < c.end for c in self._contents[:n])


class _Read:
    """A statement with what its author's words say of when it was held."""

    def __init__(self, author: _Author, place: int, s: Statement) -> None:
        self.author, self.place, self.said, self.speaker = author, place, s, s.speaker.entity
        self.named = (s.speaker.name or "").split()[-1:]
        self.source = words_at(author.text, s.source, " ").split()[-1:]
        self.start = min(p.start for p in (*s.cue, *s.content))
        self.end = max(p.end for p in (*s.cue, *s.content))
        self.sentence = sentences(author.text, s.cue)
        cue = Span(min(p.start for p in s.cue), max(p.end for p in s.cue))
        lead = max(self.sentence.start, cue.start - _LEAD)
        away = author.finds(_AWAY, lead, cue.end)
        own = away is not None and (_OWN.search(s.text) or _OWNED.search(author.text, away.end, cue.end))
        conceded = _CONCEDED.match(author.text, self.sentence.start, cue.start)  # the sentence tells of what follows
        turn = self.came(author.finds(_TURN, lead, self.end, before=cue.end) or (away if own else None))
        if turn and (
            any(turn.end <= p.start < cue.start for p in s.source)  # what stands before the source is of somebody else
            or author.finds(_ONCE, turn.end, cue.end + 1)  # "a reversal for Vane, who had previously …"
            or conceded
            or any(c.start <= turn.start < c.end for c in author.cues if c not in s.cue)  # "walked back it and said"
        ):
            turn = None
        self.turns = turn
        self.takes_back = self.turns is not None and self.turns.start >= cue.start
        self.denies = s.content[0] if not self.turns and not away and _DENIES.search(s.text) else None
        owns_up = not self.turns and not conceded and s.polarity != "denied" and _OWNS_UP.search(s.text)
        self.owns_up = s.content[0] if owns_up else None
        self.held = not (self.turns or self.denies or self.owns_up or away)
        self.once = author.finds(_ONCE, max(lead, cue.start - _BEFORE), cue.end + 1) if self.held else None
        self.at_first = bool(self.once and _AT_FIRST.fullmatch(author.text, *self.once))
        self.since = author.finds(_SINCE, lead, cue.end)
        self.points = _BARE.search(s.text) is not None  # to what was told just before
        self.matter = {shifted(w) for w in tokens(s.text).words if w not in STOP and len(w) > _SHORT} - _TOLD
        self.parties = {p.entity for p in s.about if p.entity}

    def came(self, turn: Span | None, start: int | None = None) -> Span | None:
        """A turn, but where its sentence says that it did not come, or may come."""
        if turn is None:
            return None
        first = self.sentence.start if start is None else start
        undone = _NOT.search(self.author.text, max(first, turn.start - _LEAD), turn.start)
        return None if undone and not _FORCED.search(self.author.text, first, turn.start) else turn

    def near(self, other: _Read, most: int = _NEAR) -> bool:
        """Do at most so many code points lie between two statements?"""
        return max(self.start, other.start) - min(self.end, other.end) < most

    def alike(self, other: _Read) -> float:
        """How many of the words of the shorter of two statements both have, 0 to 1."""
        least = min(len(self.matter), len(other.matter))
        return len(self.matter & other.matter) / least if least else 0.0


def _pairs(reads: Sequence[_Read]) -> Iterator[ToldTurn]:
    for now in reads:
        turn = now.turns or now.denies
        for then in reads:
            if then is now or then.speaker != now.speaker or not then.held or now.once:
                continue
            if not turn and not then.once:
                continue  # nearly all: an article of a thousand statements has a million pairs
            alike = then.alike(now)
            one = alike >= _SHARE or bool(then.parties & now.parties)
            if turn and then.once and (one or then.near(now)) and not now.points:
                yield ToldTurn(then.place, now.place, turn, 0.95 + alike / 20)
            elif turn and _taken_back(then, now, alike):
                near = 0.0 if alike >= _SHARE else 0.02 * (1 - (now.start - then.end) / _NEAR)  # the last is pointed to
                yield ToldTurn(then.place, now.place, turn, 0.83 + alike / 10 + near, admitted=now.turns is None)
            elif then.once and then.near(now, _BESIDE) and _beside(then, now, one or alike >= _LITTLE):
                yield ToldTurn(then.place, now.place, then.once, 0.75 + alike / 10)


def _between(reads: Sequence[_Read]) -> Iterator[ToldTurn]:
    """What one speaker said before and after a sentence of the author's that tells of his turn ("he has changed his
    mind"), where that is no part of a statement."""
    for then, now in pairwise(sorted(reads, key=lambda r: r.start)):
        if then.speaker != now.speaker or not (then.held and now.held) or now.start - then.end > _NEAR:
            continue
        turn = then.author.finds(_TURN, then.end, now.start)
        if turn and then.came(turn, then.end) and _does(then, now, then.author.text[then.end : turn.start]):
            yield ToldTurn(then.place, now.place, turn, 0.8)


def _partly(reads: Sequence[_Read]) -> Iterator[ToldTurn]:
    """What one speaker said before, where its sentence begins with the author's word of a turn ("a reversal for the
    senator, who had pledged …"), and what he said just before that or after."""
    for then in reads:
        start = then.sentence.start
        turn = then.author.finds(_TURN, start, min(then.start, start + _BESIDE)) if then.once else None
        if turn is None or then.came(turn) is None:
            continue
        others = [r for r in reads if r.speaker == then.speaker and r.held and not r.once and r.near(then, _BESIDE)]
        for now in sorted((r for r in others if r.start != then.start), key=lambda r: r.start > then.start)[:1]:
            yield ToldTurn(then.place, now.place, turn, 0.82)


def _does(then: _Read, now: _Read, lead: str) -> bool:
    """Do the words that lead up to a turn name the speaker of both statements as who turned?"""
    subject = _SUBJECT.search(lead)
    names = {w.lower() for r in (then, now) for w in (*r.named, *r.source) if len(w) > _SHORT}
    return bool(subject and (subject[1].lower() in ("he", "she", "they") or subject[1].lower() in names))


def _taken_back(then: _Read, now: _Read, alike: float) -> bool:
    """Does a statement take back another, which the author has told before?"""
    if not (now.takes_back or now.denies):
        return False
    if _points_to(now, then):
        return True
    return alike >= _SHARE and len(then.matter & now.matter) > 1 and (then.start < now.start or bool(now.denies))


def _points_to(now: _Read, then: _Read) -> bool:
    """Is what somebody takes back only named ("walked back his comments"), and just told?"""
    return bool(now.turns and now.points) and then.start < now.start and then.near(now)


def _beside(then: _Read, now: _Read, one: bool) -> bool:
    """Does the author set against what was held before what is held since, of one matter?"""
    points = then.sentence == now.sentence and bool(_POINTS.search(then.said.text))
    first, second = sorted((then, now), key=lambda r: r.start)
    between = first.end < second.start and now.author.finds(_SINCE, first.end, second.start) is not None
    if between and first is then and then.sentence == now.sentence and then.at_first:
        return True  # "he initially defended it, but later said …" needs no word in common
    return (one or points) and (now.since is not None or between)
