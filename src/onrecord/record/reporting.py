"""What a draft reports in its own words, beside what its speaker has said that is nearest to it: does that agree?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from onrecord.comparison.agreement import Bearing, Standing, bearing
from onrecord.comparison.contradiction import Side
from onrecord.comparison.embeddings import Vectors, unpack
from onrecord.comparison.meaning import signs
from onrecord.comparison.positions import AssertionReader
from onrecord.comparison.shifts import quoted
from onrecord.comparison.sources import Utterance
from onrecord.comparison.tokens import STOP, Words, shifted, tokens
from onrecord.model import BETWEEN, Article, SaidOn, Span, Speaker, Statement, inside, words_at
from onrecord.people.names import parse, slug
from onrecord.periods import days
from onrecord.record import who
from onrecord.record.printings import Printings
from onrecord.record.reports import Near, Reported

_ALIKE: Final = 0.34  # of an indirect statement's telling words, that one near it has
_MOST_NEAR: Final = 3
_MOST_READ: Final = 6
_FEW: Final = 2  # telling words in common; what shares fewer is shown only where it is sure what it says
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")

Given = Callable[[Words], Iterable[tuple[Article, Sequence[Utterance], Sequence[Statement]]]]


@dataclass(frozen=True, slots=True)
class _Beside:
    """A statement of the same speaker: its sentence that is nearest, in the text where it stands."""

    head: Article
    said: Statement
    near: Near
    common: int  # telling words


class Reporting:
    """Finds what is near to reported speech, and reads the two against each other."""

    def __init__(self, given: Given, printings: Printings | None) -> None:
        """`given` finds the texts that share most with some words, with who says what in them."""
        self._given = given
        self._printings = printings

    @cached_property
    def _reader(self) -> AssertionReader:
        return AssertionReader()

    def of(self, draft: Article, statements: Sequence[Statement], line: Callable[[int], int]) -> Iterator[Reported]:
        """What a draft reports, with what is nearest to each; `line` tells the line of a place in it."""
        for said in statements:
            if said.kind != "indirect" or said.speaker.name is None or said.mode == "thought":
                continue
            words = tokens(said.text)
            found = sorted(self._near(said, words), key=lambda c: -c.near.alike)[:_MOST_READ]
            near = list(self._judged(draft, said, found)) if found else []
            near.sort(key=lambda n: (n.bearing is None, n.bearing == "agrees", -n.alike))
            span = Span(said.content[0].start, said.content[-1].end)
            shown = " ".join(said.text.split())
            yield Reported(
                line(span.start), span, _cue(draft, said), shown, said.speaker.name, tuple(near[:_MOST_NEAR])
            )

    def _near(self, said: Statement, words: Words) -> Iterator[_Beside]:
        speaker = said.speaker.name or ""
        for article, utterances, statements in self._given(words):
            read_out = {s.id: s for s in statements}
            for u in utterances:
                if u.speaker and who.same_speaker(speaker, u.speaker, u.speaker_type):
                    own = read_out.get(u.id or "") or _spoken(article.text, u)
                    yield from _nearest(words, article, replace(own, speaker=replace(own.speaker, name=u.speaker)))
        for entry, text in self._printings.said_by(speaker, words) if self._printings else ():
            head = Article(entry.article, text, outlet=entry.outlet, published=entry.published, url=entry.url,
                           path=entry.path)  # fmt: skip
            yield from _nearest(words, head, entry.statement)

    def _judged(self, draft: Article, said: Statement, found: Sequence[_Beside]) -> Iterator[Near]:
        """What each says of the statement, where it is the same speaker for sure."""
        sure = _known(said.speaker) and not (self._printings and self._printings.namesakes(said.speaker.name or ""))
        reported = self._read(draft, said) if sure else None
        for c in found:
            told: Bearing | None = None
            same = c.said.speaker.type == said.speaker.type and _known(c.said.speaker)
            if reported and same and c.said.mode != "thought":
                recorded = self._read(c.head, c.said)
                told = bearing(reported[0], recorded[0], float(reported[1] @ recorded[1]))
            if told is not None:
                day = c.near.said_on or (c.near.published and c.near.published.isoformat())
                here, there = _in_words(draft, said), _in_words(c.head, c.said)
                reason = f"reported here: {here}; on record{f', {day}' if day else ''}: {there}"
                yield replace(c.near, bearing=told, reason=reason)
            elif c.common >= _FEW:
                yield c.near

    def _read(self, head: Article, said: Statement) -> tuple[Standing, Vectors]:
        (found,) = self._reader.read(head.text, head.published, [said], [said])
        period = days(said.said_on.value) if said.said_on else None
        day = period[0] if period else head.published
        sure = said.confidence * said.speaker.confidence
        side = Side(head.id, said.text, said.kind, found.claim, sure, day, found.dated, found.earlier, found.drawn)
        parties = [_key(party.name, party.type) for party in said.about]
        positions = tuple(
            (taken.name if taken.party is None else parties[taken.party], taken) for taken in found.positions
        )
        (vector,) = unpack([found.vector])
        return Standing(side, positions, _cue(head, said)), vector


def _in_words(head: Article, said: Statement) -> str:
    """A statement's cue and words: what was denied is not what was said."""
    return quoted(_cue(head, said), said.text)


