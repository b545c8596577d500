"""What a user should look at first: the statements of which a model was least sure, or on which most rests."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import Connection, Select, and_, exists, func, or_, select

from onrecord.record import coverage, no_shifts
from onrecord.record.decided import overruled
from onrecord.record.reprints import once
from onrecord.record.schema import articles, shifts, statements, sure

Why = Literal["unsure", "turns"]


def least_sure(connection: Connection, why: Why, limit: int) -> list[int]:
    """The keys of the statements that nobody has decided about: those of which a model is least sure (`unsure`), or
    those on which the surest shifts rest (`turns`). Of several printings the first."""
    if why == "unsure":
        return list(connection.execute(_open().order_by(sure, statements.c.pk).limit(limit)).scalars())
    sides = or_(shifts.c.then_pk == statements.c.pk, shifts.c.now_pk == statements.c.pk)
    best = select(func.max(shifts.c.score)).where(sides).scalar_subquery()
    none = no_shifts.keys(connection)  # a user has looked at these
    turning = _open().where(exists(select(shifts.c.pk).where(sides, shifts.c.pk.not_in(none))))
    return list(connection.execute(turning.order_by(best.desc(), statements.c.pk).limit(limit)).scalars())


def left(connection: Connection) -> tuple[int, int]:
    """How many statements nobody has decided about, and of how many."""
    again = select(func.count()).select_from(statements.join(articles))
    again = again.where(articles.c.current, statements.c.same_as > 0, ~once())  # > 0: is not null, by index
    count = coverage.statements_held(connection) - (connection.scalar(again) or 0)
    own = and_(overruled.c.article_pk == statements.c.article_pk, overruled.c.n == statements.c.n)
    current = statements.c.article_pk.in_(select(articles.c.pk).where(articles.c.current))
    counted = exists(select(statements.c.pk).where(own, once(), current))
    return count - (connection.scalar(select(func.count()).select_from(overruled).where(counted)) or 0), count


def _open() -> Select[Any]:
    decided = and_(overruled.c.article_pk == statements.c.article_pk, overruled.c.n == statements.c.n)
    chosen = select(statements.c.pk).join(articles, statements.c.article_pk == articles.c.pk)
    undecided = ~exists(select(overruled.c.n).where(decided))
    return chosen.where(articles.c.current, once(), undecided)
