"""Markdown → paragraphs: the words that a reader of the rendered page sees, anchored to the file's characters.

CommonMark's blocks and inlines as far as articles use them. A bracket without a link is a printer's bracket ("[Starmer]
is very nice") and stays.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from onrecord.reading.lines import Paragraph, Role, split_lines
from onrecord.reading.offsets import Piece, Pieces, collapse, cut, merge, plain

_LINE = re.compile(r"([^\n\r\f]*)(\r\n|[\n\r\f]|$)")
_HEADING = re.compile(r" {0,3}#{1,6}(?=\s|$)\s*")
_HEADING_END = re.compile(r"(?<!\s)\s+#+\s*$")
_SETEXT = re.compile(r" {0,3}(=+|-+)\s*$")
_RULE = re.compile(r" {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_QUOTE = re.compile(r"(?: {0,3}> ?)+")
_ITEM = re.compile(r"\s*(?:[-*+](?=\s)\s+|(?=\d{1,3}[.)]\s))")
_FENCE = re.compile(r"\s*(```|~~~)")
_REFERENCE = re.compile(r" {0,3}\[[^\]]+\]:\s+\S+")
_TABLE = re.compile(r"\s*\|.*\|\s*$")
_HARD_BREAK = re.compile(r"(?:(?<! ) {2,}|\\)$")

_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<code>`+)(?P<in_code>.{1,1000}?)(?P=code)(?!`)"
    r"|!\[(?P<alt>[^\]]{0,1000})\](?:\([^)]{0,2000}\)|\[[^\]]{0,200}\])"
    r"|(?P<footnote>\[\^[^\]\s]{1,100}\])"
    r"|\[(?P<link>(?:[^\[\]]|\[[^\]]{0,200}\]){0,1000})\](?:\((?:[^()\s]|\([^()]{0,200}\)){0,2000}(?:\s+[\"'(][^\n]{0,500}?[\"')])?\)|\[[^\]]{0,200}\])"
    r"|<(?P<auto>(?:https?://|mailto:)[^>\s]{1,2000})>"
    r"|(?P<tag></?[a-zA-Z][^<>\n]{0,1000}>)"
    r"|(?<![\w*])(?P<star>\*{1,3})(?=\S)(?P<in_star>.{1,1000}?)(?<=\S)(?P=star)(?![\w*])"
    r"|(?<![\w_])(?P<under>_{1,3})(?=\S)(?P<in_under>.{1,1000}?)(?<=\S)(?P=under)(?![\w_])"
    r"|~~(?P<struck>.{1,1000}?)~~",
    re.S,
)
_SET_OFF = re.compile(r"(\*{1,3}|_{1,3})(?=\S)(?P<words>[^*_]{1,1000})(?<=\S)\1")
_MAX_INLINE = 2_000_000  # characters; in a longer file, which no one wrote by hand, inline markup is left as it is
_VERBATIM = ("in_code", "auto", "escaped")
_NESTING = ("link", "in_star", "in_under", "struck")


def paragraphs(text: str, start: int = 0) -> list[Paragraph]:
    """The paragraphs of a Markdown file from code point `start` on, anchored to its characters."""
    hidden = _comments(text, start)
    inline = len(text) <= _MAX_INLINE
    found: list[Paragraph] = []
    for role, lines, gap in _groups(text, start):
        raw = _without(_raw(lines, role in ("code", "table")), hidden)
        shown = _inline(raw) if inline and role != "code" else raw
        pieces = collapse(shown, keep_lines=True)
        if pieces:
            lead = _SET_OFF.match(plain(raw).lstrip()) if inline else None
            words = plain(pieces) if role == "heading" else " ".join(lead["words"].split()) if lead else ""
            found.append(Paragraph(role, tuple(split_lines(shown)), pieces, gap, set_off=words))
    return found


def _raw(lines: list[Piece], keep: bool) -> Pieces:
    """The lines in a row: a line feed where the reader sees a new line, a carriage return where the author wrapped."""
    out: list[Piece] = []
    for line in lines:
        hard = _HARD_BREAK.search(line.text)
        out.append(line[: hard.start()] if hard else line)
        out.append(Piece("\n" if keep or hard else "\r", "", line.offset + len(line.text)))
    return tuple(out[:-1])


def _groups(text: str, start: int) -> Iterator[tuple[Role, list[Piece], str]]:
    role: Role = "paragraph"
    lines: list[Piece] = []
    fenced: str | None = None
    last_end = start

    def done() -> Iterator[tuple[Role, list[Piece], str]]:
        nonlocal last_end, lines
        if lines:
            gap = text[last_end : lines[0].offset]
            yield role, lines, gap
            last_end = lines[-1].offset + len(lines[-1].text)
            lines = []

    for match in _LINE.finditer(text, start):
        line, at = match[1], match.start()
        fence = _FENCE.match(line)
        if fenced is not None:
            if fence and fence[1] == fenced:
                fenced = None
                yield from done()
            else:
                lines.append(Piece(line, "", at))
        elif fence:
            yield from done()
            fenced, role = fence[1], "code"
        elif not line.strip() or _REFERENCE.match(line):
            yield from done()
        elif lines and role == "paragraph" and _SETEXT.match(line):
            role = "heading"
            yield from done()
        elif _RULE.match(line):
            yield from done()
        elif heading := _HEADING.match(line):
            yield from done()
            role = "heading"
            lines = [_cut(line, at, heading.end())]
            yield from done()
        elif quote := _QUOTE.match(line):
            if role != "quote" or not line[quote.end() :].strip():
                yield from done()
            role = "quote"
            if line[quote.end() :].strip():
                lines.append(Piece(line[quote.end() :], "", at + quote.end()))
        elif item := _ITEM.match(line):
            yield from done()
            role = "item"
            lines = [Piece(line[item.end() :], "", at + item.end())]
        elif _TABLE.match(line):
            if role != "table":
                yield from done()
            role = "table"
            lines.append(Piece(line, "", at))
        else:
            if not lines:
                role = "paragraph"
            lines.append(Piece(line, "", at))
        if match[2] == "\f":
            yield from done()
        if match.end() == len(text):
            break
    yield from done()


def _cut(line: str, at: int, start: int) -> Piece:
    end = _HEADING_END.search(line, start)
    return Piece(line[start : end.start() if end else len(line)], "", at + start)


def _inline(pieces: Pieces) -> Pieces:
    """What is shown of a paragraph: its characters less those that are markup."""
    text = plain(pieces)
    shown: list[tuple[int, int]] = []
    work = [(0, len(text))]
    while work:
        start, end = work.pop()
        match = _INLINE.search(text, start, end)
        if match is None:
            shown.append((start, end))
            continue
        shown.append((start, match.start()))
        work.append((match.end(), end))
        for name in _VERBATIM:
            if match[name] is not None:
                shown.append(match.span(name))
        for name in _NESTING:
            if match[name] is not None:
                work.append(match.span(name))
    return merge(p for start, end in shown for p in cut(pieces, start, end))


def _comments(text: str, start: int) -> list[tuple[int, int]]:
    """Where HTML comments stand; one that is not closed is text."""
    found: list[tuple[int, int]] = []
    while (begin := text.find("<!--", start)) >= 0 and (end := text.find("-->", begin + 4)) >= 0:
        start = end + 3
        found.append((begin, start))
    return found


def _without(pieces: Pieces, hidden: list[tuple[int, int]]) -> Pieces:
    """The pieces less what stands in a comment."""
    if not hidden:
        return pieces
    out: list[Piece] = []
    for piece in pieces:
        base, end, at = piece.offset, piece.offset + len(piece.text), piece.offset
        for k in range(bisect(hidden, base, key=lambda span: span[1]), len(hidden)):
            start, stop = hidden[k]
            if start >= end:
                break
            out.append(piece[at - base : max(at, start) - base])
            at = max(at, min(stop, end))
        out.append(piece[at - base :])
    return tuple(p for p in out if p.text)
