"""What of the statements that fit a page shows and counts: the columns, the first ones in an order, and facets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, get_args

import msgspec
from sqlalchemy import (
    CTE,
    BigInteger,
    Column,
    ColumnElement,
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
)

from onrecord.model import Attitude
from onrecord.record import cursors
from onrecord.record.schema import articles, statements
from onrecord.record.variants import first_of

FACETS: Final = ("speaker", "outlet", "kind", "mode", "polarity", "attitude", "year")
_MOST: Final = 8  # values of a facet that are listed
NO_RANK: Final[ColumnElement[float | None]] = cast(null(), Float)


def columns(by: Column[date] = statements.c.first_day) -> list[ColumnElement[Any]]:
    """What statements are ordered by (the day in this column) and, behind the first three, counted by."""
    stance, day = type_coerce(statements.c.stance, String), cast(statements.c.first_day, String)
    return [
        statements.c.pk,
        first_of.label("first"),
        func.coalesce(cast(by, String), literal("")).label("day"),
        statements.c.speaker_name.label("speaker"),
        articles.c.outlet,
        *statements.c["kind", "mode", "polarity"],
        func.substr(day, 1, 4).label("year"),
        *(shows(stance, attitude).label(attitude) for attitude in get_args(Attitude)),
    ]


def shows(stance: ColumnElement[str], attitude: str, toward: Sequence[str] | None = None) -> ColumnElement[bool]:
    """Whether a statement shows an attitude, toward one of these where they are given; read from the stored line."""
    shown = f'"attitude":"{attitude}"'
    if toward is None:
        return stance.contains(shown, autoescape=True)
    targets = (f'"target":{msgspec.json.encode(name).decode()},{shown}' for name in toward)
    return or_(literal(False), *(stance.contains(target, autoescape=True) for target in targets))


def once(matched: CTE) -> CTE:
    """Of what several printings have, the first that fits."""
    firsts = select(func.min(matched.c.pk).label("pk")).group_by(matched.c.first).subquery()
    return select(matched).join(firsts, firsts.c.pk == matched.c.pk).cte("once").prefix_with("MATERIALIZED")


def page(once: CTE, order: str, after: str | None, size: int) -> Select[Any]:
    """So many of the rows that come first in an order after a cursor, and their ranks."""
    of = once.c
    best = order == "best" and "relevance" in of
    rank = of.relevance if best else case((of.day == "", "9999"), else_=of.day) if order == "earliest" else of.day
    down = not best and order != "earliest"
    day, figure = (literal(""), rank) if best else (rank, NO_RANK)
    chosen = select(literal("page").label("facet"), day.label("value"), of.pk.label("held"), figure.label("rank"))
    if after is not None:
        at, pk = cursors.place(after)
        if isinstance(at, str) == best:
            raise ValueError(f"after={after[:40]!r} is a cursor of another order; begin with the first page")
        beyond = rank < at if down else rank > at
        chosen = chosen.where(or_(beyond, and_(rank == at, of.pk > pk)))
    return select(chosen.order_by(rank.desc() if down else rank, of.pk).limit(size).subquery())


def counts(once: CTE, *, facets: bool) -> list[Select[Any]]:
    """How many rows there are and, with `facets`, of which values of these."""
    of, held = once.c, func.count().label("held")
    if not facets:
        return [_told("total", literal(""), held).select_from(once)]
    few = [of[name] for name in FACETS if name not in ("speaker", "outlet", "attitude")]
    shown = [of[name] for name in get_args(Attitude)]
    # What has few values is counted in one look, and added up in what that finds.
    some = select(*few, *shown, held).group_by(*few, *shown).cte("some").prefix_with("MATERIALIZED").c
    many = cast(func.coalesce(func.sum(some.held), 0), BigInteger)
    return [
        _told("total", literal(""), many),
        *(_spread(name, of[name], held).limit(_MOST).subquery().select() for name in ("speaker", "outlet")),
        *(_spread(column.name, some[column.name], many).order_by(None) for column in few),
        *(_told(column.name, literal(""), many).where(some[column.name]) for column in shown),
    ]


def _told(facet: str, value: ColumnElement[Any], held: ColumnElement[int]) -> Select[Any]:
    return select(literal(facet).label("facet"), value.label("value"), held.label("held"), NO_RANK.label("rank"))


def _spread(facet: str, value: ColumnElement[Any], held: ColumnElement[int]) -> Select[Any]:
    counted = _told(facet, value, held).where(value.is_not(None)).group_by(value)
    return counted.order_by(held.desc(), value)


def facets(rows: Iterable[tuple[str, str, int]]) -> dict[str, tuple[tuple[str, int], ...]]:
    """By facet its values and how many there are of each: the latest year first, and of others the most frequent."""
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in FACETS}
    for facet, value, held in rows:
        name, told = ("attitude", facet) if facet in get_args(Attitude) else (facet, value)
        if name in found:
            found[name].append((told, held))
    ranked = {name: sorted(values, key=lambda v: (-v[1], v[0])) for name, values in found.items()}
    ranked["year"].sort(reverse=True)
    return {name: tuple(values) for name, values in ranked.items()}
