"""The record for programs, under `/api/v1`: the objects that the command line prints, as JSON, JSON lines or CSV."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.datastructures import State

from onrecord import __version__
from onrecord.web.api import articles, comparison, document, occasions, people, problems, statements

PLACE = "/api/v1"


def application(state: State) -> FastAPI:
    """The interface, to be mounted at `PLACE`; `state` is the application's, which holds the record."""
    app = FastAPI(
        title="onrecord",
        version=__version__,
        summary="Who said what, about whom, to whom, when and where.",
        description=document.DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.state = state
    for router in (statements.router, articles.router, people.router, comparison.router, occasions.router):
        app.include_router(router)
    problems.install(app)
    document.install(app)
    return app
