"""Who plays which part in statements, and who took part in occasions: by name and day, so that the latest of somebody
are found by key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import Connection, insert, select, tuple_, update

from onrecord.model import Entity, Statement, inside
from onrecord.periods import first_day
from onrecord.record import sqlite, who
from onrecord.record.schema import NO_DAY, attendees, entities, names, occasions, parties


def enter(connection: Connection, told: Iterable[tuple[int, date | None, Statement]], known: Iterable[Entity]) -> None:
    """Write who plays which part in statements, of which the keys and days are given, among those `known`."""
    there = list(known)
    played = {(pk, day or NO_DAY, *part) for pk, day, said in told for part in _parts(said, there)}
    name_pks = _name_pks(connection, {(name, type) for _, _, _, name, type in played})
    if played:
        rows = [
            {"statement_pk": pk, "day": day, "role": role, "name_pk": name_pks[name, type]}
            for pk, day, role, name, type in played
        ]
        connection.execute(insert(parties), sorted(rows, key=lambda row: (row["name_pk"], row["role"])))


def enter_occasions(connection: Connection, *article_pks: int) -> None:
    """Write who took part in the occasions of articles."""
    of = entities.c
    typed = select(*of["article_pk", "name", "type"]).where(of.article_pk.in_(article_pks)).order_by(of.pk.desc())
    types: Mapping[tuple[int, str], str] = {(row[0], row[1]): row[2] for row in connection.execute(typed)}
    chosen = select(*occasions.c["pk", "article_pk", "first_day", "participants"])
    came = {
        (row.pk, row.first_day or NO_DAY, name, types.get((row.article_pk, name), "person"))
        for row in connection.execute(chosen.where(occasions.c.article_pk.in_(article_pks)))
        for name in row.participants
    }
    name_pks = _name_pks(connection, {(name, type) for _, _, name, type in came})
    if came:
        rows = [{"occasion_pk": pk, "day": day, "name_pk": name_pks[name, type]} for pk, day, name, type in came]
        connection.execute(insert(attendees), sorted(rows, key=lambda row: row["name_pk"]))


def enter_all_occasions(connection: Connection) -> None:
    """Write who took part in all occasions of a record that has none of that yet, nor their days."""
    dates = select(occasions.c.date).where(occasions.c.date.is_not(None)).distinct()
    for value in list(connection.execute(dates).scalars()):
        dated = update(occasions).where(occasions.c.date == value)
        connection.execute(dated.values(first_day=first_day(value)))
    for some in sqlite.batches(list(connection.execute(select(occasions.c.article_pk).distinct()).scalars())):
        enter_occasions(connection, *some)


def _parts(said: Statement, known: Iterable[Entity]) -> Iterator[tuple[str, str, str]]:
    """Who plays which part in a statement: (role, name, type)."""
    for name in who.each(said.speaker.name or ""):
        yield "speaker", name, said.speaker.type
    if said.addressee:
        yield "addressee", said.addressee.name, said.addressee.type
    for party in said.about:
        yield "about", party.name, party.type
    for entity in known:
        if any(inside(mention, said.content) for mention in entity.mentions):
            yield "named", entity.name, entity.type


def _name_pks(connection: Connection, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for some in sqlite.batches(wanted):
        rows = select(*names.c["pk", "name", "type"]).where(tuple_(names.c.name, names.c.type).in_(some))
        found |= {(row.name, row.type): row.pk for row in connection.execute(rows)}
        missing = [{"name": n, "type": t, "key": who.key(n, t)} for n, t in some if (n, t) not in found]
        if missing:
            connection.execute(insert(names), missing)
            found |= {(row.name, row.type): row.pk for row in connection.execute(rows)}
    return found
