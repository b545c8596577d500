"""The JSON lines: what `read`, `extract` and `find` print, the schema of `extract`, and the way back from it.

The line of `extract` is the face that scripts rely on. Its shape is `ExtractionLine`, and its JSON Schema is generated
from there, so the two cannot part. A field is added, never silently changed; a change that would break a reader of
the line raises `VERSION`.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, UnsetType

from onrecord.errors import InputMalformed
from onrecord.model import Article, Entity, Extraction, Occasion, Repair, Span, Stance, Statement
from onrecord.reading.fragments import link

if TYPE_CHECKING:
    from onrecord.record import Entry
    from onrecord.record.shifts import Position, Shift

VERSION = 1
SCHEMA_ID = f"urn:onrecord:schema:extraction:{VERSION}"

# Of a speaker, kept out of the line: the way to the name is evidence to look at, not a field that scripts rely on.
_UNPRINTED = "chain"


class ExtractionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One article and all that was read out of it.

    Every span is `[start, end)` in Unicode code points of the article's text. Null and empty mean "not known".
    """

    id: str
    title: str | None
    byline: str | None
    outlet: str | None
    published: date | None
    url: str | None
    language: str | None
    text: str | UnsetType = UNSET
    statements: tuple[Statement, ...]
    occasions: tuple[Occasion, ...]
    entities: tuple[Entity, ...]
    voice: tuple[Stance, ...]
    repairs: tuple[Repair, ...]
    warnings: tuple[str, ...]


def article_line(article: Article) -> dict[str, Any]:
    """The article as `onrecord read` prints it: a JSON object of plain lists, strings and numbers."""
    line = _plain(article)
    del line["anchors"]
    order = "id title byline outlet published url path sha256 language text repairs warnings published_evidence turns"
    return {key: line[key] for key in order.split()}


def extraction_line(extraction: Extraction, with_text: bool = False) -> dict[str, Any]:
    """The extraction as `onrecord extract` prints it; the article's text is in it only `with_text`.

    `warnings` are those of reading, then those of extraction.
    """
    article = extraction.article
    line = _plain(
        ExtractionLine(
            id=article.id,
            title=article.title,
            byline=article.byline,
            outlet=article.outlet,
            published=article.published,
            url=article.url,
            language=article.language,
            text=article.text if with_text else UNSET,
            statements=extraction.statements,
            occasions=extraction.occasions,
            entities=extraction.entities,
            voice=extraction.voice,
            repairs=article.repairs,
            warnings=article.warnings + extraction.warnings,
        )
    )
    for statement, said in zip(line["statements"], extraction.statements, strict=True):
        del statement["speaker"][_UNPRINTED]
        statement["link"] = link(article.url, article.text, said.content)
        statement["source_text"] = " … ".join(article.text[start:end] for start, end in said.source)
    return line


def entry_line(entry: Entry) -> dict[str, Any]:
    """An entry of the record as `onrecord find` prints it: the article's head, then the statement as in `extract`."""
    line = _plain(entry)
    statement = line["statement"]
    del statement["speaker"][_UNPRINTED]
    head = ("title", "outlet", "published", "url", "path", "extractor")
    article = {"id": line["article"], **{key: line[key] for key in head}}
    return {"article": article, **statement, **{key: line[key] for key in ("link", "source_text", "also_in")}}


def shift_line(shift: Shift) -> dict[str, Any]:
    """A shift as `onrecord shifts` prints it; `then` and `now` are entries."""
    plain = _plain(shift)
    return {**plain, "then": entry_line(shift.then), "now": entry_line(shift.now)}


def position_line(position: Position) -> dict[str, Any]:
    """A position as `onrecord stance` prints it: who, toward what, how, when and in which words, and the statement."""
    value = position.value
    return {
        "holder": position.holder,
        "about": position.about,
        "date": position.entry.when,
        "attitude": "negative" if value < 0 else "positive" if value > 0 else "neutral",
        "value": round(value, 3),
        "words": position.words,
        "spans": [list(span) for span in position.spans],
        "statement": entry_line(position.entry),
    }


def extraction_from_line(line: bytes | str | Mapping[str, Any], input: str = "line") -> Extraction:
    """Read a line of `extract --with-text` back.

    What the line does not carry (the path, hash, anchors and turns of the article, the speakers' chains) comes back
    as None or empty. `input` names the line in errors. Raises InputMalformed for what is not such a line, for a line
    without `text`, and for spans that do not lie within the text.
    """
    try:
        read = (
            msgspec.json.decode(line, type=ExtractionLine)
            if isinstance(line, (bytes, str))
            else msgspec.convert(line, ExtractionLine)
        )
    except (msgspec.DecodeError, UnicodeError) as error:
        raise InputMalformed(input, f"not a line of `onrecord extract`: {error}") from None
    if read.text is UNSET:
        raise InputMalformed(input, "the line has no text; extract again with --with-text")
    extraction = Extraction(
        article=Article(
            id=read.id,
            text=read.text,
            title=read.title,
            byline=read.byline,
            outlet=read.outlet,
            published=read.published,
            url=read.url,
            language=read.language,
            repairs=read.repairs,
        ),
        statements=read.statements,
        occasions=read.occasions,
        entities=read.entities,
        voice=read.voice,
        warnings=read.warnings,
    )
    length = len(read.text)
    for span in _spans(extraction):
        if not 0 <= span.start <= span.end <= length:
            raise InputMalformed(input, f"span [{span.start}, {span.end}] is not within the text (0 to {length})")
    return extraction


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the line that `extract` prints, with its version in `$id`."""
    (top,), components = msgspec.json.schema_components([ExtractionLine], ref_template="#/$defs/{name}")
    for component in components.values():
        if "description" in component:
            component["description"] = inspect.cleandoc(component["description"]).partition("\n\n")[0]
        if component.get("type") == "object":
            for field in component["properties"].values():
                field.pop("default", None)
            component["required"] = list(component["properties"])
    speaker = components["Speaker"]
    del speaker["properties"][_UNPRINTED]
    speaker["required"].remove(_UNPRINTED)
    statement = components["Statement"]
    statement["properties"]["link"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}  # made where it is printed
    statement["properties"]["source_text"] = {"type": "string"}
    statement["required"] += ["link", "source_text"]
    line = components.pop(top["$ref"].rpartition("/")[2])
    line["required"].remove("text")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **line,
        "$defs": dict(sorted(components.items())),
    }


def _plain(value: object) -> dict[str, Any]:
    # By way of JSON, so that the line equals what its reader will decode (lists, never tuples).
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return plain


def _spans(extraction: Extraction) -> Iterator[Span]:
    for s in extraction.statements:
        yield from (*s.source, *s.cue, *s.content, *s.speaker.chain)
        if s.said_on and s.said_on.basis:
            yield s.said_on.basis
        for party in (*s.about, *([s.addressee] if s.addressee else [])):
            yield from party.spans
        for stance in s.stance:
            yield from stance.spans
    for occasion in extraction.occasions:
        yield from occasion.spans
    for entity in extraction.entities:
        yield from entity.mentions
    for stance in extraction.voice:
        yield from stance.spans
    yield from (repair.span for repair in extraction.article.repairs)
