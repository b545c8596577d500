"""Whom a name means by who is who in the record, beyond the letters of names: where users have merged or renamed, and
where an id is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, select

from onrecord.people import who_is_who
from onrecord.record import decisions, who
from onrecord.record.schema import entities, names, parties, statements


def meant(connection: Connection, query: str) -> set[str]:
    """The ids of the persons that a query means by its id, or by any name of somebody merged or renamed.

    Read from the decisions that stand, so that one taken back has no effect any more.
    """
    standing = [d for d in decisions.on_people(connection) if d.undone_at is None]
    target = who_is_who.redirects(standing)
    found: set[str] = set()
    if query in target or connection.scalar(select(entities.c.pk).where(entities.c.person == query).limit(1)):
        found.add(who_is_who.end(target, query))
    for decision in standing:
        if decision.kind == "split":
            continue
        id = who_is_who.end(target, decision.person)
        called = set(connection.execute(select(entities.c.name).where(entities.c.person == id).distinct()).scalars())
        called |= {decision.other} if decision.kind == "rename" else set()
        if any(who.means(query, name, "person") for name in called):
            found.add(id)
    return found


def statements_with(persons: set[str], roles: Sequence[str]) -> Select[Any]:
    """The keys of the statements in which these persons play a part, under whatever name."""
    same = and_(entities.c.article_pk == statements.c.article_pk, entities.c.name == names.c.name)
    return (
        select(parties.c.statement_pk)
        .join(names, parties.c.name_pk == names.c.pk)
        .join(statements, parties.c.statement_pk == statements.c.pk)
        .join(entities, same)
        .where(entities.c.person.in_(sorted(persons)), names.c.type == "person", parties.c.role.in_(roles))
    )
