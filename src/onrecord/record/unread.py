"""What could not be read: inputs of `add` and addresses that `watch` asked for, until they can be; where, and when."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from onrecord.errors import InputError
from onrecord.model import Printed
from onrecord.record.connection import Database
from onrecord.record.schema import articles, unread, visits

_PLACES: Final = 200  # that are looked up for an outlet


@dataclass(frozen=True, slots=True)
class Failing(Printed):
    """An address or file that could not be read: how often in a row, when it was last tried (UTC), and why."""

    url: str
    failures: int
    outcome: str
    visited_at: datetime


@dataclass(frozen=True, slots=True)
class Failed(Printed):
    """How many could not be read on a day, at an outlet or, where none is known of it, in a folder or at a host."""

    place: str
    outlet: str | None
    day: date
    inputs: int


class Unread:
    """The inputs that a command reads into a record: what fails is written down, until it can be read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.connect() as connection:
            self._known: dict[str, int] = {
                row.input: row.failures for row in connection.execute(select(*unread.c["input", "failures"]))
            }

    def failed(self, error: InputError) -> None:
        """Write down that an input could not be read, and why."""
        input = error.input
        self._known[input] = self._known.get(input, 0) + 1
        row = {
            "input": input,
            "place": _place(input),
            "reason": error.reason,
            "failed_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            "failures": self._known[input],
        }
        with self._database.connect(writes=True) as connection:
            connection.execute(delete(unread).where(unread.c.input == input))
            connection.execute(insert(unread), row)

    def read(self, *inputs: str | None) -> None:
        """These names are those of an article that could be read."""
        for input in inputs:
            if input is not None and self._known.pop(input, None) is not None:
                with self._database.connect(writes=True) as connection:
                    connection.execute(delete(unread).where(unread.c.input == input))


def failing(connection: Connection, most: int) -> tuple[int, list[Failing]]:
    """How much could not be read when it was last tried, and what was tried last."""
    asked = select(*visits.c["url", "failures", "outcome", "visited_at"]).where(visits.c.failures > 0)
    given = select(*unread.c["input", "failures", "reason", "failed_at"]).where(_unwatched())
    many = 0
    found: list[Failing] = []
    for chosen, when in ((asked, visits.c.visited_at), (given, unread.c.failed_at)):
        many += connection.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        found += [Failing(*row) for row in connection.execute(chosen.order_by(when.desc()).limit(most))]
    return many, sorted(found, key=lambda f: f.visited_at, reverse=True)[:most]


def by_place(connection: Connection) -> list[Failed]:
    """How much could not be read, by outlet or folder and day; the latest day first."""
    tally: Counter[tuple[str, date]] = Counter()
    asked = select(*visits.c["url", "visited_at"]).where(visits.c.failures > 0)
    for url, when in connection.execute(asked):
        tally[_place(url), when.date()] += 1
    for place, when in connection.execute(select(*unread.c["place", "failed_at"]).where(_unwatched())):
        tally[place, when.date()] += 1
    hosts = list(dict.fromkeys(place for place, _ in tally if "/" not in place and "." in place))[:_PLACES]
    outlets = {host: _outlet(connection, host) for host in hosts}
    found = [Failed(place, outlets.get(place), day, many) for (place, day), many in tally.items()]
    return sorted(found, key=lambda f: (-f.day.toordinal(), f.outlet or f.place))


def _unwatched() -> ColumnElement[bool]:
    """Of an address the last visit counts."""
    return unread.c.input.not_in(select(visits.c.url))


def _place(input: str) -> str:
    """The host of an address, or the folder of a file."""
    if "://" in input[:12]:
        try:
            return urlsplit(input).hostname or input
        except ValueError:
            return input
    return f"{PurePath(input).parent}/"


def _outlet(connection: Connection, host: str) -> str | None:
    """Whose articles are at a host."""
    for scheme in ("https", "http"):
        begins = articles.c.url >= f"{scheme}://{host}/", articles.c.url < f"{scheme}://{host}0"
        chosen = select(articles.c.outlet).where(*begins, articles.c.current, articles.c.outlet.is_not(None))
        if (found := connection.scalar(chosen.limit(1))) is not None:
            return str(found)
    return None
