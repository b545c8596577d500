"""What pages ask the record by: the record of the application, and what is in it at a glance."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from sqlalchemy import Connection

from onrecord.record import Record
from onrecord.record.coverage import Extent
from onrecord.record.coverage import extent as _extent

T = TypeVar("T")


def record(request: Request) -> Record:
    """The record that the application shows."""
    found: Record = request.app.state.record
    return found


def kept(request: Request, key: Hashable, work: Callable[[], T]) -> T:
    """The result of `work`, kept under its key until the record changes."""
    found: T = request.app.state.memory.of(key, work)
    return found


def asked(request: Request, key: Hashable, query: Callable[[Connection], T]) -> T:
    """What the record's database answers to a query, kept under its key until the record changes."""

    def work() -> T:
        with record(request).database.connect() as connection:
            return query(connection)

    return kept(request, key, work)


def extent(request: Request) -> Extent:
    """How much is in the record, of how many outlets, and from when to when."""
    return asked(request, "extent", _extent)


Reading = Annotated[Record, Depends(record)]
