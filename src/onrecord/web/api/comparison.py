"""Then and now: shifts, positions, and outlets' own voice."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from onrecord.exporting.sheet import POSITION, SHIFT, Row, field, of_position
from onrecord.web.api.answers import After, Limit, Wanted, listed
from onrecord.web.api.document import told
from onrecord.web.api.paging import Line, Page, cut
from onrecord.web.reading import Reading, kept

router = APIRouter(tags=["then and now"])

Whom = Annotated[str, Query(min_length=1, max_length=300, description="A name, or words for an issue.")]
_SIDES = ("then", "now")


@router.get("/shifts", operation_id="shifts", responses=told("Shift", many=True))
def shifts(
    request: Request,
    record: Reading,
    wanted: Wanted,
    person: Annotated[str | None, Query(min_length=1, max_length=300, description="Who turned; else anybody.")] = None,
    about: Annotated[str | None, Query(min_length=1, max_length=300, description="On whom or what.")] = None,
    min_score: Annotated[float, Query(ge=0.5, le=1, description="Leave out what is less sure.")] = 0.5,
    every: Annotated[bool, Query(description="All pairs, not only the surest on each target.")] = False,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """Where people have turned: then and now, the surest first, among what the record has compared so far."""

    def work() -> Page:
        key = ("shifts", person, about, min_score, every)
        found = kept(request, key, lambda: record.shifts(person, about=about, min_score=min_score, every=every))
        return cut(found, lambda s: f"{s.then.statement.id} {s.now.statement.id} {s.about}", after, limit)

    def cells(line: Line) -> list[Row]:
        number = f"{line['then']['id']} {line['now']['id']}"
        return [{**line[side], "side": side, "shift": {**line, "number": number}} for side in _SIDES]

    return listed(request, wanted, work, SHIFT, cells)


@router.get("/positions", operation_id="positions", responses=told("Position", many=True))
def positions(
    request: Request,
    record: Reading,
    wanted: Wanted,
    person: Whom,
    about: Whom,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """How somebody has stood to a person, a body or an issue, the earliest first, as `onrecord stance`."""

    def work() -> Page:
        found = kept(request, ("positions", person, about), lambda: record.stance(person, about))
        return cut(found, lambda p: f"{p.entry.statement.id} {p.about}", after, limit)

    return listed(request, wanted, work, POSITION, lambda line: [of_position(line)])


@router.get("/voice", operation_id="voice", responses=told("Tone", many=True))
def voice(
    request: Request,
    record: Reading,
    wanted: Wanted,
    outlet: Annotated[str, Query(min_length=1, max_length=300)],
    about: Annotated[str | None, Query(min_length=1, max_length=300)] = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """How an outlet speaks of people in its own voice, those first of whom it speaks most often."""

    def work() -> Page:
        found = kept(request, ("voice", outlet, about), lambda: record.voice(outlet, about))
        return cut(found, lambda tone: tone.target, after, limit)

    return listed(request, wanted, work, tuple(map(field, "target articles negative neutral positive".split())))
