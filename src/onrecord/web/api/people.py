"""People: who is who in the record, and all that somebody has said."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from onrecord.exporting.sheet import STATEMENT, field
from onrecord.people.resolution import Person
from onrecord.record import Query as Asked
from onrecord.record import hits
from onrecord.record.people import People
from onrecord.web.api.answers import After, Limit, Wanted, listed, one
from onrecord.web.api.document import told
from onrecord.web.api.paging import Page, cut
from onrecord.web.api.problems import ApiProblem
from onrecord.web.api.statements import Period, some
from onrecord.web.everybody import everybody
from onrecord.web.reading import Reading

router = APIRouter(tags=["people"])


@router.get("/people", operation_id="people", responses=told("Person", many=True))
def people(
    request: Request,
    wanted: Wanted,
    name: Annotated[str | None, Query(min_length=1, max_length=300, description="A name, or an id.")] = None,
    after: After = None,
    limit: Limit = 20,
) -> Response:
    """The persons of the record, the most often seen first; or those of a name."""

    def work() -> Page:
        found = everybody(request)
        return cut(found.find(name) if name else found.persons, lambda person: person.id, after, limit)

    return listed(request, wanted, work, (field("id"), field("name")))


@router.get("/people/{id}", operation_id="person", responses=told("Person"))
def person(request: Request, wanted: Wanted, id: str) -> Response:
    """One person, by id: where they were seen, why they are one, and who else it may be."""

    def work() -> dict[str, Any]:
        found = _one(everybody(request), id)
        if found is None:
            raise ApiProblem(404, f"Nobody in the record has the id {id!r}; /api/v1/people?name= finds them by name.")
        return found.to_dict()

    return one(request, wanted, work)


@router.get("/people/{id}/statements", operation_id="timeline", responses=told("Entry", many=True))
def timeline(
    request: Request,
    record: Reading,
    wanted: Wanted,
    id: str,
    about: Annotated[str | None, Query(min_length=1, max_length=300, description="Whom it is about or names.")] = None,
    since: Period = None,
    until: Period = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """All that somebody has said, about somebody where that is given, as a timeline: the earliest first. `id` is a
    person's id, or a name."""

    def work() -> Page:
        known = _one(everybody(request), id)
        sought = hits.Criteria(Asked(by=known.name if known else id, about=about, since=since, until=until))
        return some(record, sought, "earliest", after, limit)

    return listed(request, wanted, work, STATEMENT)


def _one(found: People, id: str) -> Person | None:
    """The person of that id, or of whom it was an id before users decided that they are one."""
    called = found.find(id)
    if any(person.id == id for person in called) or (called and id in {d.person for d in found.decisions()}):
        return called[0]
    return None
