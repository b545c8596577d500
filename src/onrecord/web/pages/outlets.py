"""Outlets: what there is of each, whom it quotes, and how it speaks in its own voice."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.record import coverage, front, quoting, unread, voice
from onrecord.web.failures import NotFound
from onrecord.web.reading import asked, at_once
from onrecord.web.rendering import page

router = APIRouter()

_TONES: Final = 15  # of whom it is told how an outlet speaks


@router.get("/outlets")
def outlets(request: Request) -> HTMLResponse:
    """All outlets."""
    return page(request, "outlets.html", outlets=asked(request, coverage.by_outlet))


@router.get("/outlet/{name:path}")
def outlet(request: Request, name: str) -> HTMLResponse:
    """One outlet."""
    with at_once(request):
        mine = next(iter(asked(request, coverage.by_outlet, name)), None)
        if mine is None or mine.outlet is None:
            all = asked(request, coverage.by_outlet)
            mine = next((c for c in all if c.outlet and c.outlet.lower() == name.lower()), None)
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
            quoting=asked(request, quoting.quoting, called),
            titles=asked(request, quoting.titles, called),
            tones=asked(request, voice.spoken_of, called, most=_TONES),
            latest=asked(request, front.newest, 12, called),
        )


@router.get("/coverage")
def covered(request: Request) -> HTMLResponse:
    """What was read, what failed and what is missing."""
    with at_once(request):
        all = asked(request, coverage.by_outlet)
        months = sorted({month for outlet in all for month in outlet.months})
        return page(
            request,
            "coverage.html",
            outlets=all,
            months=months[-36:],
            left_out=len(months[:-36]),
            most=max((n for o in all for n in o.months.values()), default=1),
            failing=asked(request, unread.failing, 50),
            failed=asked(request, unread.by_place),
        )
