"""Plain text → paragraphs: blank lines part them; lines wrapped at a margin, and words broken there, are joined."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise, zip_longest

from onrecord.model import Repair, Span
from onrecord.reading.lines import FIRST_LINES, Paragraph, split_lines
from onrecord.reading.offsets import Piece, collapse, merge, plain
from onrecord.reading.pdf.hyphens import REASON, is_broken, is_compound, words_of

_LINE = re.compile(r"([^\n\r\f\v\x85\u2028\u2029]*)(\r\n|[\n\r\f\v\x85\u2028\u2029]|$)")
_MIN_MARGIN, _MAX_MARGIN = 40, 130  # columns; nobody wraps prose outside of these
_WRAPPED = 0.9  # share of the line ends that must look wrapped
_ITEM = re.compile(r"\s*(?:[-*•‣▪–]|\d{1,2}[.)])\s+\S")


def paragraphs(text: str, start: int = 0) -> list[Paragraph]:
    """The paragraphs of a plain text file from code point `start` on, anchored to its characters."""
    groups = _groups(text, start)
    wrapped = _is_wrapped([[" ".join(line.text.split()) for line in lines] for lines, _ in groups])
    words = words_of(line.text for lines, _ in groups for line in lines) if wrapped else Counter[str]()
    one_a_line = not wrapped and not any("\n" in gap or "\f" in gap for _, gap in groups[1:])
    found: list[Paragraph] = []
    for lines, gap in groups:
        if one_a_line:
            for i, line in enumerate(lines):
                found += _paragraph([line], gap if i == 0 else "\n", False, words)
        else:
            found += _paragraph(lines, gap, wrapped, words)
    return found


def _paragraph(lines: list[Piece], gap: str, wrapped: bool, words: Counter[str]) -> list[Paragraph]:
    is_list = sum(bool(_ITEM.match(line.text)) for line in lines) > 1
    end = "\r" if wrapped and not is_list else "\n"
    raw: list[Piece] = []
    done: list[Piece] = []  # what is settled up to the last broken word, and how long it is
    length = start = 0
    repairs: list[Repair] = []
    for line, after in zip_longest(lines, lines[1:]):
        text, following = line.text.rstrip(), after.text.lstrip() if after is not None else ""
        if end == "\r" and is_broken(text, following) and after is not None:
            keep = is_compound(text, following, words)
            raw.append(line[: len(text) if keep else len(text) - 1])
            settled = collapse(raw[start:], keep_lines=True)
            done += settled
            start, length = len(raw), length + len(plain(settled))
            if not keep:
                repairs.append(Repair("joined hyphen", Span(length, length), "-\n", REASON))
        else:
            raw += [line, Piece(end, "", line.offset + len(line.text))]
    pieces = merge([*done, *collapse(raw[start:], keep_lines=True)])
    if not pieces:
        return []
    first = tuple(split_lines(p for line in lines[: FIRST_LINES + 1] for p in (line, Piece("\n", ""))))
    return [Paragraph("item" if is_list else "paragraph", first, pieces, gap, repairs=tuple(repairs))]


def _groups(text: str, start: int) -> list[tuple[list[Piece], str]]:
    """Runs of lines that are not blank, and what parts each from the one before."""
    groups: list[tuple[list[Piece], str]] = []
    lines: list[Piece] = []
    begin = last = start
    for match in _LINE.finditer(text, start):
        line = match[1]
        if line.strip():
            if not lines:
                begin = last
            lines.append(Piece(line, "", match.start()))
            last = match.end(1)
        if lines and (not line.strip() or match[2] == "\f" or match.end() == len(text)):
            groups.append((lines, text[begin : lines[0].offset]))
            lines = []
        if match.end() == len(text):
            break
    return groups


def _is_wrapped(groups: list[list[str]]) -> bool:
    """Whether lines end where the next word would not have fitted: then a margin ended them, not the author."""
    width = max((len(t) for g in groups for t in g if len(g) > 1), default=0)
    if not _MIN_MARGIN <= width <= _MAX_MARGIN:
        return False
    ends = [
        is_broken(a, b) or len(a) + 1 + len(b.split(maxsplit=1)[0]) > width
        for g in groups
        for a, b in pairwise(g)
        if len(g) > 2 or len(a) > _MIN_MARGIN
    ]
    return len(ends) > 0 and sum(ends) >= _WRAPPED * len(ends)
