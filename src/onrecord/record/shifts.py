"""Then and now over a whole record: where its people and bodies have turned, and how they stand to whom or what.

What is shown here is what `comparing` has kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection, RowMapping, and_, select

from onrecord.comparison.shifts import Basis, Flip
from onrecord.model import Displayed, Spans
from onrecord.record import behind, search, searched, variants, whose
from onrecord.record.either import given, of_keys
from onrecord.record.innocent import readings
from onrecord.record.moments import Moment, Moments
from onrecord.record.persons import Names
from onrecord.record.schema import positions, statements
from onrecord.record.search import Entry
from onrecord.record.searched import Searched
from onrecord.record.turning import Opposed, meant_by, target_of, turns

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shift(Displayed):
    """Two statements of one holder that oppose: `then` and `now`, on `about` (empty where no common target is known).

    `kind` is PolitiFact's scale (a half or a full flip), `basis` whether the attitude or the contents turned, the
    author of an article tells of it (`told`; `then` and `now` are one where one statement has both), a `promise` was
    not kept, or it was said against one's own `party` or government (`then` is what that says, if it is told). When
    each was said is in `then_when` and `now_when`; `then_told_by` and `now_told_by` are who tells of it, if not the
    author. `innocent` are the innocent readings to weigh, a sentence each. `others` counts the further shifts of this
    holder on the same.
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
    then_told_by: str | None = None
    now_told_by: str | None = None
    innocent: tuple[str, ...] = ()
    others: int = 0


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
    pks = {pk for t in listed for pk in (t.then, t.now)}
    entries = search.entries(connection, pks)
    tellers = _tellers(connection, [pk for pk in pks if entries[pk].statement.nested_in])
    return [_shift(t, entries, tellers) for t in listed]


def _tellers(connection: Connection, pks: Sequence[int]) -> dict[int, str]:
    """Whose words tell of statements that are nested in theirs."""
    holding = statements.alias()
    own = and_(holding.c.article_pk == statements.c.article_pk, holding.c.id == statements.c.nested_in)
    chosen = select(statements.c.pk, holding.c.speaker_name).join(holding, own).where(of_keys(statements.c.pk))
    return {pk: name for pk, name in (given(connection, chosen, pks) if pks else ()) if name}


def stance(connection: Connection, person: str, about: str) -> Compared[Position]:
    """How somebody has stood to a person, a body or an issue, the earliest first; what has no date comes last.

    What the author of an article places earlier comes earlier; several printings in the same words are one.
    """
    held = whose.held_by(connection, person)
    rows = list(connection.execute(select(positions).where(positions.c.holder.in_(held))).mappings())
    called = Names(connection)
    meant = meant_by(connection, about, rows, called)
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
    meant = meant_by(connection, about, rows, Names(connection)) if about is not None else None
    return searched.compared(connection, person, meant)


def _shift(t: Opposed, entries: Mapping[int, Entry], tellers: Mapping[int, str]) -> Shift:
    then, now = ((entries[pk], when, tellers.get(pk)) for pk, when in ((t.then, t.then_when), (t.now, t.now_when)))
    holder = now[0].statement.speaker.name or t.holder
    innocent = readings(t.basis, then, now)
    return Shift(
        *(holder, t.about, t.kind, t.basis, t.score, t.reason, then[0], now[0], t.then_when, t.now_when),
        *(then[2], now[2], innocent, t.others),
    )


def _position(row: RowMapping, entry: Entry, moment: Moment, called: Names) -> Position:
    holder, about = entry.statement.speaker.name or "", target_of(row, called)
    return Position(holder, about, row["value"], row["words"], row["spans"], entry, moment)
