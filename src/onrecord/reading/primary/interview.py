"""Interviews that print questions and answers as paragraphs, one after the other, and say nowhere who speaks.

Told from essays that ask themselves, lists of frequent questions and quizzes: who asks speaks of `you`, who answers of
`I`, and nobody `said` anything in between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, takewhile
from typing import Final

from onrecord.model import INTERVIEWEE, INTERVIEWER, Span, Turn
from onrecord.reading.primary.transcript import QUOTED

_MIN_QUESTIONS: Final = 3
_LONGEST: Final = 90  # words of a question
_SHARE: Final = 0.5  # of the questions that speak of "you", and of the answers that speak of "I" or "we"
_NAMED: Final = 0.3  # of the questions, where the words before the first one call it an interview
_REPORTED: Final = 0.34  # the most of all paragraphs that report somebody's words
_ASKED: Final = re.compile(r"\?[\"”’')\]]*\s*$")
_YOU: Final = re.compile(r"\b(?:you|your|yourself)\b", re.I)
_FIRST: Final = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Mm]e|[Uu]s)\b")
_TELLING: Final = re.compile(r"[\"”’,]\s+(?:[\w.’'-]+\s+){0,4}?(?:said|says|told|asked|added)\b")
_TALK: Final = re.compile(
    r"\b(?:interview\w*|q\s?&\s?a|questions? (?:for|to|with)|in conversation with|spoke (?:to|with))\b", re.I
)
_ASIDE: Final = re.compile(r"[(\[].*[)\]]\.?|(?:image|photo|picture|credit)s?:.*", re.I | re.S)
_HEADING: Final = 8  # words of a line without an end, which is no answer


def turns(text: str) -> tuple[Turn, ...]:
    """The questions and answers of an interview; none where the text does not plainly show one.

    Answers go on to the next question; the last one as long as its paragraphs speak in the first person.
    """
    lines = [Span(m.start(), m.start() + len(m[0].rstrip())) for m in re.finditer(r"\S[^\n]*", text)]
    words = [text[line.start : line.end] for line in lines]
    asks = [_is_question(line) for line in words]
    if not _is_interview(words, asks):
        return ()
    first = asks.index(True)
    found: list[Turn] = []
    groups = [(asked, list(group)) for asked, group in groupby(range(first, len(lines)), asks.__getitem__)]
    for at, (asked, group) in enumerate(groups):
        if asked:
            found += [Turn((lines[n],), None, INTERVIEWER) for n in group]
            continue
        said = [n for n in group if not _is_aside(words[n])]
        if at == len(groups) - 1:
            said = [*said[:1], *takewhile(lambda n: _FIRST.search(words[n]), said[1:])]
        if said:
            found.append(Turn(tuple(lines[n] for n in said), None, INTERVIEWEE))
    return tuple(found)


def _is_question(line: str) -> bool:
    return bool(_ASKED.search(line)) and not QUOTED.match(line) and len(line.split()) <= _LONGEST


def _is_interview(words: Sequence[str], asks: Sequence[bool]) -> bool:
    questions = [line for line, asked in zip(words, asks, strict=True) if asked]
    if len(questions) < _MIN_QUESTIONS:
        return False
    first = asks.index(True)
    answers = [words[n + 1] for n in range(first, len(words) - 1) if asks[n] and not asks[n + 1]]
    if len(answers) < _MIN_QUESTIONS:
        return False
    told = sum(bool(_TELLING.search(line) or QUOTED.match(line)) for line in words[first:])
    to_you = sum(bool(_YOU.search(line)) for line in questions)
    of_me = sum(bool(_FIRST.search(line)) for line in answers)
    named = any(_TALK.search(line) for line in words[:first])
    return (
        told <= _REPORTED * len(words[first:])
        and to_you >= (_NAMED if named else _SHARE) * len(questions)
        and of_me >= _SHARE * len(answers)
    )


def _is_aside(line: str) -> bool:
    """A heading or what a picture shows, between the paragraphs of an answer."""
    return bool(_ASIDE.fullmatch(line)) or (len(line.split()) <= _HEADING and line[-1] not in ".!?…:;,\"”’')-–—")
