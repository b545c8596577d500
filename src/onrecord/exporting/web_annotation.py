"""W3C Web Annotation (JSON-LD): each piece of a statement's content as a target, by its words and by its place.

https://www.w3.org/TR/annotation-model/. Positions count code points of the article's text, as the standard asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

from onrecord.exporting import iris, json_text
from onrecord.exporting.stream import Exported
from onrecord.model import Article, MadeBy, Span
from onrecord.record import Entry

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
_AROUND: Final = 32  # characters of prefix and suffix
_OWN: Final = {  # the words that the standard lacks
    "onrecord": iris.TERMS,
    **{
        name: f"onrecord:{name}"
        for name in (
            *("speaker", "speakerType", "speakerConfidence", "confidence", "kind", "mode", "polarity", "saidOn"),
            *("addressee", "about", "outlet", "published", "title", "sha256", "sourceWords", "cueWords"),
        )
    },
}


def write(documents: Iterable[Exported], out: BinaryIO) -> None:
    """Write one AnnotationPage that holds an annotation for each statement."""
    head = {"@context": [CONTEXT, _OWN], "id": "urn:onrecord:annotations", "type": "AnnotationPage"}
    json_text.holding(head, "items", _annotations(documents), out)


def _annotations(documents: Iterable[Exported]) -> Iterator[dict[str, Any]]:
    """An annotation for each statement."""
    for document in documents:
        for entry in document.entries:
            yield _annotation(document.article, entry)


def _annotation(article: Article, entry: Entry) -> dict[str, Any]:
    said, speaker = entry.statement, entry.statement.speaker
    source: dict[str, Any] = {
        "id": iris.of_article(article),
        "type": "Text",
        "language": article.language,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published and article.published.isoformat(),
        "sha256": article.sha256,
    }
    target = [_place(json_text.known(source), article.text, span) for span in said.content]
    body = {
        "type": "Dataset",
        "purpose": "describing",
        "speaker": speaker.name,
        "speakerType": speaker.type,
        "speakerConfidence": speaker.confidence,
        "confidence": said.confidence,
        "kind": said.kind,
        "mode": said.mode,
        "polarity": said.polarity,
        "saidOn": said.said_on and said.said_on.value,
        "addressee": said.addressee and said.addressee.name,
        "about": [party.name for party in said.about],
        "sourceWords": [_place(source["id"], article.text, span) for span in said.source],
        "cueWords": [_place(source["id"], article.text, span) for span in said.cue],
    }
    bodies: list[dict[str, Any]] = [json_text.known(body)]
    if speaker.name:
        bodies.append({"type": "TextualBody", "purpose": "tagging", "value": speaker.name, "format": "text/plain"})
    annotation = {
        "id": iris.of_statement(said),
        "type": "Annotation",
        "motivation": "describing",
        "generator": _software(entry.made_by),
        "body": bodies,
        "target": target,
    }
    return json_text.known(annotation)


def _place(source: object, text: str, span: Span) -> dict[str, Any]:
    """Where a span stands, told twice: by its words with those around it, and by its place."""
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[span.start : span.end],
        "prefix": text[max(0, span.start - _AROUND) : span.start],
        "suffix": text[span.end : span.end + _AROUND],
    }
    place = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return {"type": "SpecificResource", "source": source, "selector": [quote, place]}


def _software(made_by: MadeBy | None) -> dict[str, Any] | None:
    """What made it, as an agent."""
    if made_by is None:
        return None
    return {"id": iris.of_software(made_by), "type": "Software", "name": str(made_by)}
