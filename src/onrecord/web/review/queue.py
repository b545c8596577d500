"""What to look at first, one after another, by hand or by keys."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select

from onrecord.record import doubts, search
from onrecord.record.schema import statements
from onrecord.web.access.forms import Editor
from onrecord.web.reading import Reading
from onrecord.web.rendering import page
from onrecord.web.review.history import Saved
from onrecord.web.review.writing import version

router = APIRouter()

_SIZE: Final = 12


@router.get("/review")
def queue(
    request: Request,
    record: Reading,
    asks: Editor,
    done: Saved,
    why: doubts.Why = "unsure",
) -> HTMLResponse:
    """The statements that nobody has decided about, the least sure first, or those on which shifts rest."""
    with record.database.connect() as connection:
        pks = doubts.least_sure(connection, why, _SIZE)
        found = search.entries(connection, pks)
        own = connection.execute(select(statements).where(statements.c.pk.in_(pks))).mappings()
        rows = {row["pk"]: row for row in own}
        shown = [(found[pk], version(connection, rows[pk])) for pk in pks if pk in found]
        open, whole = doubts.left(connection)
    return page(request, "review.html", shown=shown, open=open, whole=whole, why=why, done=done)
