"""A brief for an interview: what somebody has said over time, where they turned, what they denied and promised.

Nothing is in it without its source, and what is unsure says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, String, cast, func, type_coerce

from onrecord.model import Attitude, Printed
from onrecord.record import hits, profile, search, stands, whose
from onrecord.record.coverage import Extent, extent
from onrecord.record.either import of_keys
from onrecord.record.moments import Moment, Moments
from onrecord.record.persons import Names
from onrecord.record.profile import Namesake, Title
from onrecord.record.reprints import alone, once
from onrecord.record.schema import statements
from onrecord.record.search import Entry, Query
from onrecord.record.stands import Point

if TYPE_CHECKING:
    from onrecord.record.shifts import Shift

_SURE: Final = 0.7  # of a statement and its speaker together; below, a line says that it is unsure
_EACH: Final = 12  # positions
FEW: Final = 8  # of the other kinds
_HEARERS: Final = 6
_LAST: Final = 3  # of what was told to each
LOOKED: Final = 1_000  # of more statements the latest are looked at, where it is not asked for one target
_AMONG: Final = 60  # questions, among which those on somebody are looked for


@dataclass(frozen=True, slots=True)
class Line(Printed):
    """One line of a brief: the words within their sentence, when, how sure, and where they were printed.

    `day` is an ISO 8601 period; `dated` whether the text tells it, or it is the day of publication. `unsure` is why the
    line is to be used with care; empty where nothing speaks against it.
    """

    words: str
    sentence: str
    speaker: str | None
    kind: str
    day: str | None
    dated: bool
    toward: str | None
    attitude: Attitude | None
    hearer: str | None
    confidence: float
    unsure: tuple[str, ...]
    outlet: str | None
    title: str | None
    article: str
    statement: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Turned(Printed):
    """Two lines that oppose, on what, why, and how sure that is."""

    about: str
    reason: str
    score: float
    then: Line
    now: Line


@dataclass(frozen=True, slots=True)
class Told(Printed):
    """What was told to one hearer."""

    hearer: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Brief(Printed):
    """All of a brief; `total` is how many statements there are of the person (on `about`), of which these are some:
    of more than `LOOKED`, where it is not asked for one target, one more than that.

    `questions` are what others ask of them or about them; whether they answered is not known.
    """

    person: str
    about: str | None
    total: int
    titles: tuple[Title, ...]
    positions: tuple[Line, ...]
    turns: tuple[Turned, ...]
    denials: tuple[Line, ...]
    promises: tuple[Line, ...]
    told: tuple[Told, ...]
    questions: tuple[Line, ...]
    searched: Extent


def together(lines: Iterable[Line]) -> list[tuple[Line, ...]]:
    """The lines as they are shown: those that stand beside each other and share a sentence are one."""
    return [tuple(some) for _, some in groupby(lines, key=lambda line: (line.article, line.sentence))]


def gather(
    connection: Connection, person: str, about: str | None, shifts: Sequence[Shift], searched: Extent | None = None
) -> Brief | None:
    """The brief on somebody, on one target where `about` is given; None where the record has nobody of that name.

    `shifts` are theirs (on `about`), as `Record.shifts` gives them; `searched` is the record's extent, counted where it
    is not given. ValueError for a blank name.
    """
    search.named(person=person, about=about)
    meant = profile.namesakes(connection, person)
    if not meant:
        return None
    query = Query(by=person, about=about)
    looked = None if about else LOOKED
    theirs, denials = hits.latest(connection, query, FEW, None, "denied", of=looked)
    called = _called(person, meant)
    return Brief(
        person=called,
        about=about,
        total=LOOKED + 1 if theirs.more else theirs.total,
        titles=tuple(profile.titles(connection, {person, *(n.name for n in meant)}, looked)[:4]),
        positions=_positions(connection, person, about),
        turns=tuple(map(_turned, shifts[:FEW])),
        denials=tuple(map(_line, denials.entries)),
        promises=tuple(map(_line, profile.promised(connection, person, about, FEW, looked))),
        told=_told(connection, person, about),
        questions=_questions(connection, person, about),
        searched=searched or extent(connection),
    )


def _called(person: str, meant: Sequence[Namesake]) -> str:
    return next((n.name for n in meant if n.name.lower() == person.lower()), meant[0].name)


def _positions(connection: Connection, person: str, about: str | None) -> tuple[Line, ...]:
    """The clearest positions, in the order of their days."""
    if about is None:
        chosen = stands.clearest(connection, person, _EACH, LOOKED)
    else:
        points = stands.points(connection, person, stands.meant(connection, person, about))
        clear = [p for p in points if p.attitude != "neutral"] or points
        chosen = sorted(clear, key=lambda p: -abs(p.value) * p.confidence)[:_EACH]
    keys = search.keys_of(connection, [p.statement for p in chosen])
    moments, entries = Moments(connection, keys.values()), search.entries(connection, keys.values())
    toward: dict[int, list[Point]] = defaultdict(list)
    for point in chosen:
        if keys.get(point.statement) in entries:
            toward[keys[point.statement]].append(point)
    ordered = moments.ordered([*toward])
    return tuple(_at(_toward(entries[pk], point), moments.of(pk)) for pk in ordered for point in toward[pk])


def _toward(entry: Entry, point: Point) -> Line:
    return _line(entry, toward=point.about, attitude=point.attitude)


def _turned(shift: Shift) -> Turned:
    then, now = _at(_line(shift.then), shift.then_when), _at(_line(shift.now), shift.now_when)
    return Turned(shift.about, shift.reason, shift.score, then, now)


def _at(line: Line, moment: Moment) -> Line:
    """A line with its moment, as comparison knows it."""
    if moment.by != "author":
        return replace(line, day=moment.date, dated=moment.by == "text")
    words = f": “{moment.words}”" if moment.words else ""
    return replace(line, day=moment.date, dated=False, unsure=(f"said before that day{words}", *line.unsure))


def _told(connection: Connection, person: str, about: str | None) -> tuple[Told, ...]:
    """What was told to whom, where there are several hearers; those first to whom most was said."""
    day = func.coalesce(cast(statements.c.first_day, String), "9999")
    keys = whose.lately(connection, person, LOOKED) if about is None else []
    query = Query(by=person, about=about) if about else Query()
    chosen = search.fitting(connection, query).with_only_columns(
        *statements.c["pk", "article_pk", "speaker_name", "addressee"], maintain_column_froms=True
    )
    chosen = chosen.where(type_coerce(statements.c.addressee, String) != "null")
    chosen = chosen.where(once()) if about else chosen.where(of_keys(statements.c.pk), alone())
    rows = connection.execute(chosen.order_by(day, statements.c.pk), {} if about else {"keys": keys}).all()
    called = Names(connection).within(row.article_pk for row in rows)
    by: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        hearer = row.addressee.name
        if hearer != row.speaker_name:
            by[called.get(row.article_pk, {}).get(hearer, hearer)].append(row.pk)
    ranked = sorted(by.items(), key=lambda told: (-len(told[1]), told[0]))[:_HEARERS]
    if len(ranked) < 2:
        return ()
    entries = search.entries(connection, (pk for _, some in ranked for pk in some[-_LAST:]))
    return tuple(Told(hearer, tuple(_line(entries[pk]) for pk in some[-_LAST:])) for hearer, some in ranked)


def _questions(connection: Connection, person: str, about: str | None) -> tuple[Line, ...]:
    size = FEW if about is None else _AMONG
    looked = LOOKED if about is None else None
    (found,) = hits.latest(connection, Query(about=person), size, "question", but_by=person, of=looked)
    asked = list(found.entries)
    if about is not None:
        asked = [e for e in asked if about.lower() in (e.context.text if e.context else e.statement.text).lower()]
    return tuple(map(_line, asked[:FEW]))


def _line(entry: Entry, *, toward: str | None = None, attitude: Attitude | None = None) -> Line:
    said = entry.statement
    shown = next((s for s in said.stance if s.attitude != "neutral"), None)
    unsure = []
    if said.confidence * said.speaker.confidence < _SURE and not said.confirmed:
        unsure.append(f"the speaker or the words are only {100 * said.confidence * said.speaker.confidence:.0f} % sure")
    if said.kind == "indirect":
        unsure.append("reported in other words")
    if said.polarity in ("question", "hypothetical"):
        unsure.append(said.polarity)
    return Line(
        words=said.text,
        sentence=" ".join((entry.context.text if entry.context else said.text).split()),
        speaker=said.speaker.name,
        kind=said.kind,
        day=entry.when,
        dated=said.said_on is not None,
        toward=toward or (shown.target if shown else None),
        attitude=attitude or (shown.attitude if shown else None),
        hearer=said.addressee.name if said.addressee else None,
        confidence=said.confidence,
        unsure=tuple(unsure),
        outlet=entry.outlet,
        title=entry.title,
        article=entry.article,
        statement=said.id,
        link=entry.link or entry.url,
    )
