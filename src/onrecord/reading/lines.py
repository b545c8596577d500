"""What readers of text, Markdown and PDF share: paragraphs made of lines, each knowing its place in the original."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Literal

from onrecord.model import Repair
from onrecord.reading.offsets import Piece, Pieces, collapse, cut, plain

Role = Literal["paragraph", "heading", "item", "quote", "table", "code"]
FIRST_LINES = 8  # of a paragraph, kept apart: more than a front block has


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of text: its first lines as printed, its pieces as they shall stand, and what parts it from the last."""

    role: Role
    lines: tuple[Pieces, ...]
    pieces: Pieces
    gap: str = "\n\n"
    goes_on: bool = False  # the layout shows that it is the rest of the paragraph before
    set_off: str = ""  # the words at its start that are a heading, bold or slanted
    repairs: tuple[Repair, ...] = ()  # what was mended in it, their spans counted from its start

    @property
    def text(self) -> str:
        """The words."""
        return plain(self.pieces)


def split_lines(pieces: Iterable[Piece]) -> list[Pieces]:
    """The first lines of a paragraph, each collapsed, without those that show nothing.

    While a paragraph is built, a line feed is a line's end that the reader sees, a carriage return one that only wraps.
    """
    pieces = tuple(pieces)
    text = plain(pieces)
    ends = (i for i, c in enumerate(text) if c in "\r\n")
    bounds = [-1, *islice(ends, FIRST_LINES), len(text)]
    lines = (collapse(cut(pieces, a + 1, b)) for a, b in islice(pairwise(bounds), FIRST_LINES))
    return [line for line in lines if line]
