"""A page of what fits, how many more there are, and how they spread: what a search in a browser shows.

What several printings of a story have counts once. Pages follow one another by a cursor, so that a page stays what it
was while new articles come in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

import msgspec
from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Float,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from onrecord.model import Attitude, Mode, Polarity, Printed
from onrecord.record import cursors, fulltext, persons, search, whose
from onrecord.record.schema import articles, statements
from onrecord.record.search import Entry, Query
from onrecord.record.variants import first_of

Order = Literal["best", "latest", "earliest"]
_LARGEST: Final = 2**63 - 1  # number of a database
_MOST: Final = 8  # values of a facet that are listed
_FACETS: Final = ("speaker", "outlet", "kind", "mode", "polarity", "attitude", "year")


@dataclass(frozen=True, slots=True)
class Criteria(Printed):
    """A query, and what a search in a browser narrows it by: the mode, the polarity, the attitude shown (toward whom
    it is about, where that is asked). ValueError for what is none of these."""

    query: Query = field(default_factory=Query)
    mode: str | None = None
    polarity: str | None = None
    attitude: str | None = None
    sure: float = 0.0  # at least: of the statement and, where it has one, of its speaker

    def __post_init__(self) -> None:
        for name, known in (("mode", Mode), ("polarity", Polarity), ("attitude", Attitude)):
            value = getattr(self, name)
            if value not in (None, *get_args(known)):
                raise ValueError(f"{name}={value!r} is none of {', '.join(get_args(known))}")


@dataclass(frozen=True, slots=True)
class Hits(Printed):
    """Some of the statements that fit, how many do in all, and how they spread: by facet its values with counts.

    `after` is the cursor of the next page; None where this is the last.
    """

    entries: tuple[Entry, ...]
    total: int
    facets: dict[str, tuple[tuple[str, int], ...]]
    after: str | None


def find(
    connection: Connection, criteria: Criteria, order: Order, after: str | None, size: int, *, facets: bool = True
) -> Hits:
    """The page of that many entries that comes after a cursor (None: the first). ValueError for what is no cursor.

    Without `facets` only the total is counted.
    """
    once = _once(_matched(connection, criteria, best=order == "best"))
    rows = connection.execute(union_all(_page(once, order, after, size + 1), *_counts(once, facets=facets))).all()
    page = [(row.held, row.value if row.rank is None else row.rank) for row in rows if row.facet == "page"]
    entries = search.entries(connection, [pk for pk, _ in page[:size]])
    spread = {name: _ranked(name, [(r.value, r.held) for r in rows if r.facet == name]) for name in _FACETS}
    spread["attitude"] = _ranked("attitude", [(a, r.held) for r in rows for a in get_args(Attitude) if r.facet == a])
    total = next(r.held for r in rows if r.facet == "total")
    following = cursors.written(*reversed(page[size - 1])) if len(page) > size else None
    return Hits(tuple(entries[pk] for pk, _ in page[:size] if pk in entries), total, spread, following)


def latest(
    connection: Connection, query: Query, size: int, *polarities: str | None, but_by: str | None = None
) -> list[Hits]:
    """For each of these polarities (None: any) so many of the entries that fit, the latest first, and how many do; all
    from one look, without those by `but_by`. The facets are not counted, and there is no next page."""
    day = func.coalesce(cast(statements.c.first_day, String), literal(""))
    columns = (statements.c.pk, first_of.label("first"), day.label("day"), statements.c.polarity)
    chosen = search.fitting(connection, query).with_only_columns(*columns, maintain_column_froms=True)
    if None not in polarities:
        chosen = chosen.where(statements.c.polarity.in_(polarities))
    if but_by is not None:
        chosen = chosen.where(statements.c.pk.not_in(whose.spoken_by(connection, but_by)))
    of = chosen.cte("matched").prefix_with("MATERIALIZED").c  # one look, whatever is asked of it
    parts: list[Any] = []
    for n, polarity in enumerate(polarities):
        fits = literal(True) if polarity is None else of.polarity == polarity
        firsts = select(func.min(of.pk)).where(fits).group_by(of.first)
        latest = select(literal(n).label("n"), of.pk.label("held")).where(of.pk.in_(firsts))
        many = select(literal(~n), func.count(of.first.distinct())).where(fits)
        parts += [select(latest.order_by(of.day.desc(), of.pk).limit(size).subquery()), many]
    found: dict[int, list[int]] = defaultdict(list)
    for n, held in connection.execute(union_all(*parts)):
        found[n].append(held)
    entries = search.entries(connection, {pk for n, some in found.items() if n >= 0 for pk in some})
    return [
        Hits(tuple(entries[pk] for pk in found[n] if pk in entries), found[~n][0], {}, None)
        for n in range(len(polarities))
    ]


def _matched(connection: Connection, criteria: Criteria, *, best: bool) -> CTE:
    """The rows that fit, with what they are counted and ordered by."""
    stance, day = type_coerce(statements.c.stance, String), cast(statements.c.first_day, String)
    columns = [
        statements.c.pk,
        first_of.label("first"),
        func.coalesce(day, literal("")).label("day"),
        statements.c.speaker_name.label("speaker"),
        articles.c.outlet,
        *statements.c["kind", "mode", "polarity"],
        func.substr(day, 1, 4).label("year"),
        *(_shows(stance, attitude).label(attitude) for attitude in get_args(Attitude)),
    ]
    if best and criteria.query.text is not None:
        columns.append(fulltext.relevance(fulltext.statement_search, criteria.query.text).label("relevance"))
    chosen = search.fitting(connection, criteria.query).with_only_columns(*columns, maintain_column_froms=True)
    if criteria.sure > 0:
        speaker = or_(statements.c.speaker_name.is_(None), statements.c.speaker_confidence >= criteria.sure)
        chosen = chosen.where(statements.c.confidence >= criteria.sure, speaker)
    if criteria.mode is not None:
        chosen = chosen.where(statements.c.mode == criteria.mode)
    if criteria.polarity is not None:
        chosen = chosen.where(statements.c.polarity == criteria.polarity)
    if criteria.attitude is not None:
        about = criteria.query.about
        toward = sorted({row.name for row in persons.printed(connection, about)}) if about else None
        chosen = chosen.where(_shows(stance, criteria.attitude, toward))
    return chosen.cte("matched").prefix_with("MATERIALIZED")  # else each facet would look for it again


def _shows(stance: ColumnElement[str], attitude: str, toward: Sequence[str] | None = None) -> ColumnElement[bool]:
    """Whether a statement shows an attitude, toward one of these where they are given; read from the stored line."""
    shown = f'"attitude":"{attitude}"'
    if toward is None:
        return stance.contains(shown, autoescape=True)
    targets = (f'"target":{msgspec.json.encode(name).decode()},{shown}' for name in toward)
    return or_(literal(False), *(stance.contains(target, autoescape=True) for target in targets))


def _once(matched: CTE) -> CTE:
    """Of what several printings have, the first that fits."""
    firsts = select(func.min(matched.c.pk).label("pk")).group_by(matched.c.first).subquery()
    return select(matched).join(firsts, firsts.c.pk == matched.c.pk).cte("once").prefix_with("MATERIALIZED")


_NO_RANK: Final[ColumnElement[float | None]] = cast(null(), Float)


def _page(once: CTE, order: Order, after: str | None, size: int) -> Select[Any]:
    of = once.c
    best = order == "best" and "relevance" in of
    rank = of.relevance if best else case((of.day == "", "9999"), else_=of.day) if order == "earliest" else of.day
    down = not best and order != "earliest"
    day, figure = (literal(""), rank) if best else (rank, _NO_RANK)
    chosen = select(literal("page").label("facet"), day.label("value"), of.pk.label("held"), figure.label("rank"))
    if after is not None:
        at, pk = _place(after)
        if isinstance(at, str) == best:
            raise ValueError(f"after={after[:40]!r} is a cursor of another order; begin with the first page")
        beyond = rank < at if down else rank > at
        chosen = chosen.where(or_(beyond, and_(rank == at, of.pk > pk)))
    return select(chosen.order_by(rank.desc() if down else rank, of.pk).limit(size).subquery())


def _counts(once: CTE, *, facets: bool) -> list[Select[Any]]:
    of, held = once.c, func.count()
    total: Any = select(literal("total"), literal(""), held, _NO_RANK).select_from(once)
    if not facets:
        return [total]

    def facet(name: str, value: ColumnElement[Any], where: ColumnElement[bool], most: int | None = None) -> Select[Any]:
        columns = (literal(name).label("facet"), value.label("value"), held.label("held"), _NO_RANK.label("rank"))
        counted = select(*columns).where(where).group_by(value)
        return select(counted.order_by(held.desc(), value).limit(most).subquery()) if most else counted

    plain = [facet(name, of[name], of[name].is_not(None), _MOST) for name in ("speaker", "outlet")]
    plain += [facet(name, of[name], of[name].is_not(None)) for name in ("kind", "mode", "polarity", "year")]
    none = (literal(""), held, _NO_RANK)
    shown = [select(literal(name), *none).select_from(once).where(of[name]) for name in get_args(Attitude)]
    return [total, *plain, *shown]


def _ranked(name: str, values: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    if name == "year":
        return tuple(sorted(values, reverse=True))
    return tuple(sorted(values, key=lambda pair: (-pair[1], pair[0])))


def _place(cursor: str) -> tuple[str | float, int]:
    rank, pk = cursors.read(cursor)
    if not isinstance(rank, (str, float, int)) or not isinstance(pk, int) or isinstance(pk, bool):
        raise cursors.wrong(cursor)
    if any(isinstance(number, int) and abs(number) > _LARGEST for number in (rank, pk)):
        raise cursors.wrong(cursor)
    return rank, pk
