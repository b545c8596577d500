"""Which statements of articles that were compared are to be compared again: those that a decision changed, and those
that they stood against."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, RowMapping, delete, insert, or_, select, update

from onrecord.record.schema import NOT_YET, articles, compared, positions, readings, shifts, statements, uncompared


def gone(connection: Connection, pk: int) -> None:
    """Forget what was read out of a statement; what it stood against is to be compared again."""
    sides = shifts.c["then_pk", "now_pk"]
    with_it = or_(shifts.c.then_pk == pk, shifts.c.now_pk == pk)
    others = {side for row in connection.execute(select(*sides).where(with_it)) for side in row} - {pk}
    connection.execute(delete(shifts).where(with_it))
    for table in (positions, readings, uncompared):
        connection.execute(delete(table).where(table.c.statement_pk == pk))
    _add(connection, others)


def mark(connection: Connection, article_pk: int, pks: Iterable[int]) -> None:
    """These statements of an article are to be compared again, if it has been compared at all."""
    known = select(compared.c.article_pk).join(articles, articles.c.pk == compared.c.article_pk)
    known = known.where(compared.c.article_pk == article_pk, compared.c.decisions != NOT_YET)
    if connection.scalar(known.where(articles.c.current)) is not None:
        _add(connection, set(pks))


def whole(connection: Connection, article_pk: int) -> None:
    """All statements of an article are to be compared again."""
    own = connection.execute(select(statements.c.pk).where(statements.c.article_pk == article_pk)).scalars().all()
    read = select(readings.c.statement_pk).where(readings.c.article_pk == article_pk)
    for pk in connection.execute(read).scalars().all():
        gone(connection, pk)
    connection.execute(delete(uncompared).where(uncompared.c.statement_pk.in_(own)))
    connection.execute(update(compared).where(compared.c.article_pk == article_pk).values(decisions=NOT_YET))


def by_article(connection: Connection) -> list[tuple[RowMapping, list[int]]]:
    """What is to be compared again: articles (their key, id, text and day), and the keys of statements of theirs."""
    chosen = (
        select(uncompared.c.statement_pk, *articles.c["pk", "id", "text", "published"])
        .join(statements, statements.c.pk == uncompared.c.statement_pk)
        .join(articles, articles.c.pk == statements.c.article_pk)
        .where(articles.c.current)
        .order_by(articles.c.pk, uncompared.c.statement_pk)
    )
    found: dict[int, tuple[RowMapping, list[int]]] = {}
    for row in connection.execute(chosen).mappings():
        found.setdefault(row["pk"], (row, []))[1].append(row["statement_pk"])
    return list(found.values())


def done(connection: Connection, pks: Iterable[int]) -> None:
    """These have been compared again."""
    connection.execute(delete(uncompared).where(uncompared.c.statement_pk.in_(list(pks))))


def _add(connection: Connection, pks: set[int]) -> None:
    known = set(connection.execute(select(uncompared.c.statement_pk)).scalars()) if pks else set()
    if fresh := sorted(pks - known):
        connection.execute(insert(uncompared), [{"statement_pk": pk} for pk in fresh])
