"""The occasions of the record: who met, spoke or was heard, when and where, and which articles tell of it.

What several articles tell of is one entry where they agree on the kind, on the day, and on who took part (one may name
more than another). Without a day two articles' occasions stay apart: there is nothing to say that they are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from onrecord.model import OccasionKind, OccasionStatus
from onrecord.record import who
from onrecord.record.periods import days
from onrecord.record.schema import articles, occasions

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Held:
    """An occasion across articles; `articles` are the ids of those that tell of it, in the order they were added."""

    kind: OccasionKind
    plover: str | None
    participants: tuple[str, ...]
    place: str | None
    date: str | None
    status: OccasionStatus
    articles: tuple[str, ...]
    duration: str | None = None


def find(
    connection: Connection,
    people: Sequence[str] = (),
    kind: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> list[Held]:
    """The occasions at which all of `people` took part, the latest first, those without a date last.

    `since` and `until` are ISO 8601 periods (ValueError for what is none); what has no date fits neither.
    """
    query = (
        select(*occasions.c["kind", "plover", "participants", "place", "date", "status", "duration"], articles.c.id)
        .join(articles, occasions.c.article_pk == articles.c.pk)
        .where(articles.c.current)
        .order_by(occasions.c.article_pk, occasions.c.n)
    )
    if kind is not None:
        query = query.where(occasions.c.kind == kind)
    found: list[Held] = []
    for row in connection.execute(query):
        held = Held(row.kind, row.plover, row.participants, row.place, row.date, row.status, (row.id,), row.duration)
        same = next((n for n, other in enumerate(found) if _one(other, held)), None)
        if same is None:
            found.append(held)
        else:
            found[same] = _joined(found[same], held)
    fits = [h for h in found if _took_part(h, people) and _within(h, since, until)]
    return sorted(fits, key=lambda h: h.date or "", reverse=True)


def _one(a: Held, b: Held) -> bool:
    if (a.kind, a.date, a.status) != (b.kind, b.date, b.status) or not _DAY.fullmatch(a.date or ""):
        return False
    fewer, more = sorted((a.participants, b.participants), key=len)
    return all(any(_same(name, other) for other in more) for name in fewer)


def _same(a: str, b: str) -> bool:
    return who.means(a, b, "person") or who.means(b, a, "person")


def _joined(a: Held, b: Held) -> Held:
    more = max(a.participants, b.participants, key=len)
    both = a.articles if b.articles[0] in a.articles else a.articles + b.articles
    lasted = a.duration or b.duration
    return Held(a.kind, a.plover or b.plover, more, a.place or b.place, a.date, a.status, both, lasted)


def _took_part(held: Held, people: Sequence[str]) -> bool:
    return all(any(who.means(asked, name, "person") for name in held.participants) for asked in people)


def _within(held: Held, since: str | None, until: str | None) -> bool:
    if since is None and until is None:
        return True
    when = days(held.date) if held.date else None
    if when is None:
        return False
    return (since is None or when[1] >= _period(since)[0]) and (until is None or when[0] <= _period(until)[1])


def _period(value: str) -> tuple[date, date]:
    period = days(value)
    if period is None:
        raise ValueError(f"{value!r} is no date")
    return period
