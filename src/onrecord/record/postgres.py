"""All that is PostgreSQL's own: how a server is reached, whose turn it is to write, and what its errors mean to a user.

The full-text indexes are in `postgres_text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from onrecord.errors import RecordError, RecordReadOnly
from onrecord.record import urls
from onrecord.record.schema import VERSION_TABLE

_OLDEST: Final = 14
_WRITERS: Final = 6_747_113_085_512_734_575  # the advisory lock of whoever writes: "onrecord" as a number, about
_CONNECTIONS: Final = 4  # that are kept; as many more for a moment
_PATIENCE: Final = 10  # seconds for a server to answer
# What is asked for is few rows, by index: to read a whole table, to share that out, to compile for it costs more. And
# how many hold a word, or are of somebody, decides how: what is asked again is planned again.
_SETTINGS: Final = {
    "random_page_cost": 1.1,
    "max_parallel_workers_per_gather": 0,
    "jit": "off",
    "plan_cache_mode": "force_custom_plan",
}


def open_engine(url: str, *, read_only: bool, timeout: float) -> Engine:
    """An engine on a database that is a record of ours or, unless `read_only`, may become one. RecordError where not.

    `url` is without its password (see `urls`).
    """
    if find_spec("psycopg") is None:
        raise RecordError(f"{url}: PostgreSQL needs a driver; install it with: pip install 'onrecord[postgres]'")
    engine = _engine(_url(url), read_only, timeout)
    try:
        with explained(url), engine.connect() as connection:
            _check_server(url, connection)
            tables = inspect(connection).get_table_names()
        if tables and VERSION_TABLE not in tables:
            raise RecordError(
                f"{url}: this database belongs to another program, it was left as it is; make one with: createdb NAME"
            )
    except BaseException:
        engine.dispose()
        raise
    return engine


def _url(bare: str) -> URL:
    try:
        url = make_url(bare)
    except (ArgumentError, ValueError):
        raise RecordError(f"{bare}: not the URL of a database; write postgresql://USER@HOST/DATABASE") from None
    if not url.database:
        raise RecordError(f"{bare}: it names no database; write postgresql://USER@HOST/DATABASE")
    query = {"connect_timeout": str(_PATIENCE), "application_name": "onrecord", **url.query}
    return url.set(drivername="postgresql+psycopg", password=urls.password(bare), query=query)


def _engine(url: URL, read_only: bool, timeout: float) -> Engine:
    # Workers and the web have few connections each: they share the server with others. One that the server has
    # closed meanwhile is opened again.
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=_CONNECTIONS, max_overflow=_CONNECTIONS, pool_pre_ping=True
    )

    @event.listens_for(engine, "connect")
    def settle(connection: Any, record: object) -> None:
        for name, value in _SETTINGS.items():
            connection.execute(f"SET {name} = {value}")
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader sees one moment, whoever writes meanwhile. Of writers one has its turn, as in SQLite: what is looked
        # up before something is written stays true until it is.
        if not connection.get_execution_options().get("writes"):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            return
        if read_only:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        wait = max(1, int(timeout * 1000))
        connection.exec_driver_sql(
            f"SELECT set_config('lock_timeout', '{wait}ms', true), pg_advisory_xact_lock({_WRITERS})"
        )

    return engine


def _check_server(url: str, connection: Connection) -> None:
    version = connection.dialect.server_version_info or (_OLDEST,)
    if int(version[0]) < _OLDEST:
        raise RecordError(f"{url}: its server is PostgreSQL {version[0]}; a record needs {_OLDEST} or later")
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        raise RecordError(
            f"{url}: its encoding is {encoding}; make one that holds all letters: createdb -E UTF8 -T template0 NAME"
        )


def conform(connection: Connection) -> None:
    """Let texts be compared as SQLite does, code point by code point, and numbers have 64 bits, in all tables.

    Migrations are written for every database; after them the columns are looked at here.
    """
    chosen = """
        SELECT format('ALTER TABLE %I %s', table_name, string_agg(format('ALTER COLUMN %I TYPE %s', column_name,
            CASE data_type WHEN 'text' THEN 'text COLLATE "C"' ELSE 'bigint' END), ', '))
        FROM information_schema.columns JOIN information_schema.tables USING (table_catalog, table_schema, table_name)
        WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
        AND (data_type = 'integer' OR data_type = 'text' AND collation_name IS DISTINCT FROM 'C')
        AND table_name <> ALL (ARRAY['statement_search', 'article_search']) GROUP BY table_name
        UNION ALL SELECT format('ALTER SEQUENCE %I AS bigint', sequence_name)
        FROM information_schema.sequences WHERE sequence_schema = current_schema() AND data_type = 'integer'
    """
    for change in connection.exec_driver_sql(chosen.replace("%", "%%"), {}).scalars().all():
        connection.exec_driver_sql(change)


def go_on_counting(connection: Connection) -> None:
    """Let keys that the database gives go on after the highest there is."""
    for table in inspect(connection).get_table_names():
        for column in inspect(connection).get_columns(table):
            if column.get("autoincrement") and str(column.get("default") or "").startswith("nextval"):
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table}', '{column['name']}'),"
                    f" coalesce(max({column['name']}), 0) + 1, false) FROM {table}"
                )


def stamp(connection: Connection) -> str:
    """Which transactions are done: with the same ones the same is seen. The position in the server's log would not do:
    it moves by checkpoints and whatever else is logged, before a transaction is seen, and a replica has none.
    """
    return str(connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar())


def vacuum(engine: Engine) -> None:
    """Give the place of what was deleted back, so that it is written over."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("VACUUM")


