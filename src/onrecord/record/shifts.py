"""Then and now over a whole record: where its people and bodies have turned, and how they stand to whom or what.

What is shown here is what `comparing` has kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, RowMapping, Select, select

from onrecord.comparison.shifts import Basis, Flip
from onrecord.model import Displayed, Spans
from onrecord.record import behind, no_shifts, search, searched, variants, who, whose
from onrecord.record.moments import Moment, Moments
from onrecord.record.persons import Names
from onrecord.record.schema import issues, positions, shifts, statements
from onrecord.record.search import Entry
from onrecord.record.searched import Searched

T = TypeVar("T")

_MEANT: Final = 0.62  # cosine from which an issue is what a user means by other words


@dataclass(frozen=True, slots=True)
class Shift(Displayed):
    """Two statements of one holder that oppose: `then` and `now`, on `about` (empty where no common target is known).

    `kind` is PolitiFact's scale (a half or a full flip), `basis` whether the attitude or the contents turned, or the
    author of an article tells of it (`told`; `then` and `now` are one where one statement has both). When each was said
    is in `then_when` and `now_when`. `others` counts the further shifts of this holder on the same.
    """

    holder: str
    about: str
    kind: Flip
    basis: Basis
    score: float
    reason: str
    then: Entry
    now: Entry
    then_when: Moment
    now_when: Moment
    others: int = 0


@dataclass(frozen=True, slots=True)
class Opposed:
    """A shift whose statements, `then` and `now`, are known by their keys: they are read where it is shown."""

    holder: str
    about: str
    kind: Flip
    basis: Basis
    score: float
    reason: str
    then: int
    now: int
    then_when: Moment
    now_when: Moment
    others: int


@dataclass(frozen=True, slots=True)
class Position(Displayed):
    """How a holder stands to a target in one statement: -1 to 1, the words that show it, with their place, and when."""

    holder: str
    about: str
    value: float
    words: str
    spans: Spans
    entry: Entry
    when: Moment


class Compared(list[T]):
    """What comparison has found. `behind` is of how many articles something is not compared yet: `Record.compare`
    does it."""

    def __init__(self, found: Iterable[T] = (), behind: int = 0) -> None:
        super().__init__(found)
        self.behind = behind


def find(
    connection: Connection, person: str | None, about: str | None, min_score: float, *, every: bool
) -> Compared[Shift]:
    """The shifts of somebody, or of all, the surest first; on each target the surest alone, unless `every`."""
    return Compared(found(connection, person, about, min_score, every=every), behind.count(connection))


def found(
    connection: Connection, person: str | None, about: str | None, min_score: float = 0.5, *, every: bool = False
) -> list[Shift]:
    """As `find`, without what is not compared yet."""
    return with_entries(connection, turns(connection, person, about, min_score, every=every))


def with_entries(connection: Connection, chosen: Iterable[Opposed]) -> list[Shift]:
    """These, with their statements."""
    listed = list(chosen)
    entries = search.entries(connection, {pk for t in listed for pk in (t.then, t.now)})
    return [_shift(t, entries[t.then], entries[t.now]) for t in listed]


def turns(
    connection: Connection,
    person: str | None,
    about: str | None,
    min_score: float = 0.5,
    *,
    every: bool = False,
    of: int | None = None,
) -> list[Opposed]:
    """As `found`, but no statement is read. `of` so many are looked at: of somebody's those of the holders whom so
    many of their latest statements have, of all those whose `now` is the latest."""
    chosen = select(shifts).where(shifts.c.score >= min_score)
    if person is not None:
        held = whose.held_by(connection, person) if of is None else whose.held_lately(connection, person, of)
        chosen = chosen.where(shifts.c.holder.in_(held))
    elif of is not None:
        lately = chosen.join(statements, statements.c.pk == shifts.c.now_pk).with_only_columns(shifts.c.pk)
        ordered = lately.order_by(statements.c.first_day.desc().nulls_last(), shifts.c.pk).limit(of)
        chosen = chosen.where(shifts.c.pk.in_(ordered))
    return _turns(connection, chosen, about, every=every)


def between(connection: Connection, then: int, now: int) -> Opposed | None:
    """The shift from one statement to another, by their keys; None where none is known."""
    mine = select(shifts.c.holder).where(shifts.c.then_pk == then, shifts.c.now_pk == now)
    chosen = select(shifts).where(shifts.c.score >= 0.5, shifts.c.holder.in_(mine))
    return next((t for t in _turns(connection, chosen, None, every=True) if (t.then, t.now) == (then, now)), None)


def _turns(connection: Connection, chosen: Select[Any], about: str | None, *, every: bool) -> list[Opposed]:
    rows = list(connection.execute(chosen.order_by(shifts.c.score.desc(), shifts.c.pk)).mappings())
    if not rows:
        return []
    called = Names(connection)
    if about is not None:
        meant = _meant(connection, about, rows, called)
        rows = [r for r in rows if r["target"] in meant]
    pks = {pk for r in rows for pk in (r["then_pk"], r["now_pk"])}
    printings = variants.keys(connection, pks, current=True)
    rows = [r for r in rows if r["then_pk"] in printings and r["now_pk"] in printings]
    none = no_shifts.printed(connection)
    rows = [r for r in rows if (printings[r["then_pk"]][0], printings[r["now_pk"]][0]) not in none]
    rows = _each_once([r for r in rows if _are_two(r, printings) or r["then_pk"] == r["now_pk"]], printings)
    alike: dict[Any, list[RowMapping]] = defaultdict(list)
    for r in rows:
        alike[_topic(r)].append(r)
    best = [(r, 0) for r in rows] if every else [(some[0], len(some) - 1) for some in alike.values()]
    moments = Moments(connection, {pk for r, _ in best for pk in (r["then_pk"], r["now_pk"])})
    return [_turn(r, moments, called, others) for r, others in best]


def stance(connection: Connection, person: str, about: str) -> Compared[Position]:
    """How somebody has stood to a person, a body or an issue, the earliest first; what has no date comes last.

    What the author of an article places earlier comes earlier; several printings in the same words are one.
    """
    held = whose.held_by(connection, person)
    rows = list(connection.execute(select(positions).where(positions.c.holder.in_(held))).mappings())
    called = Names(connection)
    meant = _meant(connection, about, rows, called)
    rows = [r for r in rows if r["target"] in meant]
    pks = {r["statement_pk"] for r in rows}
    entries, printings = search.entries(connection, pks), variants.keys(connection, pks)
    moments = Moments(connection, pks)
    once: dict[tuple[int, str], RowMapping] = {}
    rows = [r for r in rows if r["statement_pk"] in entries]
    for r in sorted(rows, key=lambda r: (entries[r["statement_pk"]].published or date.max, r["pk"])):
        once.setdefault((printings[r["statement_pk"]][0], r["target"]), r)
    by_statement: dict[int, list[RowMapping]] = defaultdict(list)
    for r in sorted(once.values(), key=lambda r: r["pk"]):
        by_statement[r["statement_pk"]].append(r)
    found = (
        _position(r, entries[pk], moments.of(pk), called)
        for pk in moments.ordered(list(by_statement))
        for r in by_statement[pk]
    )
    return Compared(found, behind.count(connection))


def went_through(connection: Connection, person: str | None, about: str | None) -> Searched:
    """What `find` and `stance` go through: how many statements, and on what they take a position."""
    chosen = select(positions)
    if person is not None:
        chosen = chosen.where(positions.c.holder.in_(whose.held_by(connection, person)))
    rows = connection.execute(chosen).mappings().all() if about is not None else ()
    meant = _meant(connection, about, rows, Names(connection)) if about is not None else None
    return searched.compared(connection, person, meant)


def _each_once(rows: Sequence[RowMapping], printings: Mapping[int, tuple[int, int]]) -> list[RowMapping]:
    """Of shifts, the surest first, those in which each statement is for the first time `then`, or `now`, on a topic.

    One word of courtesy among fifty attacks is one turn to it and one from it, not fifty.
    """
    used: set[tuple[Any, str, int]] = set()
    kept = []
    for row in rows:
        sides = {(_topic(row), side, printings[row[side]][0]) for side in ("then_pk", "now_pk")}
        if not sides & used:
            used |= sides
            kept.append(row)
    return kept


def _are_two(row: RowMapping, printings: Mapping[int, tuple[int, int]]) -> bool:
    """Are then and now no two printings of one statement?"""
    return printings[row["then_pk"]][1] != printings[row["now_pk"]][1]


def _topic(row: RowMapping) -> tuple[str, str]:
    """What shifts count as one: those of a holder on a target, by attitude or by content."""
    target = row["target"].removeprefix("content:")
    return row["holder"], target or f"{row['then_pk']} {row['now_pk']}"


def _turn(row: RowMapping, moments: Moments, called: Names, others: int) -> Opposed:
    judged = row["kind"], row["basis"], row["score"], row["reason"]
    then, now = row["then_pk"], row["now_pk"]
    return Opposed(row["holder"], _target(row, called), *judged, then, now, moments.of(then), moments.of(now), others)


def _shift(t: Opposed, then: Entry, now: Entry) -> Shift:
    holder = now.statement.speaker.name or t.holder
    return Shift(holder, t.about, t.kind, t.basis, t.score, t.reason, then, now, t.then_when, t.now_when, t.others)


def _position(row: RowMapping, entry: Entry, moment: Moment, called: Names) -> Position:
    holder, about = entry.statement.speaker.name or "", _target(row, called)
    return Position(holder, about, row["value"], row["words"], row["spans"], entry, moment)


def _target(row: RowMapping, called: Names) -> str:
    """The name of a row's target, as users have decided."""
    return called.of_person(row["target"].removeprefix("content:")) or str(row["name"])


def _meant(connection: Connection, about: str, rows: Iterable[RowMapping], called: Names) -> set[str]:
    """Which of the targets of these rows a user means: by a name, printed or decided, or by words for an issue."""
    known = {(r["target"], name) for r in rows for name in (r["name"], _target(r, called))}
    numbers = set()
    kept = connection.execute(select(*issues.c["pk", "vector"])).all() if any(map(_is_issue, known)) else ()
    if kept:
        from onrecord.comparison import embeddings  # with a model

        likeness = embeddings.unpack([r.vector for r in kept]) @ embeddings.default().vectors([about.lower()])[0]
        numbers = {f"issue:{r.pk}" for r, like in zip(kept, likeness, strict=True) if like >= _MEANT}
    found = set()
    for target, name in known:
        bare = target.removeprefix("content:")
        type = "other" if bare.startswith(("other:", "issue:")) else "person"
        if bare in numbers or (bare and who.means(about, name, type)):
            found.add(target)
    return found


def _is_issue(named: tuple[str, str]) -> bool:
    return named[0].removeprefix("content:").startswith("issue:")
