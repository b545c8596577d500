"""Then and now over a whole record: where its people and bodies have turned, and how they stand to whom or what.

What is compared is kept, and brought up to date by `update` with what is new: a new article's statements are read, and
each is compared with what its holder had said before. Nothing old is compared with anything old again, unless users
decide who is who anew; then the statements whose holder that changes count as new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, delete, insert, or_, select, update

from onrecord.comparison import sentences
from onrecord.comparison.shifts import HALF, Basis, Flip
from onrecord.model import Spans
from onrecord.record import readings as reading
from onrecord.record import search, who
from onrecord.record.database import Record
from onrecord.record.people import People
from onrecord.record.readings import Identities, New, Reader
from onrecord.record.schema import compared, issues, positions, readings, shifts, statements
from onrecord.record.search import Entry
from onrecord.record.turns import Statements, compare

_MEANT: Final = 0.62  # cosine from which an issue is what a user means by other words


@dataclass(frozen=True, slots=True)
class Shift:
    """Two statements of one holder that oppose: `then` and `now`, on `about` (empty where no common target is known).

    `kind` is PolitiFact's scale (a half or a full flip), `basis` whether the attitude or the contents turned. `others`
    counts the further shifts of this holder on the same.
    """

    holder: str
    about: str
    kind: Flip
    basis: Basis
    score: float
    reason: str
    then: Entry
    now: Entry
    others: int = 0


@dataclass(frozen=True, slots=True)
class Position:
    """How a holder stands to a target in one statement: -1 to 1, and the words that show it, with their place."""

    holder: str
    about: str
    value: float
    words: str
    spans: Spans
    entry: Entry


class Shifts:
    """The shifts and positions of an open record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def update(self, progress: Callable[[int, int], None] = lambda done, all: None) -> int:
        """Read and compare what is new; returns how many articles. Each is one transaction, so it can be interrupted.

        `progress` is told how many of how many articles are done.
        """
        People(self._record).catch_up()  # holders are persons
        with self._record.database.connect() as connection:
            fresh, stamp = reading.unread(connection), reading.stamp(connection)
            stale = connection.scalar(select(compared.c.article_pk).where(compared.c.decisions != stamp).limit(1))
        if stale is not None:
            self._identify()
        if not fresh:
            return 0
        reader, cache = Reader(), Statements()
        with self._record.database.connect() as connection:
            who_is, groups = Identities(connection), reading.groups(connection)
        for done, article in enumerate(fresh):
            progress(done, len(fresh))
            with self._record.database.connect(writes=True) as connection:
                new = reader.read(connection, article, who_is, groups)
                compare(connection, new, cache)
                connection.execute(insert(compared), {"article_pk": article["pk"], "decisions": who_is.stamp})
        return len(fresh)

    def find(
        self, person: str | None = None, *, about: str | None = None, min_score: float = HALF, every: bool = False
    ) -> list[Shift]:
        """The shifts of somebody, or of all, the surest first; on each target the surest alone, unless `every`."""
        with self._record.database.connect() as connection:
            chosen = select(shifts).where(shifts.c.score >= min_score)
            if person is not None:
                spoken = search.spoken_by(connection, person)
                chosen = chosen.where(
                    shifts.c.holder.in_(select(readings.c.holder).where(readings.c.statement_pk.in_(spoken)))
                )
            rows = list(connection.execute(chosen.order_by(shifts.c.score.desc(), shifts.c.pk)).mappings())
            if about is not None:
                meant = _meant(connection, about, {(r["target"], r["name"]) for r in rows})
                rows = [r for r in rows if r["target"] in meant]
            entries = search.entries(connection, (pk for r in rows for pk in (r["then_pk"], r["now_pk"])))
        rows = _each_once([r for r in rows if r["then_pk"] in entries and r["now_pk"] in entries])
        count: dict[Any, int] = defaultdict(int)
        for r in rows:
            count[_topic(r)] += 1
        found, seen = [], set()
        for r in rows:
            if every or _topic(r) not in seen:
                seen.add(_topic(r))
                found.append(_shift(r, entries, 0 if every else count[_topic(r)] - 1))
        return found

    def stance(self, person: str, about: str) -> list[Position]:
        """How somebody has stood to a person, a body or an issue, the earliest first; what has no date comes last."""
        with self._record.database.connect() as connection:
            held = select(readings.c.holder).where(readings.c.statement_pk.in_(search.spoken_by(connection, person)))
            rows = list(connection.execute(select(positions).where(positions.c.holder.in_(held))).mappings())
            meant = _meant(connection, about, {(r["target"], r["name"]) for r in rows})
            rows = [r for r in rows if r["target"] in meant]
            entries = search.entries(connection, (r["statement_pk"] for r in rows))
            days = _days(connection, entries)
        rows = [r for r in rows if r["statement_pk"] in entries]
        rows.sort(key=lambda r: (days[r["statement_pk"]] or date.max, r["pk"]))
        return [
            Position(
                entries[r["statement_pk"]].statement.speaker.name or "",
                r["name"],
                r["value"],
                r["words"],
                r["spans"],
                entries[r["statement_pk"]],
            )
            for r in rows
        ]

    def _identify(self) -> None:
        """Follow what users have decided since: the statements whose holder that changes are compared again."""
        with self._record.database.connect(writes=True) as connection:
            who_is = Identities(connection)
            rows = connection.execute(select(*readings.c["statement_pk", "holder"])).all()
            keys = reading.holder_keys(connection, who_is)
            known = [(r.statement_pk, r.holder, keys[r.statement_pk]) for r in rows if r.statement_pk in keys]
            moved = [New(pk, key) for pk, holder, key in known if key != holder]
            for new in moved:
                for table in (readings, positions):
                    connection.execute(update(table).where(table.c.statement_pk == new.pk).values(holder=new.holder))
                connection.execute(delete(shifts).where(or_(shifts.c.then_pk == new.pk, shifts.c.now_pk == new.pk)))
            compare(connection, moved, Statements())
            connection.execute(update(compared).values(decisions=who_is.stamp))


