"""A text that is built piece by piece, each piece knowing where it stands in the original.

The text is never touched again once it is built. White space is settled while building: a run of it becomes one space
(or none, at either end of a paragraph), which is anchored at the run's first character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.model import Anchor, Repair, Span

# Characters that show nothing: soft hyphen, zero-width space, joiners at a word's edge and byte order mark.
INVISIBLE = "\u00ad\u200b\u2060\ufeff"
PARAGRAPH = "\n\n"
# All but the single space between two words: runs of white space, other white space, and any at a piece's edge.
_UNSETTLED = re.compile(rf"[\s{INVISIBLE}]{{2,}}|[^\S ]|[{INVISIBLE}]|^ | \Z")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters in a row of one node of the original: `text[i]` stands at `offset + i` of `node`.

    Without a node, what reading puts in (the line feed for a `<br>`).
    """

    text: str
    node: str | None
    offset: int = 0

    def __getitem__(self, part: slice) -> Piece:
        start, stop, step = part.indices(len(self.text))
        assert step == 1
        return Piece(self.text[start:stop], self.node, self.offset + start)


Pieces = tuple[Piece, ...]


def plain(pieces: Iterable[Piece]) -> str:
    """The characters of the pieces, without their origin."""
    return "".join(p.text for p in pieces)


def cut(pieces: Iterable[Piece], start: int, end: int) -> Iterator[Piece]:
    """The pieces' characters from `start` up to `end`."""
    at = 0
    for piece in pieces:
        if at < end and at + len(piece.text) > start:
            yield piece[max(0, start - at) : end - at]
        at += len(piece.text)


def collapse(pieces: Iterable[Piece], *, keep_lines: bool = False) -> Pieces:
    """The pieces with each run of white space as one space, none at the ends, and nothing invisible.

    With `keep_lines` a run that holds a line feed becomes one line feed.
    """
    out: list[Piece] = []
    space: Piece | None = None
    for piece in pieces:
        text, at = piece.text, 0
        for run in _UNSETTLED.finditer(text):
            if run.start() > at:
                out += [space, piece[at : run.start()]] if space and out else [piece[at : run.start()]]
                space = None
            for i in range(*run.span()):
                if keep_lines and text[i] == "\n":
                    space = Piece("\n", piece.node, piece.offset + i)
                elif space is None and text[i] not in INVISIBLE:
                    space = Piece(" ", piece.node, piece.offset + i)
            at = run.end()
        if at < len(text):
            out += [space, piece[at:]] if space and out else [piece[at:]]
            space = None
    return merge(out)


def merge(pieces: Iterable[Piece]) -> Pieces:
    """The same characters in as few pieces as can be."""
    out: list[Piece] = []
    group: list[str] = []
    first: Piece | None = None
    length = 0
    for piece in pieces:
        if not piece.text:
            continue
        if first is not None and piece.node == first.node and piece.offset == first.offset + length:
            group.append(piece.text)
            length += len(piece.text)
            continue
        if first is not None:
            out.append(Piece("".join(group), first.node, first.offset))
        first, group, length = piece, [piece.text], len(piece.text)
    if first is not None:
        out.append(Piece("".join(group), first.node, first.offset))
    return tuple(out)


class TextBuilder:
    """Builds `Article.text` with its anchors and repairs, paragraph by paragraph."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._anchors: list[Anchor] = []
        self._repairs: list[Repair] = []
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def paragraph(self, pieces: Pieces, repairs: Iterable[Repair] = ()) -> None:
        """Begin a new paragraph with these pieces, which are already as they shall stand.

        `repairs` were made in it, their spans counted from its start.
        """
        if self._length:
            self._insert(PARAGRAPH)
        self._append(pieces, repairs)

    def join(self, pieces: Pieces, repairs: Iterable[Repair] = (), *, original: str, reason: str) -> None:
        """Go on with the last paragraph, which the original breaks here: one space, listed as a repair."""
        start = self._length
        self._insert(" ")
        self._repairs.append(Repair("joined paragraph", Span(start, start + 1), original, reason))
        self._append(pieces, repairs)

    def removed(self, original: str, reason: str) -> None:
        """List words of the original that stood at this place and are not the article's."""
        self._repairs.append(Repair("removed furniture", Span(self._length, self._length), original, reason))

    def build(self) -> tuple[str, tuple[Anchor, ...], tuple[Repair, ...]]:
        """The text, its anchors and its repairs, each in text order."""
        return "".join(self._parts), tuple(self._anchors), tuple(self._repairs)

    def _insert(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _append(self, pieces: Pieces, repairs: Iterable[Repair]) -> None:
        for r in repairs:
            span = Span(self._length + r.span.start, self._length + r.span.end)
            self._repairs.append(Repair(r.kind, span, r.original, r.reason))
        for piece in pieces:
            start = self._length
            self._insert(piece.text)
            if piece.node is not None:
                self._anchors.append(Anchor(start, self._length, piece.node, piece.offset))
