"""Issues, and the matrix of who speaks of whom."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from onrecord.exporting import pictures
from onrecord.record import matrix, search, stands
from onrecord.web import addresses, comparing
from onrecord.web.failures import NotFound
from onrecord.web.printing import day
from onrecord.web.reading import asked, at_once
from onrecord.web.rendering import page

router = APIRouter()

_STRIPS: Final = 6
_LEAST: Final = 3  # that have a strip even with a single position
_SHOWN: Final = 30


@router.get("/matrix")
def who_of_whom(request: Request) -> HTMLResponse:
    """Who speaks of whom."""
    with at_once(request):
        m = asked(request, matrix.matrix)
        return page(request, "matrix.html", m=m, looked=matrix.LOOKED, behind=comparing.behind(request))


@router.get("/issues")
def issues(request: Request) -> HTMLResponse:
    """The issues on which most positions are taken."""
    with at_once(request):
        shown, more = asked(request, matrix.on_issues)
        return page(
            request, "issues.html", issues=shown, more=more, looked=matrix.LOOKED, behind=comparing.behind(request)
        )


@router.get("/issue/{number}")
def issue(request: Request, number: Annotated[int, Path(ge=0, lt=2**63)]) -> HTMLResponse:
    """Who stands how on one issue, over time."""
    with at_once(request):
        name = asked(request, matrix.issue, number)
        if name is None:
            raise NotFound(f"There is no issue {number}.")
        points = asked(request, stands.on, f"issue:{number}")
        often = Counter(p.holder for p in points if p.day).most_common(_STRIPS)
        holders = [who for n, (who, held) in enumerate(often) if held > 1 or n < _LEAST]
        drawn = partial(pictures.timeline, leads=addresses.position, told=day)
        latest = points[-_SHOWN:]
        return page(
            request,
            "issue.html",
            name=name,
            total=len(points),
            picture=drawn(points, holders, "holder") if holders else None,
            path=pictures.path,
            entries=asked(request, _entries, tuple(p.statement for p in reversed(latest))),
        )


def _entries(connection: Connection, ids: tuple[str, ...]) -> list[search.Entry]:
    found = search.by_ids(connection, ids)
    return [found[id] for id in ids if id in found]