def _each_once(rows: Sequence[RowMapping]) -> list[RowMapping]:
    """Of shifts, the surest first, those in which each statement is for the first time `then`, or `now`, on a topic.

    One word of courtesy among fifty attacks is one turn to it and one from it, not fifty.
    """
    used: set[tuple[Any, str, int]] = set()
    kept = []
    for row in rows:
        sides = {(_topic(row), side, row[side]) for side in ("then_pk", "now_pk")}
        if not sides & used:
            used |= sides
            kept.append(row)
    return kept


def _topic(row: RowMapping) -> tuple[str, str]:
    """What shifts count as one: those of a holder on a target, by attitude or by content."""
    target = row["target"].removeprefix("content:")
    return row["holder"], target or f"{row['then_pk']} {row['now_pk']}"


def _shift(row: RowMapping, entries: dict[int, Entry], others: int) -> Shift:
    then, now = entries[row["then_pk"]], entries[row["now_pk"]]
    holder = now.statement.speaker.name or row["holder"]
    return Shift(holder, row["name"], row["kind"], row["basis"], row["score"], row["reason"], then, now, others)


def _meant(connection: Connection, about: str, known: set[tuple[str, str]]) -> set[str]:
    """Which of these targets (key and name) a user means: by a name, or by words for an issue."""
    numbers = set()
    rows = connection.execute(select(*issues.c["pk", "vector"])).all()
    if rows:
        likeness = reading.unpack([r.vector for r in rows]) @ sentences.default().vectors([about.lower()])[0]
        numbers = {f"issue:{r.pk}" for r, like in zip(rows, likeness, strict=True) if like >= _MEANT}
    found = set()
    for target, name in known:
        bare = target.removeprefix("content:")
        type = "other" if bare.startswith(("other:", "issue:")) else "person"
        if bare in numbers or (bare and who.means(about, name, type)):
            found.add(target)
    return found


def _days(connection: Connection, entries: dict[int, Entry]) -> dict[int, date | None]:
    days: dict[int, date | None] = {}
    pks = list(entries)
    for first in range(0, len(pks), 500):
        chosen = select(*statements.c["pk", "first_day"]).where(statements.c.pk.in_(pks[first : first + 500]))
        days |= {r.pk: r.first_day for r in connection.execute(chosen)}
    return days
