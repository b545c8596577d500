"""What commands print: tables for people, JSON lines for pipes, JSON and CSV where they are asked for.

Text from articles is never trusted: `terminal` is the gate for what people read, `exporting.sheet` for CSV.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from onrecord.cli import terminal
from onrecord.cli.terminal import json_line
from onrecord.cli.terminal import printable as printable
from onrecord.model import doubted

if TYPE_CHECKING:
    from onrecord.exporting.sheet import Field, Sheet

Line = dict[str, Any]
NARROW = 120  # characters: a terminal of fewer has no room for all columns side by side


class Format(StrEnum):
    """How output is printed."""

    TABLE = "table"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[
    Format | None, typer.Option("--format", "-f", help=r"\[default: table on a terminal, jsonl when piped]")
]


BomOption = Annotated[
    bool, typer.Option("--bom", help="With --format csv: a byte order mark, by which Excel knows UTF-8.")
]


def chosen(format: Format | None) -> Format:
    """The format asked for; else a table for people on a terminal, and JSON lines for a pipe."""
    return format or (Format.TABLE if sys.stdout.isatty() else Format.JSONL)


def _nowhere(line: Line) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: `cell` gives its words for a row."""

    header: str
    cell: Callable[[Line], str | None]
    style: str = ""
    wide: bool = False  # takes the room that is left
    width: int | None = None  # characters at most
    below: str = ""  # how it is told, as "{} sure", below the wide one where a terminal is narrow
    link: Callable[[Line], str | None] = _nowhere  # where a click on the cell leads, in terminals that can
    text: Callable[[Line], Text] | None = None  # how a table shows it, where that is more than its words


def _itself(line: Line) -> list[Line]:
    return [line]


class Writer:
    """Prints lines in a format; use as a context manager.

    A line is a JSON object. `columns` are those of a table, `rows` a line's rows in it (itself, unless told otherwise);
    `fields` and `cells` are the same of CSV, and `bom` marks that for Excel. With a `title` each line has a table of
    its own, printed at once; without, all have one, printed at the end.
    """

    def __init__(
        self,
        format: Format | None,
        columns: Sequence[Column],
        *,
        rows: Callable[[Line], Iterable[Line]] = _itself,
        title: Callable[[Line], Text] | None = None,
        fields: Sequence[Field],
        cells: Callable[[Line], Iterable[Mapping[str, Any]]] = _itself,
        bom: bool = False,
    ) -> None:
        self._format = chosen(format)
        if bom and self._format is not Format.CSV:
            raise typer.BadParameter("a byte order mark is for --format csv", param_hint="--bom")
        self._columns = columns
        self._rows = rows
        self._title = title
        self._fields, self._cells, self._bom = fields, cells, bom
        self._table: Table | None = None
        self._sheet: Sheet | None = None
        self._count = 0

    def __enter__(self) -> Writer:
        if self._format is Format.CSV:
            from onrecord.exporting.sheet import Sheet

            self._sheet = Sheet(Stdout(), self._fields, bom=self._bom)
        return self

    def write(self, line: Line) -> None:
        """Print one line."""
        match self._format:
            case Format.JSONL:
                terminal.write(json_line(line) + "\n")
            case Format.JSON:
                terminal.write(("[\n" if not self._count else ",\n") + json_line(line))
            case Format.CSV:
                assert self._sheet is not None
                self._sheet.write(self._cells(line))
            case Format.TABLE:
                self._tabulate(line)
        self._count += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._format is Format.JSON:
            terminal.write("\n]\n" if self._count else "[]\n")
        if self._table is not None and self._title is None:
            with terminal.aside():
                terminal.stdout().print(self._table)

    def _tabulate(self, line: Line) -> None:
        below = [c for c in self._columns if c.below] if terminal.stdout().width < NARROW else []
        beside = [c for c in self._columns if c not in below]
        if self._table is None or self._title is not None:
            self._table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", expand=True)
            for column in beside:
                ratio = 1 if column.wide else None
                self._table.add_column(
                    column.header, style=column.style, overflow="fold", ratio=ratio, max_width=column.width
                )
        for row in self._rows(line):
            self._table.add_row(*(_cell(c, row, below if c.wide else ()) for c in beside))
        if self._title is not None:
            with terminal.aside():
                console = terminal.stdout()
                console.print(self._title(line))
                if self._table.row_count:
                    console.print(self._table)
                console.print()


class Stdout:
    """Standard output as a file, past the gate."""

    def write(self, text: str) -> None:
        """Write some text."""
        terminal.write(text)


def _cell(column: Column, row: Line, below: Sequence[Column]) -> Text:
    """What stands in a cell, and below it what there is no room for beside it."""
    url = column.link(row)
    shown = column.text(row) if column.text else Text(printable(column.cell(row) or ""), f"link {url}" if url else "")
    told = " · ".join(c.below.format(printable(value)) for c in below if (value := c.cell(row)))
    return Text.assemble(shown, "\n" if shown else "", (told, "dim")) if told else shown


def first_words(text: str) -> str:
    """What an article without a title is headed by."""
    return textwrap.shorten(text[:400], 80, placeholder=" …")


def speaker(statement: Line) -> str:
    """Who said it; in parentheses of what kind they are, where nobody is named."""
    who = statement["speaker"]
    return str(who["name"] or f"({who['type']})")


def addressee(statement: Line) -> str | None:
    """To whom; with a ? where that is not sure."""
    return marked(statement["addressee"], "name")


def about(statement: Line) -> str:
    """Whom and what it is about, each with a ? where that is not sure."""
    return ", ".join(filter(None, (marked(party, "name") for party in statement["about"])))


def marked(field: Line | None, value: str) -> str | None:
    """A value of a field, with a ? where the field is not sure."""
    return f"{field[value]}{'?' if doubted(field['confidence']) else ''}" if field else None


def words(statement: Line) -> str:
    """What was said, with a mark where it was not simply said so: (denied), (question), (hypothetical)."""
    polarity = statement["polarity"]
    return str(statement["text"]) if polarity in (None, "affirmed") else f"({polarity}) {statement['text']}"
