"""What belongs to a record, but not into it: a SQLite file of its own, which only its owner can read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, MetaData, create_engine, event
from sqlalchemy.exc import DatabaseError

from onrecord.errors import OnrecordError


class FileBeside:
    """A file with these tables, made where there is none. OnrecordError where it cannot be used; `what` it is for."""

    def __init__(self, path: Path, tables: MetaData, what: str) -> None:
        self.path = path
        try:
            path.touch(mode=0o600)  # there are secrets in it
        except OSError as e:
            raise OnrecordError(f"{path}: {what} cannot be kept there: {e.strerror or e}") from None
        self._engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": 30})
        event.listen(self._engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys = ON"))
        with self.transaction() as connection:
            tables.create_all(connection)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection within one transaction."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except DatabaseError as e:
            raise OnrecordError(f"{self.path}: {e.orig}") from None

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()
