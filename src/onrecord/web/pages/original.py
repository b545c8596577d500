"""A statement in what its article was read from: in a frame where nothing runs and nothing is loaded."""

from __future__ import annotations

from html import escape
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.errors import InputError
from onrecord.exporting.evidence import evidence_card
from onrecord.exporting.marked import ANCHOR, marked_page
from onrecord.web.addresses import segment
from onrecord.web.printing import plain
from onrecord.web.reading import Reading
from onrecord.web.rendering import page

router = APIRouter()

# The frame's own policy; the page within has a stricter one for its style, and both hold.
_FRAMED: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}


@router.get("/original/{id:path}")
def original(request: Request, record: Reading, id: str) -> HTMLResponse:
    """A statement beside its original."""
    entry = record.statement(id)
    return page(request, "original.html", entry=entry, frame=f"/framed/{segment(entry.statement.id)}#{ANCHOR}")


@router.get("/framed/{id:path}")
def framed(record: Reading, id: str) -> HTMLResponse:
    """The original with the words marked, for within the frame."""
    entry = record.statement(id)
    try:
        shown = marked_page(record.original(entry.statement.id))
    except InputError as e:  # an encrypted PDF
        return HTMLResponse(f"<!doctype html><title>original</title><p>{_plain(e.reason)}</p>", 422, _FRAMED)
    return HTMLResponse(str(plain(shown)).encode("utf-8", "replace"), headers=_FRAMED)


@router.get("/card/{id:path}")
def card(record: Reading, id: str) -> HTMLResponse:
    """The evidence card of a statement, as a file to keep."""
    entry = record.statement(id)
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in entry.statement.id)[:80]
    headers = {
        "Content-Disposition": f'attachment; filename="evidence-{name}.html"',
        "Content-Security-Policy": "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    }
    return HTMLResponse(evidence_card(record, entry.statement.id).encode("utf-8", "replace"), headers=headers)


def _plain(text: str) -> str:
    return escape(str(plain(text)))
