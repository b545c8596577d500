"""The lines of a PDF's pages → paragraphs in reading order, furniture apart.

Lines make blocks, blocks an order (a block comes before what is under it, and before what is to its right unless
something that spans both lies between: Breuel 2003), blocks paragraphs, by gaps, indents and short last lines.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from onrecord.reading.pdf.glyphs import PageLine, is_space
from onrecord.reading.pdf.hyphens import HYPHENS

_LEADING = 1.75  # of the size: lines of one block are no further apart
_SMALL = 0.88  # of the body's size: captions and footnotes
_LARGE = 1.15  # of the body's size: headings
_INDENT = 0.8  # of the size: a first line that is set in
_FLUSH = 0.05  # of the size: how near its edge a line of justified text ends
_JUSTIFIED = 0.9  # of the lines within paragraphs do so
_MARGIN = 0.12  # of the page's height at its top and foot, where running heads and folios stand
_HEAD = 60  # characters of a small line in the margin that is met on one page only
_FOLIO = re.compile(r"[-–—|\s]*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–—|\s]*", re.I)


@dataclass(slots=True)
class LayoutBlock:
    """Lines of one column in a row, top to bottom."""

    lines: list[PageLine]

    @property
    def left(self) -> float:
        """The left edge."""
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        """The right edge."""
        return max(line.right for line in self.lines)

    @property
    def top(self) -> float:
        """The baseline of the first line."""
        return self.lines[0].baseline

    @property
    def bottom(self) -> float:
        """The baseline of the last line."""
        return self.lines[-1].baseline

    @property
    def size(self) -> float:
        """The type size."""
        return median(line.size for line in self.lines)

    def overlaps(self, other: LayoutBlock) -> bool:
        """Whether the two share some of their width."""
        return min(self.right, other.right) - max(self.left, other.left) > 0.5 * min(self.size, other.size)


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that are one paragraph, or its part on one page or column; `heading` by type size."""

    lines: tuple[PageLine, ...]
    heading: bool
    small: bool
    new_column: bool  # whether a column or page begins with it
    full: bool  # whether its last line fills the column
    indented: bool  # whether its first line is set in
    flush: bool  # whether its last line ends at the very edge, as only those within a paragraph do in justified text


def running(pages: list[list[PageLine]], heights: list[float]) -> set[int]:
    """The ids of the lines that are running heads, feet and folios: in the margins, and alike on several pages."""
    margins: list[tuple[PageLine, str]] = []
    for lines, height in zip(pages, heights, strict=True):
        for line in lines:
            if line.baseline > (1 - _MARGIN) * height or line.baseline < _MARGIN * height:
                where = "top" if line.baseline > height / 2 else "foot"
                margins.append((line, where + re.sub(r"\d+", "#", line.text)))
    sizes = [line.size for lines in pages for line in lines]
    body = median(sizes) if sizes else 0.0
    on_pages = Counter(key for key, _ in {(key, line.page) for line, key in margins})
    found = set()
    for line, key in margins:
        small = line.size < _SMALL * body or (key.startswith("top") and _over_heading(line, pages[line.page - 1], body))
        if on_pages[key] > 1 or _FOLIO.fullmatch(line.text) or (small and len(line.text) <= _HEAD):
            found.add(id(line))
    return found


def _over_heading(line: PageLine, lines: list[PageLine], body: float) -> bool:
    """Whether a line stands apart above the page's title."""
    under = [other for other in lines if other.baseline < line.baseline - 0.5 * line.size]
    after = max(under, key=lambda other: other.baseline, default=None)
    return after is not None and line.size < _LARGE * body < after.size


def passages(pages: list[list[PageLine]]) -> list[Passage]:
    """The paragraphs of all pages in reading order."""
    sizes = Counter[float]()
    for line in (line for lines in pages for line in lines):
        sizes[round(line.size * 2) / 2] += len(line.glyphs)
    if not sizes:
        return []
    body = sizes.most_common(1)[0][0]
    found: list[Passage] = []
    for lines in pages:
        for block in _ordered(_blocks(lines)):
            found += _split(block, body)
    return found


