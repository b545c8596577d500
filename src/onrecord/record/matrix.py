"""Who speaks of whom, how often and with which attitude; and which issues people take positions on."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, select

from onrecord.model import Attitude, Printed
from onrecord.record.profile import Spread, attitude, taken
from onrecord.record.schema import issues, positions, statements


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
        taken(statements.c.speaker_name, positions.c.name, positions.c.value)
        .where(statements.c.same_as.is_(None), statements.c.speaker_type == "person")
        .where(positions.c.holder != positions.c.target, statements.c.speaker_name.is_not(None))
        .where(~positions.c.target.startswith("issue:"), ~positions.c.target.startswith("other:"))
    )
    held: dict[tuple[str, str], Counter[Attitude]] = defaultdict(Counter)
    for speaker, target, value in connection.execute(chosen):
        held[speaker, target][attitude(value)] += 1
    speaks: Counter[str] = Counter()
    spoken: Counter[str] = Counter()
    for (speaker, target), counts in held.items():
        speaks[speaker] += counts.total()
        spoken[target] += counts.total()
    speakers, targets = (
        tuple(sorted(counted, key=lambda name: (-counted[name], name))[:most]) for counted in (speaks, spoken)
    )
    cells: dict[str, dict[str, Cell]] = {}
    for speaker in speakers:
        mine = {t: held[speaker, t] for t in targets if (speaker, t) in held}
        cells[speaker] = {t: Cell(c.total(), c["negative"], c["positive"]) for t, c in mine.items()}
    return Matrix(speakers, targets, cells)


def on_issues(connection: Connection, most: int = 100) -> list[tuple[int, Spread]]:
    """The issues on which most positions are taken, by their numbers; as far as compared."""
    chosen = taken(positions.c.target, positions.c.value).where(
        statements.c.same_as.is_(None), positions.c.target.startswith("issue:")
    )
    held: dict[int, Counter[Attitude]] = defaultdict(Counter)
    for target, value in connection.execute(chosen):
        held[int(target.partition(":")[2])][attitude(value)] += 1
    ranked = sorted(held.items(), key=lambda issue: (-issue[1].total(), issue[0]))[:most]
    names = dict(
        connection.execute(select(issues.c.pk, issues.c.name).where(issues.c.pk.in_([n for n, _ in ranked]))).all()
    )
    return [(n, Spread.of(names[n], counts)) for n, counts in ranked if n in names]


def issue(connection: Connection, number: int) -> str | None:
    """What an issue is called; None where there is none of that number."""
    return connection.scalar(select(issues.c.name).where(issues.c.pk == number))
