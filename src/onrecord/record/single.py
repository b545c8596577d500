"""One article or one statement of the record, by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, RowMapping

from onrecord.errors import RecordError
from onrecord.model import Extraction
from onrecord.record import heads, persons, search, store
from onrecord.record.connection import Database
from onrecord.record.heads import Head
from onrecord.record.search import Entry

if TYPE_CHECKING:
    from onrecord.record.places import Place


def article(database: Database, id: str, version: int | None) -> Extraction:
    """All of one article, its people named as users decided. RecordError where there is none."""
    with database.connect() as connection:
        row = database.article(connection, id, version)
        called = persons.Names(connection).within([row["pk"]])
        return persons.renamed_all(store.whole(connection, row), called.get(row["pk"], {}))


def head(database: Database, id: str, version: int | None) -> Head:
    """An article without its text."""
    with database.connect() as connection:
        return heads.one(connection, database.article(connection, id, version)["pk"])


def entries(database: Database, id: str) -> list[Entry]:
    """The statements of the newest version of an article."""
    with database.connect() as connection:
        pk = database.article(connection, id)["pk"]
        return list(search.entries(connection, store.statement_keys(connection, pk)).values())


def statement(database: Database, id: str, number: int | None) -> Entry:
    """One statement. RecordError where there is none."""
    with database.connect() as connection:
        return entry(connection, database, database.statement(connection, id, number))


def entry(connection: Connection, database: Database, row: RowMapping) -> Entry:
    """The statement of a row."""
    if found := search.entries(connection, [row["pk"]]).get(row["pk"]):
        return found
    raise RecordError(f"{database.path}: no version of the article of {row['id']!r} is its newest; onrecord verify")


def place(database: Database, id: str, number: int | None, password: str | None) -> Place:
    """Where a statement stands in what its article was read from."""
    from onrecord.record import places

    with database.connect() as connection:
        row = database.statement(connection, id, number)
        entry = search.entries(connection, [row["pk"]])[row["pk"]]
        return places.find(connection, database.article(connection, entry.article), entry, password)
