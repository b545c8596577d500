"""What several articles of a story print in the same words counts once: which of these statements it is."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from onrecord.record.schema import articles, statements


@cache  # here and below: to build it costs as much as to ask
def once() -> ColumnElement[bool]:
    """Of what several current articles have in the same words, one: the first of these, whether or not the very first
    is in a current article. For queries of statements."""
    return statements.c.pk.not_in(reprints())


@cache
def reprints() -> Select[Any]:
    """The keys of the statements that a current article before theirs has in the same words: few, found by index."""
    mine, other, its = statements.alias(), statements.alias(), articles.alias()
    before = and_(other.c.same_as == mine.c.same_as, other.c.pk < mine.c.pk)
    there = select(other.c.pk).join(its, its.c.pk == other.c.article_pk).correlate(mine)
    again = there.where(its.c.current, or_(other.c.pk == mine.c.same_as, before)).exists()
    return select(mine.c.pk).where(mine.c.same_as > 0, again)  # > 0: is not null; but so SQLite looks in the index


@cache
def alone() -> ColumnElement[bool]:
    """As `once`, but looked up for each statement that is asked about: for few among many."""
    other, its = statements.alias(), articles.alias()
    before = and_(other.c.same_as == statements.c.same_as, other.c.pk < statements.c.pk)
    there = select(other.c.pk).join(its, its.c.pk == other.c.article_pk).correlate(statements)
    again = there.where(its.c.current, or_(other.c.pk == statements.c.same_as, before)).exists()
    return or_(statements.c.same_as.is_(None), ~again)
