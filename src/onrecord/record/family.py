"""Somebody and those of their family name, judged without a look at all others: whom else a person may be with only
they can tell, for persons whose last names differ are never one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count

from sqlalchemy import Connection, select

from onrecord.people import names, resolution
from onrecord.people.names import PersonName
from onrecord.people.resolution import Person
from onrecord.record import people, signing, sqlite
from onrecord.record.schema import articles, entities


def find(connection: Connection, query: str) -> list[Person] | None:
    """What `People.find` gives; None where that cannot be told from a family alone: the record has not kept yet who
    some of them are, or users have decided about them."""
    standing = [d for d in signing.on_people(connection) if d.undone_at is None]
    query = resolution.end(resolution.redirects(standing), query)
    person = select(entities.c.name).where(entities.c.type == "person")
    printed = list(connection.execute(person.distinct()).scalars())  # in earlier versions of articles, too
    own = select(entities.c.name).where(entities.c.person == query)  # of persons only, by the index of these alone
    current = own.join(articles, entities.c.article_pk == articles.c.pk).where(articles.c.current)
    meant = set(connection.execute(current.distinct()).scalars())
    asked = names.parse(query)
    folded = [(n, names.fold(n)) for n in printed]
    if asked and not meant:
        like = _stems(asked)
        some = printed if like is None else _holding(folded, like)
        meant = {n for n in some if (p := names.parse(n)) and names.agree(asked, p)}
    families = {names.last_word(parsed) for n in meant if (parsed := names.parse(n))}
    near = set(_holding(folded, families))  # few, of which the names are taken apart
    mine = [n for n in near if (parsed := names.parse(n)) and names.last_word(parsed) in families]
    ids = _kept(connection, mine)
    decided = {id for d in standing for id in (d.person, d.other)}
    if None in ids.values() or decided & set(ids.values()):
        return None
    found = _judged(connection, mine, ids)
    if found is None:
        return None
    if one := [p for p in found if p.id == query]:
        return one
    return [p for p in found if asked and any(names.agree(asked, n) for n in people.names_of(p))]


def _holding(folded: Iterable[tuple[str, str]], parts: set[str]) -> Iterable[str]:
    """The names whose folded form has one of these parts."""
    holds = re.compile("|".join(map(re.escape, sorted(parts)))).search
    return (n for n, plain in folded if holds(plain)) if parts else ()


def _stems(asked: PersonName) -> set[str] | None:
    """Of which each name has one that may agree with a full name; None for a single one, which may be a given name."""
    if asked.is_single:
        return None
    given = {names.fold(g) for g in (*asked.given[:1], asked.nickname) if g}
    family = names.last_word(asked)
    return {family[:-1] if len(family) > 7 else family, *given, *(s for g in given for s in names.short_forms(g))}


def _kept(connection: Connection, called: Iterable[str]) -> dict[tuple[str, str], str | None]:
    """Who these are, as the record has kept it, by article and entity."""
    found: dict[tuple[str, str], str | None] = {}
    chosen = select(articles.c.id, entities.c.id, entities.c.person)
    chosen = chosen.join(articles, entities.c.article_pk == articles.c.pk)
    for some in sqlite.batches(called):
        mine = chosen.where(articles.c.current, entities.c.type == "person", entities.c.name.in_(some))
        found |= {(row[0], row[1]): row[2] for row in connection.execute(mine)}
    return found


def _judged(
    connection: Connection, called: Iterable[str], ids: dict[tuple[str, str], str | None]
) -> list[Person] | None:
    """These persons, with the ids that the record has kept; None where those make others of them."""
    numbers = count()
    found = resolution.cluster(
        people.sightings(connection, called), people.figures_of(connection), lambda name: str(next(numbers))
    )
    kept = {p.id: {ids[s.article, s.entity] for s in p.sightings} for p in found}
    one = {old: id for old, some in kept.items() if len(some) == 1 and (id := next(iter(some))) is not None}
    if len(one) < len(found) or len(set(one.values())) < len(found):
        return None
    for person in found:
        person.id = one[person.id]
        person.doubts = [(one[id], opinion) for id, opinion in person.doubts]
    return sorted(found, key=lambda p: (-len(p.sightings), p.id))
