"""Articles: their heads, one of them whole, its statements; and how much is in the record."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from onrecord.exporting.sheet import STATEMENT, field
from onrecord.web.api.answers import After, Limit, Wanted, listed, one
from onrecord.web.api.document import told
from onrecord.web.api.paging import Page, cut
from onrecord.web.api.statements import Period
from onrecord.web.reading import Reading, extent, kept

router = APIRouter(tags=["articles"])

_HEAD = tuple(map(field, "id version title byline outlet published url path added_at statements".split()))


@router.get("/record", operation_id="record", responses=told("Extent"))
def record_(request: Request, wanted: Wanted) -> Response:
    """How much is in the record, of how many outlets, and from when to when."""
    return one(request, wanted, extent(request).to_dict)


@router.get("/articles", operation_id="articles", responses=told("Head", many=True))
def articles(
    request: Request,
    record: Reading,
    wanted: Wanted,
    text: Annotated[str | None, Query(min_length=1, max_length=2000, description="Words of title and text.")] = None,
    outlet: Annotated[str | None, Query(min_length=1, max_length=300)] = None,
    since: Period = None,
    until: Period = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """The newest version of every article that fits, without its text, the latest first."""

    def work() -> Page:
        key = ("heads", text, outlet, since, until)
        heads = kept(request, key, lambda: record.articles(text, outlet=outlet, since=since, until=until))
        return cut(heads, lambda head: head.id, after, limit)

    return listed(request, wanted, work, _HEAD)


@router.get("/articles/{id}", operation_id="article", responses=told("ExtractionLine"))
def article(
    request: Request,
    record: Reading,
    wanted: Wanted,
    id: str,
    version: Annotated[int | None, Query(ge=1, le=10**9, description="Else the newest.")] = None,
) -> Response:
    """All of one article, as `onrecord article`: its text, and what was read out. A beginning of its id will do."""
    return one(request, wanted, lambda: record.article(id, version).to_dict(with_text=True))


@router.get("/articles/{id}/statements", operation_id="article_statements", responses=told("Entry", many=True))
def statements(
    request: Request, record: Reading, wanted: Wanted, id: str, after: After = None, limit: Limit = 100
) -> Response:
    """The statements of the newest version of an article, in the order of the text."""
    return listed(request, wanted, lambda: cut(record.entries(id), lambda e: e.statement.id, after, limit), STATEMENT)
