"""Interviews that print questions and answers as paragraphs, one after the other, and say nowhere who speaks.

Told from essays that ask themselves, lists of frequent questions and quizzes: who asks speaks of `you`, who answers of
`I`, and nobody `said` anything in between. An answer goes on to the next question, unless people talk with each other:
then some begin as if asked where nobody asked ("Yes, …", "Oh really."), and each paragraph is a turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile
from typing import Final

from onrecord import lexicon
from onrecord.model import INTERVIEWEE, INTERVIEWER, Span, Turn
from onrecord.reading.primary.transcript import QUOTED

_MIN_QUESTIONS: Final = 3
_MIN_NAMED: Final = 2  # where the words before the first one call it an interview, and people talk with each other
_MIN_MARKED: Final = 2  # questions that are set off, where questions are
_MOST_MARKED: Final = 0.7  # of all lines: where nearly all are set off, it tells nothing
_LONGEST: Final = 90  # words of a question, and
_WIDEST: Final = 1_000  # characters of one that is set off before its answer
_SHORT: Final = 20  # words of a bidding, and of a question without its mark
_SHARE: Final = 0.5  # of the questions that speak of "you", and of the answers that speak of "I" or "we"
_NAMED: Final = 0.3  # of the questions, where the words before the first one call it an interview
_REPORTED: Final = 0.34  # the most of all paragraphs that report somebody's words
_MIN_REPLIES: Final = 2  # where nobody asked, of people who talk with each other,
_REPLIES: Final = 0.1  # and their share of the paragraphs after an answer's first
_ASKED: Final = re.compile(r"\?[\"”’')\]]*\s*$")
_BIDDING: Final = re.compile(r"(?:(?:and|so|but|please|okay|ok|now)\b,? )*(?:tell|walk|take) (?:me|us)\b", re.I)
_QUESTIONS: Final = re.compile(r"\?[\"”’')\]]*(?=(\s+)\S)")  # before more
_ORDER: Final = re.compile(
    rf"(?:(?:and|so|but|{lexicon.pattern('question words')})\b,? ){{0,2}}"
    rf"(?:do|did|are|were|have|can|{lexicon.pattern('modals')}) you\b",
    re.I,
)
_YOU: Final = re.compile(r"\b(?:you|your|yourself)\b", re.I)
_FIRST: Final = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Mm]e|[Uu]s)\b")
_TELLING: Final = re.compile(r"[\"”’,]\s+(?:[\w.’'-]+\s+){0,4}?(?:said|says|told|asked|added)\b")
_TALK: Final = re.compile(
    r"\b(?:interview\w*|q\s?&\s?a|questions? (?:for|to|with)|in conversation with|spoke (?:to|with))\b", re.I
)
_REPLY: Final = re.compile(rf"{lexicon.pattern('replies')}(?= really\b|\s?[,.!?;:—–-]|$)", re.I)
_BROKEN: Final = re.compile(r"(?:--|[—–-])[\"”’']*$")
_ASIDE: Final = re.compile(
    r"[(\[].*[)\]]\.?|(?:image|photo|picture|credit)s?:.*|.{0,200}[.)] (?:image|photo|picture|credit)s?: .{1,80}",
    re.I | re.S,
)
_HEADING: Final = 8  # words of a line without an end, which is no answer


@dataclass(frozen=True, slots=True)
class _Paragraph:
    pieces: list[Span]
    words: str  # of the first piece
    asks: bool


def turns(text: str, title: str | None = None, marked: Set[str] = frozenset()) -> tuple[Turn, ...]:
    """The questions and answers of an interview; none where the text does not plainly show one.

    `marked` are the words at the starts of lines that the layout sets off: bold ones, headings. Where questions are,
    only they are asked.
    The last answer goes on as long as its paragraphs speak in the first person.
    """
    before, body = _parts(text, marked)
    named = any(_TALK.search(line) for line in (title or "", *before))
    if not _is_interview(body, named):
        return ()
    return tuple(_talk(body, named) if _is_talk(body) else _answers(body))


def _parts(text: str, marked: Set[str]) -> tuple[list[str], list[_Paragraph]]:
    """The paragraphs before the first question, and those from it on, less headings and what pictures show."""
    lines = [(span, text[span.start : span.end]) for span in _lines(text, marked)]
    questions = [n for n, (_, words) in enumerate(lines) if _is_question(words)]
    set_off = [n for n in questions if lines[n][1] in marked]
    few = len(set_off) < max(_MIN_MARKED, _SHARE * len(questions))
    if marked and (few or sum(words in marked for _, words in lines) > _MOST_MARKED * len(lines)):
        return _parts(text, frozenset())
    first = next(iter(set_off if marked else questions), len(lines))
    body: list[_Paragraph] = []
    goes_on = False  # as a list does after its colon
    for span, words in lines[first:]:
        asks = (words in marked and _is_prompt(words)) if marked else (_is_question(words) or _bids(words))
        if asks or not (words in marked or _is_aside(words)):
            if goes_on and not asks:
                body[-1].pieces.append(span)
            else:
                body.append(_Paragraph([span], words, asks))
            goes_on = not asks and words[-1] in ":;"
    return [words for _, words in lines[:first]], body


def _lines(text: str, marked: Set[str]) -> Iterator[Span]:
    """The lines, a question that is set off before its answer as one of its own."""
    for m in re.finditer(r"\S[^\n]*", text):
        end = m.start() + len(m[0].rstrip())
        leads = _QUESTIONS.finditer(text, m.start(), min(end, m.start() + _WIDEST)) if marked else ()
        if cut := next((q for q in leads if text[m.start() : q.end()] in marked), None):
            yield Span(m.start(), cut.end())
            yield Span(cut.end(1), end)
        else:
            yield Span(m.start(), end)


def _is_question(line: str) -> bool:
    """Whether it ends with a question mark; a short one may lack it."""
    unmarked = _ORDER.match(line) and line[-1].isalnum() and len(line.split()) <= _SHORT
    return bool(_ASKED.search(line) or unmarked) and not QUOTED.match(line) and len(line.split()) <= _LONGEST


def _bids(line: str) -> bool:
    """Whether somebody is told to tell."""
    return bool(_BIDDING.match(line)) and len(line.split()) <= _SHORT


def _is_prompt(line: str) -> bool:
    """Whether a paragraph that is set off can be what is asked: no heading, and no words of an answer printed large."""
    return line[-1] in ".!?…:" and not QUOTED.match(line) and len(line.split()) <= _LONGEST


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
            yield from (Turn(tuple(p.pieces), None, INTERVIEWER) for p in group)
            continue
        if at == len(groups) - 1:
            group = [*group[:1], *takewhile(lambda p: _FIRST.search(p.words), group[1:])]
        yield Turn(tuple(s for p in group for s in p.pieces), None, INTERVIEWEE)


def _talk(body: Sequence[_Paragraph], named: bool) -> Iterator[Turn]:
    """Each paragraph as a turn, to the last one that speaks to or of who is there.

    Two speak by turns; where what follows a question does not fit that, more than one may answer, and nobody is named.
    """
    last = max(
        n for n, p in enumerate(body) if p.asks or _is_reply(p) or _FIRST.search(p.words) or _YOU.search(p.words)
    )
    places: list[int] = []  # how many paragraphs after a question
    for p in body[: last + 1]:
        places.append(0 if p.asks else places[-1] + 1)
    ends = [a for a, b in pairwise(places) if a and not b]
    two = all(n % 2 for n in (*ends, *(n for n, p in zip(places, body, strict=False) if _is_reply(p))))
    for n, p in zip(places, body, strict=False):
        name = (INTERVIEWER if n % 2 == 0 else INTERVIEWEE) if named and (two or not n) else None
        yield Turn(tuple(p.pieces), None, name)