def _cue(head: Article, said: Statement) -> str:
    return " ".join(words_at(head.text, said.cue, " ").split())


def _nearest(words: Words, head: Article, said: Statement) -> Iterator[_Beside]:
    """The sentences of a statement that share enough with some words."""
    mine = _telling(words)
    whole = words_at(head.text, said.content)
    for sentence in _sentences(whole):
        theirs = tokens(whole[sentence.start : sentence.end])
        common = len(mine & _telling(theirs))
        if common and common / len(mine) >= _ALIKE:
            negated = [any(s.kind == "negation" for s in signs(w.words)) for w in (words, theirs)]
            part = _part(said, head.text, sentence)
            near = Near(
                head.id, said.id or None, head.outlet, head.published, head.url, head.path, said.speaker.name,
                said.said_on.value if said.said_on else None, _cue(head, part), " ".join(part.text.split()),
                round(common / len(mine), 2), negated[0] != negated[1],
            )  # fmt: skip
            yield _Beside(head, part, near, common)


def _telling(words: Words) -> set[str]:
    return {shifted(word) for word in words.words if word not in STOP}


def _sentences(text: str) -> Iterator[Span]:
    start = 0
    for match in _SENTENCE.finditer(text):
        yield Span(start, match.start())
        start = match.end()
    yield Span(start, len(text))


def _part(said: Statement, text: str, part: Span) -> Statement:
    """A statement without what stands outside a part of its words."""
    found, at = [], 0
    for piece in said.content:
        start, end = max(part.start, at), min(part.end, at + piece.end - piece.start)
        if start < end:
            found.append(Span(piece.start + start - at, piece.start + end - at))
        at += piece.end - piece.start + len(BETWEEN)
    content = tuple(found)
    about = tuple(party for party in said.about if any(inside(span, content) for span in party.spans))
    stance = tuple(s for s in said.stance if any(s.target == party.name for party in about))
    cue = said.cue if part.start == 0 else ()  # it governs what begins with it
    return replace(said, content=content, text=words_at(text, content), about=about, stance=stance, cue=cue)


def _spoken(text: str, u: Utterance) -> Statement:
    """A turn of a transcript as a statement."""
    on = SaidOn(u.said_on, None, "turn") if u.said_on else None
    return Statement(
        u.id or "", "direct", "speech", "affirmed", (), (), u.content, words_at(text, u.content),
        Speaker(u.speaker, u.speaker_type, confidence=u.sure), None, None, on, (), (), None, 1.0, u.primary,
    )  # fmt: skip


def _known(speaker: Speaker) -> bool:
    """Is it a person of whom more than the family name is known, or an organization: one that cannot be another?"""
    if speaker.name is None or len(who.each(speaker.name)) != 1:
        return False
    if speaker.type == "organization":
        return True
    name = parse(speaker.name) if speaker.type == "person" else None
    return name is not None and not name.is_single


def _key(name: str, type: str) -> str:
    """By what a party is known in two texts: its name."""
    parsed = parse(name) if type == "person" else None
    return slug(parsed.usual if parsed else name)