def _blocks(lines: list[PageLine]) -> list[LayoutBlock]:
    blocks: list[LayoutBlock] = []
    for line in sorted(lines, key=lambda line: (-line.baseline, line.left)):
        one = LayoutBlock([line])
        near = [
            block
            for block in blocks
            if 0 < block.bottom - line.baseline <= _LEADING * max(block.lines[-1].size, line.size)
            and block.overlaps(one)
            and 0.9 < block.lines[-1].size / line.size < 1.1
        ]
        # A line under two columns at once spans both, and begins a block of its own.
        if len(near) == 1 and not any(
            b is not near[0] and b.overlaps(one) and b.bottom < near[0].bottom for b in blocks
        ):
            near[0].lines.append(line)
        else:
            blocks.append(one)
    return blocks


def _ordered(blocks: list[LayoutBlock]) -> list[LayoutBlock]:
    """The blocks in reading order."""
    rest = sorted(blocks, key=lambda b: (-b.top, b.left))
    order: list[LayoutBlock] = []
    while rest:
        first = next((b for b in rest if not any(_before(o, b, rest) for o in rest if o is not b)), rest[0])
        rest.remove(first)
        order.append(first)
    return order


def _before(a: LayoutBlock, b: LayoutBlock, rest: list[LayoutBlock]) -> bool:
    if a.overlaps(b):
        return a.top > b.top
    if a.right > b.left:
        return False
    low, high = sorted((a.top, b.top))
    return not any(c is not a and c is not b and low < c.top < high and c.overlaps(a) and c.overlaps(b) for c in rest)


def _split(block: LayoutBlock, body: float) -> list[Passage]:
    """The paragraphs of a block."""
    lines = block.lines
    gaps = [a.baseline - b.baseline for a, b in pairwise(lines)]
    leading = min(gaps, default=0.0)
    # Where most lines end early, they are verse, or run round a picture, and the last one is not told by it.
    short = sum(_ends_early(a, b, block) for a, b in pairwise(lines)) <= len(lines) / 2
    groups: list[list[PageLine]] = [[lines[0]]]
    for before, line, gap in zip(lines, lines[1:], gaps, strict=False):
        spaced = gap > 1.25 * leading
        set_in = line.left - block.left > _INDENT * line.size and before.left - block.left < _INDENT * line.size / 2
        if spaced or (set_in and not _hangs(lines, block)) or (short and _ends_early(before, line, block)):
            groups.append([])
        groups[-1].append(line)
    inner = [line for group in groups for line in group[:-1]]
    justified = sum(_is_flush(line, block) for line in inner) >= _JUSTIFIED * max(len(inner), 1)
    found = []
    for i, group in enumerate(groups):
        size = median(line.size for line in group)
        found.append(
            Passage(
                tuple(group),
                heading=size > _LARGE * body,
                small=size < _SMALL * body,
                new_column=i == 0,
                full=group[-1].right > block.right - 2 * size,
                indented=group[0].left - block.left > _INDENT * size,
                flush=justified and _is_flush(group[-1], block),
            )
        )
    return found


def _is_flush(line: PageLine, block: LayoutBlock) -> bool:
    return block.right - line.right < _FLUSH * line.size


def _ends_early(line: PageLine, after: PageLine, block: LayoutBlock) -> bool:
    """Whether the next line's first word would have fitted, so that not the margin ended the line."""
    word = next((g for a, g in pairwise(after.glyphs) if g.char.isspace() or is_space(a, g)), None)
    width = (word.box[0] if word else after.right) - after.left
    return line.text[-1] not in HYPHENS and block.right - line.right > width + line.size


def _hangs(lines: list[PageLine], block: LayoutBlock) -> bool:
    """Whether most lines are set in (a list, or verse), so that an indent begins nothing."""
    return sum(line.left - block.left > _INDENT * line.size for line in lines) > len(lines) / 2
