"""What comparison has found, as far as it has come: pages never compare, they say how far that is behind."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import Request

from onrecord.record.behind import count
from onrecord.record.searched import Searched, compared
from onrecord.record.shifts import Shift, found
from onrecord.record.shifts import with_entries as _with_entries
from onrecord.record.turning import Opposed, Turns
from onrecord.record.turning import between as _between
from onrecord.record.turning import newest as _newest
from onrecord.record.turning import turns as _turns
from onrecord.web.reading import asked


def shifts(request: Request, person: str | None = None, about: str | None = None, every: bool = False) -> list[Shift]:
    """Where somebody has turned, or anybody; the surest first."""
    return asked(request, found, person, about, every=every)


def turns(request: Request, person: str | None = None, about: str | None = None, of: int | None = None) -> Turns:
    """The same, without their statements: there may be many, and few are shown at a time. `of`: see there."""
    return asked(request, _turns, person, about, of=of)


def newest(request: Request, of: int) -> list[Opposed]:
    """Of so many that were said last, the surest on each target."""
    return asked(request, _newest, of)


def between(request: Request, then: int, now: int) -> Opposed | None:
    """The turn from one statement to another, by their keys."""
    return asked(request, _between, then, now)


def with_entries(request: Request, some: Iterable[Opposed]) -> list[Shift]:
    """Those of them that are shown, with their statements."""
    return asked(request, _with_entries, tuple(some))


def behind(request: Request) -> int:
    """How many articles are not compared yet."""
    return asked(request, count)


def went_through(request: Request, person: str | None, of: int) -> Searched:
    """What was compared: how many statements of how many articles, `of` so many of the latest, and on whom they take a
    position."""
    return asked(request, compared, person, of=of)
