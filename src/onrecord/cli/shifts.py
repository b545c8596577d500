"""`onrecord shifts` and `onrecord stance`: where somebody has turned, and how they have stood over time."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from onrecord.cli.add import DEFAULT_DB
from onrecord.cli.find import DbOption, LimitOption, dated, existing, most
from onrecord.cli.progress import Bar
from onrecord.cli.tables import BomOption, Column, FormatOption, Line, Writer, printable, words
from onrecord.cli.terminal import note

if TYPE_CHECKING:
    from onrecord.record.shifts import Shifts


def shifts(
    person: Annotated[str | None, typer.Argument(metavar="[PERSON]", help="Who turned; without it, anybody.")] = None,
    about: Annotated[
        str | None, typer.Option(metavar="X", help="On whom or what: a name, or words for an issue.")
    ] = None,
    min_score: Annotated[float, typer.Option(min=0.5, max=1, help="Leave out what is less sure than this.")] = 0.5,
    every: Annotated[bool, typer.Option("--all", help="All pairs, not only the surest on each target.")] = False,
    limit: LimitOption = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
    bom: BomOption = False,
) -> None:
    """Show where people have turned: then and now, side by side, the surest first.

    What is new in the record is compared first, once. A half or a full flip is a matter of the score: 0.5 and 0.75.

    Example: onrecord shifts "Daniel Okafor" --about "Victor Hale" --db examples.db
    """
    from onrecord.exporting.jsonl import shift_line
    from onrecord.exporting.sheet import SHIFT, of_shift
    from onrecord.record.shifts import Shifts

    with existing(db) as record:
        compared = Shifts(record)
        _update(compared)
        found = compared.find(person, about=about, min_score=min_score, every=every)
        ids = record.abbreviations(entry.article for shift in found for entry in (shift.then, shift.now))
    at_most = most(limit, format)
    columns = [
        Column("", lambda r: r["side"], style="bold", width=4),
        Column("date", dated, style="dim", width=12),
        Column("what", words, wide=True),
        Column("outlet", lambda r: r["article"]["outlet"], style="dim", width=14),
        Column("article", lambda r: ids[r["article"]["id"]], style="dim", width=20),
    ]
    numbers = count(1)
    writer = Writer(
        format,
        columns,
        rows=_sides,
        title=_title,
        fields=SHIFT,
        cells=lambda line: of_shift(line, next(numbers)),
        bom=bom,
    )
    with writer as out:
        for shift in found[:at_most]:
            out.write(shift_line(shift))
    if not found:
        note(f"{db}: no shifts found")
    elif at_most and len(found) > at_most:
        note(f"{at_most:,} of {len(found):,} shifts; see more with --limit")


def stance(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="A whole name, or a family name.")],
    about: Annotated[str, typer.Option(metavar="X", help="Toward whom or what: a name, or words for an issue.")],
    limit: LimitOption = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
    bom: BomOption = False,
) -> None:
    """Show how somebody has stood to a person, a body or an issue, as a timeline: the earliest first.

    Example: onrecord stance "Daniel Okafor" --about "Victor Hale" --db examples.db
    """
    from onrecord.exporting.jsonl import position_line
    from onrecord.exporting.sheet import POSITION, of_position
    from onrecord.record.shifts import Shifts

    with existing(db) as record:
        compared = Shifts(record)
        _update(compared)
        found = compared.stance(person, about)
    columns = [
        Column("date", lambda r: r["date"], style="dim", width=10),
        Column("who", lambda r: r["holder"], style="bold cyan", width=18),
        Column("toward", lambda r: r["about"], width=18),
        Column("stance", _bar, width=13),
        Column("what", lambda r: words(r["statement"]), wide=True),
        Column("outlet", lambda r: r["statement"]["article"]["outlet"], style="dim", width=14),
    ]
    at_most = most(limit, format)
    shown = found[-at_most:] if at_most else found
    with Writer(format, columns, fields=POSITION, cells=lambda line: [of_position(line)], bom=bom) as out:
        for position in shown:
            out.write(position_line(position))
    if not found:
        note(f"{db}: nothing said by {person!r} about {about!r}")
    elif len(shown) < len(found):
        note(f"the latest {len(shown):,} of {len(found):,} statements; see more with --limit")


def _update(compared: Shifts) -> None:
    """Bring the record's shifts up to date, with progress on a terminal."""
    with Bar("Comparing") as bar:
        compared.update(bar.update)


def _title(line: Line) -> Text:
    about = f" on {printable(line['about'])}" if line["about"] else ""
    others = f", and {line['others']} more" if line["others"] else ""
    head = f"{printable(line['holder'])}{about}: {line['kind']} flip ({line['score']:.2f}{others})"
    return Text(f"{head}\n", style="bold") + Text(printable(line["reason"]), style="not bold italic")


def _sides(line: Line) -> list[Line]:
    return [{**line[side], "side": side} for side in ("then", "now")]


def _bar(line: Line) -> str:
    """A mark on a line from against to for: `--|      ` … `      |++`."""
    if line["attitude"] == "neutral":
        return "    0"
    strength = 1 + int(abs(line["value"]) * 3.99)
    return f"{'-' * strength:>4}|" if line["value"] < 0 else f"    |{'+' * strength}"
