"""What users decide in a record: corrections, edits, removals, and taking them back. Each is one transaction."""

from __future__ import annotations

from onrecord.record import decisions, people, removal, store
from onrecord.record.connection import Database
from onrecord.record.corrections import Correction, Edit, NotThere
from onrecord.record.decisions import Decision
from onrecord.record.refusals import Refused
from onrecord.record.signing import ON_PEOPLE


def numbers(database: Database, id: str, version: int | None) -> dict[str, int]:
    """By which number each statement of an article is known, by its id."""
    with database.connect() as connection:
        return store.numbers(connection, database.article(connection, id, version)["pk"])


def correct(
    database: Database, id: str, number: int | None, correction: Correction, *, by: str | None, reason: str
) -> Decision:
    """Decide about a statement. RecordError where there is none, or its article does not say the content's words."""
    with database.connect(writes=True) as connection:
        row = database.statement(connection, id, number)
        try:
            return decisions.correct(connection, row, correction, by=by, reason=reason)
        except NotThere as e:
            raise Refused(f"{database.path}: {row['id']}: {e}") from None


def edit(database: Database, id: str, change: Edit, *, by: str | None, reason: str) -> Decision:
    """Decide about an article's head. RecordError where there is no such article."""
    with database.connect(writes=True) as connection:
        return decisions.edit(connection, database.article(connection, id), change, by=by, reason=reason)


def no_shift(database: Database, then: str, now: str, *, by: str | None, reason: str) -> Decision:
    """Decide that two statements are no shift. RecordError where there is none of them, or none between them."""
    with database.connect(writes=True) as connection:
        rows = [database.statement(connection, id) for id in (then, now)]
        try:
            return decisions.no_shift(connection, *rows, by=by, reason=reason)
        except Refused as e:
            raise Refused(f"{database.path}: {e}") from None


def remove(database: Database, id: str, *, keep_hash: bool, by: str | None, reason: str) -> Decision:
    """Take an article out for good. RecordError where there is no such article."""
    with database.connect(writes=True) as connection:
        row = database.article(connection, id)
        n = removal.remove(connection, row, keep_hash=keep_hash, by=by, reason=reason)
        people.settle(connection)
    database.settle_deletions()
    return next(d for d in listed(database) if d.n == n)


def listed(database: Database, statement: str | None = None, number: int | None = None) -> list[Decision]:
    """All decisions in the order they were taken, or those on one statement."""
    with database.connect() as connection:
        if statement is None:
            return decisions.listed(connection)
        return decisions.on_statement(connection, database.statement(connection, statement, number))


def undo(database: Database, n: int) -> Decision:
    """Take a decision back. RecordError where that cannot be."""
    with database.connect(writes=True) as connection:
        undone = decisions.undo(connection, n)
        if undone.kind in ON_PEOPLE:
            people.settle(connection)
    return undone
