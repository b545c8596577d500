"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from onrecord.web.access.forms import Asks, Posted, within
from onrecord.web.access.gate import SESSION, cookie
from onrecord.web.access.store import LONGEST, Access, TooMany
from onrecord.web.rendering import page

router = APIRouter()


@router.get("/login")
def ask(request: Request, next: Annotated[str | None, Query(max_length=2000)] = None) -> Response:
    """The form for signing in."""
    if request.app.state.access is None:
        return RedirectResponse("/", 303)
    return _form(request, within(next))


@router.post("/login")
async def sign_in(request: Request, form: Posted, asks: Asks) -> Response:
    """Begin a session, with a new token in any case: one that was given to the browser before is worth nothing."""
    access: Access | None = request.app.state.access
    if access is None:
        return RedirectResponse("/", 303)
    name, password, next = (str(form.get(field, "")) for field in ("name", "password", "next"))
    old = request.cookies.get(SESSION)
    try:
        token = await run_in_threadpool(access.sign_in, name, password, asks.address)
    except TooMany as e:
        answer = _form(request, within(next), f"{str(e).capitalize()}.", 429)
        answer.headers["Retry-After"] = str(e.wait)
        return answer
    if token is None:
        return _form(request, within(next), "Name and password do not fit.", 401)
    if old:
        await run_in_threadpool(access.sign_out, old, asks.address)
    done = RedirectResponse(within(next), 303)
    done.headers.append("Set-Cookie", cookie(SESSION, token, request.scope, age=LONGEST))
    return done


@router.post("/logout")
async def sign_out(request: Request, form: Posted, asks: Asks) -> Response:
    """End the session."""
    access: Access | None = request.app.state.access
    token = request.cookies.get(SESSION)
    if access is not None and token:
        await run_in_threadpool(access.sign_out, token, asks.address)
    done = RedirectResponse("/login", 303)
    done.headers.append("Set-Cookie", cookie(SESSION, "", request.scope, age=0))
    return done


def _form(request: Request, next: str, told: str | None = None, status: int = 200) -> HTMLResponse:
    return page(request, "login.html", status=status, next=next, told=told)
