"""A copy of a record in a file of its own, whole and of one moment, by SQLite's way for a database that is in use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Connection

from onrecord.errors import RecordError

_PAGES = 4096  # at a time; writers get their turn in between


def copy(connection: Connection, file: Path) -> None:
    """Copy the database of a connection. RecordError where the file is there, cannot be written or comes out damaged.

    What a backup left half done is taken away again.
    """
    if connection.dialect.name != "sqlite":
        of = connection.engine.url
        url = URL.create("postgresql", of.username, None, of.host, of.port, of.database).render_as_string()
        raise RecordError(f"a server's database is backed up by its own program: pg_dump -Fc -f {file} {url}")
    try:
        file.open("xb").close()  # claims the name: nothing is ever written over
    except FileExistsError:
        raise RecordError(f"{file}: there is a file already; choose another name") from None
    except OSError as error:
        raise RecordError(f"{file}: cannot be written: {error.strerror or error}") from None
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    try:
        with closing(sqlite3.connect(file)) as there:
            raw.backup(there, pages=_PAGES)
            there.execute("PRAGMA journal_mode = DELETE")  # one file, without the log beside it
            (found,) = there.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise RecordError(f"{file}: the copy is damaged, and so may be the record: {found}")
    except BaseException as error:
        file.unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error):
            raise RecordError(f"{file}: the copy failed: {error}") from error
        raise
