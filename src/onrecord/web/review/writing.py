"""Decisions, taken only on what the user has seen: of two editors on one thing the second is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, RowMapping, select

from onrecord.model import Statement
from onrecord.record import Record, decisions, store
from onrecord.record.corrections import Correction, Edit, NotThere
from onrecord.record.decided import corrections
from onrecord.record.decisions import Decision
from onrecord.record.people import People
from onrecord.record.schema import articles
from onrecord.record.schema import decisions as taken
from onrecord.record.signing import stamp

T = TypeVar("T")


class Outdated(Exception):
    """What the user saw is not what holds any more."""


class Writing:
    """The record, open for decisions. It is opened when the first one is taken; readers keep their own."""

    def __init__(self, path: Path | str) -> None:
        self._path = path
        self._lock = Lock()
        self._record: Record | None = None

    @property
    def record(self) -> Record:
        """The record, to be changed."""
        with self._lock:
            if self._record is None:
                self._record = Record(self._path)
            return self._record

    def close(self) -> None:
        """Let go of the file."""
        if self._record is not None:
            self._record.close()

    def correct(self, id: str, seen: str, correction: Correction, *, by: str | None, reason: str) -> Decision:
        """Decide about a statement. Outdated where it is not as it was seen; ValueError for words that are not there.

        The same decision sent twice (a second click, a page that is loaded again) is taken once.
        """
        record = self.record
        with record.database.connect(writes=True) as connection:
            row = record.database.statement(connection, id)
            if version(connection, row) != seen:
                return _again(decisions.on_statement(connection, row), correction.told(), by)
            try:
                return decisions.correct(connection, row, correction, by=by, reason=reason)
            except NotThere as e:
                raise ValueError(str(e)) from None

    def edit(self, id: str, seen: str, change: Edit, *, by: str | None, reason: str) -> Decision:
        """Decide about an article's head, as `correct`."""
        record = self.record
        with record.database.connect(writes=True) as connection:
            row = record.database.article(connection, id)
            if version_of_article(connection, row) != seen:
                return _again(decisions.listed(connection, row["id"]), change.told(), by)
            return decisions.edit(connection, row, change, by=by, reason=reason)

    def on_people(self, seen: str, work: Callable[[People], T]) -> T:
        """Decide who is who. Outdated where others have decided since."""
        record = self.record
        with self._lock:
            with record.database.connect() as connection:
                if str(stamp(connection)) != seen:
                    raise Outdated
            return work(People(record))


def version(connection: Connection, row: RowMapping) -> str:
    """What changes whenever a statement (its row) does, or what was decided about it."""
    return versions_of(connection, [row])[row["pk"]]


def versions_of(connection: Connection, rows: Sequence[RowMapping]) -> dict[int, str]:
    """The same of each of these rows, by their keys."""
    chosen = select(articles.c.pk, articles.c.series).where(articles.c.pk.in_({row["article_pk"] for row in rows}))
    of = {row.pk: row.series for row in connection.execute(chosen)}
    decided = _decided(connection, of.values())
    return {row["pk"]: _version(store.statement(row), row["n"], decided[of[row["article_pk"]]]) for row in rows}


def versions(connection: Connection, series: int, said: Mapping[int, Statement]) -> dict[str, str]:
    """What `version` gives for statements of an article, by their ids; `said` has them by their numbers, from 0."""
    decided = _decided(connection, [series])[series]
    return {one.id: _version(one, n, decided) for n, one in said.items()}


def _decided(connection: Connection, series: Iterable[int]) -> dict[int, list[Row[Any]]]:
    """What was decided about the articles of these series, by series."""
    chosen = select(*corrections.c["series", "n", "at_n"], *taken.c["person", "undone_at"])
    own = chosen.join(taken, taken.c.n == corrections.c.n).where(corrections.c.series.in_({*series}))
    found = defaultdict[int, list[Row[Any]]](list)
    for row in connection.execute(own):
        found[row.series].append(row)
    return found


def _version(said: Statement, n: int, decided: Iterable[Row[Any]]) -> str:
    return _digest(said, sorted((d.n, d.undone_at) for d in decided if d.at_n == n or d.person == said.id))


def version_of_article(connection: Connection, row: RowMapping) -> str:
    """What changes whenever an article's head does, or what was decided about it."""
    own = select(corrections.c.n, taken.c.undone_at).join(taken, taken.c.n == corrections.c.n)
    decided = connection.execute(own.where(corrections.c.series == row["series"], corrections.c.edit.is_not(None)))
    head = tuple(row[name] for name in ("version", "title", "byline", "outlet", "published"))
    return _digest(head, sorted(tuple(r) for r in decided))


def _again(known: list[Decision], told: str, by: str | None) -> Decision:
    """The decision that stands already, where it is this very one. Outdated for any other."""
    last = known[-1] if known else None
    if last is not None and last.undone_at is None and last.what == told and by in (None, last.by):
        return last
    raise Outdated


def _digest(*of: object) -> str:
    return sha256(repr(of).encode("utf-8", "replace")).hexdigest()[:32]
