"""Who speaks of whom, how often and with which attitude; and which issues people take positions on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, Integer, Select, and_, cast, func, literal, select, union_all

from onrecord.model import Attitude, Printed
from onrecord.record import cuts
from onrecord.record.reprints import alone
from onrecord.record.schema import issues, positions, statements
from onrecord.record.stands import Spread, attitudes, counts, taken

LOOKED: Final = 10_000  # positions


@dataclass(frozen=True, slots=True)
class Cell(Printed):
    """How often one speaks of another, and with which attitude."""

    count: int
    negative: int
    positive: int

    @property
    def attitude(self) -> Attitude:
        """Which of the two is clearly more frequent; else neutral."""
        if self.negative > 2 * self.positive and self.negative >= 2:
            return "negative"
        return "positive" if self.positive > 2 * self.negative and self.positive >= 2 else "neutral"


@dataclass(frozen=True, slots=True)
class Matrix(Printed):
    """Those who speak most of those who are spoken of most; `cells` by speaker and target. `more`: there are more
    positions than were looked at."""

    speakers: tuple[str, ...]
    targets: tuple[str, ...]
    cells: dict[str, dict[str, Cell]]
    more: bool = False


def matrix(connection: Connection, most: int = 14) -> Matrix:
    """Who speaks of whom, as far as it is compared; of more than `LOOKED` positions by those that were added last."""
    on_persons = and_(~positions.c.target.startswith("issue:"), ~positions.c.target.startswith("other:"))
    some, more = _last(connection, on_persons)
    chosen = (
        taken(
            statements.c.speaker_name.label("speaker"), positions.c.name.label("target"), *attitudes(positions.c.value)
        )
        .where(positions.c.pk.in_(some), alone(), statements.c.speaker_type == "person")
        .where(positions.c.holder != positions.c.target, statements.c.speaker_name.is_not(None))
        .group_by(statements.c.speaker_name, positions.c.name)
    )
    of = chosen.cte("of").prefix_with("MATERIALIZED")  # counted once, and looked at three times
    speaker, target, *held = of.c
    all = func.sum(held[0] + held[1] + held[2]).label("all")
    ranked = [
        select(name, all).group_by(name).order_by(all.desc(), name).limit(most).cte(name.key + "s")
        for name in (speaker, target)
    ]
    nobody, none = literal(""), [literal(0)] * 3
    both = speaker.in_(select(ranked[0].c.speaker)), target.in_(select(ranked[1].c.target))
    told = union_all(
        select(ranked[0].c.speaker, nobody.label("target"), ranked[0].c.all, *none[:2]),
        select(nobody, ranked[1].c.target, ranked[1].c.all, *none[:2]),
        select(speaker, target, *held).where(*both),
    )
    rows = connection.execute(told).all()
    speakers, targets = (
        tuple(row[side] for row in sorted(rows, key=lambda row: (-row[2], row[side])) if not row[1 - side])
        for side in (0, 1)
    )
    cells: dict[str, dict[str, Cell]] = {name: {} for name in speakers}
    for row in rows:
        if row.speaker and row.target:
            c = counts(row[2:])
            cells[row.speaker][row.target] = Cell(c.total(), c["negative"], c["positive"])
    return Matrix(speakers, targets, {s: {t: held[t] for t in targets if t in held} for s, held in cells.items()}, more)


def on_issues(connection: Connection, most: int = 100) -> tuple[list[tuple[int, Spread]], bool]:
    """The issues on which most positions are taken, by their numbers, as far as compared; of more than `LOOKED`
    positions by those that were added last, and whether there are more."""
    some, more = _last(connection, positions.c.target.startswith("issue:"))
    chosen = taken(positions.c.target, *attitudes(positions.c.value)).where(positions.c.pk.in_(some), alone())
    chosen = chosen.group_by(positions.c.target)
    number = cast(func.substr(positions.c.target, len("issue:") + 1), Integer)
    rows = connection.execute(chosen.order_by(func.count().desc(), number).limit(most))
    ranked = [(int(row[0].partition(":")[2]), counts(row[1:])) for row in rows]
    names = dict(
        connection.execute(select(issues.c.pk, issues.c.name).where(issues.c.pk.in_([n for n, _ in ranked]))).all()
    )
    return [(n, Spread.of(names[n], shown)) for n, shown in ranked if n in names], more


def _last(connection: Connection, which: ColumnElement[bool]) -> tuple[Select[tuple[int]], bool]:
    """The keys of so many of these positions as are looked at, those added last; and whether there are more."""
    last = select(positions.c.pk).where(which).order_by(positions.c.pk.desc())
    return last.limit(LOOKED), cuts.fills(connection, last.limit(LOOKED + 1), LOOKED + 1)


def issue(connection: Connection, number: int) -> str | None:
    """What an issue is called; None where there is none of that number."""
    return connection.scalar(select(issues.c.name).where(issues.c.pk == number))
