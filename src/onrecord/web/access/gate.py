"""What every request passes: who asks is found out, and who may not is sent away.

On loopback nobody is asked who they are; every request is then that of the system's user. Where there are users, a
browser is known by the cookie of its session and a program by a token. A request that changes something has to come
from a page of ours: the browser says so (`Origin`, `Sec-Fetch-Site`), and the form brings a token that only we can
have given to that browser (see `forms`).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.web.access.store import ROLES, Access, Role
from onrecord.web.api import problems

SESSION: Final = "onrecord_session"
_VISIT: Final = "onrecord_visit"  # of a browser that has not signed in, or need not
_SAFE: Final = ("GET", "HEAD", "OPTIONS")
_OPEN: Final = ("/login", "/static/")
_FORWARDED: Final = ("x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: a user's name (None: the system's user, or nobody yet), the role, and what their forms are bound to."""

    name: str | None
    role: Role | None
    key: str
    address: str

    def may(self, role: Role) -> bool:
        """Whether they have that role, or a higher one."""
        return self.role is not None and ROLES.index(self.role) >= ROLES.index(role)


class Gate:
    """Lets in who may, with `visitor` in the request's state."""

    def __init__(self, app: ASGIApp, access: Access | None, secret: bytes) -> None:
        self._app = app
        self._access = access
        self._secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        scope.setdefault("state", {})["visitor"] = Visitor(None, None, "", "")  # until we know who it is
        if self._access is None and any(name in headers for name in _FORWARDED):
            told = "This server asks nobody who they are, and answers no proxy; serve with --name and users instead.\n"
            await PlainTextResponse(told, 403)(scope, receive, send)
            return
        if scope["method"] not in _SAFE and not _own(headers):
            told = "A page of another site asked for this; nothing was done.\n"
            await PlainTextResponse(told, 403)(scope, receive, send)
            return
        visitor, fresh = await run_in_threadpool(self._visitor, scope, headers)
        scope["state"]["visitor"] = visitor
        if visitor.role is None and not scope["path"].startswith(_OPEN):
            await _sent_away(scope)(scope, receive, send)
            return

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and fresh is not None:
                MutableHeaders(scope=message).append("Set-Cookie", cookie(_VISIT, fresh, scope))
            await send(message)

        await self._app(scope, receive, with_cookie)

    def _visitor(self, scope: Scope, headers: Headers) -> tuple[Visitor, str | None]:
        """Who asks, and the cookie that they are to be given."""
        address = (scope.get("client") or ("", 0))[0]
        cookies = cookie_parser("; ".join(headers.getlist("cookie")))
        if self._access is not None:
            token = cookies.get(SESSION, "")
            if token and (found := self._access.known(token)):
                return Visitor(*found, "session " + token, address), None
            token = _program(headers)
            if token and scope["method"] in _SAFE and (found := self._access.known(token, "token")):
                return Visitor(*found, "token " + token, address), None
        visit, fresh = cookies.get(_VISIT, ""), None
        if not _signed(visit, self._secret):
            id = secrets.token_urlsafe(24)
            visit = fresh = f"{id}.{_signature(id, self._secret)}"
        return Visitor(None, "admin" if self._access is None else None, "visit " + visit, address), fresh


def cookie(name: str, value: str, scope: Scope, *, age: int | None = None) -> str:
    """A cookie that no script reads and no other site sends along; over TLS alone, where that is how we are asked."""
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    ends = "" if age is None else f"; Max-Age={age}"
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{ends}"


def _own(headers: Headers) -> bool:
    """Whether a request that changes something comes from a page of ours, as far as the browser tells."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


def _sent_away(scope: Scope) -> Response:
    """To the page for signing in; a program is told how to."""
    path = scope["path"]
    if path.startswith("/api/"):
        told = "Send a token: Authorization: Bearer TOKEN; onrecord users token NAME gives one."
        return problems.answer(Request(scope), 401, told, {"WWW-Authenticate": 'Bearer realm="onrecord"'})
    if path == "/feed":
        told = "Give a user's name, and for the password a token: onrecord users token NAME gives one.\n"
        return PlainTextResponse(told, 401, {"WWW-Authenticate": 'Basic realm="onrecord"'})
    query = scope["query_string"].decode("latin-1")
    asked = f"{path}?{query}" if query else path
    return RedirectResponse(f"/login?next={quote(asked, safe='')}" if scope["method"] == "GET" else "/login", 303)


def _program(headers: Headers) -> str:
    """The token that a program sends, as Bearer or as the password of Basic (for readers of feeds); "" for none."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _signature(text: str, secret: bytes) -> str:
    return hmac.new(secret, text.encode("utf-8", "replace"), sha256).hexdigest()


def _signed(visit: str, secret: bytes) -> bool:
    id, _, signature = visit.partition(".")
    return bool(id) and hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(id, secret).encode())


def form_token(visitor: Visitor, secret: bytes) -> str:
    """What the forms of a visitor bring with them."""
    return _signature("form " + visitor.key, secret)
