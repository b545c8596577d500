"""`onrecord decisions`: what users decided, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.correct import done
from onrecord.cli.options import DbOption, existing
from onrecord.cli.tables import Column, FormatOption, Writer
from onrecord.cli.terminal import note


def decisions(
    undo: Annotated[int | None, typer.Option(min=1, metavar="N", help="Take the decision of this number back.")] = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
) -> None:
    """List what users decided about statements, articles and people, with what was undone; or take a decision back.

    A decision that waits is one whose statement the last model did not find; it holds again as soon as one does.

    Example: onrecord decisions --db examples.db
    """
    from onrecord.exporting.sheet import Field, field
    from onrecord.record import Record

    if undo is not None:
        with existing(db) as record:
            done(record.undo(undo), db)
        return
    with Record(db, read_only=True) as record:
        found = record.decisions()
    columns = [
        Column("n", lambda d: str(d["n"]), style="bold", width=6),
        Column("decided", lambda d: d["at"][:10], style="dim", width=10),
        Column("by", lambda d: d["by"], width=10),
        Column("kind", lambda d: d["kind"], width=8),
        Column("what", lambda d: f"{d['what']}: {d['words'] or d['subject']}", wide=True),
        Column("reason", lambda d: d["reason"], style="dim", width=18),
        Column("state", _state, width=6),
    ]
    fields = [field(name) for name in ("n", "at", "by", "kind", "what", "subject", "words", "reason")]
    with Writer(format, columns, fields=[*fields, Field("state", _state)]) as out:
        for decision in found:
            out.write(decision.to_dict())
    if not found:
        note(f"{db}: nothing was decided yet")


def _state(decision: Mapping[str, Any]) -> str:
    return "undone" if decision["undone_at"] else "waits" if decision["waiting"] else "holds"
