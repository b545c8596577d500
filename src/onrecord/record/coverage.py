"""What the record covers: how much of which outlets, and from when to when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, and_, case, func, select

from onrecord.model import Printed
from onrecord.periods import told
from onrecord.record.schema import articles, statements


@dataclass(frozen=True, slots=True)
class Extent(Printed):
    """How much a record holds: current articles, the outlets and the days they are of, when one was last added (UTC).

    `undated` and `unnamed` are the articles without a day of publication and without an outlet.
    """

    articles: int = 0
    statements: int = 0
    outlets: int = 0
    first: date | None = None
    last: date | None = None
    undated: int = 0
    unnamed: int = 0
    added_at: datetime | None = None

    def __str__(self) -> str:
        many = f"{self.articles:,} article{'' if self.articles == 1 else 's'}"
        of = f" of {self.outlets:,} outlet{'' if self.outlets == 1 else 's'}" if self.outlets else ""
        days = f", {told(self.first, self.last)}" if self.first else ""
        return f"{many}{of}{days}"


def extent(connection: Connection) -> Extent:
    """How much is in a record."""
    many, outlets, first, last, undated, unnamed, added = connection.execute(_extent()).one()
    added_at = added.replace(tzinfo=UTC) if added else None
    return Extent(many, _once(connection), outlets, first, last, undated, unnamed, added_at)


@cache  # here and below: to build it costs as much as to ask
def _extent() -> Select[*tuple[Any, ...]]:
    of = articles.c
    return select(
        func.count(),
        func.count(func.lower(of.outlet).distinct()),
        func.min(of.published),
        func.max(of.published),
        func.count() - func.count(of.published),
        func.count() - func.count(of.outlet),
        func.max(of.added_at),
    ).where(of.current)


def is_outlet(name: str) -> ColumnElement[bool]:
    """The articles of an outlet, whatever the case of its ASCII letters: what every database calls lower case."""
    return func.lower(articles.c.outlet, type_=articles.c.outlet.type) == name.encode().lower().decode()


def held() -> ScalarSelect[int]:
    """How many statements an article has, as a column of articles: each is counted in an index, none is read."""
    return select(func.count()).where(statements.c.article_pk == articles.c.pk).scalar_subquery()


def statements_held(connection: Connection) -> int:
    """How many statements the current articles have: all but those of earlier versions, which are few."""
    return connection.scalar(_statements_held()) or 0


@cache
def _statements_held() -> Select[int]:
    old = select(func.coalesce(func.sum(held()), 0)).where(~articles.c.current).scalar_subquery()
    all = select(func.count()).select_from(statements).scalar_subquery()
    return select(all - old)


def _once(connection: Connection) -> int:
    """How many statements there are; what several printings of a story have counts once.

    All but the few that are reprints, and those of which the one that would count is not there.
    """
    again, firsts, there = connection.execute(_reprints()).one()
    return statements_held(connection) - again + firsts - there


@cache
def _reprints() -> Select[int, int, int]:
    first, its = statements.alias(), articles.alias()
    counted = case((its.c.pk.is_not(None), first.c.pk))
    return (
        select(func.count(), func.count(statements.c.same_as.distinct()), func.count(counted.distinct()))
        .select_from(statements.join(articles))
        .outerjoin(first, and_(first.c.pk == statements.c.same_as, first.c.same_as.is_(None)))
        .outerjoin(its, and_(its.c.pk == first.c.article_pk, its.c.current))
        .where(articles.c.current, statements.c.same_as > 0)  # is not null; but so SQLite looks in the index
    )


@dataclass(frozen=True, slots=True)
class Gap(Printed):
    """Days between two articles of an outlet, the first and the last of them without one."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Covered(Printed):
    """What there is of an outlet (None: of those whose outlet is not known).

    `months` has the articles of each month (`2024-09`); `gaps` are the longest ones, of at least a week and three
    times what is usual between two days with articles.
    """

    outlet: str | None
    articles: int
    statements: int
    first: date | None
    last: date | None
    days: int
    undated: int
    months: dict[str, int]
    gaps: tuple[Gap, ...]


def by_outlet(connection: Connection, only: str | None = None) -> list[Covered]:
    """What there is of each outlet, the one with most articles first; `only` of one, in whatever case it is printed."""
    of = articles.c
    days: dict[str | None, Counter[date]] = defaultdict(Counter)
    undated: Counter[str | None] = Counter()
    spoken: Counter[str | None] = Counter()
    chosen = select(of.outlet, of.published, func.count(), func.sum(held())).where(of.current)
    if only is not None:
        chosen = chosen.where(is_outlet(only))
    for outlet, day, many, said in connection.execute(chosen.group_by(of.outlet, of.published)):
        spoken[outlet] += int(said)
        if day is None:
            undated[outlet] += many
        else:
            days[outlet][day] += many
    found = []
    for outlet in {*days, *undated}:
        mine = sorted(days[outlet])
        months: Counter[str] = Counter()
        for day, published in days[outlet].items():
            months[day.isoformat()[:7]] += published
        many = days[outlet].total() + undated[outlet]
        found.append(
            Covered(
                outlet=outlet,
                articles=many,
                statements=spoken[outlet],
                first=mine[0] if mine else None,
                last=mine[-1] if mine else None,
                days=len(mine),
                undated=undated[outlet],
                months=dict(sorted(months.items())),
                gaps=_gaps(mine),
            )
        )
    return sorted(found, key=lambda c: (-c.articles, c.outlet or ""))


def _gaps(days: Sequence[date]) -> tuple[Gap, ...]:
    """The five longest stretches without an article that are longer than what is usual."""
    apart = [(b - a).days for a, b in pairwise(days)]
    if not apart:
        return ()
    usual = sorted(apart)[len(apart) // 2]
    one = timedelta(days=1)
    found = [Gap(a + one, b - one) for a, b in pairwise(days) if (b - a).days > max(7, 3 * usual)]
    return tuple(sorted(sorted(found, key=lambda g: -g.days)[:5], key=lambda g: g.first))
