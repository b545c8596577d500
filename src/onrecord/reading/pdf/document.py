"""PDF → Article: columns in reading order, running heads and folios left out, hyphens and broken paragraphs mended."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import pypdfium2 as pdfium

from onrecord.errors import InputMalformed, InputTooLarge, InputUnreadable, InputWithoutArticle
from onrecord.model import Anchor, Article, Repair, Span
from onrecord.reading.lines import FIRST_LINES, Paragraph
from onrecord.reading.mending import mend
from onrecord.reading.offsets import Piece, Pieces, collapse, plain
from onrecord.reading.origin import Origin
from onrecord.reading.pdf import ocr
from onrecord.reading.pdf.glyphs import Box, Glyph, PageLine, is_space, lines_of, page_lines, page_text
from onrecord.reading.pdf.hyphens import HYPHENS, REASON, is_broken, is_compound, words_of
from onrecord.reading.pdf.layout import Passage, passages, running
from onrecord.reading.text import front

_MAX_PAGES = 2_000
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_GARBLED = 0.2  # share of characters without a meaning, from which on a text is none
_SCAN = f"no text in it, only pictures: a scan; {ocr.HOW}"
_BLANK = "no text in it, nor pictures that could hold some"


def read_pdf(
    data: bytes,
    origin: Origin,
    *,
    max_text: int,
    password: str | None = None,
    turn_page: Callable[[], object] = lambda: None,
) -> Article:
    """The article of a PDF; its scanned pages by OCR. `turn_page` is called before each page.

    InputUnreadable (encrypted), InputMalformed, InputTooLarge (over `max_text` characters), InputWithoutArticle (scan).
    """
    document = open_pdf(data, origin.name, password)
    try:
        if len(document) > _MAX_PAGES:
            raise InputTooLarge(origin.name, f"{len(document):,} pages are over the limit of {_MAX_PAGES:,}")
        found = []
        scans: list[int] = []
        for number, page in enumerate(document, 1):
            turn_page()
            lines, scanned = _page(page, number, origin.name)
            found.append(lines)
            scans += [number] if scanned else []
        heights = [document[i].get_height() for i in range(len(document))]
    except pdfium.PdfiumError as e:
        raise InputMalformed(origin.name, f"a broken PDF: {e}") from None
    finally:
        document.close()
    furniture = running(found, heights)
    kept = [[line for line in lines if id(line) not in furniture] for lines in found]
    known, body = front.printed(_paragraphs(passages(kept)), front.Front())
    if not body:
        reason = "a title, but no text under it" if any(kept) else _SCAN if scans else _BLANK
        raise InputWithoutArticle(origin.name, reason)
    builder = mend(body)
    for text in dict.fromkeys(line.text for lines in found for line in lines if id(line) in furniture):
        builder.removed(text, "running head, foot or page number")
    words, anchors, repairs = builder.build()
    unknown = sum(c == "\ufffd" or unicodedata.category(c) == "Co" for c in words)
    if unknown > _GARBLED * len(words):
        raise InputWithoutArticle(origin.name, "its fonts do not say which letters they show; run it through OCR first")
    if len(words) > max_text:
        raise InputTooLarge(origin.name, f"{len(words):,} characters are over the limit of {max_text:,}")
    warnings = [f"{unknown} characters whose letters the fonts do not tell"] if unknown else []
    if scans:
        which = "all pages" if len(scans) == len(found) else f"page {', '.join(map(str, scans))}"
        how = "by OCR, which misreads letters" if ocr.program() else f"not, being scans: {ocr.HOW}"
        warnings.append(f"{which} read {how}")
    return known.article(origin, words, _boxed(anchors, kept), repairs, tuple(warnings))


def _page(page: pdfium.PdfPage, number: int, name: str) -> tuple[list[PageLine], bool]:
    """The lines of a page, and whether it is a scan (whose lines are OCR's, or none where there is no OCR)."""
    lines = page_lines(page, number)
    if lines or not ocr.is_scan(page):
        return lines, False
    return lines_of(ocr.page_glyphs(page, name), number) if ocr.program() else [], True


def open_pdf(data: bytes, name: str, password: str | None = None) -> pdfium.PdfDocument:
    """The document. InputUnreadable where it is encrypted, InputMalformed where it is broken."""
    try:
        return pdfium.PdfDocument(data, password=password)
    except pdfium.PdfiumError as e:
        if "password" in str(e).lower():
            reason = "that is not its password" if password else "encrypted; give its --password"
            raise InputUnreadable(name, reason) from None
        raise InputMalformed(name, f"a broken PDF: {e}") from None


def pages(data: bytes, password: str | None = None) -> list[str]:
    """The text of each page, to which the anchors `page/1`, `page/2`, … lead."""
    document = open_pdf(data, "-", password)
    try:
        return [_page_text(page) for page in document]
    finally:
        document.close()


def boxed(data: bytes, anchors: Sequence[Anchor], name: str, password: str | None = None) -> list[Anchor]:
    """Anchors of a PDF (or parts of such) with the boxes of just their characters, one box per line.

    An anchor keeps the boxes that it has where its page shows no such characters. InputError as for `open_pdf`.
    """
    document = open_pdf(data, name, password)
    try:
        numbers = {int(a.node.removeprefix("page/")) for a in anchors if a.node.startswith("page/")}
        lines = [_page(document[n - 1], n, name)[0] for n in sorted(numbers) if 0 < n <= len(document)]
    finally:
        document.close()
    return [new if new.boxes else old for old, new in zip(anchors, _boxed(tuple(anchors), lines), strict=True)]


def _page_text(page: pdfium.PdfPage) -> str:
    text = page_text(page)
    if text.strip() or not ocr.is_scan(page) or not ocr.program():
        return text
    return ocr.text(ocr.page_glyphs(page, "-"))


def _paragraphs(found: list[Passage]) -> list[Paragraph]:
    """Passages as paragraphs: what is set small (captions, footnotes) last, broken words put together."""
    words = words_of(line.text for p in found for line in p.lines)
    out: list[Paragraph] = []
    column: list[PageLine] = []
    inner = [p for p in found if not (p.new_column or p.heading or p.small)]
    indents = len(inner) > 2 and sum(p.indented for p in inner) > 0.6 * len(inner)
    last: Passage | None = None
    for passage, following in pairwise([*(p for p in found if not p.small), None]):
        assert passage is not None
        lines = [*column, *passage.lines]
        column = []
        if (
            following
            and following.new_column
            and not passage.heading
            and is_broken(lines[-1].text, following.lines[0].text)
        ):
            column = lines  # a word is broken over the end of a column
            continue
        goes_on = last is not None and _goes_on(last, passage, indents)
        out.append(replace(_paragraph(lines, passage, words), goes_on=goes_on))
        last = passage
    return out + [replace(_paragraph(list(p.lines), p, words), role="table") for p in found if p.small]


def _goes_on(before: Passage, passage: Passage, indents: bool) -> bool:
    """Whether a column begins with the rest of the paragraph that the last one ended in, as far as the layout shows:
    its line is full, and what follows is not set in where paragraphs are, or stands in justified text."""
    end, begin = before.lines[-1], passage.lines[0]
    below = begin.page == end.page and begin.baseline < end.baseline
    unmarked = not passage.indented if indents else before.flush and not below
    return before.full and unmarked and passage.new_column and not passage.heading


def _paragraph(lines: list[PageLine], passage: Passage, words: Counter[str]) -> Paragraph:
    parts: list[Piece] = []
    repairs: list[Repair] = []
    length = 0
    for before, line in zip([None, *lines], lines, strict=False):
        pieces = _pieces(line)
        if before is None:
            pass
        elif not is_broken(before.text, line.text):
            parts.append(Piece(" ", None))
            length += 1
        elif not is_compound(before.text, line.text, words):
            if parts[-1].text[-1] in HYPHENS:  # a soft hyphen is gone already
                parts[-1] = parts[-1][: len(parts[-1].text) - 1]
                length -= 1
            repairs.append(Repair("joined hyphen", Span(length, length), "-\n", REASON))
        parts += pieces
        length += len(plain(pieces))
    first = tuple(_pieces(line) for line in lines[:FIRST_LINES])
    gap = "\f" if passage.new_column else "\n\n"
    pieces = tuple(p for p in parts if p.text)
    return Paragraph("heading" if passage.heading else "paragraph", first, pieces, gap, repairs=tuple(repairs))


def _pieces(line: PageLine) -> Pieces:
    """A line's characters with their places, a space where a gap shows one, ligatures as letters."""
    node = f"page/{line.page}"
    out: list[Piece] = []
    for before, glyph in zip([None, *line.glyphs], line.glyphs, strict=False):
        if before is not None and is_space(before, glyph):
            out.append(Piece(" ", None))
        letters = _LIGATURES.get(glyph.char)
        out.append(Piece(letters, None) if letters else Piece(glyph.char, node, glyph.index))
    return collapse(out)


def _boxed(anchors: tuple[Anchor, ...], pages: list[list[PageLine]]) -> tuple[Anchor, ...]:
    """The anchors with the boxes of their characters, one box per line."""
    boxes: dict[tuple[str, int], Glyph] = {
        (f"page/{line.page}", g.index): g for lines in pages for line in lines for g in line.glyphs
    }
    out = []
    for a in anchors:
        glyphs = [g for i in range(a.offset, a.offset + a.end - a.start) if (g := boxes.get((a.node, i)))]
        out.append(replace(a, boxes=_union(glyphs)))
    return tuple(out)


def _union(glyphs: list[Glyph]) -> tuple[Box, ...]:
    rows: list[list[Glyph]] = []
    for g in glyphs:
        if rows and abs(rows[-1][-1].baseline - g.baseline) < g.size / 2:
            rows[-1].append(g)
        else:
            rows.append([g])
    return tuple(
        (
            round(min(g.box[0] for g in row), 2),
            round(min(g.box[1] for g in row), 2),
            round(max(g.box[2] for g in row), 2),
            round(max(g.box[3] for g in row), 2),
        )
        for row in rows
    )
