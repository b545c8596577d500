"""The versions of an article: a page that was changed where it stood is a new one of the same series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from onrecord.model import Printed
from onrecord.record.schema import articles


@dataclass(frozen=True, slots=True)
class Version(Printed):
    """One version: its id, its number, when it was added (UTC), and the hash of what it was read from."""

    id: str
    version: int
    added_at: datetime
    sha256: str | None


def versions(connection: Connection, id: str) -> list[Version]:
    """All versions of the article that one of them has this id of, the first one first."""
    series = select(articles.c.series).where(articles.c.id == id)
    chosen = select(*articles.c["id", "version", "added_at", "sha256"]).where(articles.c.series.in_(series))
    rows = connection.execute(chosen.order_by(articles.c.version)).all()
    return [Version(r.id, r.version, r.added_at.replace(tzinfo=UTC), r.sha256) for r in rows]
