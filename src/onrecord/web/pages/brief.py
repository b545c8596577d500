"""A brief for an interview: one page to print, each line with its source."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.record import brief as gathering
from onrecord.web import comparing
from onrecord.web.failures import NotFound
from onrecord.web.reading import at_once, extent, kept
from onrecord.web.rendering import page

router = APIRouter()

Name = Annotated[str | None, Query(max_length=300)]


@router.get("/brief")
def brief(request: Request, person: Name = None, about: Name = None) -> HTMLResponse:
    """The brief on somebody, or the form that asks on whom."""
    person, about = (person or "").strip() or None, (about or "").strip() or None
    given: dict[str, Any] = {
        "person": person,
        "about": about,
        "looked": gathering.LOOKED,
        "together": gathering.together,
    }
    if person is None:
        return page(request, "brief.html", brief=None, behind=comparing.behind(request), **given)
    name = person
    with at_once(request):
        known = comparing.turns(request, name, of=gathering.LOOKED)
        turns = [t for t in known if about is None or about.lower() in t.about.lower()]
        shifts, searched = comparing.with_entries(request, turns[: gathering.FEW]), extent(request)

        def work() -> gathering.Brief | None:
            with at_once(request) as connection:
                return gathering.gather(connection, name, about, shifts, searched)

        found = kept(request, ("brief", name, about), work)
        if found is None:
            raise NotFound(f"Nobody called {name!r} speaks or is spoken of.")
        return page(request, "brief.html", brief=found, behind=comparing.behind(request), **given)
