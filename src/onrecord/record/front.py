"""What is new in the record: its last days, who was quoted most in them, and what several outlets printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import CompoundSelect, Connection, func, select, union

from onrecord.model import Printed
from onrecord.record import search, variants
from onrecord.record.coverage import held, latest
from onrecord.record.schema import articles, statements
from onrecord.record.search import Entry
from onrecord.record.variants import family_of, first_of

_FIRST: Final = 90  # characters of an article without a title


@dataclass(frozen=True, slots=True)
class Repeated(Printed):
    """A statement that several outlets print: its first printing there, in how many outlets, and in how many forms."""

    entry: Entry
    outlets: int
    forms: int


@dataclass(frozen=True, slots=True)
class Latest(Printed):
    """An article in a list: `begins` are the first characters of its text."""

    id: str
    title: str | None
    begins: str
    outlet: str | None
    published: date | None
    statements: int

    @property
    def headed(self) -> str:
        """The title, or the first words where there is none."""
        if self.title:
            return self.title
        words = " ".join(self.begins.split())
        return f"{words.rpartition(' ')[0]} …" if len(self.begins) == _FIRST else words


def week(connection: Connection) -> tuple[date, date] | None:
    """The last seven days of which the record has articles; None where none has a day."""
    last = connection.scalar(select(func.max(articles.c.published)).where(articles.c.current))
    return (last - timedelta(days=6), last) if last else None


def most_quoted(connection: Connection, since: date, until: date, most: int) -> list[tuple[str, int]]:
    """Who was quoted most often in articles of these days, and how often."""
    held = func.count(first_of.distinct())
    chosen = (
        select(statements.c.speaker_name, held)
        .join(articles, articles.c.pk == statements.c.article_pk)
        .where(articles.c.current, articles.c.published.between(since, until))
        .where(statements.c.speaker_name.is_not(None), statements.c.speaker_type == "person")
        .group_by(statements.c.speaker_name)
    )
    rows = connection.execute(chosen.order_by(held.desc(), statements.c.speaker_name).limit(most))
    return [(row[0], row[1]) for row in rows]


def repeated(connection: Connection, most: int) -> list[Repeated]:
    """The statements that the most outlets print, the latest first among equals."""
    outlets, forms = func.count(articles.c.outlet.distinct()), func.count(first_of.distinct())
    chosen = (
        select(func.min(statements.c.pk).label("pk"), outlets.label("outlets"), forms.label("forms"))
        .join(articles, articles.c.pk == statements.c.article_pk)
        .where(articles.c.current, variants.member(_several()))
        .group_by(family_of)
        .having(outlets > 1)
        .order_by(outlets.desc(), func.max(articles.c.published).desc(), func.min(statements.c.pk))
    )
    rows = connection.execute(chosen.limit(most)).all()
    entries = search.entries(connection, [row.pk for row in rows])
    return [Repeated(entries[row.pk], row.outlets, row.forms) for row in rows if row.pk in entries]


def _several() -> CompoundSelect[Any]:
    """The first forms of the statements that have another printing: few, and found without a look at the others."""
    again = (statements.c[name] for name in ("variant_of", "same_as"))
    return union(*(select(column.label("first")).where(column > 0) for column in again))  # > 0: is not null, by index


def newest(connection: Connection, most: int, outlet: str | None = None) -> list[Latest]:
    """The articles that were published last, of one outlet where that is given."""
    first, pk, day = func.substr(articles.c.text, 1, _FIRST), articles.c.pk, articles.c.published
    chosen = select(*articles.c["id", "title"], first, *articles.c["outlet", "published"], held())
    ordered = chosen.where(pk.in_(latest(most, outlet))).order_by(day.desc().nulls_last(), pk.desc())
    rows = connection.execute(ordered).all()
    return [Latest(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows]
