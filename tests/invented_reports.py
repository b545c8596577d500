"""Documents from invented sentences, in which `[1 source] {1 cue} <1 content>` are marked: one attribution for every
number, in the order of the numbers; everything else is text as it runs. Marks may stand within others, and `[12 she]`
is the source of two. All tests that need marked attributions mark them so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

import numpy as np
from spacy.tokens import Doc

from onrecord.extraction import about, coreference
from onrecord.extraction.attribution import AttributionModel
from onrecord.extraction.attribution.reading import Reading
from onrecord.extraction.choosing import Opinion
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.graph.heads import Floats, Heads
from onrecord.extraction.graph.model import GraphModel, Network
from onrecord.extraction.language import Parser
from onrecord.extraction.weighing import Weighing
from onrecord.model import Article, Attribution, Party, Span

_MARK = re.compile(r"([\[{<])(\d+) |[\]}>]")
_CLOSED_BY = {"[": "]", "{": "}", "<": ">"}


@cache
def parser() -> Parser:
    """The one that all invented sentences are parsed by."""
    return Parser()


@cache
def _attribution() -> AttributionModel:
    return AttributionModel.load()


def parsed(text: str) -> Doc:
    """The parse of a text, with the names that the network finds, as extraction has it."""
    doc = next(parser().parse([text]))
    graph().name_words(doc, [graph().section(start, read) for start, read in readings(text)])
    return doc


def readings(text: str) -> Iterator[tuple[int, Reading]]:
    """What the package's attribution model makes of each section of a text."""
    return _attribution().readings(text)


def read_marks(marked: str) -> tuple[str, tuple[Attribution, ...]]:
    """The plain text, and the attributions that are marked in it."""
    text, position = "", 0
    opened: list[tuple[str, str, int]] = []
    spans: dict[str, dict[str, list[Span]]] = defaultdict(lambda: {kind: [] for kind in _CLOSED_BY})
    for match in _MARK.finditer(marked):
        if not match[1] and not (opened and match[0] == _CLOSED_BY[opened[-1][0]]):
            continue  # a bracket of the text's own
        text += marked[position : match.start()]
        position = match.end()
        if match[1]:
            opened.append((match[1], match[2], len(text)))
            continue
        kind, numbers, start = opened.pop()
        for number in numbers:
            spans[number][kind].append(Span(start, len(text)))
    roles = [[tuple(sorted(of[kind])) for kind in _CLOSED_BY] for _, of in sorted(spans.items())]
    return text + marked[position:], tuple(Attribution(source, cue, content, 1.0) for source, cue, content in roles)


def document(marked: str, published: date | None = date(2024, 11, 15)) -> Document:
    """Of a marked text."""
    text, attributions = read_marks(marked)
    return Document(Article("invented", text, published=published), parsed(text), attributions)


def resolved(marked: str, published: date | None = date(2024, 11, 15)) -> tuple[Document, Resolution]:
    """The same, with its mentions and speakers resolved."""
    doc = document(marked, published)
    return doc, coreference.resolve(doc)


class _Undecided(Network):
    """Finds each content as likely about each party as not, and every attitude neutral."""

    def __init__(self, contents: int) -> None:
        super().__init__(Heads({}), ())
        self._contents = contents

    def about(self, spans: Sequence[Span]) -> Iterator[tuple[int, list[tuple[int, Floats]]]]:
        word = np.array([0.5, 0.02, 0.46, 0.02], np.float32)
        yield from ((i, [(n, word) for n in range(len(spans))]) for i in range(self._contents))


@cache
def graph() -> GraphModel:
    """The package's, for its weights."""
    return GraphModel.load()


def chosen(document: Document, resolution: Resolution) -> tuple[list[tuple[Party, ...]], list[tuple[Opinion, ...]]]:
    """Whom each content is about by the rules' evidence alone, and what is made of each."""
    weighing = Weighing(document, _Undecided(len(document.attributions)), graph().weights)
    return weighing.about(about.read(document, resolution))
