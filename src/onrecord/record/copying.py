"""A record copied into another database, from a file to a server or back: all of it, or nothing.

Rows go over as they are, keys and JSON included, table by table in one transaction; then each is read again from where
it was written, and has to be the same. Full-text indexes are made there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import msgspec
from sqlalchemy import Column, Connection, MetaData, RowMapping, Table, exists, func, insert, inspect, select

from onrecord.errors import RecordError
from onrecord.record import decided, fulltext, postgres_text
from onrecord.record.columns import Anchors, LargeBinary, Packed, Text
from onrecord.record.connection import Database
from onrecord.record.schema import VERSION_TABLE

_ROWS: Final = {"originals": 10, "articles": 100}  # at a time: of some a row is large
_MOST_ROWS: Final = 2000
_TABLES: Final = decided.corrections.metadata
_OWN: Final = [table for table in _TABLES.sorted_tables if not table.info.get("kept")]  # others the database keeps
_NOT_COPIED: Final = (VERSION_TABLE, "statement_search", "article_search", "search_totals", "sqlite_")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows went over, by table."""

    rows: dict[str, int]


def copy(source: Database, target: Database, progress: Progress = lambda done, all: None) -> Copied:
    """Copy a record into one that is empty; whatever interrupts, that one stays empty.

    `progress` is told how many of how many rows are written or read again. RecordError where the target has anything
    in it, where the source has what this onrecord does not know, and where what was written is not what was read.
    """
    with source.connect() as old, target.connect(writes=True) as new:
        _check(source, old, target, new)
        counts = {t.name: old.scalar(select(func.count()).select_from(t)) or 0 for t in _OWN}
        done, total = 0, 2 * sum(counts.values())
        sums = {}
        for table in map(_plain, _OWN):
            sums[table.name] = 0
            for rows in _read(old, table):
                new.execute(insert(table), [dict(row) for row in rows])
                _index(new, table, rows)
                sums[table.name] += sum(map(_hash, rows))
                done += len(rows)
                progress(done, total)
        for table in map(_plain, _OWN):
            count = again = 0
            for rows in _read(new, table):
                count, again = count + len(rows), again + sum(map(_hash, rows))
                done += len(rows)
                progress(done, total)
            if (count, again) != (counts[table.name], sums[table.name]):
                raise RecordError(f"{target.path}: {table.name} did not come over as it was; nothing was copied")
        if new.dialect.name == "postgresql":
            from onrecord.record import postgres

            postgres.go_on_counting(new)
            new.exec_driver_sql("ANALYZE")
    return Copied(counts)


def _check(source: Database, old: Connection, target: Database, new: Connection) -> None:
    if source.path == target.path:
        raise RecordError(f"{source.path}: a record cannot be copied into itself")
    for table in _TABLES.sorted_tables:
        if new.scalar(select(exists().select_from(table))):
            raise RecordError(f"{target.path}: there is a record already, with {table.name}; copy into a new one")
    for name in inspect(old).get_table_names():
        if name not in _TABLES.tables and not name.startswith(_NOT_COPIED):
            raise RecordError(f"{source.path}: its table {name!r} is unknown, and would be lost; nothing was copied")


def _plain(table: Table) -> Table:
    """The table with its values as they are stored, but for what each database has in its own way."""
    columns = []
    for column in table.columns:
        kind: Any = Text() if isinstance(column.type, Packed) else column.type
        kind = LargeBinary() if isinstance(kind, Anchors) else kind
        columns.append(Column(column.name, kind, primary_key=column.primary_key, autoincrement=False))
    return Table(table.name, MetaData(), *columns)


def _read(connection: Connection, table: Table) -> Iterator[Sequence[RowMapping]]:
    chosen = select(table).order_by(*table.primary_key.columns)
    size = _ROWS.get(table.name, _MOST_ROWS)
    yield from connection.execute(chosen, execution_options={"yield_per": size}).mappings().partitions()


def _hash(row: RowMapping) -> int:
    """A number for a row; those of a table are added up, for databases may order texts each in its way."""
    return int.from_bytes(blake2b(msgspec.msgpack.encode(list(row.values())), digest_size=16).digest())


def _index(connection: Connection, table: Table, rows: Sequence[RowMapping]) -> None:
    if table.name == "articles":
        texts = [(row["pk"], (row["title"], row["text"])) for row in rows]
        postgres_text.enter(connection, fulltext.article_search, texts)
    elif table.name == "statements":
        postgres_text.enter(connection, fulltext.statement_search, [(row["pk"], (row["text"],)) for row in rows])
