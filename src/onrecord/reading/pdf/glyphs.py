"""A PDF's pages as glyphs and lines: characters with their boxes, by pdfium.

The text of node `page/N` is the characters of page N in the order of pdfium's text page, so that `offset` counts them.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from onrecord.reading.initials import is_initial, stands_apart

Box = tuple[float, float, float, float]  # left, bottom, right, top in points

_BROKEN = (0x02, 0xFFFE)  # what pdfium gives for the hyphen of a word that it takes to be broken

_DROP = 1.6  # times the size of the text beside it: a drop capital
_SAME_LINE = 0.35  # of the size: how far apart two baselines of one line may be
_WORD_GAP = 0.18  # of the size: a gap this wide is a space, if the page has none there
_COLUMN_GAP = 3.5  # of the size: a gap this wide parts two columns (in a narrow one, words stand far apart), and
_DRAWN_APART = 0.6  # this one too, where the page does not draw the two in a row


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: its place in the page's text, where it stands and how large."""

    index: int
    char: str
    box: Box
    baseline: float
    size: float
    spaced: bool  # whether pdfium sees a space before it


@dataclass(slots=True)
class PageLine:
    """Glyphs on one baseline, left to right, without a column's gap between them."""

    page: int
    glyphs: list[Glyph] = field(default_factory=list)
    initial: int = 0  # how many of its glyphs are a drop capital, which stands beside this line and those under it

    @property
    def left(self) -> float:
        """Where the line begins, beside its drop capital."""
        return self.glyphs[self.initial].box[0]

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(g.box[2] for g in self.glyphs)

    @property
    def baseline(self) -> float:
        """What it stands on."""
        return self.glyphs[0].baseline

    @property
    def size(self) -> float:
        """Its type size."""
        return median(g.size for g in self.glyphs)

    @property
    def text(self) -> str:
        """Its characters, with a space where a gap shows one."""
        out: list[str] = []
        for before, glyph in zip([None, *self.glyphs], self.glyphs, strict=False):
            if before is not None and is_space(before, glyph):
                out.append(" ")
            out.append(glyph.char)
        return " ".join("".join(out).split())


def is_space(before: Glyph, after: Glyph) -> bool:
    """Whether the gap between two glyphs of a line is a space that the page does not print as one."""
    return after.spaced or after.box[0] - before.box[2] > _WORD_GAP * max(before.size, after.size)


def page_text(page: pdfium.PdfPage) -> str:
    """The characters of a page: what the node `page/N` is."""
    text = page.get_textpage()
    return "".join(_char(text, i) for i in range(text.count_chars()))


def page_lines(page: pdfium.PdfPage, number: int) -> list[PageLine]:
    """The lines of a page in the order in which they are drawn."""
    return lines_of(_glyphs(page), number)


def lines_of(glyphs: list[Glyph], number: int) -> list[PageLine]:
    """The lines that these glyphs make on the page of that number."""
    lines: list[PageLine] = []
    current = PageLine(number)
    for glyph in glyphs:
        if current.glyphs and not _continues(current.glyphs[-1], glyph):
            lines.append(current)
            current = PageLine(number)
        current.glyphs.append(glyph)
    if current.glyphs:
        lines.append(current)
    return _merged(_with_initials([line for line in lines if line.text]))


def _with_initials(lines: list[PageLine]) -> list[PageLine]:
    """The lines with each drop capital put before the line at its top that goes on from it."""
    size = median(line.size for line in lines) if lines else 0.0
    caps = [line for line in lines if line.size > _DROP * size and is_initial(line.text, "a")]
    words = Counter(re.findall(r"\w+", " ".join(line.text for line in lines).lower())) if caps else Counter[str]()
    for cap in caps:
        beside = [
            line
            for line in lines
            if line.size * _DROP < cap.size
            and -0.2 * line.size < line.left - cap.right < 1.5 * line.size
            and 0.5 * line.size < line.baseline - cap.baseline < cap.size
        ]
        host = max(beside, key=lambda line: line.baseline, default=None)
        if host is None or not is_initial(cap.text, host.text):
            continue
        rest = re.match(r"\w*", host.text.lower())
        word = rest[0] if rest else ""
        # "A flood", "And": a gap looks alike in both; the words of the page tell.
        apart = stands_apart(cap.text, " ") and not words[cap.text[-1].lower() + word] and words[word] > 1
        first = host.glyphs[0]
        for g in reversed(cap.glyphs):
            box = (g.box[0], g.box[1], first.box[0], g.box[3]) if g is cap.glyphs[-1] else g.box
            host.glyphs.insert(0, replace(g, box=box, baseline=first.baseline, size=first.size))
        host.initial = len(cap.glyphs)
        host.glyphs[host.initial] = replace(first, spaced=apart)
        lines = [line for line in lines if line is not cap]
    return lines


def _char(text: pdfium.PdfTextPage, index: int) -> str:
    code = raw.FPDFText_GetUnicode(text, index)
    if code in _BROKEN:
        return "-"
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _glyphs(page: pdfium.PdfPage) -> list[Glyph]:
    text = page.get_textpage()
    glyphs: list[Glyph] = []
    spaced = False
    x, y = ctypes.c_double(), ctypes.c_double()
    rect = raw.FS_RECTF()
    for i in range(text.count_chars()):
        if raw.FPDFText_IsGenerated(text, i) == 1:
            spaced = True  # a space or line's end that pdfium puts in
            continue
        char = _char(text, i)
        if char in "\r\n\0" or raw.FPDFText_GetCharAngle(text, i) > 0.1:
            continue  # text that runs up the margin is no line of the article
        raw.FPDFText_GetCharOrigin(text, i, x, y)
        raw.FPDFText_GetLooseCharBox(text, i, rect)
        size = raw.FPDFText_GetFontSize(text, i)
        height = abs(rect.top - rect.bottom)
        # A font of size 1 that is scaled by a matrix is as large as its box.
        size = height / 1.2 if not 0.5 * height <= size <= 2 * height else size
        glyphs.append(Glyph(i, char, (rect.left, rect.bottom, rect.right, rect.top), y.value, max(size, 0.1), spaced))
        spaced = False
    return _parted(glyphs)


def _parted(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs with the box of a ligature shared out among its letters, each of which pdfium gives the whole."""
    out: list[Glyph] = []
    for (left, bottom, right, top), group in groupby(glyphs, key=lambda g: g.box):
        letters = list(group)
        width = (right - left) / len(letters)
        for i, letter in enumerate(letters):
            box = (left + i * width, bottom, left + (i + 1) * width, top)
            out.append(replace(letter, box=box) if len(letters) > 1 else letter)
    return out


def _continues(last: Glyph, glyph: Glyph, widest: float = _COLUMN_GAP) -> bool:
    size = max(last.size, glyph.size)
    gap = glyph.box[0] - last.box[2]
    # A little to the left is kerning; a superscript stands off the baseline and is small.
    on_line = abs(glyph.baseline - last.baseline) <= _SAME_LINE * size
    return on_line and -0.5 * size <= gap <= widest * size


def _merged(lines: list[PageLine]) -> list[PageLine]:
    """The lines with those put together that stand side by side on one baseline (a page may draw word by word)."""
    rows: list[PageLine] = []
    for line in sorted(lines, key=lambda line: (-round(line.baseline), line.left)):
        for row in rows[-12:]:
            if _continues(row.glyphs[-1], line.glyphs[0], _DRAWN_APART):
                row.glyphs += line.glyphs
                break
        else:
            rows.append(line)
    return rows
