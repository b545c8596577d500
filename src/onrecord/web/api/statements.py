"""Statements: those that fit, one of them, its printings."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from onrecord.exporting.sheet import STATEMENT, Field, field
from onrecord.model import Attitude, Kind, Mode, Polarity
from onrecord.record import Query as Asked
from onrecord.record import Record, hits
from onrecord.web.api.answers import After, Limit, Wanted, listed, one
from onrecord.web.api.document import told
from onrecord.web.api.paging import Page, cut
from onrecord.web.api.problems import asked
from onrecord.web.reading import Reading

router = APIRouter(tags=["statements"])

Period = Annotated[
    str | None, Query(max_length=40, description="2024, 2024-09, 2024-W39 or 2024-09-25.", examples=["2024-09"])
]
VARIANT: tuple[Field, ...] = (
    *map(field, ("id", "article", "outlet", "published", "url", "speaker", "other_speaker", "text")),
)
DECISION: tuple[Field, ...] = (*map(field, ("n", "at", "by", "kind", "what", "subject", "reason")),)


def criteria(
    text: Annotated[
        str | None, Query(min_length=1, max_length=2000, description='Words of the content; "in this order".')
    ] = None,
    by: Annotated[str | None, Query(min_length=1, max_length=300, description="The speaker, or `unknown`.")] = None,
    about: Annotated[str | None, Query(min_length=1, max_length=300, description="Whom it is about or names.")] = None,
    since: Period = None,
    until: Period = None,
    outlet: Annotated[str | None, Query(min_length=1, max_length=300)] = None,
    kind: Kind | None = None,
    mode: Mode | None = None,
    polarity: Polarity | None = None,
    attitude: Attitude | None = None,
    min_confidence: Annotated[float, Query(ge=0, le=1, description="Of statement and speaker, 0 to 1.")] = 0.0,
    confirmed: Annotated[bool, Query(description="Only what users have confirmed.")] = False,
) -> hits.Criteria:
    """What to look for; everything that is given narrows it."""
    with asked():
        query = Asked(text, by, about, since, until, outlet, kind, min_confidence, confirmed)
        return hits.Criteria(query, mode, polarity, attitude)


Sought = Annotated[hits.Criteria, Depends(criteria)]


@router.get("/statements", operation_id="find", responses=told("Entry", many=True))
def find(
    request: Request,
    record: Reading,
    wanted: Wanted,
    sought: Sought,
    order: Annotated[hits.Order, Query(description="`best` where there are words, else `latest`.")] = "best",
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """The statements that fit, as `onrecord find`; what several printings of a story have, once."""
    return listed(request, wanted, lambda: some(record, sought, order, after, limit), STATEMENT)


def some(record: Record, sought: hits.Criteria, order: hits.Order, after: str | None, limit: int) -> Page:
    """A page of the statements that fit."""
    with record.database.connect() as connection:
        found = hits.find(connection, sought, order, after, limit, facets=False)
    return Page([entry.to_dict() for entry in found.entries], found.total, found.after, found.more)


@router.get("/statements/{id:path}/variants", operation_id="variants", responses=told("Variant", many=True))
def variants(
    request: Request, record: Reading, wanted: Wanted, id: str, after: After = None, limit: Limit = 100
) -> Response:
    """The other printings of a statement in other words, or given to another speaker, with the words that differ."""
    return listed(request, wanted, lambda: cut(record.statement(id).variants, lambda v: v.id, after, limit), VARIANT)


@router.get("/statements/{id:path}/decisions", operation_id="decisions", responses=told("Decision", many=True))
def decisions(
    request: Request, record: Reading, wanted: Wanted, id: str, after: After = None, limit: Limit = 100
) -> Response:
    """What users have decided about a statement, in the order they did, with what was undone."""
    return listed(request, wanted, lambda: cut(record.decisions(id), lambda d: str(d.n), after, limit), DECISION)


@router.get("/statements/{id:path}", operation_id="statement", responses=told("Entry", csv=True))
def statement(request: Request, record: Reading, wanted: Wanted, id: str) -> Response:
    """One statement, by its id, or by its article's id (or a beginning of it) and its number there: `3f9a01bc/2`."""
    return one(request, wanted, lambda: record.statement(id).to_dict(), STATEMENT)
