"""Who is who in the record, judged once for as long as nothing changes that it depends on."""

from __future__ import annotations

from threading import Lock

from fastapi import Request
from sqlalchemy import Connection, func, select

from onrecord.record.people import People
from onrecord.record.schema import articles, decisions, entities, own_people
from onrecord.record.signing import ON_PEOPLE
from onrecord.web.reading import record


class Everybody:
    """The people of a record. To judge who is who takes seconds where there are many; a corrected statement does not
    change it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._key: tuple[object, ...] = ()
        self._found: People | None = None

    def of(self, request: Request) -> People:
        """The people as they are."""
        asked = record(request)
        with self._lock:
            with asked.database.connect() as connection:
                key = _depends(connection)
            if self._found is None or key != self._key:
                self._found, self._key = People(asked), key
                _ = self._found.persons
            return self._found


def everybody(request: Request) -> People:
    """The people of the application's record."""
    found: Everybody = request.app.state.everybody
    return found.of(request)


def _depends(connection: Connection) -> tuple[object, ...]:
    """What changes whenever who is who may."""
    moved = decisions.c.kind.in_((*ON_PEOPLE, "edit", "remove"))
    chosen = (
        select(func.max(articles.c.pk), func.count()).where(articles.c.current),
        select(func.max(entities.c.pk), func.count(), func.count(entities.c.person)),
        select(func.count(), func.count(decisions.c.undone_at)).where(moved),
        select(func.max(own_people.c.pk), func.count()),
    )
    return tuple(tuple(connection.execute(one).one()) for one in chosen)
