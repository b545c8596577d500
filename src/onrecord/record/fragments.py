"""Links that open a live page at a quotation: text fragments, `#:~:text=[prefix-,]start[,end][,-suffix]`.

A browser looks for the words whatever their case and white space, and shows the first place that fits. A short
quotation is given whole, a long one by its first and last words; where that fits an earlier place as well, with the
words around it.
(WICG, URL Fragment Text Directives: https://wicg.github.io/scroll-to-text-fragment/)
"""

from __future__ import annotations

import re
from urllib.parse import quote

from onrecord.model import Span, Spans

_SHORT = 80  # characters of a quotation that is given whole
_ENDS = 5  # words of a longer one, at either end
_AROUND = 6  # words before or after it, at most
_WORD = re.compile(r"\w+(?:[’'.-]\w+)*")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f]")


def link(url: str | None, text: str, content: Spans) -> str | None:
    """The page's address with a directive for each piece of a quotation in its text; None without an address."""
    if url is None or _UNSAFE.search(url) or not url.lower().startswith(("http://", "https://")):
        return None
    found = [d for span in content if (d := directive(text, span))]
    if not found:
        return None
    address, _, anchor = url.partition("#")
    anchor = anchor.partition(":~:")[0]
    return f"{address}#{anchor}:~:" + "&".join(f"text={d}" for d in found)


def directive(text: str, span: Span) -> str | None:
    """What leads to the words of a span, whole ones, as browsers look for; None where it holds none."""
    if not _WORD.search(text, span.start, span.end):
        return None
    start, end = span
    while start > 0 and text[start - 1 : start + 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1 : end + 1].isalnum():
        end += 1
    words = [(m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
    first, last = words[0][0], words[-1][1]
    if last - first <= _SHORT and "\n\n" not in text[first:last]:
        opening, closing = text[first:last], ""
    else:
        opening, closing = _run(text, words[:_ENDS]), _run(text, words[-_ENDS:][::-1])
        if len(words) < 2 * _ENDS:
            half = max(1, len(words) // 2)
            opening, closing = _run(text, words[:half]), _run(text, words[half:][::-1])
    before = [(m.start(), m.end()) for m in _WORD.finditer(text, text.rfind("\n\n", 0, first) + 1, first)][-_AROUND:]
    stop = text.find("\n\n", last)
    after = [(m.start(), m.end()) for m in _WORD.finditer(text, last, len(text) if stop < 0 else stop)][:_AROUND]
    prefix = suffix = ""
    for n in range(max(len(before), len(after)) + 1):
        prefix = text[before[-n:][0][0] : first].strip() if n and before else ""
        suffix = text[last : after[:n][-1][1]].strip() if n and after else ""
        if _first(text, prefix, opening, closing, suffix) == first:
            break
    else:
        prefix = suffix = ""
    parts = [
        f"{_encoded(prefix)}-" if prefix else "",
        _encoded(opening),
        _encoded(closing),
        f"-{_encoded(suffix)}" if suffix else "",
    ]
    return ",".join(part for part in parts if part)


def _run(text: str, words: list[tuple[int, int]]) -> str:
    """The words in a row, as far as they stand in the first one's paragraph, which no end of a directive passes."""
    first = words[0]
    low, high = first
    for start, end in words[1:]:
        if "\n\n" in text[min(low, start) : max(high, end)]:
            break
        low, high = min(low, start), max(high, end)
    return text[low:high]


def _first(text: str, prefix: str, start: str, end: str, suffix: str) -> int | None:
    """Where a browser would find it in the text."""
    pattern = (_pattern(prefix) + r"\s*" if prefix else r"(?<!\w)") + f"({_pattern(start)})"
    pattern += rf"(?!\w).*?(?<!\w){_pattern(end)}" if end else ""
    pattern += r"\s*" + _pattern(suffix) if suffix else r"(?!\w)"
    found = re.search(pattern, text, re.I | re.S)
    return found.start(1) if found else None


def _pattern(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))


def _encoded(words: str) -> str:
    # A dash and a comma have a meaning in a directive, and `quote` lets dashes pass.
    return quote(" ".join(words.split()), safe="").replace("-", "%2D")
