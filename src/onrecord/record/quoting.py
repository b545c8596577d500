"""Whom an outlet quotes, and who speaks in it without a name."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, case, func, select

from onrecord.model import Printed
from onrecord.people.names import gender, parse
from onrecord.record import search
from onrecord.record.schema import articles, entities, statements

_MOST: Final = 20
_FEW: Final = 4  # names beside a title
_SHORT: Final = 3  # letters of what is no title that says anything


@dataclass(frozen=True, slots=True)
class Quoted(Printed):
    """Somebody whom an outlet quotes: how often, and how often of that in their own words, at least in part."""

    name: str
    type: str
    count: int
    own_words: int


@dataclass(frozen=True, slots=True)
class Genders(Printed):
    """Persons by name whom an outlet quotes, and their statements, by what their names show: a title (Mrs), else the
    given name that nearly all who bear it have in one gender. `unknown`: neither shows it.
    """

    women: tuple[int, int]
    men: tuple[int, int]
    unknown: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quoting(Printed):
    """Whom an outlet quotes most, and how many of its statements are of which type of speaker."""

    quoted: tuple[Quoted, ...]
    types: tuple[tuple[str, int], ...]
    genders: Genders


@dataclass(frozen=True, slots=True)
class Titled(Printed):
    """A title with which an outlet names people: in how many articles, and whom (those most often first)."""

    title: str
    articles: int
    names: tuple[str, ...]


def quoting(connection: Connection, outlet: str) -> Quoting:
    """Whom an outlet quotes, by its current articles."""
    of = statements.c
    mine = (articles.c.current, search.is_outlet(outlet))
    held = func.count()
    types = (
        select(of.speaker_type, held)
        .join(articles)
        .where(*mine)
        .group_by(of.speaker_type)
        .order_by(held.desc(), of.speaker_type)
    )
    own = func.sum(case((of.kind != "indirect", 1), else_=0))
    chosen = select(of.speaker_name, func.min(of.speaker_type), held, own).join(articles)
    chosen = chosen.where(*mine, of.speaker_name.is_not(None)).group_by(of.speaker_name)
    rows = connection.execute(chosen.order_by(held.desc(), of.speaker_name).limit(_MOST)).all()
    people = chosen.where(of.speaker_type == "person")
    return Quoting(
        tuple(Quoted(row[0], row[1], row[2], int(row[3])) for row in rows),
        tuple((row[0], row[1]) for row in connection.execute(types)),
        _genders([(row[0], row[2]) for row in connection.execute(people)]),
    )


def titles(connection: Connection, outlet: str) -> list[Titled]:
    """The titles with which an outlet names people, those of most articles first."""
    of = entities.c
    chosen = select(of.name, of.offices, of.article_pk).join(articles, articles.c.pk == of.article_pk)
    chosen = chosen.where(articles.c.current, search.is_outlet(outlet), of.type == "person")
    held: dict[str, set[int]] = defaultdict(set)
    whom: dict[str, Counter[str]] = defaultdict(Counter)
    shown: dict[str, Counter[str]] = defaultdict(Counter)
    for name, offices, article in connection.execute(chosen):
        for title in dict.fromkeys(office for office in offices if len(office) > _SHORT):
            key = title.lower()
            held[key].add(article)
            whom[key][name] += 1
            shown[key][title] += 1
    found = [
        Titled(shown[key].most_common(1)[0][0], len(pks), tuple(name for name, _ in whom[key].most_common(_FEW)))
        for key, pks in held.items()
    ]
    return sorted(found, key=lambda t: (-t.articles, t.title))[:_MOST]


def _genders(people: list[tuple[str, int]]) -> Genders:
    by: dict[str | None, list[int]] = defaultdict(lambda: [0, 0])
    for name, many in people:
        known = parse(name)
        told = by[gender(known) if known else None]
        told[0] += 1
        told[1] += many
    return Genders(*((by[key][0], by[key][1]) for key in ("f", "m", None)))
