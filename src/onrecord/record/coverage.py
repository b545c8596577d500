"""What the record covers: how much of which outlets, and from when to when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    and_,
    case,
    cast,
    func,
    or_,
    select,
    true,
    union_all,
)

from onrecord.model import Printed
from onrecord.periods import told
from onrecord.record import sqlite
from onrecord.record.columns import Text
from onrecord.record.covered import ALL, MONTHS, UNDATED
from onrecord.record.schema import articles, covered, statements


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
    row = connection.execute(_EXTENT).one()
    return Extent(
        row.articles,
        _once(connection, row.statements),
        row.outlets,
        _first_day((row.first_month, row.first_days)) if row.first_month else None,
        _last_day((row.last_month, row.last_days)) if row.last_month else None,
        row.undated,
        row.unnamed,
        row.added_at.replace(tzinfo=UTC) if row.added_at else None,
    )


def _all(column: ColumnElement[int]) -> ColumnElement[int]:
    """The sum of a column, as a whole number in every database."""
    return func.coalesce(cast(func.sum(column), BigInteger), 0)


def _told(column: ColumnElement[Any], *chosen: ColumnElement[bool]) -> ColumnElement[Any]:
    return select(column).where(*chosen).scalar_subquery()


_IS_MONTH: Final = covered.c.month.between(*MONTHS)
_FIRST, _LAST = (_told(which(covered.c.month), _IS_MONTH) for which in (func.min, func.max))
_LOWEST: Final = covered.c.days.op("&")(-covered.c.days)  # the bit of the first day
_EXTENT: Final = select(
    _all(covered.c.articles).label("articles"),
    _all(covered.c.statements).label("statements"),
    func.count(func.nullif(func.lower(covered.c.outlet), "").distinct()).label("outlets"),
    _all(case((covered.c.outlet == "", covered.c.articles), else_=0)).label("unnamed"),
    _told(_all(covered.c.articles), covered.c.month == UNDATED).label("undated"),
    _FIRST.label("first_month"),
    _told(func.min(_LOWEST), covered.c.month == _FIRST).label("first_days"),
    _LAST.label("last_month"),
    _told(func.max(covered.c.days), covered.c.month == _LAST).label("last_days"),
    select(articles.c.added_at)
    .where(articles.c.current)
    .order_by(articles.c.pk.desc())
    .limit(1)
    .scalar_subquery()
    .label("added_at"),
).where(covered.c.month == ALL)


def _first_day(cell: tuple[str, int]) -> date:
    """The first day with an article of a month that has some."""
    month, days = cell
    return date.fromisoformat(f"{month}-01") + timedelta(days=(days & -days).bit_length() - 1)


def _last_day(cell: tuple[str, int]) -> date:
    month, days = cell
    return date.fromisoformat(f"{month}-01") + timedelta(days=days.bit_length() - 1)


def is_outlet(name: str) -> ColumnElement[bool]:
    """The articles of an outlet, whatever the case of its ASCII letters: what every database calls lower case."""
    return func.lower(articles.c.outlet, type_=articles.c.outlet.type) == name.encode().lower().decode()


def held() -> ScalarSelect[int]:
    """How many statements an article has, as a column of articles: each is counted in an index, none is read."""
    return select(func.count()).where(statements.c.article_pk == articles.c.pk).scalar_subquery()


def latest(most: int, outlet: str | None = None) -> Select[int]:
    """The keys of so many of the current articles that were published last, of one outlet where that is given; those
    without a day come behind the others."""
    pk, day = articles.c.pk, articles.c.published
    mine = select(pk, day).where(articles.c.current, true() if outlet is None else is_outlet(outlet))
    # Each by index: databases do not agree where in it those without a day are.
    dated = mine.where(day.is_not(None)).order_by(day.desc(), pk.desc()).limit(most)
    undated = mine.where(day.is_(None)).order_by(pk.desc()).limit(most)
    both = union_all(*(select(part.subquery()) for part in (dated, undated))).subquery()
    return select(both.c.pk).order_by(both.c.published.desc().nulls_last(), both.c.pk.desc()).limit(most)


def statements_held(connection: Connection) -> int:
    """How many statements the current articles have."""
    return connection.scalar(_HELD) or 0


_HELD: Final = select(_all(covered.c.statements)).where(covered.c.month == ALL)


def _once(connection: Connection, held: int) -> int:
    """How many statements there are of so many; what several printings of a story have counts once.

    All but the few that are reprints, and those of which the one that would count is not there.
    """
    again, firsts, there = connection.execute(_reprints()).one()
    return held - again + firsts - there


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
    times what is usual between two days with articles. These two, and how many `days` have articles, are of all months
    or of those that were asked for.
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


def by_outlet(
    connection: Connection,
    only: str | None = None,
    *,
    most: int | None = None,
    after: str | None = None,
    since: str | None = None,
) -> list[Covered]:
    """What there is of each outlet, the one with most articles first; `only` of one, in whatever case it is printed.

    `most` so many, those that come `after` an outlet ("": that is not known). `since` a month: see `Covered`.
    """
    chosen = _outlets()
    if only is not None:
        chosen = chosen.where(func.lower(covered.c.outlet, type_=Text()) == only.encode().lower().decode())
    if after is not None:
        many = connection.scalar(select(covered.c.articles).where(covered.c.outlet == after, covered.c.month == ALL))
        of = covered.c.articles
        chosen = chosen.where(or_(of < (many or 0), and_(of == (many or 0), covered.c.outlet > after)))
    rows = connection.execute(chosen.limit(most)).all()
    cells: dict[str, list[Row[Any]]] = defaultdict(list)
    for some in sqlite.batches(row.outlet for row in rows):
        within = covered.c.month.between(since or MONTHS[0], MONTHS[1])
        listed = select(*covered.c["outlet", "month", "articles", "days"]).where(covered.c.outlet.in_(some), within)
        for cell in connection.execute(listed.order_by(*covered.primary_key.columns)):
            cells[cell.outlet].append(cell)
    return [_covered(row, cells[row.outlet]) for row in rows]


def months(connection: Connection) -> list[str]:
    """The months that have articles, the first one first."""
    return list(
        connection.execute(select(covered.c.month).where(_IS_MONTH).distinct().order_by(covered.c.month)).scalars()
    )


@cache  # to build it costs as much as to ask
def _outlets() -> Select[Any]:
    cell = covered.alias()

    def of(column: ColumnElement[Any], *chosen: ColumnElement[bool]) -> Select[Any]:
        return select(column).where(cell.c.outlet == covered.c.outlet, *chosen)

    undated = of(cell.c.articles, cell.c.month == UNDATED).scalar_subquery()
    chosen = [*covered.c["outlet", "articles", "statements"], func.coalesce(undated, 0).label("undated")]
    for name, order in (("first", cell.c.month.asc()), ("last", cell.c.month.desc())):
        for column in cell.c["month", "days"]:
            edge = of(column, cell.c.month.between(*MONTHS)).order_by(order).limit(1)
            chosen.append(edge.scalar_subquery().label(f"{name}_{column.name}"))
    return select(*chosen).where(covered.c.month == ALL).order_by(covered.c.articles.desc(), covered.c.outlet)


def _covered(row: Row[Any], cells: Sequence[Row[Any]]) -> Covered:
    return Covered(
        outlet=row.outlet or None,
        articles=row.articles,
        statements=row.statements,
        first=_first_day((row.first_month, row.first_days)) if row.first_month else None,
        last=_last_day((row.last_month, row.last_days)) if row.last_month else None,
        days=sum(cell.days.bit_count() for cell in cells),
        undated=row.undated,
        months={cell.month: cell.articles for cell in cells},
        gaps=_gaps([(cell.month, cell.days) for cell in cells]),
    )


def _gaps(months: Sequence[tuple[str, int]]) -> tuple[Gap, ...]:
    """The five longest stretches without an article that are longer than what is usual; months in their order."""
    if not months:
        return ()
    begin, line = date.fromisoformat(f"{months[0][0]}-01").toordinal(), 0
    for month, days in months:
        line |= days << (date.fromisoformat(f"{month}-01").toordinal() - begin)
    # A digit for each day, the last one first, so that what stands between two with articles is as long as it is.
    apart = [len(empty) + 1 for empty in f"{line:b}".split("1")[1:-1]]
    if not apart:
        return ()
    usual = sorted(apart)[len(apart) // 2]
    found, day = list[Gap](), begin + line.bit_length() - 1
    for many in apart:
        day -= many
        if many > max(7, 3 * usual):
            found.append(Gap(date.fromordinal(day + 1), date.fromordinal(day + many - 1)))
    return tuple(sorted(sorted(found, key=lambda g: (-g.days, g.first))[:5], key=lambda g: g.first))
