"""The application: the record's pages, and the rules that hold for each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from os import PathLike
from typing import Final

from fastapi import FastAPI

from onrecord.record import Record
from onrecord.web import api, assets, failures, pages, security
from onrecord.web.memory import Memory

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


def application(record_path: str | PathLike[str], *, hosts: Iterable[str] = ()) -> FastAPI:
    """The pages of a record, as an ASGI application.

    `hosts` are the names, beside those of loopback, by which browsers may ask for it; a request by any other name is
    refused, so that no page elsewhere can reach the record through a name of its own. RecordError where the record
    cannot be used.
    """
    record = Record(record_path, read_only=True)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        yield
        record.close()

    app = FastAPI(title="onrecord", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.record = record
    app.state.memory = Memory(record.path)
    app.add_middleware(security.OwnHosts, hosts=(*LOOPBACK, *hosts))
    app.add_middleware(security.Headers)
    app.mount("/static", assets.Files(), name="static")
    app.mount(api.PLACE, api.application(app.state), name="api")
    for router in pages.ROUTERS:
        app.include_router(router)
    failures.install(app)
    return app