# ------------------------------------------------------------------------------------------------ errors

_REASONS: Final = {  # by SQLSTATE, or its class
    "25006": "there is no right to write to it: it was opened to be read only",
    "42501": "there is no right to do that there; ask whoever runs the server",
    "55P03": "another program is writing to it; try again when that has finished",
    "57014": "the server has stopped the question, for it took too long",
    "57P": "the server is going down; what was added before is safe",
    "53100": "the server's disk is full; what was added before is safe",
    "53300": "the server has no connection left; try again later",
    "54": "a text is too long for the database",
    "58": "the server's disk reports an error; what was added before is safe",
    "XX001": "its files are damaged; restore it from a copy",
    "XX002": "its files are damaged; restore it from a copy",
    "28": "the server refuses this user or password; give the right one in the URL, PGPASSWORD or ~/.pgpass",
    "3D000": "there is no such database on the server; make it with: createdb NAME",
    "40": "two writers were in each other's way; do it again",
}
_WHILE_CONNECTING: Final = (  # libpq has no codes for these
    (r"password|authentication|role .* does not exist|pg_hba\.conf", _REASONS["28"]),
    (r"database .* does not exist", _REASONS["3D000"]),
    (r"too many (?:clients|connections)|remaining connection slots", _REASONS["53300"]),
    (r"starting up|shutting down", "the server is starting or going down; try again in a moment"),
    (r"closed the connection|connection .*(?:lost|closed)", "the server has gone; what was added before is safe"),
    (r"", "no server answers there: does it run, and are host and port right?"),
)


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn the database's errors into a RecordError that says what to do, and not with which password."""
    try:
        yield
    except DBAPIError as error:
        state, told = getattr(error.orig, "sqlstate", None) or "", str(error.orig)
        reason = next((_REASONS[known] for known in sorted(_REASONS, reverse=True) if state.startswith(known)), None)
        if not state and type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout"):
            reason = next(reason for pattern, reason in _WHILE_CONNECTING if re.search(pattern, told))
        kind = RecordReadOnly if state in ("25006", "42501") else RecordError
        raise kind(f"{url}: {reason or told.splitlines()[0]}") from None
