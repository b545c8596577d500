"""CSV: one value per column, numbers as numbers; statements have the same columns whichever command prints them.

A new column is one line in `STATEMENT`. Its rows are made of the JSON lines: an entry (`entry_line`) is a row as it
stands; `of_extraction`, `of_position` and `of_shift` make such rows of the other lines.

Cells are safe to open in a spreadsheet: what it would run as a formula gets an apostrophe before it (so does what
looks like a formula behind apostrophes: taking one off gives the words back), and no control character
is left but the line feed.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from onrecord.model import Extraction, MadeBy

Row = Mapping[str, Any]
Cell = str | int | float | None

BOM: Final = "\ufeff"  # by which Excel knows that a file is UTF-8
_FORMULA: Final = re.compile(r"[\s']*[=+\-@＝＋－＠]")
_TURNS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BETWEEN: Final = "; "  # several names in one cell


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, and its value in a row."""

    name: str
    value: Callable[[Row], Cell]


def field(name: str, *path: str) -> Field:
    """The column of what stands in a row at a path of keys; its own name, unless one is given."""

    def value(row: Row) -> Cell:
        found: Any = row
        for key in path or (name,):
            found = found.get(key) if found is not None else None
        return found  # type: ignore[no-any-return]

    return Field(name, value)


def names(name: str, of: str, key: str) -> Field:
    """The column of several names, each once, between semicolons."""
    return Field(name, lambda row: _BETWEEN.join(dict.fromkeys(one[key] for one in row.get(of, ()) if one[key])))


def _made_by(made_by: Row | None) -> str | None:
    return str(MadeBy(**made_by)) if made_by else None


STATEMENT: Final = (
    field("speaker", "speaker", "name"),
    field("speaker_type", "speaker", "type"),
    field("speaker_confidence", "speaker", "confidence"),
    field("outlet", "article", "outlet"),
    names("other_outlets", "also_in", "outlet"),
    field("statement", "id"),
    field("article", "article", "id"),
    field("kind"),
    field("mode"),
    field("polarity"),
    field("confidence"),
    field("text"),
    field("source", "source_text"),
    field("addressee", "addressee", "name"),
    names("about", "about", "name"),
    field("said_on", "said_on", "value"),
    field("published", "article", "published"),
    field("title", "article", "title"),
    field("url", "article", "url"),
    field("path", "article", "path"),
    Field("made_by", lambda row: _made_by(row["article"].get("made_by"))),
    Field("confirmed", lambda row: "yes" if row.get("confirmed") else "no"),
    Field("corrected", lambda row: _BETWEEN.join(row.get("corrected", ()))),
    Field("variants", lambda row: _BETWEEN.join(one["id"] for one in row.get("variants", ()))),
    field("link"),
)


POSITION: Final = (
    *STATEMENT,
    field("date", "position", "date"),
    field("dated_by", "position", "dated_by"),
    field("earlier", "position", "earlier"),
    field("holder", "position", "holder"),
    field("toward", "position", "about"),
    field("attitude", "position", "attitude"),
    field("value", "position", "value"),
    field("evidence", "position", "words"),
)

SHIFT: Final = (
    *STATEMENT,
    field("shift", "shift", "number"),  # the two rows of one shift have one number
    field("side"),
    field("date"),
    field("dated_by"),
    field("earlier"),
    field("holder", "shift", "holder"),
    field("toward", "shift", "about"),
    field("flip", "shift", "kind"),
    field("basis", "shift", "basis"),
    field("score", "shift", "score"),
    field("reason", "shift", "reason"),
)


def of_extraction(line: Row, extraction: Extraction) -> list[Row]:
    """The rows of a line of `extract`, and what it was made of: a statement each."""
    head = {key: line.get(key) for key in ("id", "title", "outlet", "published", "url", "made_by")}
    return [{**statement, "article": {**head, "path": extraction.article.path}} for statement in line["statements"]]


def of_position(line: Row) -> Row:
    """The row of a line of `stance`."""
    return {**line["statement"], "position": line}


def of_shift(line: Row, number: int) -> list[Row]:
    """The two rows of a line of `shifts`, which has that number among them."""
    return [{**line[side], "side": side, "shift": {**line, "number": number}} for side in ("then", "now")]


class _Out(Protocol):
    def write(self, text: str, /) -> object: ...


class Sheet:
    """A CSV file that is written row by row; the header is written at once, if asked behind a byte order mark."""

    def __init__(self, out: _Out, fields: Sequence[Field], *, bom: bool = False) -> None:
        self._fields = fields
        self._csv = csv.writer(out, lineterminator="\n")
        if bom:
            out.write(BOM)
        self._csv.writerow([field.name for field in fields])

    def write(self, rows: Iterable[Row]) -> None:
        """Write some rows."""
        self._csv.writerows([cell(field.value(row)) for field in self._fields] for row in rows)


def cell(value: Cell) -> str | int | float:
    """What stands in a cell: a number as it is, words without what a spreadsheet or a terminal would act upon."""
    if isinstance(value, (int, float)):
        return value
    text = (value or "").replace("\r\n", "\n").replace("\t", " ")
    text = "".join(c for c in text if c == "\n" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _TURNS))
    return "'" + text if _FORMULA.match(text) else text
