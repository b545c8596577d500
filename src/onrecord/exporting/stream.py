"""What an export is made of: the articles of a record with the statements that a query finds in them, one by one.

Memory holds some articles at a time, however large the record is, and all of it is read at one moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, select

from onrecord.extraction import floors
from onrecord.model import Article, Printed, Statement
from onrecord.record import Entry, Query, Record, search
from onrecord.record.schema import articles

_AT_ONCE = 32  # articles
_HEAD = ("id", "text", "title", "byline", "outlet", "published", "url", "path", "sha256", "language", "corrected")


@dataclass(frozen=True, slots=True)
class Exported(Printed):
    """An article (without its anchors and turns) and entries of it, in the order of its text."""

    article: Article
    entries: tuple[Entry, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements of the entries."""
        return tuple(entry.statement for entry in self.entries)


def surer(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, each without those fields of its statement that are less sure than their floors (`floors.sure`)."""
    return tuple(replace(entry, statement=floors.sure(entry.statement)) for entry in entries)


def documents(record: Record, query: Query | None = None, *, once: bool = False) -> Iterator[Exported]:
    """The newest version of each article in which the query finds something, in the order of the record.

    `once`: what several printings of a story have in the same words is there in the one that was published first.
    """
    with record.database.connect() as connection:
        some: dict[int, list[int]] = {}
        pairs = search.keys(connection, query or Query(), once=once)
        for article, group in groupby(pairs, key=itemgetter(0)):
            some[article] = [statement for _, statement in group]
            if len(some) == _AT_ONCE:
                yield from _documents(connection, some)
                some = {}
        yield from _documents(connection, some)


def _documents(connection: Connection, wanted: dict[int, list[int]]) -> Iterator[Exported]:
    found = search.entries(connection, (pk for pks in wanted.values() for pk in pks))
    rows = connection.execute(select(articles.c.pk, *articles.c[_HEAD]).where(articles.c.pk.in_(list(wanted))))
    heads = {row.pk: Article(**{name: getattr(row, name) for name in _HEAD}) for row in rows}
    for pk, pks in wanted.items():
        yield Exported(heads[pk], tuple(found[key] for key in pks))
