"""What is done for each word of an article does not grow with the article: counted, as time is no sure measure."""

from __future__ import annotations

import sys
from datetime import date
from types import FrameType

import invented_reports as invented

from onrecord.extraction import pipeline
from onrecord.extraction.document import Document
from onrecord.extraction.graph.heads import Heads
from onrecord.extraction.graph.model import Network
from onrecord.model import Article, Attribution, Extraction, Span

SYLLABLES = "bren cor dal el ford gar hol kes lor mar nes os pel quin ra sten tov ul ver wick".split()
GIVEN = "Anna Ruth Edda Tom Laura Peter Maria John Susan David".split()
SHORT, LONG = 40, 160  # paragraphs
MOST = 1.3  # times the calls for each paragraph, as more of the article is within reach, and more occasions are alike


def _family(n: int) -> str:
    return (SYLLABLES[n % 20] + SYLLABLES[(n // 20 + 7) % 20]).title()


def _paragraph(n: int) -> list[tuple[str, str]]:
    """Two statements at an occasion, with a day, and what the author says himself: words with their role."""
    name, other, place = _family(n), _family(n + 3), _family(n + 11)
    given, host = GIVEN[n % 10], GIVEN[(n + 3) % 10]
    return [
        (f"{given} {name}", "source"), (", a senator, ", ""), ("said", "cue"),
        (f" on Monday at a meeting with {host} {other} in {place} ", ""),
        ("that the new bridge would be a disaster for voters", "content"), (". ", ""),
        (f"“I told the {place} Council that {other} has lied for two years,”", "content"), (" ", ""), ("he", "source"),
        (" ", ""), ("told", "cue"), (" reporters last week. ", ""),
        (f"The brutal mayor of {place} met {name} for talks on Friday and praised the commission.\n\n", ""),
    ]  # fmt: skip


def _document(paragraphs: int) -> Document:
    text, attributions = "", []
    for n in range(paragraphs):
        of: dict[str, list[Span]] = {"source": [], "cue": [], "content": []}
        for words, role in _paragraph(n):
            if role:
                of[role].append(Span(len(text), len(text) + len(words)))
            text += words
        spans = zip(of["source"], of["cue"], of["content"], strict=True)
        attributions += [Attribution((source,), (cue,), (content,), 1.0) for source, cue, content in spans]
    article = Article("invented", text, published=date(2024, 11, 15))
    return Document(article, next(invented.parser().parse([text])), tuple(attributions))


def _calls(document: Document) -> int:
    """How many functions are called to read an article's fields, Python's own among them."""
    count = 0

    def called(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        found = pipeline.assemble(document, Network(Heads({}), ()), invented.graph().weights)
    finally:
        sys.setprofile(None)
    assert isinstance(found, Extraction)
    assert len(found.occasions) > len(document.attributions) / 4
    return count


def test_four_times_the_text_takes_four_times_the_calls() -> None:
    _calls(_document(SHORT))  # what is found once, and kept
    short, long = _calls(_document(SHORT)), _calls(_document(LONG))
    assert long / LONG < MOST * short / SHORT
