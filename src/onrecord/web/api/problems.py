"""Errors as problem objects (RFC 9457): what was wrong, in a word for programs and in a sentence for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from onrecord.errors import OnrecordError
from onrecord.record.refusals import Missing, Refused

MEDIA: Final = "application/problem+json"
SCHEMA: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "What was wrong (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "Which problem it is: `urn:onrecord:problem:` and its name."},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "The reason, and what to do."},
        "instance": {"type": "string", "description": "The path that was asked for."},
        "parameter": {"type": "string", "description": "Which parameter was wrong, where it was one."},
    },
}
_NAMES: Final = {400: "wrong-query", 401: "not-signed-in", 403: "not-allowed", 404: "not-found", 405: "no-such-method",
                 406: "not-acceptable", 429: "too-many-requests", 503: "record-unavailable"}  # fmt: skip


class ApiProblem(Exception):
    """What a program is told instead of an answer."""

    def __init__(self, status: int, detail: str, **more: str) -> None:
        super().__init__(detail)
        self.status = status
        self.more = more


def install(app: FastAPI) -> None:
    """Have every error of the interface told as a problem."""
    app.add_exception_handler(ApiProblem, _problem)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Missing, _missing)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(OnrecordError, _unavailable)


def answer(request: Request, status: int, detail: str, headers: dict[str, str] | None = None, **more: str) -> Response:
    """A problem object."""
    told = {
        "type": f"urn:onrecord:problem:{_NAMES.get(status, 'error')}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail.encode("utf-8", "replace").decode(),
        "instance": request.url.path,
    }
    return JSONResponse(told | more, status, headers, media_type=MEDIA)


def without_path(request: Request, error: Exception) -> str:
    """What an error says, without where on the server's disk the record is."""
    return str(error).replace(str(request.app.state.record.path), "the record")


@contextmanager
def asked() -> Iterator[None]:
    """What is said of a wrong argument in Python is said of a wrong parameter."""
    try:
        yield
    except ValueError as e:
        raise ApiProblem(400, str(e)) from None


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiProblem)
    return answer(request, error.status, str(error), None, **error.more)


def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][1:])
    return answer(request, 400, f"{name}: {first['msg']}", parameter=name)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = {404: f"There is nothing at {request.url.path}; see /api/v1/openapi.json."}.get(error.status_code)
    headers = dict(error.headers or {})
    return answer(request, error.status_code, detail or f"{error.detail} for {request.url.path}.", headers)


def _missing(request: Request, error: Exception) -> Response:
    return answer(request, 404, without_path(request, error))


def _refused(request: Request, error: Exception) -> Response:
    return answer(request, 400, without_path(request, error))


def _unavailable(request: Request, error: Exception) -> Response:
    return answer(request, 503, without_path(request, error), {"Retry-After": "30"})
