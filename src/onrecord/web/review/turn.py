"""A turn under review: the decision that two statements are none."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from onrecord.record.refusals import Refused
from onrecord.web import addresses
from onrecord.web.access.forms import Editor, Posted
from onrecord.web.access.gate import Visitor
from onrecord.web.failures import NotFound
from onrecord.web.review.fields import given
from onrecord.web.review.history import took

router = APIRouter()


@router.post("/review/shift")
async def none(request: Request, form: Posted, asks: Editor) -> Response:
    """Decide that two statements are no turn; sent twice it is decided once."""
    return await run_in_threadpool(_none, request, form, asks)


def _none(request: Request, form: FormData, asks: Visitor) -> Response:
    then, now = str(form.get("then", "")), str(form.get("now", ""))
    record = request.app.state.writing.record
    try:
        taken = record.no_shift(then, now, by=asks.name, reason=given(form, "reason"))
    except Refused:
        raise NotFound("No turn between these two statements is known, so that there is nothing to decide.") from None
    took(request, asks, taken)
    return RedirectResponse(f"/shifts{addresses.query(done=taken.n)}", 303)
