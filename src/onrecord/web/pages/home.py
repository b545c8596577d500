"""The first page: what this is, what is in it, and what is new."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from onrecord.record import front, unread
from onrecord.web import comparing
from onrecord.web.reading import asked
from onrecord.web.rendering import page

router = APIRouter()


@router.get("/")
def home(request: Request) -> HTMLResponse:
    """The first page."""
    week = asked(request, "week", front.week)

    def quoted(connection: Connection) -> list[tuple[str, int]]:
        return front.most_quoted(connection, *week, 10) if week else []

    return page(
        request,
        "home.html",
        week=week,
        quoted=asked(request, "quoted", quoted),
        repeated=asked(request, "repeated", lambda c: front.repeated(c, 4)),
        newest=asked(request, "newest", lambda c: front.newest(c, 8)),
        failing=asked(request, "failing", lambda c: unread.failing(c, 3)),
        shifts=sorted(comparing.shifts(request), key=lambda s: s.now_when.date or "", reverse=True)[:3],
        behind=comparing.behind(request),
    )
