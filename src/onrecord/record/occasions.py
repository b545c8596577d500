"""The occasions of the record: who met, spoke or was heard, when and where, and which articles tell of it.

What several articles tell of is one entry where they agree on the kind (a rally is a speech too), on the day, and on
who took part (one may name more than another, and of a debate or a hearing each may name others). What was planned for
a day and what happened on it are one. Without a day two articles' occasions stay apart: there is nothing to say that
they are one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, Select, SelectBase, and_, or_, select, tuple_, union

from onrecord.model import OccasionKind, OccasionStatus, Printed
from onrecord.periods import days, first_day
from onrecord.record import persons, search, who
from onrecord.record.persons import Names
from onrecord.record.schema import NO_DAY, articles, attendees, occasions

# kinds that two articles may call one occasion by, and those of which each article may name other people
_GROUPS: dict[str, str] = {"rally": "speech"}
_MANY = ("debate", "hearing")
_SEVERAL = 4  # articles
_FIRST, _MOST = 12, 400  # days, or articles, that are read at once: at first so many that a page needs no more
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
    """All that `latest` gives."""
    return list(latest(connection, people, kind, since, until))


def latest(
    connection: Connection,
    people: Sequence[str] = (),
    kind: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Iterator[Held]:
    """The occasions at which all of `people` took part, the latest first, those without a date last; no more of them
    are read than are asked for.

    `since` and `until` are ISO 8601 periods; what has no date fits neither. ValueError for what is none, for a blank
    name, and for a kind that is none.
    """
    for name in people:
        search.named(person=name)
    if kind is not None and kind not in get_args(OccasionKind):
        raise ValueError(f"kind={kind!r} is none of {', '.join(get_args(OccasionKind))}")
    for period in filter(None, (since, until)):
        _period(period)
    asked = [Names(connection).meant(name) for name in people]
    told = _told()
    if kind is not None:
        told = told.where(occasions.c.kind.in_(_alike(kind)))
    pages = _pages(people[0], asked[0], connection) if people else _pages_of_all(connection)
    return (
        held
        for where in pages
        for held in _of(connection, told.where(where), asked)
        if kind in (None, held.kind) and _within(held, since, until)
    )


def told_by(connection: Connection, article: str) -> list[Held]:
    """The occasions that an article (its id) tells of, each as all articles tell of it, in no order."""
    pk = select(articles.c.pk).where(articles.c.id == article, articles.c.current).scalar_subquery()
    days_of = select(occasions.c.date).where(occasions.c.article_pk == pk, occasions.c.date.is_not(None))
    query = _told().where(or_(occasions.c.article_pk == pk, occasions.c.date.in_(days_of)))
    found = (_joined(one) for some in _near(connection, query) for one in _ones(some))
    return [held for held in found if article in held.articles]


def _pages_of_all(connection: Connection) -> Iterator[ColumnElement[bool]]:
    """All days, the latest first, and what has none."""
    of = occasions.c
    for some in _days(connection, of.first_day, select(of.first_day).where(of.first_day.is_not(None))):
        yield of.first_day.in_(some)
    yield of.first_day.is_(None)


def _pages(person: str, called: set[str], connection: Connection) -> Iterator[ColumnElement[bool]]:
    """The days on which somebody took part in something, the latest first: all occasions of these days that are of a
    kind with theirs, since other articles may name others who were there; and theirs without a day."""
    meant = [row.pk for name in called for row in persons.printed(connection, name)]
    theirs: SelectBase = select(*attendees.c["day", "occasion_pk"]).where(attendees.c.name_pk.in_(meant))
    if known := persons.meant(connection, person):
        theirs = union(theirs, persons.occasions_with(known))
    of = theirs.subquery().c
    day, kind = occasions.c["first_day", "kind"]
    for some in _days(connection, of.day, select(of.day).where(of.day > NO_DAY)):
        mine = occasions.c.pk.in_(select(of.occasion_pk).where(of.day.in_(some)))
        held = connection.execute(select(day, kind).where(mine).distinct()).all()
        alike = {(row.first_day, other) for row in held for other in _alike(row.kind)}
        yield and_(day.in_(some), tuple_(day, kind).in_(sorted(alike)))  # by index, of the days alone
    undated = occasions.c.pk.in_(select(of.occasion_pk).where(of.day == NO_DAY))
    article = occasions.c.article_pk  # some articles at once: what has no day is alone
    told = select(article).where(undated).distinct().order_by(article)
    for some in _pieces(connection, told, lambda last: article > last):
        yield and_(undated, article.in_(some))


def _days(connection: Connection, day: ColumnElement[date], chosen: Select[Any]) -> Iterator[list[date]]:
    """The days that are chosen, the latest first."""
    return _pieces(connection, chosen.distinct().order_by(day.desc()), lambda last: day < last)


def _pieces(
    connection: Connection, ordered: Select[Any], beyond: Callable[[Any], ColumnElement[bool]]
) -> Iterator[list[Any]]:
    """What is chosen, in its order: few at first, since few may be asked for."""
    size = _FIRST
    some = list(connection.execute(ordered.limit(size)).scalars())
    while some:
        yield some
        if len(some) < size:
            return
        size = min(size * 4, _MOST)
        some = list(connection.execute(ordered.where(beyond(some[-1])).limit(size)).scalars())


def _of(connection: Connection, query: Select[Any], people: Sequence[set[str]]) -> list[Held]:
    """What articles tell of these people's occasions, each of these once."""
    near = (_around(some, people) for some in _near(connection, query))
    found = (_joined(one) for some in near for one in _ones(some))
    theirs = (held for held in found if _took_part([held], people))
    return sorted(theirs, key=lambda held: first_day(held.date) or NO_DAY, reverse=True)


