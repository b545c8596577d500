"""Statements as rows of typed columns: what Excel, Parquet and data frames hold, one row for each statement.

`COLUMNS` is the schema, and its one home: a column is added at the end, never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from onrecord.exporting.jsonl import extraction_line, line
from onrecord.exporting.sheet import of_extraction, of_position, of_shift
from onrecord.model import Extraction, MadeBy, Printed

Row = Mapping[str, Any]
Type = Literal["text", "number", "flag", "day", "texts", "spans"]


@dataclass(frozen=True, slots=True)
class Typed:
    """A column: its name, the type of its values (None where nothing is known), what it says, its value in a row."""

    name: str
    type: Type
    says: str
    value: Callable[[Row], Any]


def _at(*path: str) -> Callable[[Row], Any]:
    def value(row: Row) -> Any:
        found: Any = row
        for key in path:
            found = found.get(key) if found is not None else None
        return found

    return value


def _names(of: str, key: str = "name") -> Callable[[Row], list[str]]:
    return lambda row: list(dict.fromkeys(one[key] for one in row.get(of) or () if one[key]))


def _stance(row: Row) -> list[str]:
    return [f"{one['attitude']} on {one['target']}" for one in row.get("stance") or ()]


def _made_by(row: Row) -> str | None:
    made_by = row["article"].get("made_by")
    return str(MadeBy(**made_by)) if made_by else None


COLUMNS: Final = (
    Typed("statement", "text", "the statement's id", _at("id")),
    Typed("speaker", "text", "who said it; empty where that is not known", _at("speaker", "name")),
    Typed(
        "speaker_type",
        "text",
        "person, organization, group, anonymous, document or unknown",
        _at("speaker", "type"),
    ),
    Typed("speaker_confidence", "number", "how sure the speaker is, 0 to 1", _at("speaker", "confidence")),
    Typed("text", "text", "the words of the content, pieces joined by ' … '", _at("text")),
    Typed("kind", "text", "direct, mixed or indirect speech", _at("kind")),
    Typed("mode", "text", "speech, writing or thought", _at("mode")),
    Typed("polarity", "text", "affirmed, denied, question or hypothetical", _at("polarity")),
    Typed("addressee", "text", "to whom", _at("addressee", "name")),
    Typed("about", "texts", "whom and what it is about", _names("about")),
    Typed("stance", "texts", "the attitude shown: 'negative on NAME'", _stance),
    Typed(
        "said_on", "text", "when it was said: an ISO 8601 day, week, month, year or interval", _at("said_on", "value")
    ),
    Typed("said_on_rule", "text", "the rule that told when", _at("said_on", "rule")),
    Typed("confidence", "number", "how sure the statement is, 0 to 1", _at("confidence")),
    Typed("source", "text", "the words that name the speaker", _at("source_text")),
    Typed(
        "source_spans", "spans", "where they stand: [start, end) in code points of the article's text", _at("source")
    ),
    Typed("cue_spans", "spans", "where the words of saying stand", _at("cue")),
    Typed("content_spans", "spans", "where the content stands", _at("content")),
    Typed("nested_in", "text", "the id of the statement within which it is reported", _at("nested_in")),
    Typed("primary", "flag", "the words as a primary source has them", _at("primary")),
    Typed("confirmed", "flag", "somebody has looked at it and found it right", _at("confirmed")),
    Typed("corrected", "texts", "the fields that somebody decided otherwise", _at("corrected")),
    Typed("article", "text", "the article's id", _at("article", "id")),
    Typed("outlet", "text", "who published it", _at("article", "outlet")),
    Typed("published", "day", "when", _at("article", "published")),
    Typed("title", "text", "the article's title", _at("article", "title")),
    Typed("url", "text", "its address", _at("article", "url")),
    Typed("path", "text", "the file that it was read from", _at("article", "path")),
    Typed("sha256", "text", "the hash of the bytes that it was read from", _at("article", "sha256")),
    Typed("link", "text", "the address that opens at the words", _at("link")),
    Typed("other_outlets", "texts", "who else printed the same words", _names("also_in", "outlet")),
    Typed("variants", "texts", "the ids of printings in other words", _names("variants", "id")),
    Typed("made_by", "text", "what read it out: onrecord, the models, the parser", _made_by),
)

# What a query for attitudes and turns adds.
_POSITION: Final = (
    Typed("date", "text", "when it is dated", _at("position", "date")),
    Typed("holder", "text", "whose attitude it is", _at("position", "holder")),
    Typed("toward", "text", "toward what", _at("position", "about")),
    Typed("attitude", "text", "negative, neutral or positive", _at("position", "attitude")),
    Typed("value", "number", "from -1 to 1", _at("position", "value")),
)
_SHIFT: Final = (
    Typed("shift", "number", "which shift: its two rows have the same number", _at("shift", "number")),
    Typed("side", "text", "then or now", _at("side")),
    Typed("date", "text", "when it is dated", _at("date")),
    Typed("holder", "text", "who turned", _at("shift", "holder")),
    Typed("toward", "text", "on what", _at("shift", "about")),
    Typed("score", "number", "how sure, 0 to 1", _at("shift", "score")),
    Typed("reason", "text", "why they oppose each other", _at("shift", "reason")),
)


def tabulated(found: Printed | Iterable[Printed]) -> tuple[tuple[Typed, ...], Iterator[Row]]:
    """The columns and rows of what a query returned: entries, extractions, positions or shifts, one or several.

    TypeError for anything else; what is nothing has the columns of statements.
    """
    several = iter((found,) if isinstance(found, Printed) else found)
    first = next(several, None)
    if first is None:
        return COLUMNS, iter(())
    kind = type(first).__name__
    added = {"Entry": (), "Extraction": (), "Position": _POSITION, "Shift": _SHIFT}.get(kind)
    if added is None:
        raise TypeError(f"a table is made of entries, extractions, positions or shifts, not of {kind}")

    def rows() -> Iterator[Row]:
        yield from _rows(first, 1, kind)
        for number, one in enumerate(several, 2):
            yield from _rows(one, number, kind)

    return (*COLUMNS, *added), rows()


def _rows(one: Printed, number: int, kind: str) -> list[Row]:
    if type(one).__name__ != kind:
        raise TypeError(f"a table has rows of one kind, and {type(one).__name__} stands among {kind}")
    if isinstance(one, Extraction):
        head = {"path": one.article.path, "sha256": one.article.sha256}
        rows = of_extraction(extraction_line(one), one)
        return [{**row, "article": {**row["article"], **head}} for row in rows]
    printed = line(one)
    if kind == "Position":
        return [of_position(printed)]
    return of_shift(printed, number) if kind == "Shift" else [printed]
