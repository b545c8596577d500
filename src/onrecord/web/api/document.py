"""The OpenAPI document, whose schemas are those that `onrecord schema` prints."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from onrecord.exporting.schemas import COMMANDS, schema
from onrecord.record.coverage import Extent
from onrecord.record.heads import Head
from onrecord.web.api.problems import MEDIA as PROBLEM
from onrecord.web.api.problems import SCHEMA as PROBLEM_SCHEMA

DESCRIPTION: Final = """\
The objects are those that the command line prints; their schemas are those of `onrecord schema COMMAND`. A field is
added, never silently changed.

Lists come in pages: `after` of one is the parameter `after` of the next. `Accept` or `format` choose JSON, JSON lines
(an item a line, the next page in the header `Link`) or CSV. Each answer has an `ETag` that changes with the record; a
request that sends it as `If-None-Match` is answered 304 as long as nothing has changed. What is wrong is told by a
problem object (RFC 9457).
"""
_LINES: Final = ("find", "article", "shifts", "stance", "voice", "occasions", "people", "decisions")  # of commands
_REF: Final = "#/components/schemas/"


def told(name: str, *, many: bool = False, csv: bool = False) -> dict[int | str, dict[str, Any]]:
    """What a path answers: one of the components, or a page of many."""
    item = {"$ref": _REF + name}
    page = {
        "type": "object",
        "required": ["items", "total", "more", "after"],
        "properties": {
            "items": {"type": "array", "items": item},
            "total": {"type": "integer", "minimum": 0, "description": "How many there are in all."},
            "more": {
                "type": "boolean",
                "description": "There are more than the total: of very many the first are counted.",
            },
            "after": {"type": ["string", "null"], "description": "The cursor of the next page; null at the end."},
        },
    }
    content: dict[str, Any] = {"application/json": {"schema": page if many else item}}
    content["application/jsonl"] = {"schema": {"type": "string", "description": "A line each."} if many else item}
    if many or csv:
        content["text/csv"] = {"schema": {"type": "string"}}
    problem = {"content": {PROBLEM: {"schema": {"$ref": _REF + "Problem"}}}}
    headers = {"ETag": {"schema": {"type": "string"}}}
    return {
        200: {"description": "What was asked for", "content": content, "headers": headers},
        304: {"description": "Nothing has changed since `If-None-Match`"},
        "4XX": {"description": "What was wrong with the request", **problem},
        503: {"description": "The record does not answer", **problem},
    }


def install(app: FastAPI) -> None:
    """Have the application give its document."""

    def made() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title,
                version=app.version,
                openapi_version="3.1.0",
                summary=app.summary,
                description=app.description,
                routes=app.routes,
                license_info=app.license_info,
                servers=[{"url": "/api/v1"}],
            )
            document.setdefault("components", {})["schemas"] = _components()
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = made  # type: ignore[method-assign]


@cache
def _components() -> dict[str, Any]:
    found: dict[str, Any] = {"Problem": PROBLEM_SCHEMA}
    for command in _LINES:
        whole = schema(command)
        found |= whole.pop("$defs")
        name = COMMANDS[command].rpartition(":")[2]
        found[name] = {key: value for key, value in whole.items() if key not in ("$schema", "$id")}
    _, plain = msgspec.json.schema_components([Head, Extent], ref_template="#/$defs/{name}")
    found |= plain
    moved: dict[str, Any] = json.loads(json.dumps(found).replace('"#/$defs/', f'"{_REF}'))
    return dict(sorted(moved.items()))
