"""Whether two statements whose speakers have one name can be one person's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, and_, select

from onrecord.people import resolution
from onrecord.people.resolution import Sighting
from onrecord.record.schema import articles, entities, statements


def can_be(connection: Connection, then: int, now: int) -> bool:
    """Is there nothing against the two speakers, of one name, being one person: no generation between them, say?"""
    columns = (
        *articles.c["id", "published", "outlet"],
        entities.c.id.label("entity"),
        *entities.c["name", "offices", "person", "type"],
    )
    chosen: Select[Any] = (
        select(*columns)
        .select_from(statements)
        .join(articles, articles.c.pk == statements.c.article_pk)
        .join(entities, and_(entities.c.article_pk == articles.c.pk, entities.c.id == statements.c.speaker_entity))
        .where(statements.c.pk.in_((then, now)))
    )
    rows = connection.execute(chosen).all()
    if len(rows) < 2 or any(r.type != "person" or r.person for r in rows) or rows[0].id == rows[1].id:
        return True
    seen = [Sighting(r.id, r.entity, r.name, r.offices, r.published, r.outlet) for r in rows]
    return len(resolution.cluster(seen)) == 1
