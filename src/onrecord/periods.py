"""The days that an ISO 8601 date stands for: `2024`, `2024-09`, `2024-W39`, `2024-09-25`, `A/B`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

_UNITS = {
    "TS": "second", "TM": "minute", "TH": "hour", "D": "day", "W": "week", "WE": "weekend", "M": "month",
    "Q": "quarter", "Y": "year",
}  # fmt: skip
_DURATION = re.compile(r"P(T?)([\d.]+|X)([A-Z]+)")
_PERIOD = re.compile(r"(\d{4})(?:-(?:W(\d{2})(?:-([1-7]))?|(\d{2})(?:-(\d{2}))?))?")


@lru_cache(maxsize=4096)  # occasions are held against each other by their days
def days(value: str) -> tuple[date, date] | None:
    """The first and the last day, both within; None where the value is no such date.

    >>> days("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    first, slash, last = value.strip().partition("/")
    if slash:
        start, end = days(first), days(last)
        return (start[0], end[1]) if start and end and start[0] <= end[1] else None
    match = _PERIOD.fullmatch(first)
    if match is None:
        return None
    year, week, weekday, month, day = (int(part) if part else None for part in match.groups())
    try:
        return _days(year or 0, week, weekday, month, day)
    except (ValueError, OverflowError):  # 31 February, week 54, the year 0
        return None


def first_day(value: str | None) -> date | None:
    """The first of the days that a date stands for; None where it is none."""
    period = days(value) if value else None
    return period[0] if period else None


def told(first: date | None, last: date | None) -> str:
    """From which day to which, for people: one day where they are the same, "" where none is known."""
    return f"{first} to {last}" if first and first != last else str(first or "")


def lasted(duration: str | None) -> str:
    """An ISO 8601 duration for people; "" where there is none.

    >>> lasted("PT3H"), lasted("P1D"), lasted("PTXH")
    ('3 hours', '1 day', 'some hours')
    """
    match = _DURATION.fullmatch(duration or "")
    if match is None or (unit := _UNITS.get(match[1] + match[3])) is None:
        return duration or ""
    return f"{'some' if match[2] == 'X' else match[2]} {unit}{'' if match[2] == '1' else 's'}"


def within(a: str, b: str) -> bool:
    """Does one period lie within another (or is it the same)? False where one of them is none."""
    inner, outer = days(a), days(b)
    return inner is not None and outer is not None and outer[0] <= inner[0] and inner[1] <= outer[1]


def compatible(a: str, b: str) -> bool:
    """Does one of two periods lie within the other?"""
    return within(a, b) or within(b, a)


def _days(year: int, week: int | None, weekday: int | None, month: int | None, day: int | None) -> tuple[date, date]:
    if week is not None:
        first = date.fromisocalendar(year, week, weekday or 1)
        return first, first if weekday else first + timedelta(days=6)
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)
