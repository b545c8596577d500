"""An article's head, to be edited; and the article, to be removed for good."""

from __future__ import annotations

import json
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from onrecord.record.corrections import Edit
from onrecord.record.decisions import Decision
from onrecord.web import addresses
from onrecord.web.access.forms import Admin, Editor, Posted
from onrecord.web.access.gate import Visitor
from onrecord.web.rendering import page
from onrecord.web.review.fields import given, line
from onrecord.web.review.history import Saved, all_decisions, took
from onrecord.web.review.writing import Outdated, Writing, version_of_article

router = APIRouter()

_FIELDS: Final = ("title", "byline", "outlet", "published")


@router.get("/review/article/{id}")
def article(request: Request, asks: Editor, id: str, done: Saved) -> HTMLResponse:
    """The form of an article's head."""
    return _page(request, id, done=done)


@router.post("/review/article/{id}")
async def edit(request: Request, form: Posted, asks: Editor, id: str) -> Response:
    """Edit an article's head; where others have done so since, say so and lose nothing."""
    return await run_in_threadpool(_edit, request, form, asks, id)


@router.post("/review/article/{id}/remove")
async def remove(request: Request, form: Posted, asks: Admin, id: str) -> Response:
    """Remove an article for good, if the user has said that they are sure."""
    return await run_in_threadpool(_remove, request, form, asks, id)


def _edit(request: Request, form: FormData, asks: Visitor, id: str) -> Response:
    writing: Writing = request.app.state.writing
    reason = given(form, "reason")
    sent = {name: line(str(form.get(name, ""))) for name in _FIELDS}
    try:
        seen = json.loads(str(form.get("seen", "")))
        changed = {name: value for name, value in sent.items() if value != seen[name]}
    except (ValueError, TypeError, KeyError):
        return _page(request, id, told="the form is not whole; fill it in again", status=400)
    try:
        taken = writing.edit(id, str(form.get("version", "")), Edit(**changed), by=asks.name, reason=reason)
    except ValueError as e:
        return _page(request, id, told=str(e), changed=changed, reason=reason, status=400)
    except Outdated:
        return _page(request, id, outdated=True, changed=changed, reason=reason, status=409)
    took(request, asks, taken)
    return RedirectResponse(f"{addresses.review_article(id)}{addresses.query(done=taken.n)}", 303)


def _remove(request: Request, form: FormData, asks: Visitor, id: str) -> Response:
    if form.get("sure") != "yes":
        return _page(request, id, told="say that you are sure; nothing was removed", status=400)
    reason = given(form, "reason")
    record = request.app.state.writing.record
    taken = record.remove(id, keep_hash=form.get("keep_hash") == "yes", by=asks.name, reason=reason)
    took(request, asks, taken)
    return RedirectResponse(f"/decisions{addresses.query(done=taken.n)}", 303)


def _page(
    request: Request,
    id: str,
    *,
    done: Decision | None = None,
    told: str | None = None,
    outdated: bool = False,
    changed: dict[str, str] | None = None,
    reason: str = "",
    status: int = 200,
) -> HTMLResponse:
    record = request.app.state.record
    with record.database.connect() as connection:
        row = record.database.article(connection, id)
        seen = version_of_article(connection, row)
    now = {name: line(str(row[name] or "")) for name in _FIELDS}
    return page(
        request,
        "review_article.html",
        status=status,
        head=record.head(id),
        values=now | (changed or {}),
        now=now,
        changed=changed or {},
        seen=json.dumps(now),
        stamp=seen,
        decided=[d for d in all_decisions(request) if row["id"] in d.articles and d.kind in ("edit", "remove")],
        done=done,
        told=told,
        outdated=outdated,
        reason=reason,
    )
