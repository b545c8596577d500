"""Somebody in the record at a glance: by which names and titles, and what they promised."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec
from sqlalchemy import Connection, String, and_, bindparam, exists, func, select, type_coerce

from onrecord.model import Printed
from onrecord.record import persons, search, sqlite, whose
from onrecord.record.either import among, of_keys
from onrecord.record.played import ROLES
from onrecord.record.reprints import alone, once
from onrecord.record.schema import articles, entities, names, occasions, parties, played, positions, statements

_CUES: Final = (
    select(*statements.c["pk", "article_pk", "cue"])
    .join(articles, articles.c.pk == statements.c.article_pk)
    .where(articles.c.current, statements.c.polarity != "denied")
    .order_by(statements.c.first_day.desc().nulls_last(), statements.c.pk)
)
_AT_FIRST, _AT_ONCE = 100, 400  # statements whose articles are read for their promises: those of most are among few
_PROMISED: Final = re.compile(
    r"\b(?:promis|vow|pledg|guarante|commit(?:s|ted|ting)?\b|swear|swore|sworn|undertook|undertak)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Namesake(Printed):
    """One of the names that a query means, with how often it speaks and is spoken of."""

    name: str
    type: str
    says: int
    spoken_of: int


@dataclass(frozen=True, slots=True)
class Title(Printed):
    """A title as articles print it: in how many, and between which days these were published."""

    title: str
    articles: int
    first: date | None
    last: date | None


def namesakes(connection: Connection, name: str) -> list[Namesake]:
    """The names in the record that a query means, the most frequent first."""
    meant = {row.pk: row for row in persons.printed(connection, name)}
    held: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for some in sqlite.batches(meant):
        for row in connection.execute(select(played).where(played.c.name_pk.in_(some))):
            held[meant[row.name_pk].name, meant[row.name_pk].type][row.role] += row.held
        named = select(names.c.pk).where(names.c.pk.in_(some), exists().where(parties.c.name_pk == names.c.pk))
        for pk in connection.execute(named).scalars():
            held[meant[pk].name, meant[pk].type].update(())
    found = [Namesake(*who_, says=c["speaker"], spoken_of=c["about"]) for who_, c in held.items()]
    return sorted(found, key=lambda n: (-n.says - n.spoken_of, n.name))


def is_target(connection: Connection, name: str) -> bool:
    """Whether somebody or something is called so where no statement has them as a party: the target of an attitude, of
    an outlet's own voice, or one who took part in an occasion."""
    written = msgspec.json.encode(name).decode()
    target = f'"target":{written}'
    stance, voice = type_coerce(statements.c.stance, String), type_coerce(articles.c.voice, String)
    there = type_coerce(occasions.c.participants, String)
    looks = (
        select(positions.c.pk).where(positions.c.name == name),
        select(occasions.c.pk).where(there.contains(written, autoescape=True)),
        select(articles.c.pk).where(articles.c.current, voice.contains(target, autoescape=True)),
        select(statements.c.pk).where(stance.contains(target, autoescape=True)),
    )
    return any(connection.execute(look.limit(1)).first() for look in looks)


def everybody(connection: Connection, holds: str | None = None, most: int = 200) -> list[Namesake]:
    """The persons by name, those who speak most first; only names that hold these letters, where they are given."""
    first, other = played.alias(), played.alias()
    found: list[Namesake] = []
    for role, its in ROLES, ROLES[::-1]:  # those who speak, then those who are only spoken of
        both = and_(other.c.name_pk == first.c.name_pk, other.c.role == its)
        beside = func.coalesce(other.c.held, 0)
        chosen = (
            select(*names.c["name", "type"], first.c.held, beside)
            .select_from(first)
            .join(names, names.c.pk == first.c.name_pk)
            .outerjoin(other, both)
            .where(first.c.role == role, names.c.type == "person")
            .order_by(first.c.held.desc(), beside.desc(), names.c.name)
        )
        if holds is not None:
            chosen = chosen.where(names.c.name.icontains(holds, autoescape=True))
        if role == ROLES[0]:
            found += [Namesake(row[0], row[1], row[2], row[3]) for row in connection.execute(chosen.limit(most))]
        else:
            only = chosen.where(other.c.held.is_(None)).limit(most - len(found))
            found += [Namesake(row[0], row[1], 0, row[2]) for row in connection.execute(only)]
    return found


def titles(connection: Connection, called: Iterable[str], of: int | None = None) -> list[Title]:
    """The titles that articles print of those who are called so, the most frequent first; all articles, or `of` so many
    of those added last."""
    named = and_(entities.c.name.in_(sorted(set(called))[:200]), entities.c.type == "person")
    last = select(entities.c.pk).where(named).order_by(entities.c.pk.desc()).limit(of)
    chosen = (
        select(entities.c.offices, articles.c.published, articles.c.id)
        .join(articles, entities.c.article_pk == articles.c.pk)
        .where(articles.c.current, named if of is None else among(entities.c.pk, last), entities.c.offices != ())
    )
    days: dict[str, dict[str, date | None]] = defaultdict(dict)  # of publication, by article
    shown: dict[str, Counter[str]] = defaultdict(Counter)
    for held, published, article in connection.execute(chosen):
        for title in dict.fromkeys(office for office in held if len(office) > 3):
            key = title.lower().removeprefix("the ")
            days[key][article] = published
            shown[key][title] += 1
    found = []
    for key, all in days.items():
        dated = [day for day in all.values() if day]
        usual = min(shown[key].items(), key=lambda one: (-one[1], one[0]))[0]
        found.append(Title(usual, len(all), min(dated, default=None), max(dated, default=None)))
    return sorted(found, key=lambda t: (-t.articles, t.title))


def last_day(connection: Connection, name: str, of: int) -> date | None:
    """The last day on which somebody said something; `of` so many of the latest statements are looked at elsewhere."""
    keys = whose.lately(connection, name, of)
    return connection.scalar(_DAY, {"pk": keys[0]}) if keys else None


_DAY: Final = select(statements.c.first_day).where(statements.c.pk == bindparam("pk"))


def promised(
    connection: Connection, name: str, about: str | None, most: int, of: int | None = None
) -> list[search.Entry]:
    """So many of what somebody has promised by the word that reports it ("vowed to"), the latest first; in all their
    statements, or `of` so many of the latest."""
    if of is not None and about is None:
        keys = whose.lately(connection, name, of)
        rows = connection.execute(_CUES.where(of_keys(statements.c.pk), alone()), {"keys": keys})
    else:
        chosen = _CUES.where(statements.c.pk.in_(whose.spoken_by(connection, name)), once())
        if about is not None:
            chosen = chosen.where(statements.c.pk.in_(whose.spoken_of(connection, about)))
        rows = connection.execute(chosen)
    found = list[int]()
    size = _AT_FIRST
    while some := rows.fetchmany(size):  # articles are long, and few are needed
        size = _AT_ONCE
        texts = search.texts_of(connection, (row.article_pk for row in some))
        told = (r.pk for r in some if any(_PROMISED.search(texts[r.article_pk][start:end]) for start, end in r.cue))
        found += list(told)[: most - len(found)]
        if len(found) == most:
            rows.close()
            break
    entries = search.entries(connection, found)
    return [entries[pk] for pk in found if pk in entries]
