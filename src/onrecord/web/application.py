"""The application: the record's pages, and the rules that hold for each of them."""

from __future__ import annotations

import gc
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from os import PathLike
from threading import Thread
from typing import Final

from fastapi import FastAPI

from onrecord.record import Record
from onrecord.web import api, assets, failures, feed, pages, review, security
from onrecord.web.access import Access
from onrecord.web.access import pages as signing_in
from onrecord.web.access.gate import Gate
from onrecord.web.everybody import Everybody
from onrecord.web.memory import Memory
from onrecord.web.preparing import prepare_for
from onrecord.web.review.writing import Writing

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


def application(
    record_path: str | PathLike[str], *, hosts: Iterable[str] = (), access: Access | None = None
) -> FastAPI:
    """The pages of a record, as an ASGI application.

    `hosts` are the names, beside those of loopback, by which browsers may ask for it; a request by any other name is
    refused, so that no page elsewhere can reach the record through a name of its own. RecordError where the record
    cannot be used.

    `access` are the users who may use it; None: whoever reaches it is the system's user, which is for loopback alone.
    """
    record = Record(record_path, read_only=True)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        preparing = Thread(target=prepare_for, args=(record,))
        preparing.start()
        yield
        preparing.join()
        gc.unfreeze()
        record.close()
        app.state.writing.close()
        if access is not None:
            access.close()

    app = FastAPI(title="onrecord", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.record = record
    app.state.writing = Writing(record.path)
    app.state.memory = Memory(record.database.stamp)
    app.state.everybody = Everybody()
    app.state.access = access
    app.state.secret = secret = secrets.token_bytes(32)
    app.add_middleware(Gate, access=access, secret=secret)
    app.add_middleware(security.OwnHosts, hosts=(*LOOPBACK, *hosts))
    app.add_middleware(security.Headers)
    app.mount("/static", assets.Files(), name="static")
    app.mount(api.PLACE, api.application(app.state), name="api")
    for router in (*pages.ROUTERS, *review.ROUTERS, feed.router, signing_in.router):
        app.include_router(router)
    failures.install(app)
    return app
