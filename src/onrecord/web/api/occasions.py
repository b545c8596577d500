"""Occasions: who met, spoke or was heard, when and where."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from onrecord.exporting.sheet import Field, field
from onrecord.model import OccasionKind
from onrecord.record.occasions import Held
from onrecord.web.api.answers import After, Limit, Wanted, listed
from onrecord.web.api.document import told
from onrecord.web.api.paging import Page, cut
from onrecord.web.api.statements import Period
from onrecord.web.reading import Reading, kept

router = APIRouter(tags=["occasions"])

_FIELDS = (
    *map(field, ("kind", "plover")),
    Field("participants", lambda row: "; ".join(row["participants"])),
    *map(field, ("place", "date", "status", "duration")),
    Field("articles", lambda row: "; ".join(row["articles"])),
)


@router.get("/occasions", operation_id="occasions", responses=told("Held", many=True))
def occasions(
    request: Request,
    record: Reading,
    wanted: Wanted,
    person: Annotated[list[str], Query(max_length=10, description="Who took part: once for each, all of them.")] = [],  # noqa: B006
    kind: OccasionKind | None = None,
    since: Period = None,
    until: Period = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """The occasions at which all of these people took part, the latest first."""

    def work() -> Page:
        key = ("occasions", tuple(person), kind, since, until)
        found = kept(request, key, lambda: record.occasions(*person, kind=kind, since=since, until=until))
        return cut(found, _key, after, limit)

    return listed(request, wanted, work, _FIELDS)


def _key(held: Held) -> str:
    return " ".join((held.kind, held.date or "", *held.articles, *held.participants))
