"""`onrecord find`: statements of the record, by their words, their speaker, what they are about, and when."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.entries import show
from onrecord.cli.options import DbOption, LimitOption, a_date, a_kind, most, usage
from onrecord.cli.tables import BomOption, FormatOption


def find(
    text: Annotated[
        str | None, typer.Argument(metavar="[WORDS]", help="Words of the statement; '\"in this order\"' for a phrase.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="The speaker: a whole name, a family name, or unknown.")
    ] = None,
    about: Annotated[str | None, typer.Option(metavar="NAME", help="Whom or what it is about or names.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", callback=a_date, help="Said (else published) then or later: 2024-09.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", callback=a_date, help="Said (else published) then or earlier.")
    ] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="The outlet that published it.")] = None,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", callback=a_kind, help="direct, mixed or indirect speech.")
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="At least so sure: the statement and, with --by, its speaker.")
    ] = 0.0,
    confirmed: Annotated[bool, typer.Option("--confirmed", help="Only what users have confirmed.")] = False,
    limit: LimitOption = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
    bom: BomOption = False,
) -> None:
    """Find statements: the best match first or, without words, the latest first.

    Example: onrecord find "common ground" --by "Daniel Okafor" --since 2025-03 --db examples.db
    """
    from onrecord.record import Query, Record

    with usage():
        query = Query(text, by, about, since, until, outlet, kind, min_confidence, confirmed)
    with Record(db, read_only=True) as record:
        limit = most(limit, format)
        show(record, query, record.search(query, limit=limit), limit, format, db, "nothing fits", bom)
