"""Who is who in the record, judged once for as long as nothing changes that it depends on."""

from __future__ import annotations

from threading import Lock

from fastapi import Request
from sqlalchemy import Connection, func, select

from onrecord.people.resolution import Person
from onrecord.record import Record, family
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
            if (known := self._known(asked)) is not None:
                return known
            with asked.database.connect() as connection:
                key = _depends(connection)
            self._found, self._key = People(asked), key
            _ = self._found.persons
            return self._found

    def called(self, request: Request, query: str) -> list[Person]:
        """Whom a name or an id means: by their family alone, where not all are judged yet, and it tells."""
        asked = record(request)
        known = self._known(asked)
        if known is None:
            with asked.database.connect() as connection:
                found = family.find(connection, query)
            if found is not None:
                return found
            known = self.of(request)
        return known.find(query)

    def _known(self, asked: Record) -> People | None:
        """All people, where they have been judged and nothing has changed since."""
        if self._found is None:
            return None
        with asked.database.connect() as connection:
            return self._found if _depends(connection) == self._key else None


def everybody(request: Request) -> People:
    """The people of the application's record."""
    found: Everybody = request.app.state.everybody
    return found.of(request)


def called(request: Request, query: str) -> list[Person]:
    """The persons whom a name or an id means."""
    found: Everybody = request.app.state.everybody
    return found.called(request, query)


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