def _told() -> Select[Any]:
    """What each article tells of its occasions."""
    columns = occasions.c["article_pk", "kind", "plover", "participants", "place", "date", "status", "duration"]
    chosen = select(*columns, articles.c.id).join(articles, occasions.c.article_pk == articles.c.pk)
    return chosen.where(articles.c.current).order_by(occasions.c.article_pk, occasions.c.n)


def _near(connection: Connection, query: Select[Any]) -> Iterable[list[Held]]:
    """Articles' occasions, those together of which some may be one: those of a group and a day."""
    near: dict[tuple[str, str | int], list[Held]] = defaultdict(list)
    rows = connection.execute(query).all()
    called = Names(connection).within(row.article_pk for row in rows)
    for row in rows:
        own = called.get(row.article_pk, {})
        who_came = tuple(dict.fromkeys(own.get(name, name) for name in row.participants))
        held = Held(row.kind, row.plover, who_came, row.place, row.date, row.status, (row.id,), row.duration)
        day = held.date if held.date and _DAY.fullmatch(held.date) else len(near)  # without a day none is another
        near[_group(held.kind), day].append(held)
    return near.values()


def _group(kind: str) -> str:
    return _GROUPS.get(kind, kind)


def _alike(kind: str) -> list[str]:
    """The kinds of the group of one."""
    return [other for other in get_args(OccasionKind) if _group(other) == _group(kind)]


def _around(near: Sequence[Held], people: Sequence[set[str]]) -> list[Held]:
    """Of those of a group and a day, those at which the first of these people took part, and what may be one with them:
    the rest, which may be much, is not compared with itself."""
    if not people:
        return list(near)
    chosen = {n for n, held in enumerate(near) if _took_part([held], people[:1])}
    todo, left = list(chosen), [n for n in range(len(near)) if n not in chosen]
    while todo and left:
        of = todo.pop()
        same = {n for n in left if _one(near[min(n, of)], near[max(n, of)])}
        chosen |= same
        todo += same
        left = [n for n in left if n not in same]
    return [near[n] for n in sorted(chosen)]


def _ones(near: Iterable[Held]) -> list[list[Held]]:
    """Those of a group and a day, parted into those that are one."""
    ones: list[list[Held]] = []
    for held in near:
        same = [one for one in ones if any(_one(other, held) for other in one)]
        if same:
            ones = [one for one in ones if one not in same]
        ones.append([*(h for one in same for h in one), held])
    return ones


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
    if len(one) == 1 and len(most.participants) < 2:  # the most frequent, and nothing to join
        return most
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


def _took_part(some: Sequence[Held], people: Sequence[set[str]]) -> bool:
    """Whether each of these people took part in any of some occasions."""
    came = {name for held in some for name in held.participants} if people else set()
    return all(any(who.means(asked, name, "person") for name in came for asked in one) for one in people)


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
