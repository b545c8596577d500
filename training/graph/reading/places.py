"""Between the characters of a text and the words of its encoding."""

from __future__ import annotations

import numpy as np

from onrecord.extraction.attribution.encoding import Encoding
from onrecord.model import Span, Spans
from training.graph.reading.pairs import Words


class Places:
    """The words of one encoding; `offset` is where its text begins in the article's."""

    def __init__(self, text: str, encoding: Encoding, offset: int = 0) -> None:
        firsts = np.flatnonzero(encoding.word_starts)
        self.text, self.offset = text, offset
        self.starts = encoding.starts[firsts]
        self.ends = encoding.ends[np.append(firsts, len(encoding))[1:] - 1] if len(firsts) else encoding.ends[:0]
        self.middles = (self.starts + self.ends) / 2

    def __call__(self, words: Words) -> str:
        """The characters of a run of words."""
        return self.text[self.starts[words[0]] : self.ends[words[1] - 1]]

    def span(self, words: Words) -> Span:
        """Where a run of words stands in the article."""
        return Span(int(self.starts[words[0]]) + self.offset, int(self.ends[words[1] - 1]) + self.offset)

    def words(self, spans: Spans) -> tuple[Words, ...]:
        """The words that lie by more than half in each span, where there are any."""
        found = []
        for start, end in spans:
            first, last = np.searchsorted(self.middles, (start - self.offset, end - self.offset))
            if first < last:
                found.append((int(first), int(last)))
        return tuple(found)
