"""Which pairs of statements that comparison has kept are shifts, and which are the surest: no statement is read.

`shifts` reads those that are shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select, tuple_

from onrecord.comparison.shifts import Basis, Flip
from onrecord.record import no_shifts, sqlite, variants, who, whose
from onrecord.record.moments import Moment, Moments, before
from onrecord.record.persons import Names
from onrecord.record.schema import issues, shifts, statements

_MEANT: Final = 0.62  # cosine from which an issue is what a user means by other words
_SUREST: Final = (shifts.c.score.desc(), shifts.c.pk)
_TOLD: Final = "content:"  # before a target: contents contradict


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


class Turns(list[Opposed]):
    """Shifts, the surest first. `more`: others that are less sure were not looked at."""

    def __init__(self, found: Iterable[Opposed] = (), more: bool = False) -> None:
        super().__init__(found)
        self.more = more


def turns(
    connection: Connection,
    person: str | None,
    about: str | None,
    min_score: float = 0.5,
    *,
    every: bool = False,
    of: int | None = None,
) -> Turns:
    """As `found`, but no statement is read. `of` so many are looked at, the surest, and what they are `others` of:
    what is found are the first of those that a look at all finds."""
    theirs = select(shifts.c.pk)
    if person is not None:
        theirs = theirs.where(shifts.c.holder.in_(whose.held_by(connection, person)))
    called = Names(connection)
    if about is not None:
        targets = theirs.with_only_columns(*shifts.c["target", "name"]).distinct()
        meant = meant_by(connection, about, connection.execute(targets).mappings(), called)
        theirs = theirs.where(shifts.c.target.in_(sorted(meant)))
    chosen = theirs.where(shifts.c.score >= min_score).with_only_columns(shifts).order_by(*_SUREST)
    if of is None:
        return Turns(_turns(connection, connection.execute(chosen).mappings().all(), called, every=every))
    top = connection.execute(chosen.limit(of + 1)).mappings().all()
    rows, more = _with_others(connection, top[:of], min_score), len(top) > of
    return Turns(_turns(connection, rows, called, every=every, last=top[of - 1] if more else None), more)


def _with_others(connection: Connection, rows: Sequence[RowMapping], min_score: float) -> list[RowMapping]:
    """These, and all that are on the same topics."""
    known = {row["pk"]: row for row in rows}
    topics = {_topic(row) for row in rows if row["target"]}
    for some in sqlite.batches((target, holder) for holder, target in topics):
        for told in ("", _TOLD):
            same = tuple_(shifts.c.target, shifts.c.holder).in_([(told + target, holder) for target, holder in some])
            sure = shifts.c.score + 0 >= min_score  # not by index: SQLite would look at the shifts of all
            chosen = select(shifts).where(same, sure)
            known |= {row["pk"]: row for row in connection.execute(chosen).mappings()}
    return sorted(known.values(), key=_place)


def _place(row: RowMapping) -> tuple[float, int]:
    return -row["score"], row["pk"]


def newest(connection: Connection, of: int) -> list[Opposed]:
    """Of so many shifts whose `now` is the latest, the surest on each target."""
    lately = select(shifts.c.pk).join(statements, statements.c.pk == shifts.c.now_pk).where(shifts.c.score >= 0.5)
    ordered = lately.order_by(statements.c.first_day.desc().nulls_last(), shifts.c.pk).limit(of)
    rows = connection.execute(select(shifts).where(shifts.c.pk.in_(ordered)).order_by(*_SUREST)).mappings().all()
    return _turns(connection, rows, Names(connection))


def between(connection: Connection, then: int, now: int) -> Opposed | None:
    """The shift from one statement to another, by their keys; None where none is known."""
    mine = select(shifts.c.holder).where(shifts.c.then_pk == then, shifts.c.now_pk == now)
    chosen = select(shifts).where(shifts.c.score >= 0.5, shifts.c.holder.in_(mine)).order_by(*_SUREST)
    rows = connection.execute(chosen).mappings().all()
    found = _turns(connection, rows, Names(connection), every=True)
    return next((t for t in found if (t.then, t.now) == (then, now)), None)


def _turns(
    connection: Connection,
    rows: Sequence[RowMapping],
    called: Names,
    *,
    every: bool = False,
    last: RowMapping | None = None,
) -> list[Opposed]:
    """What of these, the surest first, is a shift; none that is less sure than the `last` one."""
    if not rows:
        return []
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
    if last is not None:
        best = [(r, others) for r, others in best if _place(r) <= _place(last)]
    moments = Moments(connection, {pk for r, _ in best for pk in (r["then_pk"], r["now_pk"])})
    return [_turn(r, moments, called, others) for r, others in best]


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
    target = row["target"].removeprefix(_TOLD)
    return row["holder"], target or f"{row['then_pk']} {row['now_pk']}"


def _turn(row: RowMapping, moments: Moments, called: Names, others: int) -> Opposed:
    judged = row["kind"], row["basis"], row["score"], row["reason"]
    then, now = row["then_pk"], row["now_pk"]
    was, held = moments.of(then), moments.of(now)
    if row["basis"] in ("told", "promise") and then != now:
        was = before(was, held)
    return Opposed(row["holder"], target_of(row, called), *judged, then, now, was, held, others)


def target_of(row: RowMapping, called: Names) -> str:
    """The name of a row's target, as users have decided."""
    return called.of_person(row["target"].removeprefix(_TOLD)) or str(row["name"])


def meant_by(connection: Connection, about: str, rows: Iterable[RowMapping], called: Names) -> set[str]:
    """Which of the targets of these rows a user means: by a name, printed or decided, or by words for an issue."""
    known = {(r["target"], name) for r in rows for name in (r["name"], target_of(r, called))}
    numbers = set()
    kept = connection.execute(select(*issues.c["pk", "vector"])).all() if any(map(_is_issue, known)) else ()
    if kept:
        from onrecord.comparison import embeddings  # with a model

        likeness = embeddings.unpack([r.vector for r in kept]) @ embeddings.default().vectors([about.lower()])[0]
        numbers = {f"issue:{r.pk}" for r, like in zip(kept, likeness, strict=True) if like >= _MEANT}
    found = set()
    for target, name in known:
        bare = target.removeprefix(_TOLD)
        type = "other" if bare.startswith(("other:", "issue:")) else "person"
        if bare in numbers or (bare and who.means(about, name, type)):
            found.add(target)
    return found


def _is_issue(named: tuple[str, str]) -> bool:
    return named[0].removeprefix(_TOLD).startswith("issue:")
