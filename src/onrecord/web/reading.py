"""What pages ask the record by: the record of the application, and what is in it at a glance."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Annotated, TypeVar

from fastapi import Depends, Request

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


def extent(request: Request) -> Extent:
    """How much is in the record, of how many outlets, and from when to when."""
    return kept(request, "extent", lambda: _extent(record(request)))


Reading = Annotated[Record, Depends(record)]
