"""An outlet's own voice: what its articles say of whom in nobody's name."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, select

from onrecord.model import Attitude, Printed
from onrecord.record import search, who
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


def spoken_of(connection: Connection, outlet: str, about: str | None = None) -> list[Tone]:
    """How an outlet's current articles speak of each of their targets, the most often spoken of first."""
    chosen = select(*articles.c["pk", "id", "text", "voice"]).where(articles.c.current, search.is_outlet(outlet))
    within: dict[str, set[str]] = defaultdict(set)
    attitudes: dict[str, Counter[str]] = defaultdict(Counter)
    used: dict[str, dict[tuple[str, Attitude], list[str]]] = defaultdict(lambda: defaultdict(list))
    rows, names = connection.execute(chosen.order_by(articles.c.pk)).all(), Names(connection)
    called, asked = names.within(row.pk for row in rows), names.meant(about) if about is not None else set()
    for row in rows:
        own = called.get(row.pk, {})
        for stance in row.voice:
            target = own.get(stance.target, stance.target)
            if about is not None and not any(who.means(name, target, "person") for name in asked):
                continue
            within[target].add(row.id)
            attitudes[target][stance.attitude] += 1
            for start, end in stance.spans:
                words = " ".join(row.text[start:end].split()).lower()
                used[target][words, stance.attitude].append(row.id)
    tones = [
        Tone(
            target,
            len(ids),
            attitudes[target]["negative"],
            attitudes[target]["neutral"],
            attitudes[target]["positive"],
            tuple(
                Used(words, attitude, len(places), tuple(dict.fromkeys(places)))
                for (words, attitude), places in sorted(used[target].items(), key=lambda u: (-len(u[1]), u[0]))
            ),
        )
        for target, ids in within.items()
    ]
    return sorted(tones, key=lambda t: (-(t.negative + t.neutral + t.positive), t.target))
