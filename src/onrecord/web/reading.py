"""What pages ask the record by: the record of the application, and what is in it at a glance."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Annotated, Concatenate, ParamSpec, TypeVar

from fastapi import Depends, Request
from sqlalchemy import Connection

from onrecord.record import Record
from onrecord.record.coverage import Extent
from onrecord.record.coverage import extent as _extent

P = ParamSpec("P")
T = TypeVar("T")


def record(request: Request) -> Record:
    """The record that the application shows."""
    found: Record = request.app.state.record
    return found


def kept(request: Request, key: Hashable, work: Callable[[], T]) -> T:
    """The result of `work`, kept under its key until the record changes."""
    found: T = request.app.state.memory.of(key, work)
    return found


def asked(request: Request, query: Callable[Concatenate[Connection, P], T], *of: P.args, **more: P.kwargs) -> T:
    """What a function finds in the record's database for these arguments, kept until the record changes."""

    def work() -> T:
        with record(request).database.connect() as connection:
            return query(connection, *of, **more)

    return kept(request, (query, of, *more.items()), work)


def extent(request: Request) -> Extent:
    """How much is in the record, of how many outlets, and from when to when."""
    return asked(request, _extent)


Reading = Annotated[Record, Depends(record)]
