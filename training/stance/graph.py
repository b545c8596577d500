"""The graph set as pairs of holder and target: `python -m training.stance.graph PAIRS.jsonl`.

Each statement has a pair for every party that its reader marked in it, neutral where the reader saw no attitude, and a
pair for every party that the product asks about, with the words that it takes for it. What the author says himself is
cut into stretches as in use; each party that a reader marked in one is a pair without a holder. It needs spaCy, which
training does not.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from onrecord.evaluation import record
from onrecord.evaluation.names import either
from onrecord.extraction import pipeline, voice
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.stance import statements
from onrecord.extraction.stance.encoding import ATTITUDES, Pair
from onrecord.extraction.stance.model import default_model
from onrecord.extraction.stance.pairs import pair, statement_pair
from onrecord.model import Article, Attribution, Extraction, Span, Spans, inside
from onrecord.reading.primary.article import with_turns
from training.graph import gold
from training.listening import listening

_PARTIES: Final = ("person", "organization", "place")

Row = dict[str, Any]
Told = list[tuple[str, str, list[list[int]]]]  # label of an entity, attitude, the words that show it


class Heard(NamedTuple):
    """An article as the product reads it, with what it asks of its statements and of its author."""

    extraction: Extraction
    document: Document
    resolution: Resolution
    questions: list[statements.Question]
    author: list[voice.AuthorQuestion]


def heard(articles: list[gold.Article], model: str | None = None) -> Iterator[Heard]:
    """Each article as the product reads it, by an attribution model (None: that of the package)."""
    extractor = pipeline.Extractor(model)
    with listening(statements, "read", _asked) as asked:
        for row in articles:
            extraction = extractor.extract(with_turns(article_of(row)))
            yield Heard(extraction, *asked.pop())


def _asked(
    document: Document, resolution: Resolution, targets: Any, opinions: Any, manners: Any, *_: Any
) -> tuple[Document, Resolution, list[statements.Question], list[voice.AuthorQuestion]]:
    """What the product hands to the stances, with what comes of it."""
    asked = statements.questions(document, resolution, targets, opinions, manners)
    return document, resolution, asked, [*voice.questions(document, resolution, default_model().loaded)]


def article_of(row: gold.Article) -> Article:
    """An article of the graph set, as it is extracted."""
    published = date.fromisoformat(row["published"]) if row.get("published") else None
    return Article(row["id"], row["text"], outlet=row.get("outlet"), published=published)


def told(article: gold.Article, found: Heard) -> dict[int, Told]:
    """Whom the statements that the reader has too are about, as he sees it, by the numbers of their attributions."""
    return {n: row["about"] for n, row in seen(article, found).items()}


def seen(article: gold.Article, found: Heard) -> dict[int, Row]:
    """What the reader says of the statements that he has too, by the numbers of their attributions."""
    noted = [s for s in article["statements"].values() if s["content"]]
    said = found.extraction.statements
    pairs = record.matched([s["content"] for s in noted], [s.content for s in said])
    numbers = {(a.content, a.source, a.cue): n for n, a in enumerate(found.document.attributions)}
    return {numbers[said[j].content, said[j].source, said[j].cue]: noted[i] for i, j in pairs.items()}


def attitude(article: gold.Article, told: Told, target: str) -> tuple[str, list[list[int]]]:
    """A reader's toward a target by its name, with the words that show it; neutral where he says nothing of it."""
    same = (row for row in told if either(article["entities"][row[0]]["name"], target))
    _, found, words = next(same, ("", "neutral", []))
    return found, words


def number(attitude: str) -> int:
    """Its place in ATTITUDES."""
    return [str(known) for known in ATTITUDES].index(attitude)


def rows(article: gold.Article, found: Heard) -> Iterator[Row]:
    """All pairs of an article."""
    text, entities = article["text"], article["entities"].items()
    for statement in article["statements"].values():
        content = _spans(statement["content"])
        said = Attribution(_spans(statement["source"]), _spans(statement["cue"]), content, 1.0)
        about = {label: (attitude, words) for label, attitude, words in statement["about"]}
        for label, entity in entities:
            here = tuple(s for s in _spans(entity["spans"]) if inside(s, content))
            if here and (label in about or entity["type"] in _PARTIES):
                yield _row("read", *statement_pair(text, said, here), *about.get(label, ("neutral", [])))
    seen = told(article, found)
    for asked in found.questions:
        if asked.attribution in seen:
            shown = attitude(article, seen[asked.attribution], asked.party.name)
            yield _row("asked", asked.pair, asked.start, *shown)
    for stretch in voice.stretches(found.document, found.document.spoken()):
        own = {
            label: (attitude, words)
            for label, attitude, words in article["voice"]
            if any(inside(Span(*word), (stretch,)) for word in words)
        }
        for label, entity in entities:
            here = tuple(s for s in _spans(entity["spans"]) if inside(s, (stretch,)))
            if here and entity["type"] in _PARTIES:
                yield _row("author", pair(text, stretch, here), stretch.start, *own.get(label, ("neutral", [])))


def _row(origin: str, pair: Pair, start: int, attitude: str, words: list[list[int]]) -> Row:
    """A pair as a JSON object; `words` are the places in its text that show the attitude."""
    shown = [[s - start, e - start] for s, e in words]
    return {
        "from": origin,
        "text": pair.text,
        "target": pair.target,
        "holder": pair.holder,
        "label": number(attitude),
        "words": [word for word in shown if word[0] >= 0 and word[1] <= len(pair.text)],
    }


def _spans(found: list[list[int]]) -> Spans:
    return tuple(Span(*s) for s in found)


if __name__ == "__main__":
    articles = gold.read()
    with Path(sys.argv[1]).open("w", encoding="utf-8") as out:
        for article, fold, found in zip(articles, gold.folds(articles), heard(articles), strict=True):
            for row in rows(article, found):
                out.write(json.dumps(row | {"fold": fold}, ensure_ascii=False) + "\n")
