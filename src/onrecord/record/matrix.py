"""Who speaks of whom, how often and with which attitude; and which issues people take positions on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Integer, Select, cast, func, literal, select, union, union_all

from onrecord.model import Attitude, Printed
from onrecord.record.reprints import once, reprints
from onrecord.record.schema import articles, issues, positions, statements
from onrecord.record.stands import Spread, attitudes, counts


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
    """Those who speak most of those who are spoken of most; `cells` by speaker and target."""

    speakers: tuple[str, ...]
    targets: tuple[str, ...]
    cells: dict[str, dict[str, Cell]]


def matrix(connection: Connection, most: int = 14) -> Matrix:
    """Who speaks of whom in the whole record, as far as it is compared."""
    chosen = (
        select(
            statements.c.speaker_name.label("speaker"), positions.c.name.label("target"), *attitudes(positions.c.value)
        )
        .join_from(positions, statements, statements.c.pk == positions.c.statement_pk)
        .where(once(), statements.c.speaker_type == "person", statements.c.article_pk.not_in(_old()))
        .where(positions.c.holder != positions.c.target, statements.c.speaker_name.is_not(None))
        .where(~positions.c.target.startswith("issue:"), ~positions.c.target.startswith("other:"))
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
    return Matrix(speakers, targets, {s: {t: held[t] for t in targets if t in held} for s, held in cells.items()})


def on_issues(connection: Connection, most: int = 100) -> list[tuple[int, Spread]]:
    """The issues on which most positions are taken, by their numbers; as far as compared."""
    old = select(statements.c.pk).where(statements.c.article_pk.in_(_old()))
    chosen = (
        select(positions.c.target, *attitudes(positions.c.value))
        .group_by(positions.c.target)
        .where(
            positions.c.target.startswith("issue:"),
            positions.c.statement_pk.not_in(union(old, reprints())),  # few, so that no other statement is looked at
        )
    )
    number = cast(func.substr(positions.c.target, len("issue:") + 1), Integer)
    rows = connection.execute(chosen.order_by(func.count().desc(), number).limit(most))
    ranked = [(int(row[0].partition(":")[2]), counts(row[1:])) for row in rows]
    names = dict(
        connection.execute(select(issues.c.pk, issues.c.name).where(issues.c.pk.in_([n for n, _ in ranked]))).all()
    )
    return [(n, Spread.of(names[n], shown)) for n, shown in ranked if n in names]


def _old() -> Select[tuple[int]]:
    """The articles that are not current: few, so that the others need not be looked at one by one."""
    return select(articles.c.pk).where(~articles.c.current)


def issue(connection: Connection, number: int) -> str | None:
    """What an issue is called; None where there is none of that number."""
    return connection.scalar(select(issues.c.name).where(issues.c.pk == number))
