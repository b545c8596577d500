"""The first statements of many that fit, by their keys: found without a look at the others, so that they cost as much
in a large record as in a small one."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Select, func, or_, select, union_all

from onrecord.record import fulltext, reprints, search, whose
from onrecord.record.coverage import is_outlet
from onrecord.record.either import of_keys
from onrecord.record.schema import NO_DAY, articles, statements
from onrecord.record.search import Query


def first(
    connection: Connection, query: Query, best: bool, size: int, beyond: tuple[date, int] | None = None
) -> Select[Any] | None:
    """The keys of so many of the statements that fit a query: the latest, of an outlet those that it published last, or
    of words those that were added last, for `best` of very many means little; those that come after a day and key,
    where these are given. Earlier versions of articles and reprints may be among them.

    None where a query has no such order: it asks for more than one thing, or for words by day.
    """
    if query == Query(text=query.text) and query.text is not None and best:
        before = None if beyond is None else beyond[1]
        return fulltext.added_last(connection, fulltext.statement_search, query.text, size, before)
    if (somebody := _somebody(query)) is not None:
        return whose.latest(connection, *somebody, size, beyond)
    if query == Query(outlet=query.outlet):
        chosen, day = select(statements.c.pk.label("statement_pk")), day_of(query)
        if query.outlet is not None:
            chosen = chosen.join(articles).where(articles.c.current, is_outlet(query.outlet))
        return _by_day(chosen, day, size, beyond)
    return None


def _by_day(chosen: Select[Any], day: Column[date], size: int, beyond: tuple[date, int] | None) -> Select[Any]:
    """So many of these keys, the latest day first; each part by index."""
    pk, some = statements.c.pk, chosen.add_columns(func.coalesce(day, NO_DAY).label("day"))
    dated, undated = some.where(day.is_not(None)), some.where(day.is_(None))
    if beyond is not None:
        dated = dated.where(day <= beyond[0], or_(day < beyond[0], pk > beyond[1]))
        undated = undated.where(pk > (beyond[1] if beyond[0] == NO_DAY else 0))
    parts = dated.order_by(day.desc(), pk).limit(size), undated.order_by(pk).limit(size)
    both = union_all(*(select(part.subquery()) for part in parts)).subquery()
    return select(both.c.statement_pk).order_by(both.c.day.desc(), both.c.statement_pk).limit(size)


def day_of(query: Query) -> Column[date]:
    """By which day what a query asks for comes first: that of publication where it asks for an outlet."""
    return articles.c.published if query.outlet is not None else statements.c.first_day


def latest_keys(connection: Connection, query: Query, size: int) -> list[int] | None:
    """The keys that `first` tells of, found; None where a query has no such order."""
    if (somebody := _somebody(query)) is not None:
        return whose.latest_keys(connection, *somebody, size)
    keys = first(connection, query, False, size)
    return None if keys is None else list(connection.execute(keys).scalars())


def among(*, cut: bool) -> Select[Any]:
    """The statements of which `keys` are given; of those that are `cut`, reprints are none."""
    chosen = select(statements).join(articles).where(articles.c.current, of_keys(statements.c.pk))
    return chosen.where(reprints.alone()) if cut else chosen


def _somebody(query: Query) -> tuple[str, tuple[str, ...]] | None:
    """Whom alone a query asks for, and the parts that they play."""
    if query == Query(by=query.by) and query.by is not None and not search.is_unknown(query):
        return query.by, whose.SPEAKING
    if query == Query(about=query.about) and query.about is not None:
        return query.about, whose.SPOKEN_OF
    return None


def fills(connection: Connection, keys: Select[Any], size: int) -> bool:
    """Are there so many of them?"""
    return (connection.scalar(select(func.count()).select_from(keys.subquery())) or 0) >= size


def day(value: str) -> date:
    """The day by which keys are sorted, of what a row tells ("": none). ValueError for what is none."""
    return date.fromisoformat(value) if value else NO_DAY
