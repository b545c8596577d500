"""What was read of statements for comparison when they were extracted, kept in the record until they are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from onrecord.comparison.assertions import Assertion, marks
from onrecord.model import Extraction, Statement
from onrecord.record.asserting import Asserted
from onrecord.record.schema import articles, assertions, statements


def keep(connection: Connection, extraction: Extraction, pks: Sequence[int]) -> None:
    """Keep what was read of the statements with these keys, if it was."""
    if not isinstance(extraction, Asserted):
        return
    found, said = extraction.assertions, extraction.statements
    marked = zip(pks, marks(extraction.article.published, said), said, strict=True)
    rows = [{"statement_pk": pk, "mark": m, "assertion": found[s.id]} for pk, m, s in marked if s.id in found]
    if rows:
        connection.execute(insert(assertions), rows)


def take(
    connection: Connection, article_pk: int, published: date | None, told: Mapping[int, Statement]
) -> dict[int, Assertion]:
    """What was read of the statements that an article tells, by their keys, as far as it is of them as they are now.

    It is not kept any longer."""
    own = assertions.c.statement_pk.in_(select(statements.c.pk).where(statements.c.article_pk == article_pk))
    kept = connection.execute(select(assertions).where(own)).all()
    if not kept:
        return {}
    connection.execute(delete(assertions).where(own))
    now = dict(zip(told, marks(published, list(told.values())), strict=True))
    return {row.statement_pk: row.assertion for row in kept if row.mark == now.get(row.statement_pk)}


def forget(connection: Connection, series: int) -> None:
    """Keep none of an article's versions so far: those that are not current are not compared."""
    old = select(statements.c.pk).join(articles).where(articles.c.series == series)
    connection.execute(delete(assertions).where(assertions.c.statement_pk.in_(old)))
