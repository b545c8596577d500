"""The occasions of the record: who met, spoke or was heard, when and where, and which articles tell of it.

What several articles tell of is one entry where they agree on the kind (a rally is a speech too), on the day, and on
who took part (one may name more than another, and of a debate or a hearing each may name others). What was planned for
a day and what happened on it are one. Without a day two articles' occasions stay apart: there is nothing to say that
they are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from sqlalchemy import Connection, select

from onrecord.model import OccasionKind, OccasionStatus, Printed
from onrecord.periods import days
from onrecord.record import search, who
from onrecord.record.persons import Names
from onrecord.record.schema import articles, occasions

# kinds that two articles may call one occasion by, and those of which each article may name other people
_GROUPS: dict[OccasionKind, str] = {"rally": "speech"}
_MANY = ("debate", "hearing")
_SEVERAL = 4  # articles
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Held(Printed):
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

    `since` and `until` are ISO 8601 periods; what has no date fits neither. ValueError for what is none, for a blank
    name, and for a kind that is none.
    """
    for name in people:
        search.named(person=name)
    if kind is not None and kind not in get_args(OccasionKind):
        raise ValueError(f"kind={kind!r} is none of {', '.join(get_args(OccasionKind))}")
    for period in filter(None, (since, until)):
        _period(period)
    query = (
        select(
            *occasions.c["article_pk", "kind", "plover", "participants", "place", "date", "status", "duration"],
            articles.c.id,
        )
        .join(articles, occasions.c.article_pk == articles.c.pk)
        .where(articles.c.current)
        .order_by(occasions.c.article_pk, occasions.c.n)
    )
    if kind is not None:
        query = query.where(occasions.c.kind == kind)
    told: dict[tuple[str, str | None], list[list[Held]]] = {}  # by group and date: articles' occasions that are one
    names, rows = Names(connection), connection.execute(query).all()
    called = names.within(row.article_pk for row in rows)
    for row in rows:
        own = called.get(row.article_pk, {})
        who_came = tuple(dict.fromkeys(own.get(name, name) for name in row.participants))
        held = Held(row.kind, row.plover, who_came, row.place, row.date, row.status, (row.id,), row.duration)
        near = told.setdefault((_GROUPS.get(held.kind, held.kind), held.date), [])
        dated = _DAY.fullmatch(held.date or "")  # without a day none is another
        same = [one for one in near if any(_one(other, held) for other in one)] if dated else []
        if same:
            near[:] = [one for one in near if one not in same]
        near.append([*(h for one in same for h in one), held])
    found = [_joined(one) for near in told.values() for one in near]
    asked = [names.meant(name) for name in people]
    fits = [h for h in found if _took_part(h, asked) and _within(h, since, until)]
    return sorted(fits, key=lambda h: h.date or "", reverse=True)


def _one(a: Held, b: Held) -> bool:
    """Whether two articles' occasions of one group and date are one."""
    if not _DAY.fullmatch(a.date or "") or (a.status != b.status and {a.status, b.status} != {"planned", "happened"}):
        return False
    if a.kind == b.kind == "visit" and a.place and b.place and a.place not in b.place and b.place not in a.place:
        return False
    fewer, more = sorted((a.participants, b.participants), key=len)
    shared = [any(_same(name, other) for other in more) for name in fewer]
    return any(shared) if a.kind in _MANY else all(shared)


def _same(a: str, b: str) -> bool:
    return who.means(a, b, "person") or who.means(b, a, "person")


def _joined(one: list[Held]) -> Held:
    """What several articles tell of one occasion: as the one that names most people has it, filled in from the others.
    Of many articles, those whom only one of them names are left out where the kind lets each name others."""
    most = max(one, key=lambda h: len(h.participants))
    names: list[str] = []
    for name in (name for held in (most, *one) for name in held.participants):
        if not any(_same(name, known) for known in names):
            names.append(name)
    if most.kind in _MANY and len(one) >= _SEVERAL:
        named = [n for n in names if sum(any(_same(n, other) for other in h.participants) for h in one) > 1]
        names = named or names
    status: OccasionStatus = "happened" if any(h.status == "happened" for h in one) else most.status
    return replace(
        most,
        plover=next((h.plover for h in (most, *one) if h.plover and h.status == status), None),
        participants=tuple(names),
        place=next((h.place for h in (most, *one) if h.place), None),
        status=status,
        articles=tuple(dict.fromkeys(id for h in one for id in h.articles)),
        duration=next((h.duration for h in (most, *one) if h.duration), None),
    )


def _took_part(held: Held, people: Sequence[set[str]]) -> bool:
    return all(any(who.means(asked, name, "person") for name in held.participants for asked in one) for one in people)


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
