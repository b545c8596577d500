"""Outlets: what there is of each, whom it quotes, and how it speaks in its own voice."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.record import coverage, front, quoting, unread, voice
from onrecord.record.coverage import Covered
from onrecord.web.failures import NotFound
from onrecord.web.reading import asked, at_once
from onrecord.web.rendering import page

router = APIRouter()

_TONES: Final = 15  # of whom it is told how an outlet speaks
_SIZE: Final = 100  # outlets of a page
_FEW: Final = 40  # of one with a cell for each of their months
_MONTHS: Final = 36
_READ: Final = 300  # of its articles the latest are, of which it is told whom they quote and how they speak
_NOW: Final = ":"  # a month behind all that are: of none

After = Annotated[str | None, Query(max_length=1000, description="The outlet behind which the page begins.")]


@router.get("/outlets")
def outlets(request: Request, after: After = None) -> HTMLResponse:
    """The outlets, those with most articles first."""
    found, more = _listed(request, "/outlets", after, _SIZE, _NOW)
    return page(request, "outlets.html", outlets=found, more=more)


@router.get("/outlet/{name:path}")
def outlet(request: Request, name: str) -> HTMLResponse:
    """One outlet."""
    with at_once(request):
        mine = next(iter(asked(request, coverage.by_outlet, name)), None)
        if mine is None or mine.outlet is None:
            all = asked(request, coverage.by_outlet, since=_NOW)
            called = next((c.outlet for c in all if c.outlet and c.outlet.lower() == name.lower()), None)
            mine = next(iter(asked(request, coverage.by_outlet, called)), None) if called else None
        if mine is None or mine.outlet is None:
            known = ", ".join(c.outlet for c in all[:8] if c.outlet)
            raise NotFound(
                f"There is no article of an outlet called {name!r}." + (f" Known are {known}." if known else "")
            )
        called = mine.outlet
        return page(
            request,
            "outlet.html",
            covered=mine,
            quoting=asked(request, quoting.quoting, called, of=_READ),
            titles=asked(request, quoting.titles, called, of=_READ),
            tones=asked(request, voice.spoken_of, called, most=_TONES, of=_READ),
            read=_READ,
            latest=asked(request, front.newest, 12, called),
        )


@router.get("/coverage")
def covered(request: Request, after: After = None) -> HTMLResponse:
    """What was read, what failed and what is missing."""
    with at_once(request):
        months = asked(request, coverage.months)
        shown = months[-_MONTHS:]
        found, more = _listed(request, "/coverage", after, _FEW, shown[0] if shown else None)
        return page(
            request,
            "coverage.html",
            outlets=found,
            more=more,
            months=shown,
            left_out=len(months[:-_MONTHS]),
            most=max((n for o in found for n in o.months.values()), default=1),
            failing=asked(request, unread.failing, 50),
            failed=asked(request, unread.by_place),
        )


def _listed(
    request: Request, path: str, after: str | None, many: int, since: str | None
) -> tuple[list[Covered], str | None]:
    """So many outlets of a page, and where the next one is."""
    found = asked(request, coverage.by_outlet, most=many + 1, after=after, since=since)
    shown = found[:many]
    return shown, f"{path}?{urlencode({'after': shown[-1].outlet or ''})}" if len(found) > many else None
