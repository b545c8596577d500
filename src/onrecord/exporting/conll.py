"""CoNLL-style columns: a token a line, a paragraph a block, and a column for each statement that the block touches.

As in CoNLL-2009 each column is one attribution: `B-source`, `I-cue`, `B-content`, `O`. The columns are explained in
the comments before the block, in their order; `MISC` is the token's place in the article's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final

from onrecord.exporting import json_text
from onrecord.exporting.beside import facts, head
from onrecord.exporting.stream import Exported
from onrecord.model import Span
from onrecord.record import Entry

ROLES: Final = ("content", "cue", "source")  # of words with several roles the last is told
_TOKEN: Final = re.compile(r"\w+(?:[’'.-]\w+)*|[^\w\s]")
_PARAGRAPH: Final = re.compile(r"\S[^\n]*(?:\n(?!\s*\n)[^\n]+)*")


def write(documents: Iterable[Exported], out: BinaryIO) -> None:
    """Write the articles, one after the other."""
    for document in documents:
        out.write("".join(f"{line}\n" for line in lines(document)).encode("utf-8", "replace"))


def lines(document: Exported) -> Iterator[str]:
    """The lines of an article."""
    article = document.article
    yield f"# newdoc id = {' '.join(article.id.split())}"
    yield f"# article = {json_text.encoded(head(article)).decode()}"
    for match in _PARAGRAPH.finditer(article.text):
        block = Span(*match.span())
        tokens = [Span(*found.span()) for found in _TOKEN.finditer(article.text, *block)]
        if not tokens:
            continue
        here = [entry for entry in document.entries if _touches(entry, block)]
        yield f"# newpar place = {block.start}-{block.end}"
        for entry in here:
            yield f"# statement = {json_text.encoded(facts(entry)).decode()}"
        yield "\t".join(("# columns = ID", "FORM", "MISC", *(f"ATTRIBUTION:{n}" for n in range(1, len(here) + 1))))
        columns = [_labels(entry, tokens) for entry in here]
        for n, token in enumerate(tokens):
            form = article.text[token.start : token.end]
            yield "\t".join((str(n + 1), form, f"{token.start}-{token.end}", *(column[n] for column in columns)))
        yield ""


def _touches(entry: Entry, block: Span) -> bool:
    said = entry.statement
    spans = (*said.source, *said.cue, *said.content)
    return any(span.start < block.end and block.start < span.end for span in spans)


def _labels(entry: Entry, tokens: Sequence[Span]) -> list[str]:
    """The label of each token; a span begins at the first token that it touches."""
    labels = ["O"] * len(tokens)
    for role in ROLES:
        for span in getattr(entry.statement, role):
            begun = False
            for n, token in enumerate(tokens):
                if token.start < span.end and span.start < token.end:
                    labels[n] = f"{'I' if begun else 'B'}-{role}"
                    begun = True
    return labels
