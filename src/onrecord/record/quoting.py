"""Whom an outlet quotes, and who speaks in it without a name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from onrecord.model import Printed
from onrecord.record import search
from onrecord.record.schema import articles, statements

_MOST = 20


@dataclass(frozen=True, slots=True)
class Quoted(Printed):
    """Somebody whom an outlet quotes: how often, and how often of that in their own words, at least in part."""

    name: str
    type: str
    count: int
    own_words: int


@dataclass(frozen=True, slots=True)
class Quoting(Printed):
    """Whom an outlet quotes most, and how many of its statements are of which type of speaker."""

    quoted: tuple[Quoted, ...]
    types: tuple[tuple[str, int], ...]


def quoting(connection: Connection, outlet: str) -> Quoting:
    """Whom an outlet quotes, by its current articles."""
    of = statements.c
    mine = (articles.c.current, search.is_outlet(outlet))
    held = func.count()
    types = (
        select(of.speaker_type, held)
        .join(articles)
        .where(*mine)
        .group_by(of.speaker_type)
        .order_by(held.desc(), of.speaker_type)
    )
    own = func.sum(case((of.kind != "indirect", 1), else_=0))
    chosen = select(of.speaker_name, func.min(of.speaker_type), held, own).join(articles)
    chosen = chosen.where(*mine, of.speaker_name.is_not(None)).group_by(of.speaker_name)
    rows = connection.execute(chosen.order_by(held.desc(), of.speaker_name).limit(_MOST)).all()
    return Quoting(
        tuple(Quoted(row[0], row[1], row[2], int(row[3])) for row in rows),
        tuple((row[0], row[1]) for row in connection.execute(types)),
    )
