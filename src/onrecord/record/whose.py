"""Which statements a name means, by their keys: none of them is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    SelectBase,
    asc,
    bindparam,
    or_,
    select,
    union,
)

from onrecord.record import persons
from onrecord.record.either import of_keys
from onrecord.record.once import once
from onrecord.record.schema import holders, parties, readings

SPEAKING: Final = ("speaker",)
SPOKEN_OF: Final = ("about", "named")
_SEVERAL: Final = 100  # names, of which each is looked up
_MOST_KEYS: Final = 900  # of a statement; the lowest limit of a build of SQLite is 999
Order = Callable[[ColumnElement[int]], ColumnElement[int]]


def spoken_by(connection: Connection, name: str) -> SelectBase:
    """The keys of the statements whose speaker a name means."""
    return _playing(connection, name, SPEAKING)


def spoken_among(connection: Connection, name: str) -> SelectBase:
    """Those of the `keys` that are given (see `either.of_keys`) whose speaker a name means; where users decided nothing
    of them, the others of somebody are not looked at."""
    if persons.meant(connection, name):
        return spoken_by(connection, name)
    meant = [row.pk for row in persons.printed(connection, name)]
    named = (parties.c.name_pk + 0).in_(meant)  # not by index: there are many of a name, and few keys
    return select(parties.c.statement_pk).where(of_keys(parties.c.statement_pk), named, parties.c.role.in_(SPEAKING))


def latest_keys(connection: Connection, name: str, roles: Sequence[str], most: int) -> list[int]:
    """So many of the latest keys that `latest` gives, found once for all that is asked of these statements: what is
    asked of `either.of_keys` is the same question whoever it is, and made once."""

    def work() -> list[int]:
        meant = [row.pk for row in persons.printed(connection, name)]
        if not 0 < len(meant) * len(roles) <= _SEVERAL or persons.meant(connection, name):
            return list(connection.execute(latest(connection, name, roles, most)).scalars())
        asked = _of_names(len(meant), tuple(roles), most)
        return list(connection.execute(asked, {f"name{n}": pk for n, pk in enumerate(meant)}).scalars())

    return once(connection, ("latest", name, *roles, most), work)


def lately(connection: Connection, name: str, of: int) -> list[int]:
    """The keys of `of` so many of the latest statements of somebody. One more is asked for, as by those who tell that
    there are more: it is found once for all of them."""
    return latest_keys(connection, name, SPEAKING, of + 1)[:of]


def held_by(connection: Connection, name: str) -> SelectBase:
    """The keys of the holders that a name means, of what is compared."""
    named = select(holders.c.holder).where(holders.c.name_pk.in_([row.pk for row in persons.printed(connection, name)]))
    known = persons.meant(connection, name)
    if not known:
        return named
    with_them = persons.statements_with(known, SPEAKING).subquery()
    return union(named, select(readings.c.holder).join(with_them, with_them.c.statement_pk == readings.c.statement_pk))


def spoken_of(connection: Connection, name: str) -> SelectBase:
    """The keys of the statements that are about somebody of that name, or name them."""
    return _playing(connection, name, SPOKEN_OF)


def latest_by(connection: Connection, name: str, size: int, within: Order) -> list[int]:
    """The keys of so many of the latest statements whose speaker a name means, found without a look at the others;
    none where there are fewer."""
    if size > _MOST_KEYS:
        return []
    pks = list(connection.execute(latest(connection, name, SPEAKING, size, within=within)).scalars())
    return pks if len(pks) == size else []


def latest(
    connection: Connection,
    name: str,
    roles: Sequence[str],
    size: int,
    beyond: tuple[date, int] | None = None,
    within: Order = asc,
) -> Select[Any]:
    """The keys of so many of the latest statements in which whoever a name means plays one of these parts; those that
    come after a day and key, where these are given. `within` a day they are in this order."""
    meant = [row.pk for row in persons.printed(connection, name)]
    return _latest(meant, persons.meant(connection, name), roles, size, beyond, within)


@cache
def _of_names(many: int, roles: tuple[str, ...], size: int) -> Select[Any]:
    """What `latest` asks of so many names, of whom users decided nothing."""
    return _latest([bindparam(f"name{n}", type_=Integer) for n in range(many)], set(), roles, size, None, asc)


def _latest(
    meant: Sequence[int | BindParameter[Any]],
    known: set[str],
    roles: Sequence[str],
    size: int,
    beyond: tuple[date, int] | None,
    within: Order,
) -> Select[Any]:
    def first(chosen: Select[Any], of: FromClause) -> Select[Any]:
        day, pk = of.c.day, of.c.statement_pk
        if beyond is not None:
            chosen = chosen.where(day <= beyond[0], or_(day < beyond[0], pk > beyond[1]))
        return chosen.order_by(day.desc(), within(pk)).limit(size)

    said = select(*parties.c["day", "statement_pk"])
    if 0 < len(meant) * len(roles) <= _SEVERAL:  # each is a key, of which no more is read than is wanted
        parts = [
            first(said.where(parties.c.name_pk == pk, parties.c.role == role), parties)
            for pk in meant
            for role in roles
        ]
    else:
        parts = [first(said.where(parties.c.name_pk.in_(meant), parties.c.role.in_(roles)), parties)]
    if known:
        parts.append(first(persons.statements_with(known, roles), parties))
    each = union(*(select(part.subquery()) for part in parts)).subquery()
    return first(select(each.c.statement_pk), each)


def _playing(connection: Connection, name: str, roles: Sequence[str]) -> SelectBase:
    meant = [row.pk for row in persons.printed(connection, name)]
    named = select(parties.c.statement_pk).where(parties.c.name_pk.in_(meant), parties.c.role.in_(roles))
    known = persons.meant(connection, name)
    if not known:
        return named
    of_persons = persons.statements_with(known, roles).with_only_columns(
        parties.c.statement_pk, maintain_column_froms=True
    )
    return union(named, of_persons)
