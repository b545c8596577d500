"""CSV: one value per column, numbers as numbers; statements have the same columns whichever command prints them.

What a column holds is told in `columns`, which of them a sheet has in `STATEMENT`. Rows are made of the JSON lines: an
entry (`entry_line`) is a row as it stands; `of_extraction`, `of_position` and `of_shift` make such rows of the others.

Cells are safe to open in a spreadsheet: what it would run as a formula gets an apostrophe before it (so does what
looks like a formula behind apostrophes: taking one off gives the words back), and no control character
is left but the line feed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from onrecord.exporting.columns import COLUMNS, Typed, at
from onrecord.exporting.columns import Row as Row
from onrecord.exporting.steering import harmless
from onrecord.model import Extraction

Cell = str | int | float | None

BOM: Final = "\ufeff"  # by which Excel knows that a file is UTF-8
_FORMULA: Final = re.compile(r"[\s']*[=+\-@＝＋－＠]")
_BETWEEN: Final = "; "  # several names in one cell


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, and its value in a row."""

    name: str
    value: Callable[[Row], Cell]


def field(name: str, *path: str) -> Field:
    """The column of what stands in a row at a path of keys; its own name, unless one is given."""
    return Field(name, at(*(path or (name,))))


def of_statement(*names: str) -> tuple[Field, ...]:
    """The columns of a statement that have these names, each value in one cell."""
    columns = {column.name: column for column in COLUMNS}
    return tuple(Field(name, _in_one_cell(columns[name])) for name in names)


def _in_one_cell(column: Typed) -> Callable[[Row], Cell]:
    match column.type:
        case "texts":
            return lambda row: _BETWEEN.join(column.value(row) or ())
        case "spans":
            return lambda row: " ".join(f"{start}-{end}" for start, end in column.value(row))
        case "flag":
            return lambda row: "yes" if column.value(row) else "no"
    return column.value


STATEMENT: Final = of_statement(
    *("speaker", "speaker_type", "speaker_confidence", "outlet", "other_outlets", "statement", "article", "kind"),
    *("mode", "polarity", "confidence", "text", "source", "addressee", "about", "said_on", "published", "title", "url"),
    *("path", "made_by", "confirmed", "corrected", "variants", "link"),
    *("addressee_confidence", "said_on_confidence", "occasion_confidence", "about_confidence"),
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
    field("told_by"),
    field("holder", "shift", "holder"),
    field("toward", "shift", "about"),
    field("flip", "shift", "kind"),
    field("basis", "shift", "basis"),
    field("score", "shift", "score"),
    field("reason", "shift", "reason"),
    Field("innocent", lambda row: _BETWEEN.join(row["shift"]["innocent"])),
)


def of_extraction(line: Row, extraction: Extraction) -> list[Row]:
    """The rows of a line of `extract`, and what it was made of: a statement each."""
    head = {key: line.get(key) for key in ("id", "title", "outlet", "published", "url", "made_by")}
    head |= {"path": extraction.article.path, "sha256": extraction.article.sha256}
    return [{**statement, "article": head} for statement in line["statements"]]


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
    text = "".join(c for c in text if c == "\n" or harmless(c))
    return "'" + text if _FORMULA.match(text) else text
