"""How far comparison is behind the record, and how it catches up; where it is not behind, nothing of it is loaded."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, or_, select, union

from onrecord.record.connection import Stored
from onrecord.record.people import People
from onrecord.record.schema import articles, compared, statements, uncompared
from onrecord.record.signing import stamp


def count(connection: Connection) -> int:
    """Of how many current articles something is not compared yet, or not as users have decided since who is who."""
    return connection.scalar(_waiting(), {"as_of": stamp(connection)}) or 0


@cache
def _waiting() -> Select[int]:
    as_of: BindParameter[Any] = bindparam("as_of")
    other = select(compared.c.article_pk).where(or_(compared.c.decisions < as_of, compared.c.decisions > as_of))
    waits = select(statements.c.article_pk).where(statements.c.pk.in_(select(uncompared.c.statement_pk)))
    those = articles.c.pk.in_(union(other, waits))  # by index: neither reads an article that is compared
    return select(func.count()).select_from(articles).where(articles.c.current, those)


def catch_up(record: Stored, progress: Callable[[int, int], None] = lambda done, all: None) -> int:
    """Read and compare what is new; returns how many articles. Each is one transaction, so it can be interrupted.

    `progress` is told how many of how many articles are done.
    """
    People(record).catch_up()  # holders are persons
    with record.database.connect() as connection:
        if not count(connection):
            return 0
    from onrecord.record import comparing

    return comparing.compare(record.database, progress)
