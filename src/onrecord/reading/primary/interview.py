"""Interviews that print questions and answers as paragraphs, one after the other, and say nowhere who speaks.

Told from essays that ask themselves, lists of frequent questions and quizzes: who asks speaks of `you`, who answers of
`I`, and nobody `said` anything in between. An answer goes on to the next question, unless people talk with each other:
then some begin as if asked where nobody asked ("Yes, …", "Oh really."), and each paragraph is a turn.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile
from typing import Final

from onrecord import lexicon
from onrecord.model import INTERVIEWEE, INTERVIEWER, Span, Turn
from onrecord.reading.primary.transcript import QUOTED

_MIN_QUESTIONS: Final = 3
_MIN_NAMED: Final = 2  # where the words before the first one call it an interview, and people talk with each other
_LONGEST: Final = 90  # words of a question
_SHARE: Final = 0.5  # of the questions that speak of "you", and of the answers that speak of "I" or "we"
_NAMED: Final = 0.3  # of the questions, where the words before the first one call it an interview
_REPORTED: Final = 0.34  # the most of all paragraphs that report somebody's words
_MIN_REPLIES: Final = 2  # where nobody asked, of people who talk with each other,
_REPLIES: Final = 0.1  # and their share of the paragraphs after an answer's first
_ASKED: Final = re.compile(r"\?[\"”’')\]]*\s*$")
_YOU: Final = re.compile(r"\b(?:you|your|yourself)\b", re.I)
_FIRST: Final = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Mm]e|[Uu]s)\b")
_TELLING: Final = re.compile(r"[\"”’,]\s+(?:[\w.’'-]+\s+){0,4}?(?:said|says|told|asked|added)\b")
_TALK: Final = re.compile(
    r"\b(?:interview\w*|q\s?&\s?a|questions? (?:for|to|with)|in conversation with|spoke (?:to|with))\b", re.I
)
_REPLY: Final = re.compile(rf"(?:{lexicon.pattern('replies')})(?= really\b|\s?[,.!?;:—–-]|$)", re.I)
_BROKEN: Final = re.compile(r"(?:--|[—–-])[\"”’']*$")
_ASIDE: Final = re.compile(
    r"[(\[].*[)\]]\.?|(?:image|photo|picture|credit)s?:.*|.{0,200}[.)] (?:image|photo|picture|credit)s?: .{1,80}",
    re.I | re.S,
)
_HEADING: Final = 8  # words of a line without an end, which is no answer


@dataclass(frozen=True, slots=True)
class _Paragraph:
    span: Span
    words: str
    asks: bool


def turns(text: str) -> tuple[Turn, ...]:
    """The questions and answers of an interview; none where the text does not plainly show one.

    The last answer goes on as long as its paragraphs speak in the first person.
    """
    before, body = _parts(text)
    named = any(_TALK.search(line) for line in before)
    if not _is_interview(body, named):
        return ()
    return tuple(_talk(body, named) if _is_talk(body) else _answers(body))


def _parts(text: str) -> tuple[list[str], list[_Paragraph]]:
    """The paragraphs before the first question, and those from it on, less headings and what pictures show."""
    before: list[str] = []
    body: list[_Paragraph] = []
    for m in re.finditer(r"\S[^\n]*", text):
        words = m[0].rstrip()
        asks = _is_question(words)
        if not asks and not body:
            before.append(words)
        elif asks or not _is_aside(words):
            body.append(_Paragraph(Span(m.start(), m.start() + len(words)), words, asks))
    return before, body


def _is_question(line: str) -> bool:
    return bool(_ASKED.search(line)) and not QUOTED.match(line) and len(line.split()) <= _LONGEST


def _is_aside(line: str) -> bool:
    """A heading or what a picture shows, between the paragraphs of an answer."""
    return bool(_ASIDE.fullmatch(line)) or (len(line.split()) <= _HEADING and line[-1] not in ".!?…:;,\"”’')-–—")


def _is_interview(body: Sequence[_Paragraph], named: bool) -> bool:
    questions = [p.words for p in body if p.asks]
    answers = [b.words for a, b in pairwise(body) if a.asks and not b.asks]
    talked = named and _is_talk(body)
    if min(len(questions), len(answers)) < (_MIN_NAMED if talked else _MIN_QUESTIONS):
        return False
    told = sum(bool(_TELLING.search(p.words) or QUOTED.match(p.words)) for p in body)
    to_you = sum(bool(_YOU.search(line)) for line in questions)
    of_me = sum(bool(_FIRST.search(line)) for line in answers)
    return (
        told <= _REPORTED * len(body)
        and (talked or to_you >= (_NAMED if named else _SHARE) * len(questions))
        and of_me >= _SHARE * len(answers)
    )


def _is_talk(body: Sequence[_Paragraph]) -> bool:
    """Whether people talk with each other, so that a paragraph after an answer's first is somebody else's."""
    later = [(a, b) for a, b in pairwise(body) if not a.asks and not b.asks]
    replies = sum(bool(_REPLY.match(b.words) or _BROKEN.search(a.words)) for a, b in later)
    return replies >= max(_MIN_REPLIES, _REPLIES * len(later))


def _is_reply(p: _Paragraph) -> bool:
    return not p.asks and bool(_REPLY.match(p.words))


def _answers(body: Sequence[_Paragraph]) -> Iterator[Turn]:
    """Questions, and answers that go on to the next one."""
    groups = [(asks, list(group)) for asks, group in groupby(body, lambda p: p.asks)]
    for at, (asks, group) in enumerate(groups):
        if asks:
            yield from (Turn((p.span,), None, INTERVIEWER) for p in group)
            continue
        if at == len(groups) - 1:
            group = [*group[:1], *takewhile(lambda p: _FIRST.search(p.words), group[1:])]
        yield Turn(tuple(p.span for p in group), None, INTERVIEWEE)


def _talk(body: Sequence[_Paragraph], named: bool) -> Iterator[Turn]:
    """Each paragraph as a turn, to the last one that speaks to or of who is there.

    Two speak by turns; where what follows a question does not fit that, more than one may answer, and nobody is named.
    """
    last = max(n for n, p in enumerate(body) if p.asks or _is_reply(p) or _FIRST.search(p.words) or _YOU.search(p.words))
    places: list[int] = []  # how many paragraphs after a question
    for p in body[: last + 1]:
        places.append(0 if p.asks else places[-1] + 1)
    ends = [a for a, b in pairwise(places) if a and not b]
    two = all(n % 2 for n in (*ends, *(n for n, p in zip(places, body, strict=False) if _is_reply(p))))
    for n, p in zip(places, body, strict=False):
        name = (INTERVIEWER if n % 2 == 0 else INTERVIEWEE) if named and (two or not n) else None
        yield Turn((p.span,), None, name)
