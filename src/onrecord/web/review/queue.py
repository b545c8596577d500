"""What to look at first, one after another, by hand or by keys."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection, select

from onrecord.record import doubts, search
from onrecord.record.schema import statements
from onrecord.web.access.forms import Editor
from onrecord.web.reading import asked, at_once
from onrecord.web.rendering import page
from onrecord.web.review.history import Saved
from onrecord.web.review.writing import versions_of

router = APIRouter()

_SIZE: Final = 12


@router.get("/review")
def queue(
    request: Request,
    asks: Editor,
    done: Saved,
    why: doubts.Why = "unsure",
) -> HTMLResponse:
    """The statements that nobody has decided about, the least sure first, or those on which shifts rest."""
    with at_once(request):
        shown, (open, whole) = asked(request, _waiting, why), asked(request, doubts.left)
        return page(request, "review.html", shown=shown, open=open, whole=whole, why=why, done=done)


def _waiting(connection: Connection, why: doubts.Why) -> list[tuple[search.Entry, str]]:
    """The statements that wait for a look, each with what changes whenever it does."""
    pks = doubts.least_sure(connection, why, _SIZE)
    found = search.entries(connection, pks)
    rows = connection.execute(select(statements).where(statements.c.pk.in_(pks))).mappings().all()
    stamps = versions_of(connection, rows)
    return [(found[pk], stamps[pk]) for pk in pks if pk in found]
