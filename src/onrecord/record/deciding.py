"""What users decide in an open record: corrections, edits, removals, and taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from sqlalchemy import Connection, select

from onrecord.errors import RecordError
from onrecord.record import decisions, removal, sqlite
from onrecord.record.connection import Database
from onrecord.record.corrections import Correction, Edit, Fields, NotThere
from onrecord.record.decisions import Decision
from onrecord.record.schema import statements
from onrecord.record.signing import ON_PEOPLE

if TYPE_CHECKING:
    from pathlib import Path


class Deciding:
    """The decisions of a `Record`. Each is one transaction."""

    database: Database
    path: Path

    def numbers(self, id: str, version: int | None = None) -> dict[str, int]:
        """By which number each statement of an article is known (`ARTICLE/3`), by its id; what is rejected keeps its
        number for itself."""
        with self.database.connect() as connection:
            pk = self.database.article(connection, id, version)["pk"]
            rows = connection.execute(select(*statements.c["id", "n"]).where(statements.c.article_pk == pk))
            return {row.id: row.n + 1 for row in rows}

    def correct(
        self, id: str, number: int | None = None, *, by: str | None = None, reason: str = "", **fields: Unpack[Fields]
    ) -> Decision:
        """Decide what holds of a statement, named as for `statement`: its `speaker`, `said_on`, `addressee`, `kind`,
        `mode`, `polarity`, `about`, `attitude` or `content`, or to `reject` or `confirm` it (see `Correction`).

        It outranks what any model reads, now and later. `by` None: signed by the system's user. ValueError for what
        cannot be, RecordError where there is no such statement, or the article does not say the content's words.
        """
        about = fields.get("about")
        given = {**fields, **({} if about is None else {"about": tuple(about)})}
        correction = Correction(**given)  # type: ignore[arg-type]
        with self.database.connect(writes=True) as connection:
            row = self.database.statement(connection, id, number)
            try:
                return decisions.correct(connection, row, correction, by=by, reason=reason)
            except NotThere as e:
                raise RecordError(f"{self.path}: {row['id']}: {e}") from None

    def edit(
        self,
        id: str,
        *,
        title: str | None = None,
        byline: str | None = None,
        outlet: str | None = None,
        published: str | None = None,
        by: str | None = None,
        reason: str = "",
    ) -> Decision:
        """Decide what holds of an article's head; "" says that it is not known, None leaves it as it is.

        ValueError for what is no day, RecordError where there is no such article.
        """
        change = Edit(title=title, byline=byline, outlet=outlet, published=published)
        with self.database.connect(writes=True) as connection:
            row = self.database.article(connection, id)
            return decisions.edit(connection, row, change, by=by, reason=reason)

    def remove(self, id: str, *, keep_hash: bool = False, by: str | None = None, reason: str = "") -> Decision:
        """Take an article out for good, with all its versions, what was read out of it and its original.

        It cannot be undone; the decision stays, without any content. `keep_hash`: it is not to be added again.
        """
        with self.database.connect(writes=True) as connection:
            row = self.database.article(connection, id)
            n = removal.remove(connection, row, keep_hash=keep_hash, by=by, reason=reason)
            self._settle_people(connection)
        sqlite.empty_log(self.database.engine)
        return next(d for d in self.decisions() if d.n == n)

    def decisions(self, statement: str | None = None, number: int | None = None) -> list[Decision]:
        """What users decided, in the order they did, with what was undone; or only what was on one statement, named
        as for `statement`."""
        with self.database.connect() as connection:
            if statement is None:
                return decisions.listed(connection)
            return decisions.on_statement(connection, self.database.statement(connection, statement, number))

    def undo(self, n: int) -> Decision:
        """Take the decision of this number back; it stays in the list. RecordError where that cannot be."""
        with self.database.connect(writes=True) as connection:
            undone = decisions.undo(connection, n)
            if undone.kind in ON_PEOPLE:
                self._settle_people(connection)
        return undone

    def _settle_people(self, connection: Connection) -> None:
        from onrecord.record.database import Record
        from onrecord.record.people import People

        assert isinstance(self, Record)
        People(self).settle(connection)
