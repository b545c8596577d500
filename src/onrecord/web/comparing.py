"""What comparison has found, as far as it has come: pages never compare, they say how far that is behind."""

from __future__ import annotations

from fastapi import Request

from onrecord.record import comparing
from onrecord.record.searched import Searched
from onrecord.record.shifts import Shift
from onrecord.web.reading import asked, kept, record


def shifts(request: Request, person: str | None = None, about: str | None = None, every: bool = False) -> list[Shift]:
    """Where somebody has turned, or anybody; the surest first."""
    opened = record(request)
    return kept(request, ("shifts", person, about, every), lambda: opened.shifts(person, about=about, every=every))


def behind(request: Request) -> int:
    """How many articles are not compared yet."""
    return asked(request, comparing.behind)


def went_through(request: Request, person: str | None = None) -> Searched:
    """What was compared: how many statements of how many articles, and on whom they take a position."""
    opened = record(request)
    return kept(request, ("compared", person), lambda: opened.compared(person))
