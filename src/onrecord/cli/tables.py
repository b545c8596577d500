"""What commands print: tables for people, JSON lines for pipes, JSON and CSV where they are asked for.

Text from articles is never trusted: control characters are taken out, so that none can steer a terminal, it is printed
without markup, and a CSV cell that a spreadsheet would run as a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import json
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

Line = dict[str, Any]


class Format(StrEnum):
    """How output is printed."""

    TABLE = "table"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[
    Format | None, typer.Option("--format", "-f", help=r"\[default: table on a terminal, jsonl when piped]")
]


def chosen(format: Format | None) -> Format:
    """The format asked for; else a table for people on a terminal, and JSON lines for a pipe."""
    return format or (Format.TABLE if sys.stdout.isatty() else Format.JSONL)


def _nowhere(line: Line) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table or CSV file: `cell` gives its words for a row."""

    header: str
    cell: Callable[[Line], str | None]
    style: str = ""
    wide: bool = False  # takes the room that is left
    width: int | None = None  # characters at most
    link: Callable[[Line], str | None] = _nowhere  # where a click on the cell leads, in terminals that can
    text: Callable[[Line], Text] | None = None  # how a table shows it, where that is more than its words


def _itself(line: Line) -> list[Line]:
    return [line]


class Writer:
    """Prints lines in a format; use as a context manager.

    A line is a JSON object; `rows` are its rows in tables and CSV (itself, unless told otherwise). With a `title` each
    line has a table of its own, printed at once; without, all have one, printed at the end.
    """

    def __init__(
        self,
        format: Format | None,
        columns: Sequence[Column],
        *,
        rows: Callable[[Line], Iterable[Line]] = _itself,
        title: Callable[[Line], Text] | None = None,
    ) -> None:
        self._format = chosen(format)
        self._columns = columns
        self._rows = rows
        self._title = title
        self._console = Console()
        self._table: Table | None = None
        self._csv = csv.writer(sys.stdout, lineterminator="\n")
        self._count = 0

    def __enter__(self) -> Writer:
        if self._format is Format.CSV:
            self._csv.writerow([c.header for c in self._columns])
        return self

    def write(self, line: Line) -> None:
        """Print one line."""
        match self._format:
            case Format.JSONL:
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
                sys.stdout.flush()
            case Format.JSON:
                sys.stdout.write(("[\n" if not self._count else ",\n") + json.dumps(line, ensure_ascii=False))
            case Format.CSV:
                for row in self._rows(line):
                    self._csv.writerow([_cell(c.cell(row)) for c in self._columns])
            case Format.TABLE:
                self._tabulate(line)
        self._count += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._format is Format.JSON:
            sys.stdout.write("\n]\n" if self._count else "[]\n")
        if self._table is not None and self._title is None:
            self._console.print(self._table)

    def _tabulate(self, line: Line) -> None:
        if self._table is None or self._title is not None:
            self._table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", expand=True)
            for column in self._columns:
                ratio = 1 if column.wide else None
                self._table.add_column(
                    column.header, style=column.style, overflow="fold", ratio=ratio, max_width=column.width
                )
        for row in self._rows(line):
            self._table.add_row(*(c.text(row) if c.text else _shown(c, row) for c in self._columns))
        if self._title is not None:
            self._console.print(self._title(line))
            if self._table.row_count:
                self._console.print(self._table)
            self._console.print()


def _shown(column: Column, row: Line) -> Text:
    url = column.link(row)
    return Text(printable(column.cell(row) or ""), style=f"link {url}" if url else "")


def printable(text: str) -> str:
    """The text on one line and without characters that steer a terminal or turn the direction of writing."""
    spaced = " ".join(text.split())
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs") and c not in STEERING)


def first_words(text: str) -> str:
    """What an article without a title is headed by."""
    return textwrap.shorten(text[:400], 80, placeholder=" …")


STEERING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def words(statement: Line) -> str:
    """What was said, with a mark where it was not simply said so: (denied), (question), (hypothetical)."""
    polarity = statement["polarity"]
    return str(statement["text"]) if polarity in (None, "affirmed") else f"({polarity}) {statement['text']}"


def _cell(value: str | None) -> str:
    text = value or ""
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
