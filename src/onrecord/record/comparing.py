"""The record's statements compared: what is new, or changed, is read and set beside what its holders said before.

Nothing old is compared with anything old again, unless users decide who is who anew; then the statements whose holder
that changes count as new.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, or_, select, update

from onrecord.comparison.positions import AssertionReader
from onrecord.record import opposing, signing, uncompared
from onrecord.record import readings as reading
from onrecord.record.connection import Database
from onrecord.record.opposing import Statements
from onrecord.record.readings import Identities, New
from onrecord.record.schema import NOT_YET, compared, positions, readings, shifts

Progress = Callable[[int, int], None]


def compare(database: Database, progress: Progress) -> int:
    """Read and compare what is new, as `behind.catch_up` says; the people of the record have caught up."""
    with database.connect() as connection:
        fresh, stamp = reading.unread(connection), signing.stamp(connection)
        stale = connection.scalar(
            select(compared.c.article_pk).where(compared.c.decisions.not_in((stamp, NOT_YET))).limit(1)
        )
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
            opposing.compare(connection, [*new, *known], Statements())
            uncompared.done(connection, pks)
    for done, article in enumerate(fresh):
        progress(done, len(fresh))
        with database.connect(writes=True) as connection:
            new = reading.read(connection, reader, article, who_is, groups)
            opposing.compare(connection, new, cache)
            mine = compared.c.article_pk == article["pk"]
            connection.execute(update(compared).where(mine).values(decisions=who_is.stamp))
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
        opposing.compare(connection, moved, Statements())
        done = compared.c.decisions != NOT_YET
        connection.execute(update(compared).where(done).values(decisions=who_is.stamp))
