"""A user's decision, signed and dated; and those on who is who."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from onrecord.people import resolution
from onrecord.record.schema import decisions

ON_PEOPLE: Final = ("merge", "split", "rename")


def now() -> str:
    """The time, as decisions are dated (UTC)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def sign(
    connection: Connection, kind: str, person: str, other: str, of: Sequence[str] = (), *, by: str | None, reason: str
) -> dict[str, Any]:
    """Write a decision down, signed by the system's user unless told otherwise; returns its row."""
    n = (connection.scalar(select(func.max(decisions.c.n))) or 0) + 1
    signed = {"by": _user() if by is None else by, "at": now(), "reason": reason}
    row = {"n": n, "kind": kind, "person": person, "other": other, "articles": tuple(of), **signed}
    connection.execute(insert(decisions), row)
    return row


def on_people(connection: Connection) -> list[resolution.IdentityDecision]:
    """All decisions on who is who, the undone ones too, in the order they were taken."""
    return [resolution.IdentityDecision(**row) for row in connection.execute(_ON_PEOPLE).mappings()]


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def stamp(connection: Connection) -> int:
    """A number that changes whenever a decision on people is taken or undone."""
    return connection.scalar(_STAMP) or 0


_ON_PEOPLE: Final = select(decisions).where(decisions.c.kind.in_(ON_PEOPLE)).order_by(decisions.c.n)
_STAMP: Final = select(func.count() + func.count(decisions.c.undone_at)).where(decisions.c.kind.in_(ON_PEOPLE))
