"""What comparison has found, as far as it has come: pages never compare, they say how far that is behind."""

from __future__ import annotations

from fastapi import Request
from sqlalchemy import func, select

from onrecord.record.schema import articles, compared
from onrecord.record.searched import Searched
from onrecord.record.shifts import Shift, Shifts
from onrecord.web.reading import asked, kept, record


def shifts(request: Request, person: str | None = None, about: str | None = None, every: bool = False) -> list[Shift]:
    """Where somebody has turned, or anybody; the surest first."""
    found = Shifts(record(request))
    return kept(request, ("shifts", person, about, every), lambda: found.find(person, about=about, every=every))


def behind(request: Request) -> int:
    """How many articles are not compared yet."""
    left = select(func.count()).select_from(articles.outerjoin(compared, compared.c.article_pk == articles.c.pk))
    left = left.where(articles.c.current, compared.c.article_pk.is_(None))
    return asked(request, "behind", lambda connection: connection.scalar(left) or 0)


def went_through(request: Request, person: str | None = None) -> Searched:
    """What was compared: how many statements of how many articles, and on whom they take a position."""
    found = Shifts(record(request))
    return kept(request, ("compared", person), lambda: found.compared(person))
