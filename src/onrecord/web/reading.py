"""What pages ask the record by: the record of the application, and what is in it at a glance."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Within:
    """The transaction that a page's questions are asked in, and the record's stamp before it began."""

    stamp: str
    connection: Connection


def _within(request: Request) -> _Within | None:
    found: _Within | None = getattr(request.state, "within", None)
    return found


@contextmanager
def at_once(request: Request) -> Iterator[Connection]:
    """One transaction for all that is asked within: the record at one moment, and whom a name means is found once."""
    if (within := _within(request)) is not None:
        yield within.connection
        return
    stamp = request.app.state.memory.stamp()
    with record(request).database.connect() as connection:
        request.state.within = _Within(stamp, connection)
        try:
            yield connection
        finally:
            request.state.within = None


def kept(request: Request, key: Hashable, work: Callable[[], T]) -> T:
    """The result of `work`, kept under its key until the record changes."""
    within = _within(request)
    found: T = request.app.state.memory.of(key, work, within and within.stamp)
    return found


def asked(request: Request, query: Callable[Concatenate[Connection, P], T], *of: P.args, **more: P.kwargs) -> T:
    """What a function finds in the record's database for these arguments, kept until the record changes."""

    def work() -> T:
        with at_once(request) as connection:
            return query(connection, *of, **more)

    return kept(request, (query, of, *more.items()), work)


def extent(request: Request) -> Extent:
    """How much is in the record, of how many outlets, and from when to when."""
    return asked(request, _extent)


Reading = Annotated[Record, Depends(record)]
