"""All that is SQLite's own: how a file is opened, the full-text index, and what its errors mean to a user.

SQLAlchemy speaks for every database; what it cannot say is here, so that another database needs another module like
this one and nothing else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, inspect
from sqlalchemy.exc import DBAPIError

from onrecord.errors import RecordError, RecordReadOnly
from onrecord.record.fulltext import article_search, statement_search
from onrecord.record.schema import VERSION_TABLE
from onrecord.record.stems import TOKENIZER, holds

K = TypeVar("K", int, str, tuple[str, str])

_MAGIC: Final = b"SQLite format 3\0"
_VARIABLES: Final = 400  # some statements name their keys twice; the lowest limit of a build is 999


def batches(keys: Iterable[K]) -> Iterator[list[K]]:
    """Keys or ids, each once and in order, so many at a time as a statement may have variables."""
    wanted = sorted(set(keys))
    for at in range(0, len(wanted), _VARIABLES):
        yield wanted[at : at + _VARIABLES]


# ------------------------------------------------------------------------------------------------ opening


def open_engine(path: Path, *, read_only: bool, timeout: float) -> Engine:
    """An engine on a file that is a record of ours or, unless `read_only`, may become one. RecordError where not."""
    _check_file(path, read_only)
    uri = path.absolute().as_uri()
    engine = _engine(f"{uri}?mode={'rw' if read_only else 'rwc'}", read_only, timeout)
    try:
        with explained(path), engine.connect() as connection:
            _check_owner(path, connection)
            if not read_only and connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
                connection.rollback()  # the mode cannot be changed within a transaction
                raw = connection.connection.driver_connection
                assert raw is not None
                raw.execute("PRAGMA journal_mode = WAL")  # readers need not wait for the writer
    except RecordError as error:
        engine.dispose()
        if path.exists():
            _check_start(path)
        if not _only_lacks_a_place_for_locks(path, error):
            raise
        if not read_only:
            raise RecordReadOnly(str(error)) from error
        engine = _engine(f"{uri}?mode=ro&immutable=1", read_only, timeout)
        with explained(path), engine.connect() as connection:
            _check_owner(path, connection)
    return engine


def _engine(uri: str, read_only: bool, timeout: float) -> Engine:
    def connect() -> sqlite3.Connection:
        # Transactions are begun below, by hand: Python's own way leaves DDL outside of them.
        connection = sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False)
        connection.create_function("holds_phrase", 2, holds, deterministic=True)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")  # in WAL mode a crash cannot damage the file
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its lock at once and waits for it, rather than failing halfway.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    @event.listens_for(engine, "invalidate")
    def undo(connection: sqlite3.Connection, *_: object) -> None:
        # SQLAlchemy closes a connection that Ctrl-C has hit; SQLite would hold its lock until the last cursor is gone.
        connection.rollback()

    return engine


def _check_file(path: Path, read_only: bool) -> None:
    try:
        if path.is_dir():
            raise RecordError(f"{path}: this is a folder; name a file, such as {path / 'onrecord.db'}")
        if not path.exists():
            if read_only:
                raise RecordError(f"{path}: there is no record here yet; make one with: onrecord add FILE --db {path}")
            if not path.parent.exists():
                raise RecordError(f"{path}: the folder {path.parent} does not exist")
    except OSError as error:
        raise RecordError(f"{path}: cannot be opened: {error.strerror or error}") from None


def _check_start(path: Path) -> None:
    # Only once SQLite has failed to read the file: who closes a file loses the locks (POSIX) of all that this process
    # has open on it. Another process then takes away the log that we read from and write to.
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        raise RecordError(f"{path}: cannot be opened: {error.strerror or error}") from None
    if start and start != _MAGIC:
        raise RecordError(f"{path}: this file is not a record (nor any SQLite database); it was left as it is")


def _check_owner(path: Path, connection: Connection) -> None:
    tables = inspect(connection).get_table_names()
    if tables and VERSION_TABLE not in tables:
        raise RecordError(
            f"{path}: this database belongs to another program, it was left as it is; choose another file"
        )


# ------------------------------------------------------------------------------------------------ errors

_REASONS: Final = {
    "SQLITE_BUSY": "another program is writing to it; try again when that has finished",
    "SQLITE_LOCKED": "another program is writing to it; try again when that has finished",
    "SQLITE_READONLY": "there is no right to write to it (or to its folder)",
    "SQLITE_CANTOPEN": "it cannot be opened: is there a right to write to its folder?",
    "SQLITE_PERM": "there is no right to open it",
    "SQLITE_FULL": "the disk is full; what was added before is safe",
    "SQLITE_IOERR": "the disk reports an error; what was added before is safe",
    "SQLITE_CORRUPT": "the file is damaged; restore it from a copy, or add the articles again into a new file",
    "SQLITE_NOTADB": "the file is damaged; restore it from a copy, or add the articles again into a new file",
    "SQLITE_TOOBIG": "a text is too long for the database",
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the database's errors into a RecordError that says what to do."""
    try:
        yield
    except DBAPIError as error:
        name = getattr(error.orig, "sqlite_errorname", "")
        for known, reason in _REASONS.items():
            if name.startswith(known):
                kind = RecordReadOnly if known == "SQLITE_READONLY" else RecordError
                raise kind(f"{path}: {reason}") from error
        raise RecordError(f"{path}: {error.orig}") from error
    except sqlite3.Error as error:  # while connecting
        raise RecordError(f"{path}: {_REASONS.get(getattr(error, 'sqlite_errorname', ''), error)}") from error


def _only_lacks_a_place_for_locks(path: Path, error: RecordError) -> bool:
    # In a folder that we cannot write to, readers have no place for the lock that they share with a writer. Where no
    # writer has left its log there, nobody else is writing, and the file can be read without.
    refused = any(_REASONS[name] in str(error) for name in ("SQLITE_CANTOPEN", "SQLITE_READONLY"))
    log = path.with_name(path.name + "-wal")
    return refused and not (log.exists() and log.stat().st_size)


# ------------------------------------------------------------------------------------------------ full text


def full_text_ddl(index: str, of: str, columns: list[str]) -> list[str]:
    """The statements that make a full-text index of a table's columns and keep it in step with every change."""
    names = ", ".join(columns)
    new, old = (", ".join(f"{row}.{name}" for name in columns) for row in ("new", "old"))
    add = f"INSERT INTO {index} (rowid, {names}) VALUES (new.pk, {new});"
    remove = f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', old.pk, {old});"
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{of}', content_rowid='pk', tokenize='{TOKENIZER}')",
        f"CREATE TRIGGER {index}_insert AFTER INSERT ON {of} BEGIN {add} END",
        f"CREATE TRIGGER {index}_delete AFTER DELETE ON {of} BEGIN {remove} END",
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF {names} ON {of} BEGIN {remove} {add} END",
    ]


def wipe(connection: Connection) -> None:
    """What this connection deletes from now on is overwritten in the file, not only marked as free."""
    connection.exec_driver_sql("PRAGMA secure_delete = ON")


def empty_log(engine: Engine) -> None:
    """Bring the log into the file, as far as nobody reads, so that nothing deleted is left in it."""
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def merge_indexes(connection: Connection) -> None:
    """Make the full-text indexes anew of what is there, so that no word of what was deleted is left in them.

    Takes time in proportion to the record.
    """
    for index in (statement_search.name, article_search.name):
        connection.exec_driver_sql(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
