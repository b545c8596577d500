"""`onrecord person`: what somebody has said, as a timeline."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.entries import show
from onrecord.cli.options import DbOption, LimitOption, most, usage
from onrecord.cli.tables import BomOption, FormatOption


def person(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A whole name, or a family name for all who bear it.")],
    about: Annotated[str | None, typer.Option(metavar="NAME", help="Only what is about, or names, this one.")] = None,
    limit: LimitOption = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
    bom: BomOption = False,
) -> None:
    """Show what somebody has said, the earliest first; by the day it was said, else published.

    With a limit, the latest statements are shown.

    Example: onrecord person "Daniel Okafor" --about "Victor Hale" --db examples.db
    """
    from onrecord.record import Query, Record

    with usage():
        query = Query(by=name, about=about)
    others = "" if about is None else f" about {about!r}"
    with Record(db, read_only=True) as record:
        limit = most(limit, format)
        entries = record.person(name, about, limit=limit)
        show(record, query, entries, limit, format, db, f"nothing said by {name!r}{others}", bom)
