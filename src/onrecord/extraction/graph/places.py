"""Between the characters of a text and the words of its encoding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.extraction.attribution.encoding import Encoding, pieces_of
from onrecord.extraction.graph.pairs import Words
from onrecord.model import Span


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A stretch of an article as it was read: where it begins, its words, and the state of each (words, hidden), at
    half the precision, as all sections of an article are kept until its mentions are known."""

    start: int
    encoding: Encoding
    states: NDArray[np.float16]


class Places:
    """The words of one encoding; `offset` is where its text begins in the article's."""

    def __init__(self, text: str, encoding: Encoding, offset: int = 0) -> None:
        firsts = np.flatnonzero(encoding.word_starts)
        self.text, self.encoding, self.offset = text, encoding, offset
        self.starts = encoding.starts[firsts]
        self.ends = encoding.ends[np.append(firsts, len(encoding))[1:] - 1] if len(firsts) else encoding.ends[:0]
        self._word = np.cumsum(encoding.word_starts) - 1

    def __call__(self, words: Words) -> str:
        """The characters of a run of words."""
        return self.text[self.starts[words[0]] : self.ends[words[1] - 1]]

    def span(self, words: Words) -> Span:
        """Where a run of words stands in the article."""
        return Span(int(self.starts[words[0]]) + self.offset, int(self.ends[words[1] - 1]) + self.offset)

    def words(self, spans: Iterable[Iterable[int]]) -> tuple[Words, ...]:
        """The words of each span of the article that has any."""
        found = (self.one(start - self.offset, end - self.offset) for start, end in spans)
        return tuple(words for words in found if words is not None)

    def one(self, start: int, end: int) -> Words | None:
        """The words that lie by more than half in the characters `[start, end)` of the text."""
        first, last = pieces_of(self.encoding, start, end)
        return (int(self._word[first]), int(self._word[last - 1]) + 1) if first < last else None
