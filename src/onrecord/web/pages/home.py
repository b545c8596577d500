"""The first page: what is in the record, and what is new."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.web.reading import Reading
from onrecord.web.rendering import page

router = APIRouter()


@router.get("/")
def home(request: Request, record: Reading) -> HTMLResponse:
    """The first page."""
    return page(request, "home.html", latest=record.find(limit=8))
