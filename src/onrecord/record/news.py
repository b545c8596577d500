"""What is new in a record: statements by when their article came in, whatever day they were made on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, exists, func, or_, select

from onrecord.model import Printed
from onrecord.record import search
from onrecord.record.schema import articles, statements
from onrecord.record.search import Entry, Query


@dataclass(frozen=True, slots=True)
class News(Printed):
    """A statement, and when its article was added (UTC)."""

    entry: Entry
    added_at: datetime


def newest(
    connection: Connection, query: Query, limit: int | None, *, after: int = 0, variants: bool = False
) -> list[News]:
    """The statements that fit, those first that were added last. What came in the same words before, in another
    printing or in an earlier version of the article, is not new.

    `after` is the key of an article: only what came after it. `variants`: only what stood otherwise before.
    """
    before, its = statements.alias(), articles.alias()
    earlier = and_(before.c.article_pk == its.c.pk, its.c.series == articles.c.series, its.c.pk < articles.c.pk)
    same = select(before.c.pk).where(earlier, before.c.text == statements.c.text)
    known = exists(same.correlate(statements, articles))
    chosen = search.fitting(connection, query).with_only_columns(
        statements.c.pk, articles.c.added_at, maintain_column_froms=True
    )
    chosen = chosen.where(articles.c.pk > after, statements.c.same_as.is_(None), or_(articles.c.version == 1, ~known))
    if variants:
        chosen = chosen.where(statements.c.variant_of.is_not(None))
    rows = connection.execute(chosen.order_by(articles.c.pk.desc(), statements.c.n).limit(limit)).all()
    entries = search.entries(connection, [row.pk for row in rows])
    return [News(entries[row.pk], row.added_at.replace(tzinfo=UTC)) for row in rows if row.pk in entries]


def last(connection: Connection) -> int:
    """The key of the article that was added last; 0 where there is none."""
    return connection.scalar(select(func.max(articles.c.pk))) or 0
