"""A round of alerts: what each is to be told is found, and sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from onrecord.alerting import webhooks
from onrecord.alerting.digest import written
from onrecord.alerting.mail import Server
from onrecord.alerting.subscriptions import Alert, Subscriptions
from onrecord.alerting.webhooks import NotTaken
from onrecord.record import Record, news
from onrecord.record.shifts import Shift

_BATCH: Final = 100  # items of one request to a webhook


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an alert: how many items were sent; else why not, and whether it ended by that."""

    alert: Alert
    sent: int
    why: str | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """What an alert is to be told: its items as the command line prints them, and what is then known to have been."""

    alert: Alert
    items: tuple[dict[str, Any], ...]
    after: int
    keys: tuple[str, ...] = ()


def start(record: Record, what: str) -> tuple[int, list[str]]:
    """From where an alert begins that is added now: the last article, and the shifts that are known."""
    with record.database.connect() as connection:
        after = news.last(connection)
    return after, [key(shift) for shift in record.shifts(every=True)] if what == "shift" else []


def run(
    record: Record, subscriptions: Subscriptions, mail: Server | None, site: str | None = None
) -> Iterator[Outcome]:
    """Tell every alert what is new to it; each address of e-mail has one digest of all that it asked for.

    `site` is where pages of the record are, for links. Shifts are found among what has been compared.
    """
    digests: dict[str, list[Due]] = defaultdict(list)
    for alert in subscriptions.all():
        if alert.ended_at is not None:
            continue
        due = find(record, subscriptions, alert)
        if not due.items:
            subscriptions.succeeded(alert, due.after)
            yield Outcome(alert, 0)
        elif alert.mail:
            digests[alert.to].append(due)
        else:
            yield _post(subscriptions, due)
    for to, dues in digests.items():
        yield from _mail(subscriptions, to, dues, mail, site)


def find(record: Record, subscriptions: Subscriptions, alert: Alert) -> Due:
    """What an alert has not been told yet, the oldest first."""
    with record.database.connect() as connection:
        last = news.last(connection)
        if alert.what != "shift":
            variants = alert.what == "variant"
            found = news.newest(connection, alert.query, None, after=alert.after, variants=variants)
            return Due(alert, tuple(one.entry.to_dict() for one in reversed(found)), last)
    known = subscriptions.told(alert.n)
    shifts = record.shifts(alert.query.by, about=alert.query.about, every=True)
    fresh = [shift for shift in shifts if key(shift) not in known]
    return Due(alert, tuple(shift.to_dict() for shift in fresh), last, tuple(map(key, fresh)))


def key(shift: Shift) -> str:
    """By which a shift is known again, also where it is found anew."""
    return sha256(repr((shift.then.statement.id, shift.now.statement.id, shift.about)).encode()).hexdigest()[:32]


def _post(subscriptions: Subscriptions, due: Due) -> Outcome:
    alert = due.alert
    try:
        for n in range(0, len(due.items), _BATCH):
            some = due.items[n : n + _BATCH]
            body = {"type": f"onrecord.{alert.what}", "alert": alert.n, "query": alert.query.to_dict(), "items": some}
            id = f"{alert.n}-{due.after}-{sha256(repr(some).encode('utf-8', 'replace')).hexdigest()[:16]}"
            webhooks.send(alert.to, alert.secret, id, body)
    except NotTaken as e:
        return Outcome(alert, 0, str(e), subscriptions.failed(alert, str(e), gone=e.gone))
    subscriptions.succeeded(alert, due.after, due.keys)
    return Outcome(alert, len(due.items))


def _mail(
    subscriptions: Subscriptions, to: str, dues: Sequence[Due], server: Server | None, site: str | None
) -> Iterator[Outcome]:
    count = sum(len(due.items) for due in dues)
    try:
        if server is None:
            raise NotTaken("onrecord.toml has no [mail] with the SMTP server to send by")
        subject = f"onrecord: {count:,} new for you"
        server.send(to, subject, written([(due.alert, due.items) for due in dues], site))
    except NotTaken as e:
        for due in dues:
            ended = subscriptions.failed(due.alert, str(e)) if server is not None else False
            yield Outcome(due.alert, 0, str(e), ended)
        return
    for due in dues:
        subscriptions.succeeded(due.alert, due.after, due.keys)
        yield Outcome(due.alert, len(due.items))
