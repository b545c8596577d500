"""How right what is shown is, by what users have said of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.record import accuracy
from onrecord.web.access.forms import Asks
from onrecord.web.reading import asked, at_once
from onrecord.web.rendering import page

router = APIRouter()


@router.get("/review/accuracy")
def right(request: Request, asks: Asks) -> HTMLResponse:
    """By field, by outlet, and by how sure it was said to be."""
    with at_once(request):
        found, least = asked(request, accuracy.accuracy), asked(request, accuracy.least)
        return page(request, "accuracy.html", found=found, least=least, looked=accuracy.LOOKED)
