"""The columns of a statement: what CSV, Excel, Parquet and data frames hold of it, made of its line (`entry_line`).

`COLUMNS` is the schema, and its one home: a column is added at the end, never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from onrecord.model import MadeBy

Row = Mapping[str, Any]
Type = Literal["text", "number", "count", "flag", "day", "texts", "spans", "bytes"]


@dataclass(frozen=True, slots=True)
class Typed:
    """A column: its name, the type of its values (None where nothing is known), what it says, its value in a row."""

    name: str
    type: Type
    says: str
    value: Callable[[Row], Any]


def at(*path: str) -> Callable[[Row], Any]:
    """What stands in a row at a path of keys; None where one of them is missing."""

    def value(row: Row) -> Any:
        found: Any = row
        for key in path:
            found = found.get(key) if found is not None else None
        return found

    return value


def _names(of: str, key: str = "name") -> Callable[[Row], list[str]]:
    return lambda row: list(dict.fromkeys(one[key] for one in row.get(of) or () if one[key]))


def _least_sure(row: Row) -> float | None:
    return min((one["confidence"] for one in row.get("about") or () if one["confidence"] is not None), default=None)


def _stance(row: Row) -> list[str]:
    return [f"{one['attitude']} on {one['target']}" for one in row.get("stance") or ()]


def _made_by(row: Row) -> str | None:
    made_by = row["article"].get("made_by")
    return str(MadeBy(**made_by)) if made_by else None


COLUMNS: Final = (
    Typed("statement", "text", "the statement's id", at("id")),
    Typed("speaker", "text", "who said it; empty where that is not known", at("speaker", "name")),
    Typed(
        "speaker_type",
        "text",
        "person, organization, group, anonymous, document or unknown",
        at("speaker", "type"),
    ),
    Typed("speaker_confidence", "number", "how sure the speaker is, 0 to 1", at("speaker", "confidence")),
    Typed("text", "text", "the words of the content, pieces joined by ' … '", at("text")),
    Typed("kind", "text", "direct, mixed or indirect speech", at("kind")),
    Typed("mode", "text", "speech, writing or thought", at("mode")),
    Typed("polarity", "text", "affirmed, denied, question or hypothetical", at("polarity")),
    Typed("addressee", "text", "to whom", at("addressee", "name")),
    Typed("about", "texts", "whom and what it is about", _names("about")),
    Typed("stance", "texts", "the attitude shown: 'negative on NAME'", _stance),
    Typed(
        "said_on", "text", "when it was said: an ISO 8601 day, week, month, year or interval", at("said_on", "value")
    ),
    Typed("said_on_rule", "text", "the rule that told when", at("said_on", "rule")),
    Typed("confidence", "number", "how sure the statement is, 0 to 1", at("confidence")),
    Typed("source", "text", "the words that name the speaker", at("source_text")),
    Typed("source_spans", "spans", "where they stand: [start, end) in code points of the article's text", at("source")),
    Typed("cue_spans", "spans", "where the words of saying stand", at("cue")),
    Typed("content_spans", "spans", "where the content stands", at("content")),
    Typed("nested_in", "text", "the id of the statement within which it is reported", at("nested_in")),
    Typed("primary", "flag", "the words as a primary source has them", at("primary")),
    Typed("confirmed", "flag", "somebody has looked at it and found it right", at("confirmed")),
    Typed("corrected", "texts", "the fields that somebody decided otherwise", at("corrected")),
    Typed("article", "text", "the article's id", at("article", "id")),
    Typed("outlet", "text", "who published it", at("article", "outlet")),
    Typed("published", "day", "when", at("article", "published")),
    Typed("title", "text", "the article's title", at("article", "title")),
    Typed("url", "text", "its address", at("article", "url")),
    Typed("path", "text", "the file that it was read from", at("article", "path")),
    Typed("sha256", "text", "the hash of the bytes that it was read from", at("article", "sha256")),
    Typed("link", "text", "the address that opens at the words", at("link")),
    Typed("other_outlets", "texts", "who else printed the same words", _names("also_in", "outlet")),
    Typed("variants", "texts", "the ids of printings in other words", _names("variants", "id")),
    Typed("made_by", "text", "what read it out: onrecord, the models, the parser", _made_by),
    Typed(
        "addressee_confidence",
        "number",
        "how sure the addressee is, 0 to 1; empty where nobody has weighed it",
        at("addressee", "confidence"),
    ),
    Typed("said_on_confidence", "number", "how sure it is when it was said", at("said_on", "confidence")),
    Typed("occasion_confidence", "number", "how sure the occasion is", at("occasion_confidence")),
    Typed("about_confidence", "number", "how sure the least sure of those is whom it is about", _least_sure),
)
