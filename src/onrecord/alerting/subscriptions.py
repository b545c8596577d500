"""Who wants to be told what, and how far they have been; in a SQLite file beside the record."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    insert,
    select,
    update,
)

from onrecord.errors import OnrecordError
from onrecord.record import Query, urls
from onrecord.record.beside import FileBeside

What = Literal["new", "shift", "variant"]
MOST_FAILURES: Final = 5  # in a row, after which a subscription ends
_ADDRESS: Final = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")

metadata = MetaData()

alerts = Table(
    "alerts",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("what", String, nullable=False),
    Column("query", String, nullable=False),  # JSON
    Column("to", String, nullable=False),
    Column("secret", String, nullable=False),  # by which a webhook knows that we sent it; "" for e-mail
    Column("added_at", String, nullable=False),
    Column("after", Integer, nullable=False),  # the key of the last article that was looked at
    Column("failures", Integer, nullable=False),  # in a row
    Column("ended_at", String),
    Column("ended_why", String),
)

told = Table(  # the shifts that were sent
    "told",
    metadata,
    Column("n", Integer, ForeignKey("alerts.n", ondelete="CASCADE"), primary_key=True),
    Column("key", String, primary_key=True),
)


@dataclass(frozen=True, slots=True)
class Alert:
    """What is sent where. `ended_why` says why nothing is sent there any more."""

    n: int
    what: What
    query: Query
    to: str
    secret: str
    added_at: str
    after: int
    failures: int
    ended_at: str | None
    ended_why: str | None

    @property
    def mail(self) -> bool:
        """Whether it goes by e-mail."""
        return not _is_of_the_web(self.to)

    def told(self) -> str:
        """What it is about, in words."""
        asked = [f"{name}={value!r}" for name, value in asdict(self.query).items() if value not in (None, False, 0.0)]
        return " ".join([self.what, *asked])


def beside(record: Path | str) -> Path:
    """Where the alerts of a record are kept: `onrecord.alerts.db` beside `onrecord.db`."""
    return urls.beside(record, "alerts")


def destination(to: str) -> str:
    """An address to send to: of the web, or of e-mail. ValueError for what is neither."""
    to = to.strip().removeprefix("mailto:")
    if _is_of_the_web(to):
        try:
            if urlsplit(to).hostname and not re.search(r"\s", to):
                return to
        except ValueError:
            pass
    elif _ADDRESS.fullmatch(to):
        return to
    raise ValueError(f"{to!r} is no address: write https://… or name@example.org")


def _is_of_the_web(to: str) -> bool:
    return to.lower().startswith(("http://", "https://"))


class Subscriptions(FileBeside):
    """The alerts of a record. OnrecordError where the file cannot be used."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, metadata, "alerts")

    def add(self, what: What, query: Query, to: str, *, after: int, known: Iterable[str] = ()) -> Alert:
        """Subscribe an address to what comes after an article; `known` are the keys of shifts that are not new.

        ValueError for what is no address, and for a kind of alert that there is none of.
        """
        if what not in get_args(What):
            raise ValueError(f"{what!r} is none of {', '.join(get_args(What))}")
        to = destination(to)
        secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode() if _is_of_the_web(to) else ""
        row = {"what": what, "query": msgspec.json.encode(asdict(query)).decode(), "to": to, "secret": secret,
               "added_at": _now(), "after": after, "failures": 0}  # fmt: skip
        with self.transaction() as connection:
            key = connection.execute(insert(alerts), row).inserted_primary_key
            assert key is not None
            _tell(connection, key[0], known)
        return next(alert for alert in self.all() if alert.n == key[0])

    def all(self) -> list[Alert]:
        """All alerts, those that have ended too."""
        with self.transaction() as connection:
            return [_alert(row) for row in connection.execute(select(alerts).order_by(alerts.c.n)).mappings()]

    def remove(self, n: int) -> None:
        """End an alert and forget it. OnrecordError where there is none of that number."""
        with self.transaction() as connection:
            if not connection.execute(alerts.delete().where(alerts.c.n == n)).rowcount:
                raise OnrecordError(f"{self.path}: there is no alert {n}")

    def told(self, n: int) -> set[str]:
        """The keys of the shifts that an alert has told."""
        with self.transaction() as connection:
            return set(connection.execute(select(told.c.key).where(told.c.n == n)).scalars())

    def succeeded(self, alert: Alert, after: int, keys: Iterable[str] = ()) -> None:
        """All up to that article, and these shifts, have been told."""
        with self.transaction() as connection:
            own = alerts.c.n == alert.n
            connection.execute(update(alerts).where(own).values(after=after, failures=0))
            _tell(connection, alert.n, keys)

    def failed(self, alert: Alert, why: str, *, gone: bool = False) -> bool:
        """It could not be sent; what was to be told is told the next time. Returns whether the alert ends by that: the
        receiver says that it is `gone`, or it was the last of several failures in a row."""
        failures = alert.failures + 1
        ends = gone or failures >= MOST_FAILURES
        values: dict[str, Any] = {"failures": failures}
        if ends:
            values |= {"ended_at": _now(), "ended_why": f"{failures} failure{'s' * (failures > 1)}, the last: {why}"}
        with self.transaction() as connection:
            connection.execute(update(alerts).where(alerts.c.n == alert.n).values(values))
        return ends


def _tell(connection: Connection, n: int, keys: Iterable[str]) -> None:
    if rows := [{"n": n, "key": key} for key in dict.fromkeys(keys)]:
        connection.execute(insert(told).prefix_with("OR IGNORE"), rows)


def _alert(row: RowMapping) -> Alert:
    return Alert(**{**row, "query": msgspec.json.decode(row["query"], type=Query)})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
