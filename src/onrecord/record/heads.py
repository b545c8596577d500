"""Articles of the record without their texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from onrecord.model import Printed
from onrecord.record import fulltext
from onrecord.record.coverage import held, is_outlet
from onrecord.record.schema import articles
from onrecord.record.search import Query, period


@dataclass(frozen=True, slots=True)
class Head(Printed):
    """An article of the record without its text: when it was added (UTC), and how many statements it holds."""

    id: str
    version: int
    title: str | None
    byline: str | None
    outlet: str | None
    published: date | None
    url: str | None
    path: str | None
    added_at: datetime
    statements: int


def find(connection: Connection, query: Query) -> list[Head]:
    """The newest versions of the articles whose text, outlet and date fit, the latest first."""
    chosen = _heads().where(articles.c.current)
    if query.text is not None:
        chosen = chosen.join(fulltext.article_search, fulltext.article_search.c.rowid == articles.c.pk)
        chosen = chosen.where(fulltext.matches(fulltext.article_search, query.text))
    if query.since is not None:
        chosen = chosen.where(articles.c.published >= period(query.since)[0])
    if query.until is not None:
        chosen = chosen.where(articles.c.published <= period(query.until)[1])
    if query.outlet is not None:
        chosen = chosen.where(is_outlet(query.outlet))
    ordered = chosen.order_by(articles.c.published.desc().nulls_last(), articles.c.pk)
    return [_head(row) for row in connection.execute(ordered).mappings()]


def one(connection: Connection, pk: int) -> Head:
    """The article of that key."""
    return _head(connection.execute(_heads().where(articles.c.pk == pk)).mappings().one())


def _heads() -> Select[Any]:
    columns = articles.c["id", "version", "title", "byline", "outlet", "published", "url", "path", "added_at"]
    return select(*columns, held().label("statements"))


def _head(row: RowMapping) -> Head:
    return Head(**{**row, "added_at": row["added_at"].replace(tzinfo=UTC)})
