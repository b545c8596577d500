"""Whom an outlet quotes, and who speaks in it without a name."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from onrecord.model import Printed
from onrecord.people.names import gender, parse
from onrecord.record import coverage
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


def quoting(connection: Connection, outlet: str, *, of: int | None = None) -> Quoting:
    """Whom an outlet quotes, by its current articles; `of` so many, the latest."""
    said, many = statements.c, func.count()
    chosen = select(said.speaker_name, said.speaker_type, said.kind, many).where(
        said.article_pk.in_(_articles(outlet, of))
    )
    types: Counter[str] = Counter()
    own: Counter[str] = Counter()
    all: Counter[str] = Counter()
    people: Counter[str] = Counter()
    first: dict[str, str] = {}
    for name, type, kind, held in connection.execute(chosen.group_by(said.speaker_name, said.speaker_type, said.kind)):
        types[type] += held
        if name is not None:
            all[name] += held
            own[name] += held if kind != "indirect" else 0
            first[name] = min(type, first.get(name, type))
            if type == "person":
                people[name] += held
    ranked = sorted(all.items(), key=lambda named: (-named[1], named[0]))[:_MOST]
    return Quoting(
        tuple(Quoted(name, first[name], held, own[name]) for name, held in ranked),
        tuple(sorted(types.items(), key=lambda told: (-told[1], told[0]))),
        _genders(list(people.items())),
    )


def titles(connection: Connection, outlet: str, *, of: int | None = None) -> list[Titled]:
    """The titles with which an outlet names people, those of most articles first; `of` as for `quoting`."""
    its = entities.c
    chosen = select(its.name, its.offices, its.article_pk, its.type)
    chosen = chosen.where(its.article_pk.in_(_articles(outlet, of)), its.offices != ())
    named: dict[str, list[tuple[str, str, int]]] = defaultdict(list)  # the title as printed, the name, the article
    for name, offices, article, type in connection.execute(chosen.order_by(its.article_pk, its.n)):
        if type != "person":  # asked for it, SQLite looks through all persons
            continue
        for title in dict.fromkeys(office for office in offices if len(office) > _SHORT):
            named[title.lower()].append((title, name, article))
    within = {key: len({article for _, _, article in told}) for key, told in named.items()}
    found = []
    for key in sorted(named, key=lambda key: (-within[key], key))[:_MOST]:
        shown = Counter(title for title, _, _ in named[key]).most_common(1)[0][0]
        whom = Counter(name for _, name, _ in named[key]).most_common(_FEW)
        found.append(Titled(shown, within[key], tuple(name for name, _ in whom)))
    return found


def _articles(outlet: str, of: int | None) -> Select[Any]:
    """The current articles of an outlet: a database that is asked so reads their rows only, not those of all."""
    if of is not None:
        return coverage.latest(of, outlet)
    return select(articles.c.pk).where(articles.c.current, coverage.is_outlet(outlet))


def _genders(people: list[tuple[str, int]]) -> Genders:
    by: dict[str | None, list[int]] = defaultdict(lambda: [0, 0])
    for name, many in people:
        known = parse(name)
        told = by[gender(known) if known else None]
        told[0] += 1
        told[1] += many
    return Genders(*((by[key][0], by[key][1]) for key in ("f", "m", None)))
