"""`onrecord verify`: every original opened again, and every entry found in it."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.inputs import PasswordOption
from onrecord.cli.options import DbOption
from onrecord.cli.progress import track
from onrecord.cli.saying import number
from onrecord.cli.tables import Column, FormatOption, Writer
from onrecord.cli.terminal import note


def verify(
    articles: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help=r"Only these articles. \[default: all]")
    ] = None,
    password: PasswordOption = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
) -> None:
    """Open the original of every article again and find every entry at its exact characters; list what does not match.

    Exit status 1 where something does not: an original that is missing, changed or damaged, words that are not there.

    Example: onrecord verify --db examples.db
    """
    from onrecord.exporting.jsonl import problem_lines
    from onrecord.exporting.sheet import field
    from onrecord.record import Record

    columns = [
        Column("article", lambda p: p["article"], style="dim", width=20),
        Column("fault", lambda p: p["fault"], style="red", width=14),
        Column("why", lambda p: p["reason"], wide=True),
        Column("entry", lambda p: p["entry"], width=24),
        Column("words", lambda p: p["words"], wide=True),
    ]
    fields = [field(name) for name in ("article", "version", "source", "fault", "reason", "entry", "words")]
    count = entries = bad = 0
    with Record(db, read_only=True) as record, Writer(format, columns, fields=fields) as out:
        total, work = record.verify(*(articles or ()), password=password)
        for checked in track(work, "Verifying", total):
            count, entries, bad = count + 1, entries + checked.entries, bad + len(checked.problems)
            for line in problem_lines(checked):
                out.write(line)
    found = "all found in their originals" if not bad else number(bad, "problem")
    note(f"{db}: {count:,} articles, {entries:,} entries: {found}")
    if bad:
        raise typer.Exit(1)
