"""What a transaction that only reads has found, it need not look for again: whom a name means, what users decided."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")


def memory(*, writes: bool) -> dict[str, Any]:
    """The option by which a connection keeps what was found within its transaction; one that writes keeps nothing."""
    return {"found": None if writes else {}}


def once(connection: Connection, key: Hashable, work: Callable[[], T]) -> T:
    """The result of `work`, found once within a transaction that only reads; within one that writes, every time."""
    found: dict[Hashable, T] | None = connection.get_execution_options().get("found")
    if found is None:
        return work()
    if key not in found:
        found[key] = work()
    return found[key]
