"""Whom a name means by who is who in the record, beyond the letters of names: where users have merged or renamed, and
where an id is asked for. And the names that such persons are shown by.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, select

from onrecord.model import Extraction, Stance, Statement
from onrecord.people import names as people_names
from onrecord.people import resolution
from onrecord.people.resolution import IdentityDecision
from onrecord.record import sqlite, who
from onrecord.record.once import once
from onrecord.record.schema import attendees, entities, names, occasions, parties, statements
from onrecord.record.signing import on_people


def meant(connection: Connection, query: str) -> set[str]:
    """The ids of the persons that a query means by its id, or by any name of somebody merged or renamed.

    Read from the decisions that stand, so that one taken back has no effect any more.
    """
    return once(connection, ("meant", query), lambda: _meant(connection, query))


def _meant(connection: Connection, query: str) -> set[str]:
    standing = _standing(connection)
    target = resolution.redirects(standing)
    found: set[str] = set()
    if query in target or connection.scalar(select(entities.c.pk).where(entities.c.person == query).limit(1)):
        found.add(resolution.end(target, query))
    for decision in standing:
        if decision.kind == "split":
            continue
        id = resolution.end(target, decision.person)
        called = set(connection.execute(select(entities.c.name).where(entities.c.person == id).distinct()).scalars())
        called |= {decision.other} if decision.kind == "rename" else set()
        if any(who.means(query, name, "person") for name in called):
            found.add(id)
    return found


def printed(connection: Connection, query: str) -> list[Row[Any]]:
    """The printed names that a query means by their letters: their rows in the table of names."""

    def work() -> list[Row[Any]]:
        candidates = connection.execute(select(names).where(names.c.key.in_(sorted(who.keys(query)))))
        return [row for row in candidates if who.means(query, row.name, row.type)]

    return once(connection, ("printed", query), work)


def statements_with(persons: set[str], roles: Sequence[str]) -> Select[Any]:
    """The days and keys of the statements in which these persons play a part, under whatever name."""
    same = and_(entities.c.article_pk == statements.c.article_pk, entities.c.name == names.c.name)
    return (
        select(*parties.c["day", "statement_pk"])
        .join(names, parties.c.name_pk == names.c.pk)
        .join(statements, parties.c.statement_pk == statements.c.pk)
        .join(entities, same)
        .where(entities.c.person.in_(sorted(persons)), names.c.type == "person", parties.c.role.in_(roles))
    )


def occasions_with(persons: set[str]) -> Select[Any]:
    """The days and keys of the occasions in which these persons took part, under whatever name."""
    same = and_(entities.c.article_pk == occasions.c.article_pk, entities.c.name == names.c.name)
    return (
        select(*attendees.c["day", "occasion_pk"])
        .join(names, attendees.c.name_pk == names.c.pk)
        .join(occasions, attendees.c.occasion_pk == occasions.c.pk)
        .join(entities, same)
        .where(entities.c.person.in_(sorted(persons)), names.c.type == "person")
    )


Called = Mapping[str, str]  # the names in one article that users decided otherwise, and what they decided


class Names:
    """What the persons of articles are called, as users have decided; what they have not is as printed."""

    def __init__(self, connection: Connection) -> None:
        standing = _standing(connection)
        target = resolution.redirects(standing)
        self._connection = connection
        self._decided = _usual(connection, {resolution.end(target, into) for into in target.values()})
        self._decided |= {resolution.end(target, d.person): d.other for d in standing if d.kind == "rename"}
        self._ids = {id: resolution.end(target, id) for id in (*target, *self._decided)}

    def meant(self, query: str) -> set[str]:
        """What those that a query means are called: the query itself, and any name decided for somebody it means."""
        found = meant(self._connection, query) if self._ids else set()
        return {query, *(name for id in found if (name := self.of_person(id)))}

    def of_person(self, id: str) -> str | None:
        """What was decided that a person is called."""
        return self._decided.get(self._ids.get(id, id))

    def within(self, articles: Iterable[int]) -> dict[int, Called]:
        """What is called otherwise in each of these articles, by their keys."""
        found: dict[int, dict[str, str]] = defaultdict(dict)
        columns = entities.c["article_pk", "name", "person"]
        for some in sqlite.batches(articles) if self._ids else ():
            mine = and_(entities.c.article_pk.in_(some), entities.c.person.in_(sorted(self._ids)))
            for row in self._connection.execute(select(*columns).where(mine)):
                name = self.of_person(row.person)
                if name is not None and name != row.name:
                    found[row.article_pk][row.name] = name
        return dict(found)


def renamed(said: Statement, called: Called) -> Statement:
    """A statement with the names that were decided."""
    if not called:
        return said
    speaker = replace(
        said.speaker,
        name=said.speaker.name and joint(said.speaker.name, called),
        candidates=tuple(dict.fromkeys(called.get(name, name) for name in said.speaker.candidates)),
    )
    hearer = said.addressee and replace(said.addressee, name=called.get(said.addressee.name, said.addressee.name))
    about = tuple(replace(party, name=called.get(party.name, party.name)) for party in said.about)
    return replace(said, speaker=speaker, addressee=hearer, about=about, stance=_toward(said.stance, called))


def renamed_all(extraction: Extraction, called: Called) -> Extraction:
    """An extraction with the names that were decided; those that are printed are the entities' aliases."""
    if not called:
        return extraction
    return replace(
        extraction,
        statements=tuple(renamed(said, called) for said in extraction.statements),
        occasions=tuple(
            replace(o, participants=tuple(dict.fromkeys(called.get(name, name) for name in o.participants)))
            for o in extraction.occasions
        ),
        entities=tuple(
            replace(e, name=called[e.name], aliases=tuple(dict.fromkeys((e.name, *e.aliases))))
            if e.name in called and e.type == "person"
            else e
            for e in extraction.entities
        ),
        voice=_toward(extraction.voice, called),
    )


def joint(name: str, called: Called) -> str:
    """A speaker's name with those that were decided, each of several."""
    return who.SEVERAL.join(called.get(one, one) for one in who.each(name)) if called else name


def _toward(stances: tuple[Stance, ...], called: Called) -> tuple[Stance, ...]:
    return tuple(replace(stance, target=called.get(stance.target, stance.target)) for stance in stances)


def _standing(connection: Connection) -> list[IdentityDecision]:
    return once(connection, "standing", lambda: [d for d in on_people(connection) if d.undone_at is None])


def _usual(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The names of the persons others were merged into, by their ids."""
    printed: dict[str, Counter[str]] = defaultdict(Counter)
    for some in sqlite.batches(ids):
        named = select(*entities.c["person", "name"]).where(entities.c.person.in_(some)).order_by(entities.c.pk)
        for row in connection.execute(named):
            printed[row.person][row.name] += 1
    return {id: _made_of(id, called) for id, called in printed.items()}


def _made_of(id: str, printed: Counter[str]) -> str:
    """Of the names that are printed of a person the one that the id was made of, else the most frequent."""
    names_of = [parsed for n in printed if (parsed := people_names.parse(n))]
    slug = re.sub(r"(?:~\d+|-\d+)$", "", id)
    for called in (*(n.usual for n in names_of), *(n.full for n in names_of)):
        if people_names.slug(called) == slug:
            return called
    return printed.most_common(1)[0][0]
