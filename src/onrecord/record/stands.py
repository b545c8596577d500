"""How people stand to whom or what, by the positions they take in their statements; as far as these are compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, get_args

from sqlalchemy import CTE, Column, ColumnElement, Connection, Select, and_, bindparam, case, func, select

from onrecord.model import Attitude, Printed
from onrecord.record import persons, sqlite, who, whose
from onrecord.record.either import among, of_keys
from onrecord.record.reprints import alone, once
from onrecord.record.schema import articles, positions, statements
from onrecord.record.variants import first_of

SURE: Final = 0.25  # from which a position is one, and not neutral
_ISSUE: Final = "issue:"


@dataclass(frozen=True, slots=True)
class Point(Printed):
    """A position that somebody takes in one statement: toward whom or what, -1 to 1, when, and the words for it."""

    statement: str
    article: str
    holder: str
    target: str
    about: str
    value: float
    day: date | None
    confidence: float
    words: str
    text: str

    @property
    def attitude(self) -> Attitude:
        """The position as one of three."""
        return "positive" if self.value >= SURE else "negative" if self.value <= -SURE else "neutral"


@dataclass(frozen=True, slots=True)
class Spread(Printed):
    """How often somebody is spoken of by, or speaks of, another, and with which attitude; `target` is the other's key
    among the positions, where it has one."""

    name: str
    count: int
    negative: int
    neutral: int
    positive: int
    target: str = ""

    @classmethod
    def of(cls, name: str, held: Counter[Attitude], target: str = "") -> Spread:
        """That of a name, by how often each attitude was shown."""
        return cls(name, held.total(), held["negative"], held["neutral"], held["positive"], target)


def taken(*columns: Any) -> Select[Any]:
    """These columns of the positions that current articles have somebody take, with their statements and articles."""
    of = positions.join(statements, statements.c.pk == positions.c.statement_pk)
    of = of.join(articles, articles.c.pk == statements.c.article_pk)
    return select(*columns).select_from(of).where(articles.c.current)


def attitudes(value: ColumnElement[float]) -> tuple[ColumnElement[int], ...]:
    """How many of the positions that a row stands for show each attitude: columns for `counts`."""
    shown = (value <= -SURE, and_(value > -SURE, value < SURE), value >= SURE)
    return tuple(func.sum(case((fits, 1), else_=0)) for fits in shown)


def counts(held: Iterable[int]) -> Counter[Attitude]:
    """How often each attitude was shown, by the columns that `attitudes` gives."""
    return Counter({name: int(many) for name, many in zip(get_args(Attitude), held, strict=True) if many})


def points(connection: Connection, name: str, targets: Iterable[str], of: int | None = None) -> list[Point]:
    """The positions that somebody takes on these targets, the earliest first; what several printings have, once. Of
    all their statements, or `of` so many of the latest."""
    if of is not None:
        return _points(connection, (_AMONG, {"keys": whose.lately(connection, name, of), "targets": list(targets)}))
    mine = positions.c.statement_pk.in_(whose.spoken_by(connection, name))
    wheres = (and_(mine, positions.c.target.in_(some)) for some in sqlite.batches(targets))
    return _points(connection, *((_taken_once().where(where), {}) for where in wheres))


def on(connection: Connection, target: str) -> list[Point]:
    """The positions that anybody takes on a target (`issue:7`, say), the earliest first."""
    return _points(connection, (_taken_once().where(positions.c.target == target), {}))


def clearest(connection: Connection, name: str, most: int, of: int) -> list[Point]:
    """So many of the positions that somebody takes for or against anything, the clearest and surest first; in `of` so
    many of the latest statements."""
    keys = whose.lately(connection, name, of)
    best = positions.c.pk.in_(list(connection.execute(_clearest(most), {"keys": keys}).scalars()))
    found = _points(connection, (_taken_once().where(best), {}))
    return sorted(found, key=lambda p: -abs(p.value) * p.confidence)


def meant(connection: Connection, name: str, about: str) -> list[str]:
    """The keys of those on whom somebody takes a position whom a name means, or of that very name where one has it."""
    called = persons.Names(connection)
    chosen = taken(*positions.c["target", "name"]).where(_theirs(connection, name)).distinct()
    known = [(row.target, called.of_person(row.target) or row.name) for row in connection.execute(chosen)]
    found = [target for target, one in known if one.lower() == about.lower()]
    return sorted(set(found or (target for target, one in known if who.means(about, one, "person"))))


def toward(connection: Connection, name: str, most: int, of: int | None = None) -> tuple[list[Spread], list[Spread]]:
    """Of whom somebody speaks most, and on which issues: so many of each, the most frequent first. In all their
    statements, or `of` so many of the latest."""
    if of is not None:
        rows = connection.execute(_toward_among(), {"keys": whose.lately(connection, name, of)})
    else:
        rows = connection.execute(_toward(_theirs(connection, name)))
    held: dict[str, Counter[Attitude]] = defaultdict(Counter)
    called: dict[str, Counter[str]] = defaultdict(Counter)
    for target, printed, *shown in rows:
        held[target].update(many := counts(shown))
        called[target][printed] += many.total()
    decided = persons.Names(connection)
    ranked = sorted(held, key=lambda target: (-held[target].total(), min(called[target])))
    found: tuple[list[Spread], list[Spread]] = [], []
    for target in ranked:
        some = found[target.startswith(_ISSUE)]
        if len(some) < most:
            usual = decided.of_person(target) or called[target].most_common(1)[0][0]
            some.append(Spread.of(usual, held[target], target))
    others, issues = (sorted(some, key=lambda s: (-s.count, s.name)) for some in found)
    return others, issues


def speakers_on(connection: Connection, called: Sequence[str], most: int = 10, of: int | None = None) -> list[Spread]:
    """Who takes a position on those who are called so, the most often first; by all positions, or `of` so many of those
    added last."""
    rows = connection.execute(_speakers_on(most, of), {"called": sorted(set(called))[:200]})
    return [Spread.of(row[0], counts(row[1:])) for row in rows]


@cache
def _speakers_on(most: int, of: int | None) -> Select[Any]:
    on_them = positions.c.name.in_(bindparam("called", expanding=True))
    last = select(positions.c.pk).where(on_them).order_by(positions.c.pk.desc()).limit(of)
    chosen = taken(statements.c.speaker_name, *attitudes(positions.c.value)).where(
        on_them if of is None else among(positions.c.pk, last),
        _ON_OTHERS,
        statements.c.speaker_name.is_not(None),
        once() if of is None else alone(),
    )
    ranked = chosen.group_by(statements.c.speaker_name).order_by(func.count().desc(), statements.c.speaker_name)
    return ranked.limit(most)


@cache
def _clearest(most: int) -> Select[Any]:
    one = _once(and_(of_keys(positions.c.statement_pk), _ON_OTHERS), *statements.c["first_day", "confidence"]).c
    weight = func.abs(one.value) * one.confidence
    ranked = select(one.pk).where(func.abs(one.value) >= SURE)
    return ranked.order_by(weight.desc(), one.first_day.asc().nulls_last(), one.statement_pk, one.pk).limit(most)


def _theirs(connection: Connection, name: str) -> ColumnElement[bool]:
    mine = positions.c.statement_pk.in_(whose.spoken_by(connection, name))
    return and_(mine, _ON_OTHERS)


def _toward(theirs: ColumnElement[bool]) -> Select[Any]:
    mine = _once(theirs).c
    chosen = select(mine.target, mine.name, *attitudes(mine.value)).group_by(mine.target, mine.name)
    return chosen.order_by(func.min(mine.pk))


@cache
def _toward_among() -> Select[Any]:
    return _toward(and_(of_keys(positions.c.statement_pk), _ON_OTHERS))


def _once(theirs: ColumnElement[bool], *said: Column[Any]) -> CTE:
    """The positions of somebody; of what several printings have, that of the first. And what of the statements."""
    mine = taken(func.min(positions.c.pk)).where(theirs).group_by(first_of, positions.c.target)
    columns = (*positions.c["pk", "target", "name", "value", "statement_pk"], *said)
    of = positions.join(statements, statements.c.pk == positions.c.statement_pk) if said else positions
    return select(*columns).select_from(of).where(among(positions.c.pk, mine)).cte("once").prefix_with("MATERIALIZED")


def _taken_once() -> Select[Any]:
    return taken(
        *positions.c["target", "name", "value", "words", "holder"],
        *statements.c["id", "first_day", "confidence", "speaker_name", "text"],
        first_of.label("first"),
        articles.c.id.label("article"),
    ).order_by(statements.c.pk, positions.c.pk)


_ON_OTHERS: Final = positions.c.holder != positions.c.target
_AMONG: Final = _taken_once().where(
    of_keys(positions.c.statement_pk),
    (positions.c.target + "").in_(bindparam("targets", expanding=True)),  # not by index: many are on one target
)


def _points(connection: Connection, *asked: tuple[Select[Any], dict[str, Any]]) -> list[Point]:
    called = persons.Names(connection)
    found: dict[tuple[int, str], Point] = {}
    for chosen, given in asked:
        for r in connection.execute(chosen, given):
            if r.holder != r.target:
                about = called.of_person(r.target) or r.name
                found.setdefault(
                    (r.first, r.target),
                    Point(
                        r.id, r.article, r.speaker_name or "", r.target, about, r.value, r.first_day, r.confidence,
                        r.words, r.text,
                    ),
                )  # fmt: skip
    return sorted(found.values(), key=lambda p: (p.day or date.max, p.statement))
