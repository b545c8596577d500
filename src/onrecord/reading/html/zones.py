"""The day of a time stamp where the page was made: a stamp in UTC may name the day after, or before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone

from onrecord.reading import dates

_STAMP = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?\s*"
    r"(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)"
)
_WEST, _EAST = timedelta(hours=-10), timedelta(hours=13)  # how far the clocks of newsrooms are from UTC


def instant(value: str) -> datetime | None:
    """The moment of a time stamp with its offset from UTC; None where it has none."""
    match = _STAMP.fullmatch(value.strip())
    if match is None:
        return None
    zone = match["zone"]
    offset = timedelta()
    if zone[0] in "+-":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])) * (-1 if zone[0] == "-" else 1)
    try:
        day = date.fromisoformat(match["day"])
        clock = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
        return datetime(day.year, day.month, day.day, *clock, tzinfo=timezone(offset))
    except (ValueError, OverflowError):
        return None


def local(value: str, stamps: Iterable[str], days: Iterable[tuple[str, date]]) -> tuple[date, str] | None:
    """The day of a stamp in UTC where the page was made, and what tells it; None where nothing does.

    It is told by another of the page's `stamps` that is of the same moment and has an offset, or else by one of `days`
    that the page gives itself, where some place on earth has that day at that moment.
    """
    moment = instant(value)
    if moment is None or moment.utcoffset():
        return None
    for other in _moments(stamps):
        if other.utcoffset() and abs(other - moment) < timedelta(minutes=1):
            return other.date(), "a stamp of the same moment"
    earliest, latest = (_day(moment, offset) for offset in (_WEST, _EAST))
    for what, day in days:
        if day != moment.date() and earliest is not None and latest is not None and earliest <= day <= latest:
            return day, what
    return None


def printed(text: str) -> date | None:
    """The day that the text of an element prints, where it prints one."""
    found = dates.find(text)
    return found[0] if found else None


def _moments(stamps: Iterable[str]) -> Iterator[datetime]:
    return (moment for stamp in stamps if (moment := instant(stamp)) is not None)


def _day(moment: datetime, offset: timedelta) -> date | None:
    try:
        return (moment.astimezone(UTC) + offset).date()
    except OverflowError:
        return None
