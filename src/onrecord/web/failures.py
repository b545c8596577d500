"""Pages for what went wrong: each says what was asked, what was searched, and where to go from there."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from onrecord.errors import OnrecordError
from onrecord.record.refusals import Missing, Refused
from onrecord.web.api import problems
from onrecord.web.rendering import page
from onrecord.web.security import HEADERS


class NotFound(Exception):
    """What a page was asked for is not in the record; the message says what that is."""


class WrongQuery(Exception):
    """A page was asked in a way that makes no sense; the message says what is wrong, and what to write."""


def install(app: FastAPI) -> None:
    """Have the application answer with these pages."""
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(Missing, _missing)
    app.add_exception_handler(WrongQuery, _wrong)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OnrecordError, _unusable)
    app.add_exception_handler(Exception, _fault)


def reason_of(request: Request, error: Exception) -> str:
    """What an error of the record says, which a page need not name."""
    return problems.without_path(request, error).removeprefix("the record: ")


def _not_found(request: Request, error: Exception) -> HTMLResponse:
    return page(request, "failure.html", status=404, title="Not in the record", told=str(error), searched=True)


def _missing(request: Request, error: Exception) -> HTMLResponse:
    return _not_found(request, NotFound(_sentence(reason_of(request, error))))


def _refused(request: Request, error: Exception) -> HTMLResponse:
    return _wrong(request, WrongQuery(_sentence(reason_of(request, error))))


def _sentence(told: str) -> str:
    return f"{told[:1].upper()}{told[1:]}."


def _wrong(request: Request, error: Exception) -> HTMLResponse:
    return page(request, "failure.html", status=400, title="That cannot be asked", told=str(error), searched=False)


def _malformed(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, RequestValidationError)
    told = "; ".join(f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in error.errors()[:3])
    return page(request, "failure.html", status=400, title="That cannot be asked", told=told, searched=False)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith("/api/"):  # with what no path can have: a line feed, say
        return problems.answer(request, error.status_code, f"There is nothing at {request.url.path}.")
    told = f"There is no page {request.url.path}." if error.status_code == 404 else str(error.detail)
    title = "No such page" if error.status_code == 404 else "That does not work"
    return page(request, "failure.html", status=error.status_code, title=title, told=told, searched=False)


def _fault(request: Request, error: Exception) -> HTMLResponse:
    """A fault of ours. It is answered outside of all that adds headers, so that they are given here."""
    told = "The fault is ours, and is in the log of the server. Nothing in the record has changed."
    answer = page(request, "failure.html", status=500, title="Something went wrong", told=told, searched=False)
    answer.headers.update(HEADERS)
    return answer


def _unusable(request: Request, error: Exception) -> HTMLResponse:
    """The record does not answer: another program has locked it for long, the disk fails, a row is damaged."""
    told = reason_of(request, error)
    return page(request, "failure.html", status=503, title="The record does not answer", told=told, searched=False)
