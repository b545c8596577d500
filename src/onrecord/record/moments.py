"""When statements were made, as far as the record knows, and in which order: what `shifts` and `stance` tell alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, select

from onrecord.model import Printed
from onrecord.periods import days
from onrecord.record.either import given, of_keys
from onrecord.record.schema import articles, readings, statements

_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")


_CHOSEN: Final = (
    select(
        *statements.c["pk", "article_pk", "said_on", "first_day"],
        *readings.c["dated", "earlier"],
        articles.c.published,
    )
    .join(readings, readings.c.statement_pk == statements.c.pk)
    .join(articles, articles.c.pk == statements.c.article_pk)
    .where(of_keys(statements.c.pk))
)


@dataclass(frozen=True, slots=True)
class Moment(Printed):
    """When a statement was made.

    `date` is an ISO 8601 period. By `text`: the text tells it. By `publication`: it is the day of publication, and
    nothing tells that it was said then. By `author`: it was said before that day, as the author's `words` say ("in
    opposition"), if not the turn itself that he tells of.
    """

    date: str | None
    by: Literal["text", "publication", "author"] | None
    words: str | None = None


def before(then: Moment, now: Moment) -> Moment:
    """When it was said that somebody turned from, as an author tells: before the turn, where no earlier day is known.

    A day that stands beside both is that of the turn ("initially defended his vote, but on Saturday …"); a month may be
    that of both, and a day of publication is.
    """
    earlier, later = days(then.date or ""), days(now.date or "")
    if later is None or (then.by == now.by == "publication"):
        return then
    long = later[0] < later[1]
    if earlier is not None and (earlier[1] < later[0] or (long and earlier == later)):
        return then
    return Moment((later[1] + timedelta(1)).isoformat() if long else now.date, "author", then.words)


@dataclass(frozen=True, slots=True)
class _Told:
    article: int
    day: date | None
    moment: Moment

    @property
    def is_past(self) -> bool:
        return self.moment.by == "author"


class Moments:
    """The moments of statements that comparison has read."""

    def __init__(self, connection: Connection, pks: Iterable[int]) -> None:
        self._told: dict[int, _Told] = {}
        for r in given(connection, _CHOSEN, pks):
            published = r.published and r.published.isoformat()
            if r.earlier and not r.dated:
                told = _Told(r.article_pk, r.published, Moment(published, "author", r.earlier))
            elif r.said_on:
                told = _Told(r.article_pk, r.first_day, Moment(r.said_on, "text"))
            else:
                told = _Told(r.article_pk, r.published, Moment(published, "publication" if published else None))
            self._told[r.pk] = told

    def of(self, pk: int) -> Moment:
        """When a statement was made."""
        return self._told[pk].moment

    def ordered(self, pks: Sequence[int]) -> list[int]:
        """Statements of one holder, the earliest first, those without a date last.

        What its author places earlier comes before what the same article reports of the holder without such words.
        """
        first: dict[int, date] = {}
        for told in map(self._told.__getitem__, pks):
            if told.day and not told.is_past:
                first[told.article] = min(told.day, first.get(told.article, told.day))

        def place(pk: int) -> tuple[date, bool, int]:
            told = self._told[pk]
            day = told.day or date.max
            if told.is_past:
                day = min(day, first.get(told.article, day))
                if year := _YEAR.search(told.moment.words or ""):
                    day = min(day, date(int(year[0]), 12, 31))
            return day, not told.is_past, pk

        return sorted(pks, key=place)
