"""What the record covers: how much of which outlets, and from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from onrecord.model import Printed
from onrecord.record.schema import articles, statements
from onrecord.record.variants import first_of


@dataclass(frozen=True, slots=True)
class Extent(Printed):
    """How much a record holds: current articles, the outlets and the days they are of, when one was last added (UTC).

    `undated` and `unnamed` are the articles without a day of publication and without an outlet.
    """

    articles: int
    statements: int
    outlets: int
    first: date | None
    last: date | None
    undated: int
    unnamed: int
    added_at: datetime | None

    def __str__(self) -> str:
        many = f"{self.articles:,} article{'' if self.articles == 1 else 's'}"
        of = f" of {self.outlets:,} outlet{'' if self.outlets == 1 else 's'}" if self.outlets else ""
        days = f", {self.first} to {self.last}" if self.first != self.last else f", {self.first}" if self.first else ""
        return f"{many}{of}{days}"


def extent(connection: Connection) -> Extent:
    """How much is in a record."""
    of = articles.c
    chosen = select(
        func.count(),
        func.count(func.lower(of.outlet).distinct()),
        func.min(of.published),
        func.max(of.published),
        func.count() - func.count(of.published),
        func.count() - func.count(of.outlet),
        func.max(of.added_at),
    ).where(of.current)
    said = select(func.count(first_of.distinct())).select_from(statements.join(articles)).where(of.current)
    many, outlets, first, last, undated, unnamed, added = connection.execute(chosen).one()
    return Extent(many, connection.scalar(said) or 0, outlets, first, last, undated, unnamed, added)
