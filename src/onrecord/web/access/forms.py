"""What a form brings: its fields, and the token by which we know that a page of ours gave it to this browser."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request
from markupsafe import Markup
from starlette.datastructures import FormData

from onrecord.web.access.gate import Visitor, form_token
from onrecord.web.access.store import Role

_LARGEST: Final = 1_000_000  # bytes of a form
_FIELD: Final = "form_token"


def visitor(request: Request) -> Visitor:
    """Who asks."""
    found: Visitor = request.state.visitor
    return found


def needs(role: Role) -> Callable[[Request], Visitor]:
    """A dependency: who asks, where they have that role or a higher one."""

    def check(request: Request) -> Visitor:
        asks = visitor(request)
        if not asks.may(role):
            raise HTTPException(403, f"This needs the role of {role}; yours is {asks.role}. Ask who runs this server.")
        return asks

    return check


async def posted(request: Request) -> FormData:
    """The fields of a form that we gave to this browser; HTTPException for any other, and nothing is done."""
    try:
        size = int(request.headers.get("content-length", ""))
    except ValueError:
        raise HTTPException(411, "How long is it?") from None
    if size > _LARGEST:
        raise HTTPException(413, f"The form is larger than {_LARGEST:,} bytes.")
    form = await request.form(max_files=0, max_fields=500)
    given, due = str(form.get(_FIELD, "")), form_token(visitor(request), request.app.state.secret)
    if not hmac.compare_digest(given.encode("utf-8", "replace"), due.encode()):
        told = "This form is from before the server started, or before you signed in: nothing was done. "
        raise HTTPException(403, told + "Go back, copy what you wrote, load the page again, and send it from there.")
    return form


Posted = Annotated[FormData, Depends(posted)]
Asks = Annotated[Visitor, Depends(visitor)]
Editor = Annotated[Visitor, Depends(needs("editor"))]
Admin = Annotated[Visitor, Depends(needs("admin"))]


def token_field(request: Request) -> Markup:
    """The field that every form of a page has."""
    value = form_token(visitor(request), request.app.state.secret)
    return Markup('<input type="hidden" name="{}" value="{}">').format(_FIELD, value)


def within(address: str | None, default: str = "/") -> str:
    """An address within this site, as it was asked for; `default` for any other."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return default
    if any(ord(c) < 33 or c == "\\" for c in address):
        return default
    try:
        parts = urlsplit(address)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else address
