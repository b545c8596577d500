"""The record's statements compared: what is new, or changed, is read and set beside what its holders said before.

Nothing old is compared with anything old again, unless users decide who is who anew; then the statements whose holder
that changes count as new.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from onrecord.comparison.positions import AssertionReader
from onrecord.record import readings as reading
from onrecord.record import uncompared
from onrecord.record.connection import Database, Stored
from onrecord.record.opposing import Statements, compare
from onrecord.record.people import People
from onrecord.record.readings import Identities, New
from onrecord.record.schema import articles, compared, positions, readings, shifts, statements
from onrecord.record.schema import uncompared as waiting

Progress = Callable[[int, int], None]


def behind(connection: Connection) -> int:
    """Of how many current articles something is not compared yet, or not as users have decided since who is who."""
    waits = select(statements.c.article_pk).where(statements.c.pk.in_(select(waiting.c.statement_pk)))
    changed = articles.c.pk.in_(waits)
    other = or_(compared.c.article_pk.is_(None), compared.c.decisions != reading.stamp(connection), changed)
    chosen = select(func.count()).select_from(articles).outerjoin(compared, compared.c.article_pk == articles.c.pk)
    return connection.scalar(chosen.where(articles.c.current, other)) or 0


def catch_up(record: Stored, progress: Progress = lambda done, all: None) -> int:
    """Read and compare what is new; returns how many articles. Each is one transaction, so it can be interrupted.

    `progress` is told how many of how many articles are done.
    """
    People(record).catch_up()  # holders are persons
    database = record.database
    with database.connect() as connection:
        fresh, stamp = reading.unread(connection), reading.stamp(connection)
        stale = connection.scalar(select(compared.c.article_pk).where(compared.c.decisions != stamp).limit(1))
    if stale is not None:
        _identify(database)
    with database.connect() as connection:
        changed = uncompared.by_article(connection)
    if not fresh and not changed:
        return 0
    reader, cache = AssertionReader(), Statements()
    with database.connect() as connection:
        who_is, groups = Identities(connection), reading.groups(connection)
    for article, pks in changed:
        with database.connect(writes=True) as connection:
            known = reading.holders(connection, pks)
            only = set(pks) - {n.pk for n in known}
            new = reading.read(connection, reader, article, who_is, groups, only)
            compare(connection, [*new, *known], Statements())
            uncompared.done(connection, pks)
    for done, article in enumerate(fresh):
        progress(done, len(fresh))
        with database.connect(writes=True) as connection:
            new = reading.read(connection, reader, article, who_is, groups)
            compare(connection, new, cache)
            connection.execute(insert(compared), {"article_pk": article["pk"], "decisions": who_is.stamp})
    return len(fresh)


def _identify(database: Database) -> None:
    """Follow what users have decided since: the statements whose holder that changes are compared again."""
    with database.connect(writes=True) as connection:
        who_is = Identities(connection)
        every = select(*readings.c["statement_pk", "holder"]).order_by(readings.c.statement_pk)
        rows = connection.execute(every).all()
        keys = reading.holder_keys(connection, who_is)
        known = [(r.statement_pk, r.holder, keys[r.statement_pk]) for r in rows if r.statement_pk in keys]
        moved = [New(pk, key) for pk, holder, key in known if key != holder]
        for new in moved:
            for table in (readings, positions):
                connection.execute(update(table).where(table.c.statement_pk == new.pk).values(holder=new.holder))
            connection.execute(delete(shifts).where(or_(shifts.c.then_pk == new.pk, shifts.c.now_pk == new.pk)))
        compare(connection, moved, Statements())
        connection.execute(update(compared).values(decisions=who_is.stamp))
