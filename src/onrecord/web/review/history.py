"""What was decided, by whom and when, and taking it back."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from onrecord.people.resolution import IdentityDecision
from onrecord.record.decisions import Decision
from onrecord.web import addresses
from onrecord.web.access.forms import Asks, Editor, Posted
from onrecord.web.access.gate import Visitor
from onrecord.web.failures import NotFound
from onrecord.web.reading import kept, record
from onrecord.web.rendering import page

router = APIRouter()

_SIZE: Final = 50


def all_decisions(request: Request) -> list[Decision]:
    """What users decided, in the order they did, with what was undone."""
    return kept(request, "decisions", record(request).decisions)


def saved(request: Request, done: Annotated[int | None, Query(ge=1, le=10**9)] = None) -> Decision | None:
    """The decision that has just been taken or taken back; None where there is none of that number."""
    return next((d for d in all_decisions(request) if d.n == done), None) if done is not None else None


Saved = Annotated[Decision | None, Depends(saved)]


@router.get("/decisions")
def decisions(
    request: Request,
    asks: Asks,
    done: Saved,
    before: Annotated[int | None, Query(ge=1, le=10**9)] = None,
) -> HTMLResponse:
    """All decisions, the latest first."""
    taken = all_decisions(request)
    shown = [d for d in reversed(taken) if before is None or d.n < before][: _SIZE + 1]
    more = shown[_SIZE - 1].n if len(shown) > _SIZE else None
    return page(request, "decisions.html", shown=shown[:_SIZE], total=len(taken), more=more, done=done)


@router.post("/decisions/{n}/undo")
async def undo(request: Request, form: Posted, asks: Editor, n: int) -> Response:
    """Take a decision back; to do so twice changes nothing."""
    return await run_in_threadpool(_undo, request, asks, n)


def _undo(request: Request, asks: Visitor, n: int) -> Response:
    record = request.app.state.writing.record
    known = next((d for d in record.decisions() if d.n == n), None)
    if known is None:
        raise NotFound(f"There is no decision {n}.")
    if known.undone_at is None:
        record.undo(n)
        note(request, asks, f"decision {n} undone")
    return RedirectResponse(f"/decisions{addresses.query(done=n)}", 303)


def took(request: Request, asks: Visitor, decision: Decision | IdentityDecision) -> None:
    """Write into the audit log that a decision was taken; what it says is in the record."""
    note(request, asks, f"decision {decision.n}: {decision.kind}")


def note(request: Request, asks: Visitor, what: str) -> None:
    """Write into the audit log, where there are users."""
    access = request.app.state.access
    if access is not None:
        access.note(asks.name or "", asks.address, what)
