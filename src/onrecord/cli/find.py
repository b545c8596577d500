"""`onrecord find`: statements of the record, by their words, their speaker, what they are about, and when."""

from __future__ import annotations

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.entries import show
from onrecord.cli.options import (
    AboutOption,
    ByOption,
    ConfirmedOption,
    DbOption,
    KindOption,
    LimitOption,
    MinConfidenceOption,
    OutletOption,
    SinceOption,
    SureOption,
    UntilOption,
    WordsArgument,
    most,
    usage,
)
from onrecord.cli.tables import BomOption, FormatOption


def find(
    text: WordsArgument = None,
    by: ByOption = None,
    about: AboutOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    kind: KindOption = None,
    min_confidence: MinConfidenceOption = 0.0,
    confirmed: ConfirmedOption = False,
    sure: SureOption = False,
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
        found = record.search(query, limit=limit)
        if sure:
            from onrecord.exporting.stream import surer

            found = [*surer(found)]
        show(record, query, found, limit, format, db, "nothing fits", bom)
