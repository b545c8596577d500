"""What a question takes in steps of SQLite's machine: the same on a busy machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection


@contextmanager
def counted(connection: Connection, every: int = 1) -> Iterator[list[int]]:
    """How many steps are taken while it is entered, in units of `every`, as the only one of a list."""
    taken = [0]

    def tick() -> int:
        taken[0] += 1
        return 0

    raw = connection.connection.driver_connection
    assert raw is not None
    raw.set_progress_handler(tick, every)
    yield taken
    raw.set_progress_handler(None, 0)
