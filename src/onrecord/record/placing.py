"""Where a decision on a statement belongs after its article was read out anew, or changed: by the words of the content
and their place, as a text quote selector and a text position selector of the Web Annotation Data Model (W3C) find it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from onrecord.model import Spans, Statement

_AROUND: Final = 32  # code points
_LEAST: Final = 0.5  # of all characters of two contents, that they share where they are read as one
_TELLING: Final = 4  # words that are known again without what stands around them
_CONTEXT: Final = 12  # code points around others, that have to be the same
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement as a model read it: its number in the article, its id, its content, its speaker (name and type)."""

    n: int
    id: str
    content: Spans
    words: str
    speaker: tuple[str | None, str]

    @classmethod
    def of(cls, n: int, said: Statement) -> Candidate:
        """That of a statement, which has the number `n`."""
        return cls(n, said.id, said.content, said.text, (said.speaker.name, said.speaker.type))


@dataclass(frozen=True, slots=True)
class Selector:
    """A content as it stood when a user decided: the statement's id, its spans and words, what stood around them, the
    hash of the text, and whom a model took for the speaker."""

    id: str
    content: Spans
    words: str
    before: str
    after: str
    text: str
    speaker: tuple[str | None, str]

    @classmethod
    def of(cls, said: Candidate, text: str) -> Selector:
        """That of a statement in its article's text."""
        start, end = _ends(said.content)
        before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
        return cls(said.id, said.content, said.words, before, after, digest(text), said.speaker)


def digest(text: str) -> str:
    """By which a text is known to be the same."""
    return sha256(text.encode()).hexdigest()


def find(place: Selector, text: str, hash: str, among: Iterable[Candidate], *, same_words: bool) -> int | None:
    """The number of the statement that a place is of, in a text of this hash; None where that is not clear.

    In the same text a content may have grown or shrunk by half, unless `same_words` are asked for; in another text its
    words are the same, and what stands around them tells which of several it is.
    """
    words = _words(place.words)
    if hash == place.text:
        rated = [(_shared(place.content, c.content), c.id == place.id, -c.n) for c in among
                 if not same_words or _words(c.words) == words]  # fmt: skip
        best = max(rated, default=(0.0, False, 0))
        return -best[2] if best[0] >= _LEAST else None
    near = sorted(((_around(place, text, c.content), c.n) for c in among if _words(c.words) == words), reverse=True)
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    known_by_itself = len(near) == 1 and len(words) >= _TELLING
    return near[0][1] if known_by_itself or near[0][0] >= _CONTEXT else None


def _around(place: Selector, text: str, content: Spans) -> int:
    """How many characters before and after it are the same."""
    start, end = _ends(content)
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return _alike(place.before[::-1], before[::-1]) + _alike(place.after, after)


def _alike(a: str, b: str) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _ends(content: Spans) -> tuple[int, int]:
    return (content[0].start, content[-1].end) if content else (0, 0)


def _shared(a: Spans, b: Spans) -> float:
    if a == b:
        return 1.0
    common = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a for y in b)
    every = sum(x.end - x.start for x in (*a, *b)) - common
    return common / every if every > 0 else 0.0


def _words(text: str) -> Sequence[str]:
    return _WORD.findall(text.casefold()) or [text]
