"""`onrecord voice`: how an outlet speaks of people in its own voice, apart from what it reports others saying."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.nothing import explain
from onrecord.cli.options import DbOption, LimitOption, most, usage
from onrecord.cli.tables import Column, FormatOption, Line, Writer


def voice(
    outlet: Annotated[str, typer.Argument(metavar="OUTLET", help="The outlet, as `find` prints it.")],
    about: Annotated[str | None, typer.Option(metavar="NAME", help="Only how it speaks of this one.")] = None,
    limit: LimitOption = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
) -> None:
    """Show how an outlet speaks of each person in its own voice: how often and how, and the words that show it.

    What it reports others saying does not count. Loaded words are listed, not judged. In the examples no outlet takes
    a side.

    Example: onrecord voice "Ellery Post" --db examples.db
    """
    from onrecord.exporting.sheet import Field, field
    from onrecord.record import Record
    from onrecord.record.searched import voiced

    with Record(db, read_only=True) as record, usage():
        found = record.voice(outlet, about)
        with record.database.connect() as connection:
            went = None if found else voiced(connection, outlet)
    columns = [
        Column("of", lambda t: t["target"], style="bold cyan", width=24),
        Column("articles", lambda t: str(t["articles"]), width=8),
        Column("against", lambda t: str(t["negative"]), width=8),
        Column("neutral", lambda t: str(t["neutral"]), style="dim", width=8),
        Column("for", lambda t: str(t["positive"]), width=8),
        Column("words", _words, wide=True),
    ]
    fields = [
        *map(field, ("target", "articles", "negative", "neutral", "positive")),
        Field("words", lambda t: "; ".join(w["words"] for w in t["words"])),
    ]
    with Writer(format, columns, fields=fields) as out:
        for tone in found[: most(limit, format)]:
            out.write(tone.to_dict())
    if went is not None:
        of = f" to {about!r}" if about else ""
        explain(
            db,
            f"{outlet!r} shows no attitude{of} in its own voice that is sure enough",
            went,
            "the record's outlets and their articles",
        )


def _words(tone: Line) -> str:
    return ", ".join(f"{w['words']} ({w['count']})" if w["count"] > 1 else w["words"] for w in tone["words"][:12])
