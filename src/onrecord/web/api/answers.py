"""How an answer is given: as JSON, JSON lines or CSV, whole or not at all where the client has it already."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from fastapi.responses import Response

from onrecord import __version__
from onrecord.exporting.sheet import Field, Sheet
from onrecord.web.api.paging import Line, Page
from onrecord.web.api.problems import ApiProblem, asked

Form = Literal["json", "jsonl", "csv"]

MEDIA: Final[dict[str, str]] = {"json": "application/json", "jsonl": "application/jsonl", "csv": "text/csv"}
_MEANT: Final[dict[str, Form]] = {
    "application/json": "json",
    "application/*": "json",
    "*/*": "json",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "text/csv": "csv",
    "text/*": "csv",
}
MOST: Final = 1000

Limit = Annotated[int, Query(ge=1, le=MOST, description="So many at most.")]
After = Annotated[str | None, Query(max_length=2000, description="The cursor `after` of the page before.")]


def form(
    request: Request,
    format: Annotated[Form | None, Query(description="Instead of what `Accept` asks for.")] = None,
) -> Form:
    """In which form a request wants its answer: as `format` says, else as `Accept` does."""
    return format or _accepted(request.headers.get("accept", "*/*"))


Wanted = Annotated[Form, Depends(form)]


def listed(
    request: Request,
    wanted: Form,
    work: Callable[[], Page],
    fields: Sequence[Field],
    cells: Callable[[Line], Iterable[Mapping[str, Any]]] = lambda line: [line],
) -> Response:
    """A page of a list. JSON has it as `items`, with `total`, whether there are `more`, and the cursor `after`; JSON
    lines and CSV have an item a line, and the next page's address in the header `Link`."""
    headers = _headers(request, wanted)  # of what the record is now; it may change while we read it
    if _is_known(request, headers):
        return Response(status_code=304, headers=headers)
    with asked():
        page = work()
    if page.after is not None:
        query = [(k, v) for k, v in request.query_params.multi_items() if k != "after"] + [("after", page.after)]
        headers["Link"] = f'<{request.url.path}?{urlencode(query)}>; rel="next"'
    if wanted == "json":
        whole = {"items": page.items, "total": page.total, "more": page.more, "after": page.after}
        return _response(_json(whole), wanted, headers)
    if wanted == "jsonl":
        return _response("".join(_json(item) + "\n" for item in page.items), wanted, headers)
    out = io.StringIO()
    sheet = Sheet(out, fields)
    for item in page.items:
        sheet.write(cells(item))
    return _response(out.getvalue(), wanted, headers)


def one(request: Request, wanted: Form, work: Callable[[], Line], fields: Sequence[Field] | None = None) -> Response:
    """One thing. CSV has what can be a row."""
    if wanted == "csv" and fields is None:
        raise ApiProblem(406, "This is no row of a table; ask for application/json.")
    headers = _headers(request, wanted)
    if _is_known(request, headers):
        return Response(status_code=304, headers=headers)
    with asked():
        line = work()
    if wanted == "csv" and fields is not None:
        out = io.StringIO()
        Sheet(out, fields).write([line])
        return _response(out.getvalue(), wanted, headers)
    return _response(_json(line) + "\n", wanted, headers)


def _accepted(header: str) -> Form:
    rated: list[tuple[float, int, Form]] = []
    for at, part in enumerate(header.split(",")):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        if kind in _MEANT and quality > 0:
            rated.append((-quality, at, _MEANT[kind]))
    if not rated and header.strip():
        raise ApiProblem(406, f"There is none of {header[:200]}; ask for {', '.join(MEDIA.values())}.")
    return min(rated)[2] if rated else "json"


def _headers(request: Request, wanted: Form) -> dict[str, str]:
    """With a tag that changes whenever the answer may: by the record, the question, the form, onrecord's version."""
    of = (request.app.state.memory.stamp(), str(request.url.path), str(request.url.query), wanted, __version__)
    tag = f'W/"{sha256(repr(of).encode()).hexdigest()[:24]}"'
    return {"ETag": tag, "Vary": "Accept, Authorization, Cookie"}


def _is_known(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether the client has this answer already."""
    return headers["ETag"] in (tag.strip() for tag in request.headers.get("if-none-match", "").split(","))


def _response(body: str, wanted: Form, headers: dict[str, str]) -> Response:
    kind = MEDIA[wanted] if wanted != "csv" else "text/csv; charset=utf-8"
    return Response(body.encode("utf-8", "replace"), media_type=kind, headers=headers)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
