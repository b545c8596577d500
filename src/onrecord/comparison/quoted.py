"""The quoted spans of a text: marks of all styles, quotations within quotations, and those that nobody closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from onrecord.model import Span

_PAIRS: Final = {
    "“": "”",
    "„": "“”",
    "〝": "〞",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    "‘": "’",
    '"': '"',
    "'": "'",
}
_MARK: Final = re.compile(r"''|[“”„〝〞«»‹›「」『』‘’\"″']")
_LINE: Final = re.compile(r"[^\n]+")
_LONGEST_SINGLE: Final = 1200  # characters; between single marks further apart stand apostrophes
_EDGE: Final = " \t\r\n,.;:—–-"


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """One quoted span: the words between the marks; the marks themselves are outside.

    `closed` is false where the paragraph ends before the quotation does and the next one does not take it up;
    `inner` are the quotations within it.
    """

    span: Span
    closed: bool = True
    inner: tuple[Span, ...] = ()


@dataclass(slots=True)
class _Open:
    mark: str
    at: int  # of the first character within
    inner: list[Span]


def quoted(text: str) -> tuple[QuotedSpan, ...]:
    """The quoted spans of a text that are in no other one, in their order. Linear in the length of the text.

    Every paragraph starts afresh, as news opens each paragraph of a long quotation with a mark of its own.
    """
    found: list[QuotedSpan] = []
    lines = list(_LINE.finditer(text))
    for n, line in enumerate(lines):
        goes_on = n + 1 < len(lines) and lines[n + 1][0].lstrip()[:1] in "“\"„«‘'" and bool(lines[n + 1][0].strip())
        found += _of_line(text, line.start(), line.end(), goes_on)
    return tuple(found)


def _of_line(text: str, first: int, last: int, goes_on: bool) -> list[QuotedSpan]:
    found: list[QuotedSpan] = []
    stack: list[_Open] = []

    def close(end: int, closed: bool) -> None:
        opened = stack.pop()
        span = _trimmed(text, opened.at, end)
        if not any(c.isalnum() for c in text[span.start : span.end]):
            return
        if stack:
            stack[-1].inner.append(span)
        else:
            found.append(QuotedSpan(span, closed, tuple(opened.inner)))

    for match in _MARK.finditer(text, first, last):
        mark = match[0] if match[0] not in ("''", "″") else '"'
        at, end = match.span()
        before, after = text[at - 1 : at] if at > first else " ", text[end : end + 1] if end < last else " "
        single = mark in "‘’'"
        if single and before.isalnum() and after.isalnum():
            continue  # an apostrophe
        level = next((k for k in range(len(stack) - 1, -1, -1) if mark in _PAIRS[stack[k].mark]), None)
        opens = _opens(mark, before, after)
        if level is not None and (not opens or mark not in "‹「『‘“" or stack[level].mark == "„"):
            if mark == '"' and opens and not _closes(before, after):
                # A straight mark that plainly opens while one is open: that one was never closed.
                while stack:
                    close(at, closed=False)
                stack.append(_Open(mark, end, []))
                continue
            if single and (not _closes(before, after) or at - stack[level].at > _LONGEST_SINGLE):
                continue
            if single and before == "s" and after == " " and _closes_later(text, end, last):
                continue  # the workers’ fault
            while len(stack) > level + 1:
                dropped = stack.pop()  # a single mark that was an apostrophe
                stack[-1].inner.extend(dropped.inner)
            close(at, closed=True)
        elif _mixed(stack, mark, before) and _closes(before, after) and not _has_its_own(stack[-1], text, end, last):
            close(at, closed=True)
        elif opens and mark in _PAIRS:
            if single and (mark == "'" or mark == "‘") and not _single_closes(text, end, last):
                continue
            stack.append(_Open(mark, end, []))
    _end_of_line(stack, text, last, goes_on, close)
    return found


def _end_of_line(stack: list[_Open], text: str, last: int, goes_on: bool, close: object) -> None:
    """What is open yet: single marks were apostrophes; of two that were opened the same way the first was left open."""
    assert callable(close)
    while stack and stack[-1].mark in "‘'":
        dropped = stack.pop()
        if stack:
            stack[-1].inner.extend(dropped.inner)
    ends = [opened.at - 1 for opened in stack[1:]] + [last]
    inner: list[Span] = []
    while len(stack) > 1:
        opened = stack.pop()
        inner.append(_trimmed(text, opened.at, ends.pop()))
    if not stack:
        return
    same = [span for span in stack[0].inner if text[span.start - 1 : span.start] == stack[0].mark]
    if inner or same:  # “A, he said. “B” he added: the first ends before the second begins, at the latest
        second = min(span.start for span in (*inner, *same))
        rest = [Span(s.start, s.end) for s in (*stack[0].inner, *inner) if s.start >= second]
        stack[0].inner = [s for s in stack[0].inner if s.start < second]
        close(second - 1, closed=False)
        for span in sorted(rest):
            stack.append(_Open("“", span.start, []))
            close(span.end, closed=span.end < last)
    else:
        close(last, closed=goes_on)


def _mixed(stack: list[_Open], mark: str, before: str) -> bool:
    """Is the mark the other kind's closing one (“A quotation," or "a quotation”), and not that of inches?"""
    return bool(stack) and not before.isdigit() and (stack[-1].mark, mark) in (("“", '"'), ("„", '"'), ('"', "”"))


def _has_its_own(opened: _Open, text: str, start: int, last: int) -> bool:
    """Is there a closing mark of its own kind further on, before another opens?"""
    found = re.compile('[“„"]' if opened.mark == '"' else "[“„”]").search(text, start, last)
    return found is not None and found[0] == _PAIRS[opened.mark][0]


def _opens(mark: str, before: str, after: str) -> bool:
    if mark in "“„〝«‹「『‘":
        return True
    if mark in "”〞›」』’":
        return False
    if mark == "»":
        return after.isalnum() and not before.isalnum()
    return not before.isalnum() and before not in ".,!?…" and not after.isspace()


def _closes(before: str, after: str) -> bool:
    return not before.isspace() and not after.isalnum()


def _single_closes(text: str, start: int, last: int) -> bool:
    """Does a single mark that may open here close within the line? Else it is an apostrophe (’twas, '90s)."""
    end = min(last, start + _LONGEST_SINGLE)
    return bool(re.compile(r"(?<=[\w.,!?…])[’'](?!\w)").search(text, start, end))


def _closes_later(text: str, start: int, last: int) -> bool:
    return bool(re.compile(r"[^‘“”\"']{1,300}?(?<=[.,!?…])[’'](?!\w)").match(text, start, last))


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \t\r\u00a0":
        start += 1
    while end > start and text[end - 1] in " \t\r\u00a0":
        end -= 1
    return Span(start, end)
