"""The JSON lines: what commands print of each thing, which is also its `to_dict()`, and the way back from `extract`'s.

The lines are the face that scripts rely on. A thing is printed field by field, in the order of its class, so that a new
field prints itself; the few that are printed otherwise have a function here, and `schemas` derives the JSON Schema of
each from the same classes. A field is added, never silently changed; a change that would break a reader raises
`schemas.VERSION`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from onrecord.errors import InputMalformed
from onrecord.model import (
    Article,
    Entity,
    Extraction,
    MadeBy,
    Occasion,
    Printed,
    Repair,
    Span,
    Stance,
    Statement,
    words_at,
)
from onrecord.record.fragments import link

if TYPE_CHECKING:
    from onrecord.record import Entry
    from onrecord.record.moments import Moment
    from onrecord.record.shifts import Position, Shift
    from onrecord.record.verify import Checked

# Fields that are kept out of the lines, by the class that has them.
UNPRINTED: Final[dict[str, frozenset[str]]] = {
    "Speaker": frozenset({"chain"}),  # the way to the name is evidence to look at, not a field that scripts rely on
    "Article": frozenset({"anchors"}),
    "Place": frozenset({"text", "data", "password"}),
}
ARTICLE: Final = (
    "id title byline outlet published url path sha256 language text repairs warnings published_evidence turns".split()
)
HEAD: Final = (
    "title",
    "outlet",
    "published",
    "url",
    "path",
    "made_by",
    "sha256",
)  # of an entry's article, besides its id


class ExtractionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One article and all that was read out of it.

    Every span is `[start, end)` in Unicode code points of the article's text. Null and empty mean "not known".
    `corrected` are the fields of the article that a user decided otherwise; `made_by` is what read it out.
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
    corrected: tuple[str, ...] = ()
    made_by: MadeBy | None = None


def line(value: Printed, **options: Any) -> dict[str, Any]:
    """What the command line prints of a value: its `to_dict()`."""
    # By name: to ask for the classes would load what made none of them.
    special: Callable[..., dict[str, Any]] | None = _SPECIAL.get(type(value).__name__)
    return special(value, **options) if special else _each_field(value)


def article_line(article: Article) -> dict[str, Any]:
    """The article as `onrecord read` prints it: a JSON object of plain lists, strings and numbers."""
    printed = _each_field(article)
    return {name: printed[name] for name in ARTICLE}


def extraction_line(extraction: Extraction, with_text: bool = False) -> dict[str, Any]:
    """The extraction as `onrecord extract` prints it; the article's text is in it only `with_text`.

    `warnings` are those of reading, then those of extraction.
    """
    article = extraction.article
    printed: dict[str, Any] = _plain(
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
            corrected=article.corrected,
            made_by=extraction.made_by,
        )
    )
    for statement, said in zip(printed["statements"], extraction.statements, strict=True):
        for name in UNPRINTED["Speaker"]:
            del statement["speaker"][name]
        statement["link"] = link(article.url, article.text, said.content)
        statement["source_text"] = words_at(article.text, said.source)
    return printed


def entry_line(entry: Entry) -> dict[str, Any]:
    """The statement as `onrecord find` prints it, with the head of the article that it stands in."""
    printed = _each_field(entry)
    article = {"id": printed.pop("article"), **{name: printed.pop(name) for name in HEAD}}
    return {"article": article, **printed.pop("statement"), **printed}


def shift_line(shift: Shift) -> dict[str, Any]:
    """A shift as `onrecord shifts` prints it; `then` and `now` are entries that have the fields of `_when` too, and who
    tells of them."""
    printed = _each_field(shift)
    for side, moment in (("then", shift.then_when), ("now", shift.now_when)):
        del printed[f"{side}_when"]
        printed[side] |= _when(moment) | {"told_by": printed.pop(f"{side}_told_by")}
    return printed


def position_line(position: Position) -> dict[str, Any]:
    """A position as `onrecord stance` prints it: who, toward what, how, when and in which words, and the statement."""
    printed = _each_field(position)
    value, statement = printed.pop("value"), printed.pop("entry")
    del printed["when"]
    head = {name: printed.pop(name) for name in ("holder", "about")}
    attitude = "negative" if value < 0 else "positive" if value > 0 else "neutral"
    how = {**_when(position.when), "attitude": attitude, "value": round(value, 3)}
    return {**head, **how, **printed, "statement": statement}


def problem_lines(checked: Checked) -> list[dict[str, Any]]:
    """What `onrecord verify` prints of an article: each problem, and which article has it."""
    head = {"article": checked.article, "version": checked.version, "source": checked.source}
    return [{**head, **line(problem)} for problem in checked.problems]


def _when(moment: Moment) -> dict[str, str | None]:
    """The date, whether the text, the publication or the author tells it, and the words that place it earlier."""
    return {"date": moment.date, "dated_by": moment.by, "earlier": moment.words}


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
            corrected=read.corrected,
        ),
        statements=read.statements,
        occasions=read.occasions,
        entities=read.entities,
        voice=read.voice,
        warnings=read.warnings,
        made_by=read.made_by,
    )
    check_spans(extraction, input)
    return extraction


def check_spans(extraction: Extraction, input: str) -> None:
    """InputMalformed where a span does not lie within the text; `input` names what was read."""
    length = len(extraction.article.text)
    for span in _spans(extraction):
        if not 0 <= span.start <= span.end <= length:
            raise InputMalformed(input, f"span [{span.start}, {span.end}] is not within the text (0 to {length})")


_SPECIAL: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "Article": article_line,
    "Extraction": extraction_line,
    "Entry": entry_line,
    "Position": position_line,
    "Shift": shift_line,
}


def _each_field(value: Printed) -> dict[str, Any]:
    assert is_dataclass(value)
    unprinted = UNPRINTED.get(type(value).__name__, frozenset())
    return {f.name: _printed(getattr(value, f.name)) for f in fields(value) if f.name not in unprinted}


def _printed(value: Any) -> Any:
    if isinstance(value, Printed):
        return line(value)
    if isinstance(value, (tuple, list)):
        return [_printed(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return value if value is None or isinstance(value, (str, int, float)) else _plain(value)


def _plain(value: object) -> Any:
    # By way of JSON, so that the line equals what its reader will decode (lists, never tuples).
    return msgspec.json.decode(msgspec.json.encode(value))


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
