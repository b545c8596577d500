"""Which statements a name means, by their keys: none of them is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, FromClause, Select, SelectBase, select, union

from onrecord.record import persons
from onrecord.record.schema import parties, readings

_SEVERAL: Final = 100  # names, of which each is looked up
_MOST_KEYS: Final = 900  # of a statement; the lowest limit of a build of SQLite is 999
Order = Callable[[ColumnElement[int]], ColumnElement[int]]


def spoken_by(connection: Connection, name: str) -> SelectBase:
    """The keys of the statements whose speaker a name means."""
    return _playing(connection, name, ["speaker"])


def held_by(connection: Connection, name: str) -> Select[Any]:
    """The keys of the holders that a name means, of what is compared."""
    return select(readings.c.holder).where(readings.c.statement_pk.in_(spoken_by(connection, name)))


def spoken_of(connection: Connection, name: str) -> SelectBase:
    """The keys of the statements that are about somebody of that name, or name them."""
    return _playing(connection, name, ["about", "named"])


def latest_by(connection: Connection, name: str, size: int, within: Order) -> list[int]:
    """The keys of so many of the latest statements whose speaker a name means, found without a look at the others;
    none where there are fewer, and where users have decided who is meant."""
    meant = persons.printed(connection, name)
    if not 0 < len(meant) <= _SEVERAL or size > _MOST_KEYS or persons.meant(connection, name):
        return []

    def first(of: FromClause) -> Select[Any]:
        return select(*of.c["day", "statement_pk"]).order_by(of.c.day.desc(), within(of.c.statement_pk)).limit(size)

    said = first(parties).where(parties.c.role == "speaker")
    each = union(*(select(said.where(parties.c.name_pk == row.pk).subquery()) for row in meant))
    pks = [row.statement_pk for row in connection.execute(first(each.subquery()))]
    return pks if len(pks) == size else []


def _playing(connection: Connection, name: str, roles: Sequence[str]) -> SelectBase:
    meant = [row.pk for row in persons.printed(connection, name)]
    named = select(parties.c.statement_pk).where(parties.c.name_pk.in_(meant), parties.c.role.in_(roles))
    known = persons.meant(connection, name)
    return union(named, persons.statements_with(known, roles)) if known else named
