"""The first page: what this is, what is in it, and what is new."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.record import front, unread
from onrecord.web import comparing
from onrecord.web.reading import asked, at_once
from onrecord.web.rendering import page

router = APIRouter()

_TURNS: Final = 200  # that are looked at for the newest


@router.get("/")
def home(request: Request) -> HTMLResponse:
    """The first page."""
    with at_once(request):
        week = asked(request, front.week)
        latest = sorted(comparing.newest(request, _TURNS), key=lambda t: t.now_when.date or "", reverse=True)
        return page(
            request,
            "home.html",
            week=week,
            quoted=asked(request, front.most_quoted, *week, 10) if week else [],
            repeated=asked(request, front.repeated, 4),
            newest=asked(request, front.newest, 8),
            failing=asked(request, unread.failing, 3),
            shifts=comparing.with_entries(request, latest[:3]),
            behind=comparing.behind(request),
        )
