"""`onrecord quotation` and `onrecord quotations`: one utterance as several outlets print it, word by word."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.entries import abbreviated
from onrecord.cli.nothing import explain
from onrecord.cli.options import DbOption, LimitOption, most, usage
from onrecord.cli.saying import number
from onrecord.cli.tables import BomOption, Column, FormatOption, Line, Writer, printable
from onrecord.cli.terminal import note

_DIFFERENCES = 4  # of one printing, that a table shows


def quotation(
    statement: Annotated[str, typer.Argument(metavar="STATEMENT", help="ARTICLE/NUMBER, or a statement's id.")],
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
    bom: BomOption = False,
) -> None:
    """Show every printing of what a statement says: in which words, where first, and which came from which.

    Each is verbatim, partial, elided, bracketed, altered or reported against the longest form, and against a primary
    source of the same words where the record has one.

    Example: onrecord quotation d9f696dc/2 --db examples.db
    """
    from onrecord.record import Record

    with Record(db, read_only=True) as record:
        found = record.quotation(statement)
        ids = record.abbreviations(printed.article for printed in found.printings)
    with _writer(format, ids, bom) as out:
        out.write(found.to_dict())


def quotations(
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Whose: a whole name, or a family name.")] = None,
    min_outlets: Annotated[int, typer.Option(min=1, help="Printed by so many outlets, at least.")] = 2,
    altered: Annotated[bool, typer.Option("--altered", help="Only where some printing has other words.")] = False,
    limit: LimitOption = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
    bom: BomOption = False,
) -> None:
    """Show the utterances that several outlets print, those of most outlets first, with what each made of them.

    Example: onrecord quotations --by "Victor Hale" --min-outlets 1 --db examples.db
    """
    from onrecord.record import Query, Record

    with Record(db, read_only=True) as record:
        with usage():
            found = record.quotations(by=by, min_outlets=min_outlets, altered=altered)
        ids = record.abbreviations(printed.article for one in found for printed in one.printings)
        searched = None if found else record.searched(Query(by=by))
    at_most = most(limit, format)
    with _writer(format, ids, bom) as out:
        for one in found[:at_most]:
            out.write(one.to_dict())
    if searched is not None:
        nothing = f"no quotation is printed by {min_outlets} outlets{' in other words' if altered else ''}"
        explain(db, nothing, searched)
    elif at_most and len(found) > at_most:
        note(f"{at_most:,} of {len(found):,} quotations; see more with --limit")


def _writer(format: FormatOption, ids: dict[str, str], bom: bool) -> Writer:
    from onrecord.exporting.sheet import Field, field

    columns = [
        Column("published", lambda p: p["published"], style="dim", width=10),
        Column("outlet", lambda p: p["outlet"], width=16),
        Column("kind", lambda p: p["kind"], style="bold", width=9),
        Column("what", lambda p: p["text"], wide=True, text=_what),
        Column("statement", lambda p: abbreviated(p, ids), style="dim", width=20, below="{}"),
    ]
    fields = [
        field("quotation"), field("speaker"), field("statement", "id"), field("article"), field("outlet"),
        field("published"), field("kind"), field("to_source"), field("text"), field("came_from"), field("credit"),
        field("url"), Field("differences", lambda p: "; ".join(f"{a} | {b}" for a, b in p["differences"])),
    ]  # fmt: skip
    return Writer(
        format, columns, rows=lambda q: q["printings"], title=_title, fields=fields, cells=_cells, bom=bom,
    )  # fmt: skip


def _cells(line: Line) -> list[Line]:
    return [{**printed, "quotation": line["longest"]} for printed in line["printings"]]


def _title(line: Line) -> Text:
    head = Text(printable(f"{line['speaker'] or 'nobody named'}: “{line['text'].strip('“”')}”"), style="bold")
    outlets = len(line["outlets"])
    told = [number(len(line["printings"]), "printing"), number(outlets, "outlet")]
    told += [f"credited to {line['wire']}"] if line["wire"] else []
    told += [f"source {line['source']}"] if line["source"] else []
    return head.append("\n" + printable(", ".join(told)), style="not bold dim")


def _what(printed: Line) -> Text:
    shown = Text(printable(printed["text"]))
    for mine, theirs in printed["differences"][:_DIFFERENCES]:
        shown.append("\n≠ ").append(_difference(mine, theirs), style="yellow")
    more = len(printed["differences"]) - _DIFFERENCES
    if more > 0:
        shown.append(f"\n≠ {more} more", style="yellow")
    for cut in printed["cuts"]:
        shown.append(f"\n… without {printable(cut)}", style="dim")
    if printed["to_source"]:
        shown.append(f"\nagainst the source: {printed['to_source']}", style="cyan")
    if printed["signs"]:
        told = ", ".join(f"{sign['words']} ({sign['kind']})" for sign in printed["signs"])
        shown.append(f"\nthe sentence elsewhere also has {printable(told)}", style="yellow")
    return shown


def _difference(mine: str, theirs: str) -> str:
    here, there = (f'"{printable(words)}"' for words in (mine, theirs))
    if not mine:
        return f"without {there}"
    return f"{here} for {there}" if theirs else f"with {here}"
