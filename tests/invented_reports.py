"""Documents from invented sentences: [source], {cue} and <content> marked in the text, everything else as it runs."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from onrecord.extraction import coreference
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.language import Parser
from onrecord.model import Article, Attribution, Span, Spans

_MARK = re.compile(r"([\[{<])(\d)|(\d?)([\]}>])")


@cache
def _parser() -> Parser:
    return Parser()


def document(marked: str, published: date | None = date(2024, 11, 15)) -> Document:
    """`[1Ruth Calloway] {1said} <1taxes would rise>`: one attribution for every number, in the order of the numbers."""
    text, opened, spans = "", [], {}  # type: ignore[var-annotated]
    position = 0
    for match in _MARK.finditer(marked):
        text += marked[position : match.start()]
        position = match.end()
        if match[1]:
            opened.append((match[1], match[2], len(text)))
        else:
            kind, number, start = opened.pop()
            spans.setdefault(number, {}).setdefault(kind, []).append(Span(start, len(text)))
    text += marked[position:]
    attributions = tuple(
        Attribution(_spans(s, "["), _spans(s, "{"), _spans(s, "<"), 1.0) for _, s in sorted(spans.items())
    )
    return Document(Article("invented", text, published=published), next(_parser().parse([text])), attributions)


def _spans(found: dict[str, list[Span]], kind: str) -> Spans:
    return tuple(sorted(found.get(kind, [])))


def resolved(marked: str, published: date | None = date(2024, 11, 15)) -> tuple[Document, Resolution]:
    """The same, with its mentions and speakers resolved."""
    doc = document(marked, published)
    return doc, coreference.resolve(doc)
