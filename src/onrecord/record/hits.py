"""A page of what fits, how many more there are, and how they spread: what a search in a browser shows.

What several printings of a story have counts once. Pages follow one another by a cursor, so that a page stays what it
was while new articles come in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final, Literal, get_args

from sqlalchemy import (
    CTE,
    Column,
    CompoundSelect,
    Connection,
    Float,
    Row,
    Select,
    String,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from onrecord.model import Attitude, Mode, Polarity, Printed
from onrecord.record import cursors, cuts, fulltext, persons, reprints, search, spreading, whose
from onrecord.record.either import among
from onrecord.record.schema import statements
from onrecord.record.search import Entry, Query
from onrecord.record.variants import first_of

Order = Literal["best", "latest", "earliest"]
COUNTED: Final = 5_000  # of more only these are counted: the first
_AHEAD: Final = 3  # times as many as are asked for are looked up: some are reprints


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

    `after` is the cursor of the next page; None where this is the last. `more`: there are more than the `total`, and
    `facets` tells how the first of them spread.
    """

    entries: tuple[Entry, ...]
    total: int
    facets: dict[str, tuple[tuple[str, int], ...]]
    after: str | None
    more: bool = False


def find(
    connection: Connection, criteria: Criteria, order: Order, after: str | None, size: int, *, facets: bool = True
) -> Hits:
    """The page of that many entries that comes after a cursor (None: the first). ValueError for what is no cursor.

    Without `facets` only the total is counted; of more than `COUNTED` that fit one condition these: the latest, of an
    outlet those that it published last, or of words those added last, which then come first.
    """
    words = order == "best" and criteria.query.text is not None
    alone = order != "earliest" and criteria == Criteria(criteria.query)
    cut = cuts.first(connection, criteria.query, words, COUNTED + 1) if alone else None
    ahead, day = _AHEAD * (size + 1) if words else 0, cuts.day_of(criteria.query)
    counted = _counted(connection, cut, ahead, day, facets=facets) if cut is not None else []
    if more := any(row.facet == "total" for row in counted):
        first = [row.held for row in counted if row.facet == "first"] if after is None else []
        rows = [*_first_rows(connection, criteria.query, order, after, size + 1, first), *counted]
    else:
        once = spreading.once(_matched(connection, criteria, best=words, facets=facets))
        asked = spreading.page(once, order, after, size + 1), *spreading.counts(once, facets=facets)
        rows = list(connection.execute(union_all(*asked)))
    page = [(row.held, row.value if row.rank is None else row.rank) for row in rows if row.facet == "page"]
    entries = search.entries(connection, [pk for pk, _ in page[:size]])
    spread = spreading.facets((row.facet, row.value, row.held) for row in rows)
    total = next(_fewer(r.held) if more else r.held for r in rows if r.facet == "total")
    following = cursors.written(*reversed(page[size - 1])) if len(page) > size else None
    return Hits(tuple(entries[pk] for pk, _ in page[:size] if pk in entries), total, spread, following, more)


def _first_rows(
    connection: Connection, query: Query, order: Order, after: str | None, size: int, first: list[int]
) -> list[Row[Any]]:
    """The rows of a page, of the first that fit after a cursor; `first` are their keys, as far as they are known."""
    words, day = order == "best" and query.text is not None, cuts.day_of(query)
    beyond, many = None, _AHEAD * size
    if after is not None:
        rank, pk = cursors.place(after)
        try:
            beyond = cuts.day(rank if isinstance(rank, str) else ""), pk
        except ValueError:
            raise cursors.wrong(after) from None
    if first:
        rows = list(connection.execute(spreading.page(_among(connection, first, day, words=words), order, after, size)))
        if len(rows) >= size:
            return rows
    while True:
        keys = cuts.first(connection, query, words, many, beyond)
        assert keys is not None
        rows = list(connection.execute(spreading.page(_among(connection, keys, day, words=words), order, after, size)))
        if len(rows) >= size or not cuts.fills(connection, keys, many):
            return rows
        many *= 4


def _counted(
    connection: Connection, cut: Select[Any], first: int, day: Column[date], *, facets: bool
) -> list[Row[Any]]:
    """The counts of what these keys are of, and so many of the first of them; nothing where they are not more than are
    counted: none but the keys is looked at then."""
    keys = cut.cte("keys").prefix_with("MATERIALIZED")
    many = select(func.count()).select_from(keys).scalar_subquery() > COUNTED
    of_them = _among(connection, select(keys.c.statement_pk).where(many), day, words=False, facets=facets)
    of = select(literal("first"), literal(""), keys.c.statement_pk, spreading.NO_RANK)
    firsts = select(of.order_by(keys.c.statement_pk.desc()).limit(first).subquery())
    asked = union_all(*spreading.counts(of_them, facets=facets), firsts).subquery()
    return list(connection.execute(select(asked).where(many)))


