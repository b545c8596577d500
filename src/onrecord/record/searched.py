"""What was searched or compared where nothing came of it: absence is told with its extent, never as a bare "none"."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from onrecord.model import Printed
from onrecord.periods import told
from onrecord.record import cuts, search, whose
from onrecord.record.coverage import is_outlet
from onrecord.record.either import of_keys
from onrecord.record.schema import articles, positions, readings, statements
from onrecord.record.search import Query
from onrecord.record.variants import first_of

_MOST: Final = 6  # names that are listed
_CONDITIONS: Final = {"text": "the words", "min_confidence": "confidence from"}


@dataclass(frozen=True, slots=True)
class Searched(Printed):
    """How many statements and articles were looked at, and from which day to which.

    `parts` are their counts by condition: how many statements fit each condition of a query by itself, or what else
    they speak of. `more`: these are among the latest, and others were not looked at.
    """

    statements: int
    articles: int
    first: date | None
    last: date | None
    parts: tuple[tuple[str, int], ...] = ()
    more: bool = False

    def __str__(self) -> str:
        days = f", {told(self.first, self.last)}" if self.first else ""
        some = "statement" if self.statements == 1 else "statements"
        many = "article" if self.articles == 1 else "articles"
        return f"{self.statements:,} {some} in {self.articles:,} {many}{days}"


@dataclass(frozen=True, slots=True)
class Counts(Printed):
    """How much a record holds: current articles and their statements, and earlier versions of articles."""

    articles: int
    statements: int
    earlier_versions: int


def for_query(connection: Connection, query: Query) -> Searched:
    """What a query went through, all current statements, and how many fit each of its conditions alone."""
    return _extent(connection, select(statements.c.pk), conditions(connection, query))


def conditions(connection: Connection, query: Query) -> tuple[tuple[str, int], ...]:
    """How many statements fit each of a query's conditions alone."""
    given = [(f.name, value) for f in fields(query) if (value := getattr(query, f.name)) not in (None, False)]
    return tuple((_condition(name, value), search.count(connection, Query(**{name: value}))) for name, value in given)


def compared(
    connection: Connection, person: str | None, about: set[str] | None = None, of: int | None = None
) -> Searched:
    """The statements of a person, or of all, that were compared, or `of` so many of the latest; `about` are the keys of
    the targets that are meant.

    The parts tell how many of them take a position on these or, without any, on what they do.
    """
    held = select(readings.c.statement_pk)
    keys = None if of is None else cuts.latest_keys(connection, Query(by=person), of + 1)
    if keys is not None:
        held = held.where(of_keys(readings.c.statement_pk))
    elif person is not None:
        held = held.where(readings.c.holder.in_(whose.held_by(connection, person)))
    count = func.count(positions.c.statement_pk.distinct())
    topics = select(positions.c.name, count).where(positions.c.statement_pk.in_(held)).group_by(positions.c.name)
    if about:
        topics = topics.where(positions.c.target.in_(sorted(about)))
    ranked = topics.order_by(count.desc(), positions.c.name).limit(_MOST)
    given = {} if keys is None else {"keys": keys[:of]}
    parts = tuple((row[0], row[1]) for row in connection.execute(ranked, given))
    return replace(_extent(connection, held, parts, given), more=len(keys or ()) > (of or 0))


def voiced(connection: Connection, outlet: str) -> Searched:
    """The articles of an outlet; where there are none, the parts are the outlets that there are and their articles."""
    mine = is_outlet(outlet)
    held = select(statements.c.pk).join(articles, articles.c.pk == statements.c.article_pk).where(mine)
    chosen = select(func.count(), func.min(articles.c.published), func.max(articles.c.published))
    many, first, last = connection.execute(chosen.where(articles.c.current, mine)).one()
    known = select(articles.c.outlet, func.count()).where(articles.c.current, articles.c.outlet.is_not(None))
    ranked = known.group_by(articles.c.outlet).order_by(func.count().desc(), articles.c.outlet).limit(_MOST)
    parts = () if many else tuple((row[0], row[1]) for row in connection.execute(ranked))
    return Searched(_extent(connection, held, ()).statements, many, first, last, parts)


def counts(connection: Connection) -> Counts:
    """How much is in the record."""
    rows = connection.execute(select(articles.c.current, func.count()).group_by(articles.c.current))
    of = {row[0]: row[1] for row in rows}
    return Counts(of.get(True, 0), search.count(connection, Query()), of.get(False, 0))


def _extent(
    connection: Connection, pks: Select[Any], parts: tuple[tuple[str, int], ...], given: dict[str, Any] | None = None
) -> Searched:
    count, many = func.count(first_of.distinct()), func.count(articles.c.pk.distinct())
    chosen = select(count, many, func.min(statements.c.first_day), func.max(statements.c.last_day))
    joined = chosen.join(articles, articles.c.pk == statements.c.article_pk).where(articles.c.current)
    held, within, first, last = connection.execute(joined.where(statements.c.pk.in_(pks)), given).one()
    return Searched(held, within, first, last, parts)


def _condition(name: str, value: object) -> str:
    label = _CONDITIONS.get(name, name.replace("_", " "))
    return label if value is True else f"{label} {value!r}" if isinstance(value, str) else f"{label} {value}"
