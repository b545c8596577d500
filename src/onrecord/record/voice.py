"""An outlet's own voice: what its articles say of whom in nobody's name."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from onrecord.model import Attitude, Printed, Stance
from onrecord.record import coverage, who
from onrecord.record.persons import Names
from onrecord.record.schema import articles


@dataclass(frozen=True, slots=True)
class Used(Printed):
    """Words that an outlet used of somebody: how often, with which attitude, in which articles (ids)."""

    words: str
    attitude: Attitude
    count: int
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tone(Printed):
    """How an outlet speaks of one target: in how many articles, how often with which attitude, and in which words."""

    target: str
    articles: int
    negative: int
    neutral: int
    positive: int
    words: tuple[Used, ...]


def spoken_of(
    connection: Connection,
    outlet: str,
    about: str | None = None,
    most: int | None = None,
    *,
    of: int | None = None,
) -> list[Tone]:
    """How an outlet's current articles speak of each of their targets, the most often spoken of first; of `most` of
    them, where that is given. `of` so many of its articles, the latest."""
    mine = articles.c.current, coverage.is_outlet(outlet)
    if of is not None:
        mine = articles.c.current, articles.c.pk.in_(coverage.latest(of, outlet))
    chosen = select(*articles.c["pk", "id", "text", "voice"]).where(*mine, articles.c.voice != ())
    rows, names = connection.execute(chosen.order_by(articles.c.pk)).all(), Names(connection)
    called, asked = names.within(row.pk for row in rows), names.meant(about) if about is not None else set()
    told: dict[str, list[tuple[Row[Any], Stance]]] = defaultdict(list)
    for row in rows:
        own = called.get(row.pk, {})
        for stance in row.voice:
            told[own.get(stance.target, stance.target)].append((row, stance))
    meant = (t for t in told if about is None or any(who.means(name, t, "person") for name in asked))
    ranked = sorted(meant, key=lambda target: (-len(told[target]), target))[:most]
    return [_tone(target, told[target]) for target in ranked]


def _tone(target: str, told: list[tuple[Row[Any], Stance]]) -> Tone:
    attitudes = Counter(stance.attitude for _, stance in told)
    used: dict[tuple[str, Attitude], list[str]] = defaultdict(list)
    for row, stance in told:
        for start, end in stance.spans:
            used[" ".join(row.text[start:end].split()).lower(), stance.attitude].append(row.id)
    return Tone(
        target,
        len({row.id for row, _ in told}),
        attitudes["negative"],
        attitudes["neutral"],
        attitudes["positive"],
        tuple(
            Used(words, attitude, len(places), tuple(dict.fromkeys(places)))
            for (words, attitude), places in sorted(used.items(), key=lambda u: (-len(u[1]), u[0]))
        ),
    )
