"""A statement under review: what holds, in the words around it, and a form for what should."""

from __future__ import annotations

import json
from typing import Annotated, Final, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from onrecord.model import Attitude, Kind, Mode, Polarity, Span, SpeakerType
from onrecord.record.corrections import Correction
from onrecord.record.decisions import Decision
from onrecord.web import addresses
from onrecord.web.access.forms import Editor, Posted
from onrecord.web.access.gate import Visitor
from onrecord.web.rendering import page
from onrecord.web.review import fields
from onrecord.web.review.history import Saved, took
from onrecord.web.review.writing import Outdated, Writing, version
from onrecord.web.writing import Layer, layered

router = APIRouter()

_AROUND: Final = 700  # characters of the article on either side
_CHOICES: Final = {"speaker_type": SpeakerType, "kind": Kind, "mode": Mode, "polarity": Polarity, "attitude": Attitude}
Came = Annotated[str | None, Query(max_length=20)]


@router.get("/review/statement/{id:path}")
def statement(
    request: Request,
    asks: Editor,
    id: str,
    done: Saved,
    came: Came = None,
) -> HTMLResponse:
    """A statement's form."""
    return _page(request, id, came=came, done=done)


@router.post("/review/statement/{id:path}")
async def decide(request: Request, form: Posted, asks: Editor, id: str, came: Came = None) -> Response:
    """Take a decision about a statement; where others have taken one since, say so and lose nothing."""
    return await run_in_threadpool(_decide, request, form, asks, id, came)


def _decide(request: Request, form: FormData, asks: Visitor, id: str, came: str | None) -> Response:
    writing: Writing = request.app.state.writing
    action, seen, reason = str(form.get("action", "")), str(form.get("version", "")), fields.given(form, "reason")
    values: fields.Values = {}
    shown = request.app.state.record.statement(id)
    try:
        if action in ("confirm", "reject"):
            correction = Correction(confirm=True) if action == "confirm" else Correction(reject=True)
        else:
            values = fields.changes(*fields.sent(form))
            text = request.app.state.record.article(shown.article).article.text
            correction = fields.correction(values, shown.statement, text)
        taken = writing.correct(id, seen, correction, by=asks.name, reason=reason)
    except ValueError as e:
        return _page(request, id, came=came, told=str(e), changed=values, reason=reason, status=400)
    except Outdated:
        return _page(request, id, came=came, outdated=True, changed=values, reason=reason, status=409)
    took(request, asks, taken)
    if came == "article":
        at = None if action == "reject" else shown.statement.id
        address, _, anchor = addresses.article(shown.article, at).partition("#")
        done = f"{'&' if '?' in address else '?'}done={taken.n}"
        return RedirectResponse(address + done + (f"#{anchor}" if anchor else ""), 303)
    if came == "queue" or action == "reject":
        return RedirectResponse(f"/review{addresses.query(done=taken.n)}", 303)
    return RedirectResponse(f"{addresses.review(id)}{addresses.query(came=came, done=taken.n)}", 303)


def _page(
    request: Request,
    id: str,
    *,
    came: str | None,
    done: Decision | None = None,
    told: str | None = None,
    outdated: bool = False,
    changed: fields.Values | None = None,
    reason: str = "",
    status: int = 200,
) -> HTMLResponse:
    record = request.app.state.record
    with record.database.connect() as connection:
        seen = version(connection, record.database.statement(connection, id))
    entry = record.statement(id)
    extraction = record.article(entry.article)
    said, text = entry.statement, extraction.article.text
    now = fields.of(said)
    values = now | (changed or {})
    first, last = (said.content[0].start, said.content[-1].end) if said.content else (0, 0)
    window = _window(text, first, last)
    entities = (e for e in extraction.entities if e.type in ("person", "organization", "group"))
    return page(
        request,
        "review_statement.html",
        status=status,
        entry=entry,
        said=said,
        values=values,
        now=now,
        changed=changed or {},
        seen=json.dumps(now),
        stamp=seen,
        passage=layered(text, [Layer(s.start, s.end, "content") for s in said.content], window.start, window.end),
        window=window,
        known=list(dict.fromkeys((*said.speaker.candidates, *(e.name for e in entities))))[:60],
        attitudes=[(n.removeprefix("attitude "), v) for n, v in values.items() if n.startswith("attitude ")],
        choices={name: get_args(of) for name, of in _CHOICES.items()},
        decided=record.decisions(id),
        done=done,
        told=told,
        outdated=outdated,
        reason=reason,
        came=came,
    )


def _window(text: str, first: int, last: int) -> Span:
    """What is shown of the article: whole paragraphs, as far as they are not too long."""
    start, end = max(0, first - _AROUND), min(len(text), last + _AROUND)
    at = text.find("\n", start, first)
    start = at + 1 if start and at >= 0 else start
    at = text.rfind("\n", last, end)
    return Span(start, at if end < len(text) and at > last else end)
