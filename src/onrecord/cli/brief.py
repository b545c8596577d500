"""`onrecord brief`: one page for an interview, each line with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from onrecord.cli.catching_up import compare, tell_behind
from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.options import DbOption, usage
from onrecord.cli.tables import Format, FormatOption, chosen
from onrecord.cli.terminal import json_line, note, printable, stdout, write
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.record.brief import Brief, Line

_COLORS = {"negative": "red", "positive": "green", "neutral": "dim"}


def brief(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whom you will talk to: a name.")],
    about: Annotated[str | None, typer.Option(metavar="NAME", help="On whom or what alone.")] = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
) -> None:
    """Gather what somebody has said for an interview: positions over time, turns, denials, promises, what was told to
    whom, and what others ask. Each line has its source; what is unsure says so.

    Example: onrecord brief "Daniel Okafor" --about "Victor Hale" --db examples.db
    """
    from onrecord.record import Record
    from onrecord.record.brief import gather

    form = chosen(format)
    if form is Format.CSV:
        raise typer.BadParameter("a brief is no table; take jsonl or json", param_hint="--format")
    compare(db)
    with Record(db, read_only=True) as record, usage():
        shifts = record.shifts(person, about=about)
        with record.database.connect() as connection:
            found = gather(connection, person, about, shifts)
    tell_behind(shifts.behind, db)
    if found is None:
        raise OnrecordError(f"{db}: nobody called {person!r} speaks or is spoken of; see `onrecord people`")
    if form is not Format.TABLE:
        write(json_line(found.to_dict(), indent=2 if form is Format.JSON else None) + "\n")
        return
    _show(found)


def _show(found: Brief) -> None:
    from onrecord.record.brief import LOOKED

    console = stdout()
    on = f" on {found.about}" if found.about else ""
    console.print(Text(printable(f"{found.person}{on}"), style="bold"))
    if found.titles:
        console.print(Text(printable("; ".join(title.title for title in found.titles)), style="dim"))
    _section("Positions over time", found.positions)
    for turn in found.turns:
        heading = f"Turned{f' on {turn.about}' if turn.about else ''} ({turn.score:.2f} sure): {turn.reason}"
        _section(heading, (turn.then, turn.now))
    _section("Denied", found.denials)
    _section("Promised", found.promises)
    for told in found.told:
        _section(f"Told {told.hearer}", told.lines)
    _section("Asked by others (whether it was answered is not known)", found.questions)
    many = f"{found.total:,}" if found.about or found.total <= LOOKED else f"more than {LOOKED:,}"
    note(f"{many} statements of theirs{on}; searched {found.searched}")


def _section(heading: str, lines: Sequence[Line]) -> None:
    from onrecord.record.brief import together

    if not lines:
        return
    console = stdout()
    console.print()
    console.print(Text(printable(heading), style="bold cyan"))
    for some in together(lines):
        for told in dict.fromkeys(map(_told, some)):
            console.print(Text.assemble(*told))
        console.print(Padding(Text(printable(some[0].sentence)), (0, 0, 0, 2)))
        source = ", ".join(part for part in (some[0].outlet, some[0].title, *_statements(some)) if part)
        console.print(Padding(Text(printable(source), style="dim"), (0, 0, 0, 2)))
        if unsure := dict.fromkeys(why for line in some for why in line.unsure):
            console.print(Padding(Text(printable("unsure: " + "; ".join(unsure)), style="yellow"), (0, 0, 0, 2)))


def _told(line: Line) -> tuple[tuple[str, str], ...]:
    """When it was said, and how it stands to whom: words and their styles."""
    when = (printable(_when(line)), "dim")
    if line.attitude is None or line.toward is None:
        return (when,)
    return when, ("  ", ""), (printable(f"{line.attitude} on {line.toward}"), _COLORS[line.attitude])


def _statements(lines: Sequence[Line]) -> dict[str, None]:
    return dict.fromkeys(line.statement for line in lines)


def _when(line: Line) -> str:
    return (line.day or "undated") if line.dated or not line.day else f"({line.day})"