def _among(
    connection: Connection, keys: Select[Any] | list[int], day: Column[date], *, words: bool, facets: bool = False
) -> CTE:
    """The rows of these keys, which are ordered by this day; of what several printings have, the first."""
    of_keys = statements.c.pk.in_(keys) if isinstance(keys, list) else among(statements.c.pk, keys)
    chosen = search.fitting(connection, Query()).where(of_keys, reprints.alone())
    added_last = [cast(-statements.c.pk, Float).label("relevance")] if words else []
    columns = spreading.columns(day)[: None if facets else 3]
    of = chosen.with_only_columns(*columns, *added_last, maintain_column_froms=True)
    return of.cte("once").prefix_with("MATERIALIZED")


@dataclass(frozen=True, slots=True)
class Look(Printed):
    """What `latest_of` looks for: of each polarity (None: any), without those by `but_by`."""

    query: Query
    polarities: tuple[str | None, ...] = (None,)
    but_by: str | None = None


def latest(
    connection: Connection, query: Query, size: int, *polarities: str | None, but_by: str | None = None,
    of: int | None = None
) -> list[Hits]:  # fmt: skip
    """What `latest_of` finds of one look."""
    return latest_of(connection, size, Look(query, polarities, but_by), of=of)[0]


def latest_of(connection: Connection, size: int, *looks: Look, of: int | None = None) -> list[list[Hits]]:
    """By look and polarity so many of the entries that fit, the latest first, and how many do. The facets are not
    counted, and there is no next page.

    Where more than `of` fit one condition, only so many of the latest are looked at.
    """
    seen = [_looked(connection, size, look, of) for look in looks]
    shown = {pk for _, found in seen for n, some in found.items() if n >= 0 for pk in some}
    entries = search.entries(connection, shown)  # once for all
    return [
        [
            Hits(tuple(entries[pk] for pk in found[n] if pk in entries), held, {}, None, more)
            for n, polarity in enumerate(look.polarities)
            for held in [_fewer(found[~n][0]) if more and polarity is None else found[~n][0]]
        ]
        for look, (more, found) in zip(looks, seen, strict=True)
    ]


def _looked(connection: Connection, size: int, look: Look, of: int | None) -> tuple[bool, dict[int, list[int]]]:
    """Whether there are more than are looked at; by the number of each polarity the keys, and by its complement how
    many there are."""
    keys = cuts.latest_keys(connection, look.query, of + 1) if of is not None else None
    more = keys is not None and len(keys) > (of or 0)
    if keys is not None and look.but_by is None:
        asked = _latest_among(size, look.polarities, cut=more)
    else:
        chosen = search.fitting(connection, look.query) if keys is None else cuts.among(cut=more)
        if look.but_by is not None:
            speaking = whose.spoken_by if keys is None else whose.spoken_among
            chosen = chosen.where(statements.c.pk.not_in(speaking(connection, look.but_by)))
        asked = _latest(chosen, size, look.polarities)
    found: dict[int, list[int]] = defaultdict(list)
    for n, held in connection.execute(asked, {} if keys is None else {"keys": keys}):
        found[n].append(held)
    return more, found


@cache
def _latest_among(size: int, polarities: tuple[str | None, ...], *, cut: bool) -> CompoundSelect[Any]:
    return _latest(cuts.among(cut=cut), size, polarities)


def _latest(chosen: Select[Any], size: int, polarities: tuple[str | None, ...]) -> CompoundSelect[Any]:
    """Of each polarity so many of the latest, by its number, and by the number's complement how many there are."""
    day = func.coalesce(cast(statements.c.first_day, String), literal(""))
    columns = (statements.c.pk, first_of.label("first"), day.label("day"), statements.c.polarity)
    chosen = chosen.with_only_columns(*columns, maintain_column_froms=True)
    if None not in polarities:
        chosen = chosen.where(statements.c.polarity.in_(polarities))
    row = chosen.cte("matched").prefix_with("MATERIALIZED").c  # one look, whatever is asked of it
    parts: list[Any] = []
    for n, polarity in enumerate(polarities):
        fits = literal(True) if polarity is None else row.polarity == polarity
        firsts = select(func.min(row.pk)).where(fits).group_by(row.first)
        latest = select(literal(n).label("n"), row.pk.label("held")).where(row.pk.in_(firsts))
        many = select(literal(~n), func.count(row.first.distinct())).where(fits)
        parts += [select(latest.order_by(row.day.desc(), row.pk).limit(size).subquery()), many]
    return union_all(*parts)


def _fewer(counted: int) -> int:
    """More than how many there are, where so many have been counted."""
    return max(counted - 1, 0)


def _matched(connection: Connection, criteria: Criteria, *, best: bool, facets: bool) -> CTE:
    """The rows that fit, with what they are counted and ordered by."""
    columns, stance = spreading.columns()[: None if facets else 3], type_coerce(statements.c.stance, String)
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
        chosen = chosen.where(spreading.shows(stance, criteria.attitude, toward))
    return chosen.cte("matched").prefix_with("MATERIALIZED")  # else each facet would look for it again
