"""The people of the record, by name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.record import profile
from onrecord.web.reading import asked
from onrecord.web.rendering import page

router = APIRouter()


@router.get("/people")
def people(request: Request, name: Annotated[str | None, Query(max_length=200)] = None) -> HTMLResponse:
    """Everybody, or those whose name holds these letters."""
    holds = (name or "").strip() or None
    found = asked(request, profile.everybody, holds)
    return page(request, "people.html", name=holds, people=found)
