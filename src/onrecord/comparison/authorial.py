"""What the author of an article says in words of his own beside the statements that he reports."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from onrecord import lexicon
from onrecord.comparison.context import sentences
from onrecord.comparison.tokens import STOP, shifted, tokens
from onrecord.model import Span, Statement, words_at

NEAR: Final = 500  # code points within which a statement that is set against another is looked for
LEAD: Final = 30  # before words that tell a turn, where they may be made none
_BEFORE: Final = 12  # code points before a cue in which "once" may stand
SHORT: Final = 3  # letters of a word that tells of no matter
_DENIES: Final = re.compile(
    r"\bI(?:[’']ve| have)? never (?:said|called|promised)\b|\bI (?:did|have)(?:n[’']t| not) sa(?:y|id)\b", re.IGNORECASE
)
_TOLD: Final = frozenset(shifted(w) for w in ("never", "said", "says", "call", "called", "promised"))  # no matter
_HELD: Final = lexicon.pattern("what was held")
_CHANGED: Final = lexicon.pattern("what one changes")
HIS: Final = r"(?:his|her|its|their)"
_OWNS_UP: Final = re.compile(  # of his own position, in his words or the author's
    rf"\b(?:my|^\W*(?:that )?(?:his|her)) (?:\w+ )?(?:{_HELD}|votes?)\b[^.;]*\b{lexicon.pattern('holding wrong')}\b|"
    rf"\b{lexicon.pattern('owning up')}\b|"
    rf"^\W*(?:that )?(?:he|she) (?:{lexicon.pattern('owning up to')}|"
    rf"(?:has |had )?{lexicon.pattern('changing')} (?:his|her) (?:\w+ )?{_CHANGED}|regret\w* \w+ing)\b",
    re.IGNORECASE,
)
TURN: Final = re.compile(
    rf"\b(?:{lexicon.pattern('turning round')}|{lexicon.pattern('changing')} {HIS} (?:[\w-]+ )?{_CHANGED}|"
    rf"{lexicon.pattern('dropping')} (?:{HIS} )?(?:[\w-]+ )?{_CHANGED})\b",
    re.IGNORECASE,
)
_AWAY: Final = re.compile(rf"\b{lexicon.pattern('turning away')}\b", re.IGNORECASE)
_ONCE: Final = re.compile(rf"\b{lexicon.pattern('held before')}\b(?=\W+\w)(?!\W+(?:again|more)\b)", re.IGNORECASE)
_AT_FIRST: Final = re.compile(rf"\b{lexicon.pattern('held at first')}\b", re.IGNORECASE)
_CONCEDED: Final = re.compile(r"\W*(?:even )?(?:although|though|while)\b[^,;]*$", re.IGNORECASE)
_FORCED: Final = re.compile(rf"\b{lexicon.pattern('forced')}\b[^.]*\bto\W*$", re.IGNORECASE)
SINCE: Final = re.compile(rf"\b{lexicon.pattern('held since')}\b", re.IGNORECASE)
WORDS: Final = rf"(?:\w+ ){{0,2}}{_HELD}\b"
_BARE: Final = re.compile(
    rf"^\W*(?:his|her|its|their|the|that|those) (?:\w+ ){{0,2}}{lexicon.pattern('what was said')}\W*$", re.IGNORECASE
)
_OWNED: Final = re.compile(rf"\b{HIS} {WORDS}", re.IGNORECASE)  # in a cue: "toned down his criticism of"
_OWN: Final = re.compile(
    rf"^\W*(?:{lexicon.pattern('some of')} of )?{HIS} {WORDS}|\b{HIS} {lexicon.pattern('earlier ones')}\b|"
    rf"\b(?:he|she|it|they)(?: had)? {lexicon.pattern('held before')}\b",
    re.IGNORECASE,
)
_NOT: Final = re.compile(  # that a turn did not come, or may come
    rf"(?:\b{lexicon.pattern('not turning')}|n[’']t)\W+(?:\w+\W+){{0,2}}$", re.IGNORECASE
)
_BLAMED: Final = re.compile(rf"\b{lexicon.pattern('blaming')}\b[^.,;]*$", re.IGNORECASE)
_MAY: Final = re.compile(rf"(?:\b{lexicon.pattern('not turning')}|n[’']t) (?:\w+ ){{0,2}}$", re.IGNORECASE)

_NAME: Final = re.compile(r"\b[A-Z][\w-]*")
_OPENS: Final = re.compile(rf"(?:{lexicon.pattern('function words', 'held since')}|\w+ly)\b", re.IGNORECASE)


class OwnWords:
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


class Retold:
    """A statement with what its author's words say of when it was held."""

    def __init__(self, author: OwnWords, place: int, s: Statement) -> None:
        self.author, self.place, self.said, self.speaker = author, place, s, s.speaker.entity
        self.named = (s.speaker.name or "").split()[-1:]
        self.source = words_at(author.text, s.source, " ").split()[-1:]
        self.start = min(p.start for p in (*s.cue, *s.content))
        self.end = max(p.end for p in (*s.cue, *s.content))
        self.sentence = sentences(author.text, s.cue)
        self.cue = words_at(author.text, s.cue, " ")
        self.cued = cue = Span(min(p.start for p in s.cue), max(p.end for p in s.cue))
        self.first = min([cue.start, *(p.start for p in s.source if cue.start - LEAD < p.end <= cue.start)])
        lead = max(self.sentence.start, cue.start - LEAD)
        away = author.finds(_AWAY, lead, cue.end)
        own = away is not None and (_OWN.search(s.text) or _OWNED.search(author.text, away.end, cue.end))
        conceded = _CONCEDED.match(author.text, self.sentence.start, cue.start)  # the sentence tells of what follows
        turn = self.came(author.finds(TURN, lead, self.end, before=cue.end) or (away if own else None))
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
        self.since = author.finds(SINCE, lead, cue.end)
        self.points = _BARE.search(s.text) is not None  # to what was told just before
        self.matter = {shifted(w) for w in tokens(s.text).words if w not in STOP and len(w) > SHORT} - _TOLD
        self.parties = {p.entity for p in s.about if p.entity}

    def came(self, turn: Span | None, start: int | None = None) -> Span | None:
        """A turn, but where its sentence says that it did not come, or may come."""
        if turn is None:
            return None
        first = self.sentence.start if start is None else start
        undone = _NOT.search(self.author.text, max(first, turn.start - LEAD), turn.start)
        return None if undone and not _FORCED.search(self.author.text, first, turn.start) else turn

    def tells(self, place: int) -> bool:
        """Is what stands at a place the author's own word, read as such or as the begin of what is only retold?"""
        first = self.said.content[0]
        lead = self.said.kind == "indirect" and first.start <= place < first.end < self.cued.start
        return lead or self.author.says(place)

    def near(self, other: Retold, most: int = NEAR) -> bool:
        """Do at most so many code points lie between two statements?"""
        return max(self.start, other.start) - min(self.end, other.end) < most

    def alike(self, other: Retold) -> float:
        """How many of the words of the shorter of two statements both have, 0 to 1."""
        least = min(len(self.matter), len(other.matter))
        return len(self.matter & other.matter) / least if least else 0.0


def is_blamed(said: Retold, words: Span) -> bool:
    """Is it somebody else who says of a speaker what words of his sentence tell?"""
    return _BLAMED.search(said.author.text, said.sentence.start, words.start) is not None


def may_be(said: Retold, words: Span) -> bool:
    """Is what words of a sentence tell only what did not come, or may come?"""
    return _MAY.search(said.author.text, said.sentence.start, words.start) is not None


def leads_to(said: Retold, words: Span) -> bool:
    """Are words told of the speaker of a statement: with its cue, or before it, where nobody else is named?"""
    if said.first <= words.start < said.cued.end:
        return True
    text, start = said.author.text, said.sentence.start
    if words.end > said.first or text.count(",", words.end, said.first) > 1:
        return False
    own = (said.said.speaker.name or "").split()
    named = (m for m in _NAME.finditer(text, start, words.start) if m[0] not in own)
    others = (m for m in named if not any(p.start <= m.start() < p.end for p in said.said.source))
    return all(m.start() == start and _OPENS.match(m[0]) for m in others)
