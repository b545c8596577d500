"""The lines of a transcript: a name in capitals and a colon say whose turn begins."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from onrecord.extraction.coreference.found import Markable
from onrecord.extraction.document import Document
from onrecord.model import Attribution

_NEAR: Final = 3  # labels that can stand before one place with nothing between


class Transcript:
    """The labels of an article's turns (`SMITH: ...`), none where it has no transcript."""

    def __init__(self, document: Document, found: list[Markable]) -> None:
        self.doc, self.text = document.doc, document.article.text
        self.labels = [f for f in found if f.party is not None and self._is_label(f)]
        self.starts = [self.doc[label.start].idx for label in self.labels]

    def opening(self, attribution: Attribution) -> Markable | None:
        """The label whose turn the content opens, whatever stands above it (`A transcript follows:`)."""
        if not attribution.content:
            return None
        start = attribution.content[0].start
        last = bisect_left(self.starts, start + 3)
        for label in self.labels[max(0, last - _NEAR) : last]:
            colon = self.doc[label.end].idx
            between = self.text[colon + 1 : start] if start > colon else ""
            if not between.strip(' "“'):
                return label
        return None

    def standing(self, attribution: Attribution) -> Markable | None:
        """The label of the content's own line, or else of the last line that has one."""
        start = attribution.content[0].start
        before = bisect_left(self.starts, start + 4)
        if not before:
            return None
        at = self.doc[self.labels[before - 1].end].idx
        for _ in range(3):
            at = self.text.find("\n\n", at, start) + 2
            if at == 1:
                return self.labels[before - 1]
        return None

    def _is_label(self, found: Markable) -> bool:
        if found.kind != "name" or found.sort != "person" or self.doc[found.end : found.end + 1].text != ":":
            return False
        above = self.doc[max(0, found.start - 3) : found.start].text_with_ws.rstrip(" \"“'")
        return self.doc[found.start].text.isupper() and (not above or above.endswith("\n"))
