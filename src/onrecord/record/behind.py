"""How far comparison is behind the record, and how it catches up; where it is not behind, nothing of it is loaded."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, func, or_, select, union

from onrecord.record.connection import Stored
from onrecord.record.people import People
from onrecord.record.schema import articles, compared, statements, uncompared
from onrecord.record.signing import stamp


def count(connection: Connection) -> int:
    """Of how many current articles something is not compared yet, or not as users have decided since who is who."""
    as_of = stamp(connection)
    other = select(compared.c.article_pk).where(or_(compared.c.decisions < as_of, compared.c.decisions > as_of))
    waits = select(statements.c.article_pk).where(statements.c.pk.in_(select(uncompared.c.statement_pk)))
    those = articles.c.pk.in_(union(other, waits))  # by index: neither reads an article that is compared
    return connection.scalar(select(func.count()).select_from(articles).where(articles.c.current, those)) or 0


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
