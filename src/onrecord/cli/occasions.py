"""`onrecord occasions`: the meetings, calls, visits, speeches and the like that the record's articles tell of."""

from __future__ import annotations

from typing import Annotated, cast, get_args

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.options import DbOption, a_date, usage
from onrecord.cli.tables import Column, FormatOption, Writer
from onrecord.cli.terminal import note
from onrecord.model import OccasionKind


def _a_kind(value: str | None) -> str | None:
    if value is not None and value not in get_args(OccasionKind):
        raise typer.BadParameter(f"{value!r} is none of {', '.join(get_args(OccasionKind))}")
    return value


def occasions(
    person: Annotated[str | None, typer.Argument(metavar="[PERSON]", help="Who took part.")] = None,
    others: Annotated[
        list[str] | None, typer.Option("--with", metavar="PERSON", help="Who took part too; may be repeated.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", callback=_a_kind, help="meeting, call, visit, speech, interview, ...")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", callback=a_date, help="Held then or later: 2024-09.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", callback=a_date, help="Held then or earlier.")] = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
) -> None:
    """List who met, spoke or was interviewed, when, where and with whom; the latest first.

    Example: onrecord occasions "Helen Ashworth" --with "Victor Hale" --kind meeting --db examples.db
    """
    from onrecord.exporting.sheet import Field, field
    from onrecord.periods import lasted
    from onrecord.record import Record

    people = [name for name in (person, *(others or ())) if name]
    with usage(), Record(db, read_only=True) as record:
        found = record.occasions(*people, kind=cast("OccasionKind | None", kind), since=since, until=until)
    columns = [
        Column("date", lambda o: o["date"], style="dim", width=10),
        Column("kind", lambda o: o["kind"] if o["status"] == "happened" else f"{o['kind']} ({o['status']})", width=18),
        Column("who", lambda o: ", ".join(o["participants"]), wide=True),
        Column("where", lambda o: o["place"], width=24, below="{}"),
        Column("lasted", lambda o: lasted(o["duration"]), style="dim", width=9, below="lasted {}"),
        Column("code", lambda o: o["plover"], style="dim", width=20, below="{}"),
        Column("articles", lambda o: str(len(o["articles"])), style="dim", width=8, below="articles: {}"),
    ]
    fields = [
        *map(field, ("date", "kind", "status", "place", "duration", "plover")),
        Field("participants", lambda o: "; ".join(o["participants"])),
        Field("articles", lambda o: "; ".join(o["articles"])),
    ]
    with Writer(format, columns, fields=fields) as out:
        for held in found:
            out.write(held.to_dict())
    if not found:
        of = f" of {' with '.join(map(repr, people))}" if people else ""
        note(f"{db}: no such occasion{of}")
