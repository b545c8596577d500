"""`onrecord decisions`: what users decided, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.correct import done
from onrecord.cli.options import DbOption, existing
from onrecord.cli.tables import Column, Format, FormatOption, Writer
from onrecord.cli.terminal import note


def decisions(
    undo: Annotated[int | None, typer.Option(min=1, metavar="N", help="Take the decision of this number back.")] = None,
    accuracy: Annotated[
        bool, typer.Option("--accuracy", help="How right what users looked at was: by field, outlet and confidence.")
    ] = False,
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
    if accuracy:
        _accuracy(db, format)
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


def _accuracy(db: str, format: Format | None) -> None:
    from onrecord.exporting.sheet import field
    from onrecord.record import Record
    from onrecord.record import accuracy as judged

    with Record(db, read_only=True) as record, record.database.connect() as connection:
        found, least = judged.accuracy(connection), judged.least(connection)
    columns = [
        Column("by", lambda r: r["by"], style="dim", width=10),
        Column("of", lambda r: r["of"], style="bold", wide=True),
        Column("looked at", lambda r: f"{r['seen']:,}", width=9),
        Column("right", lambda r: f"{r['right']:,}", width=9),
        Column("share", lambda r: f"{r['share']:.0%} ({r['low']:.0%} to {r['high']:.0%})", width=20),
    ]
    fields = [field(name) for name in ("by", "of", "seen", "right", "share", "low", "high")]
    with Writer(format, columns, fields=fields) as out:
        for by, rows in (("field", found.fields), ("outlet", found.outlets), ("confidence", found.confidence)):
            for row in rows:
                out.write({"by": by, **row.to_dict(), "share": round(row.share, 3)})
    who = f"{least.reviewed:,} reviews" if least.by == "reviews" else "the model's calibrated confidence"
    told = f"what is at least {least.least:.0%} sure is" if least.least is not None else "nothing is sure enough to be"
    note(f"{db}: {least.reviewed:,} statements were looked at; by {who}, {told} {least.wanted:.0%} right")


def _state(decision: Mapping[str, Any]) -> str:
    return "undone" if decision["undone_at"] else "waits" if decision["waiting"] else "holds"
