"""What somebody reports within what he is reported to say: "He said the mayor had told him …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from onrecord.extraction.pronouns import WE, YOU, I
from onrecord.model import Span, Spans

_SHORTEST: Final = 25  # fewer characters hold no statement of somebody else's
_EDGES: Final = " \n\t\"“”„«»‘’'`´,;:.…"
_SELF: Final = I | WE | YOU
_ANYBODY: Final = re.compile(r"(?:every|any|no|some)\s?(?:body|one)\b|people\b", re.IGNORECASE)


def bare(text: str, content: Spans) -> Iterator[Span]:
    """The spans of a content without the marks and the space around them, but for those too short to hold anything."""
    for start, end in content:
        body = text[start:end]
        first, last = start + len(body) - len(body.lstrip(_EDGES)), start + len(body.rstrip(_EDGES))
        if last - first >= _SHORTEST:
            yield Span(first, last)


def of_another(source: str) -> bool:
    """Is a source within somebody's words somebody else, and not he himself or anybody?"""
    return source.lower() not in _SELF and not _ANYBODY.match(source)
