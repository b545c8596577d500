"""Calendar days as publishers print them. A day that cannot be read in one way only is not read at all."""

from __future__ import annotations

import re
from datetime import date

from onrecord import lexicon

_MONTHS = lexicon.listed("months")
_MONTH = r"(?P<month>" + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in _MONTHS) + r"|sept)\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"\b{_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)",
        rf"\b{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}\b",
        rf"\b{_MONTH}\s+{_DAY}(?:,|\s)\s*{_YEAR}\b",
        rf"(?<![\d/.])(?P<day>[0-3]?\d)(?P<sep>[/.])(?P<month>[0-3]?\d)(?P=sep){_YEAR}(?!\d)",
        rf"\b{_YEAR}/(?P<month>[01]?\d)/(?P<day>[0-3]?\d)(?!\d)",
    )
)
_LABEL = (
    r"(?:(?:first\s+|last\s+)?(?:published|posted|updated|modified|issued|created|date|dated|on|at)\b[:,\s]*)*"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,\s]*)?"
)
_TIME = (
    r"(?:[,\s|·•—–-]*(?:at\s+)?\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*[A-Z]{2,4}T?)?"
    r"(?:\s*[+-]\d\d:?\d\d)?)?"
)
_BEFORE = re.compile(_LABEL, re.I)
_AFTER = re.compile(rf"(?:T\d\d:\d\d\S*)?{_TIME}[.\s]*", re.I)


def find(text: str) -> tuple[date, re.Match[str]] | None:
    """The first day that is printed in a text, and where; None where there is none or it can be read in two ways."""
    hits = sorted((m.start(), i, m) for i, form in enumerate(_FORMS) for m in form.finditer(text))
    for _, _, match in hits:
        day = _day(match)
        if day is not None:
            return day, match
    return None


def whole(line: str) -> date | None:
    """The day, where a line is nothing but a date (with or without "Published", a weekday, a time of day)."""
    found = find(line)
    if found is None:
        return None
    day, match = found
    if _BEFORE.fullmatch(line[: match.start()].strip() + " ") or not line[: match.start()].strip():
        return day if _AFTER.fullmatch(line[match.end() :]) else None
    return None


def iso(value: str) -> date | None:
    """The day of an ISO 8601 date or time stamp, as metadata give it, or of any form that `find` reads."""
    value = value.strip()
    compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T.*)?", value)
    if compact:
        return _checked(*(int(g) for g in compact.groups()))
    found = find(value)
    return found[0] if found else None


def _day(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    day, month = int(parts["day"]), parts["month"].lower().rstrip(".")
    number = int(month) if month.isdigit() else 1 + next(i for i, m in enumerate(_MONTHS) if m.startswith(month[:3]))
    if "sep" in parts and number != day:
        # 11/12/2024 is November in one country and December in another; 27/9 and 9/27 are the same day in both.
        if number <= 12 and day <= 12:
            return None
        if number > 12:
            day, number = number, day
    return _checked(int(parts["year"]), number, day)


def _checked(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
