"""`onrecord decisions`: what users decided, and taking it back."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.cli.add import DEFAULT_DB
from onrecord.cli.correct import done
from onrecord.cli.find import DbOption, existing
from onrecord.cli.tables import Column, FormatOption, Line, Writer


def decisions(
    undo: Annotated[int | None, typer.Option(min=1, metavar="N", help="Take the decision of this number back.")] = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
) -> None:
    """List what users decided about statements, articles and people, with what was undone; or take a decision back.

    A decision that waits is one whose statement the last model did not find; it holds again as soon as one does.

    Example: onrecord decisions --db examples.db
    """
    from onrecord.exporting.jsonl import decision_line
    from onrecord.record import Record

    if undo is not None:
        with existing(db) as record:
            done(record.undo(undo), db)
        return
    with Record(db, read_only=True) as record:
        found = record.decisions()
    columns = [
        Column("n", lambda d: str(d["n"]), style="bold", width=6),
        Column("decided", lambda d: d["at"], style="dim", width=25),
        Column("by", lambda d: d["by"], width=14),
        Column("kind", lambda d: d["kind"], width=8),
        Column("of", lambda d: d["subject"], width=30),
        Column("what", lambda d: d["what"], wide=True),
        Column("words", lambda d: d["words"], wide=True),
        Column("reason", lambda d: d["reason"], width=24),
        Column("state", _state, width=12),
    ]
    with Writer(format, columns) as out:
        for decision in found:
            out.write(decision_line(decision))
    if not found:
        typer.echo(f"{db}: nothing was decided yet", err=True)


def _state(decision: Line) -> str:
    return "undone" if decision["undone_at"] else "waits" if decision["waiting"] else "holds"
