"""The values of expressions of time: each function reads one match of a pattern, against what it is counted from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from onrecord import lexicon

Tense = Literal["past", "present", "future"]

MONTHS = lexicon.listed("months")
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_NUMBERS = {word: int(n) for word, n in lexicon.values("numbers").items()} | {
    "a": 1, "an": 1, "couple": 2, "dozen": 12,
}  # fmt: skip
_SEASONS = {"spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA", "winter": "WI"}
_PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI"}
_CODES = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "week": "W", "weekend": "WE", "month": "M",
    "quarter": "Q", "year": "Y",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TemporalAnchor:
    """What an expression is counted from."""

    published: date | None
    tense: Tense


def _word(match: re.Match[str], group: str) -> str:
    found = match.groupdict().get(group)
    return re.sub(r"\s+", " ", found.lower()) if found else ""


def _month(match: re.Match[str]) -> int:
    return next(n for n, name in enumerate(MONTHS, 1) if name.startswith(_word(match, "month").rstrip(".")[:3]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_part(value: str | None, match: re.Match[str]) -> str | None:
    part = _word(match, "part")
    return f"{value}T{_PARTS[part]}" if value and part else value


def _months_from(start: date, months: int) -> str:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return f"{year:04d}-{month + 1:02d}"


def week_of(day: date) -> str:
    """The ISO week of a day, as `2024-W39`."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def full_date(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "June 18", "18 June 2008": the nearest such day on the tense's side; None where there is none (31 February)."""
    month, day, year = _month(match), int(match["day"]), _word(match, "year")
    if year:
        found = _day(int(year), month, day)
        return found.isoformat() if found else None
    if anchor.published is None:
        return None
    base = anchor.published
    near = [d for y in (base.year - 1, base.year, base.year + 1) if (d := _day(y, month, day))]
    if anchor.tense == "past":
        near = [d for d in near if d <= base]
    elif anchor.tense == "future":
        near = [d for d in near if d >= base]
    return min(near, key=lambda d: abs(d - base)).isoformat() if near else None


def numeric_date(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "7/8/07" the American way, and "2007-07-08"."""
    year = int(match["y"])
    year += (2000 if year < 50 else 1900) if len(match["y"]) == 2 else 0
    found = _day(year, int(match["m"]), int(match["d"]))
    return found.isoformat() if found else None


def month_year(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "November 2006"."""
    return f"{match['year']}-{_month(match):02d}"


def bare_month(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "October", "last March": the last such month, or the next under a future."""
    if anchor.published is None:
        return None
    month, base, which = _month(match), anchor.published, _word(match, "which")
    if which in ("last", "past", "previous"):
        year = base.year - (month >= base.month)
    elif which in ("next", "coming"):
        year = base.year + (month <= base.month)
    elif anchor.tense == "future":
        year = base.year + (month < base.month)
    else:
        year = base.year - (month > base.month and which != "this")
    return f"{year:04d}-{month:02d}"


def year(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "2009", "the summer of 2009"."""
    season = _word(match, "season")
    return match["year"] + (f"-{_SEASONS[season]}" if season else "")


def weekday(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "Wednesday night", "last Friday": the last such day on or before publication, or the next under a future."""
    if anchor.published is None:
        return None
    base, which = anchor.published, _word(match, "which")
    number = next(n for n, name in enumerate(DAYS) if name.startswith(_word(match, "weekday").rstrip(".")[:3]))
    back = (base.weekday() - number) % 7
    if which in ("last", "past", "previous"):
        day = base - timedelta(back or 7)
    elif which in ("next", "coming"):
        day = base + timedelta((7 - base.weekday() + number) if which == "next" else (number - base.weekday()) % 7 or 7)
    elif anchor.tense == "future":
        day = base + timedelta((number - base.weekday()) % 7)
    else:
        day = base - timedelta(back)
    return _with_part(day.isoformat(), match)


def near_day(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "today", "yesterday morning", "last night"."""
    if anchor.published is None:
        return None
    word = re.sub(r"\s+", " ", match[0].lower())
    shift = {"yesterday": -1, "tomorrow": 1, "last night": -1}.get(" ".join(word.split()[:2]), 0)
    shift = {"yesterday": -1, "tomorrow": 1}.get(word.split()[0], shift)
    value = (anchor.published + timedelta(shift)).isoformat()
    if word in ("tonight", "last night", "overnight"):
        return value + "TNI"
    return _with_part(value, match)


_SHIFTS = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}


def near_unit(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "this week", "last month", "earlier this year"."""
    if anchor.published is None or _word(match, "which") == "that":
        return None
    base, unit, shift = anchor.published, _word(match, "unit"), _SHIFTS.get(_word(match, "which"), 0)
    if unit == "weekend" and not _word(match, "which") and anchor.tense != "future" and base.isoweekday() < 6:
        shift = -1  # "over the weekend"
    if unit in ("week", "weekend"):
        # "last weekend", "this weekend" told on a Monday are the one just past
        return week_of(base + timedelta(7 * shift)) + ("-WE" if unit == "weekend" else "")
    if unit == "month":
        return _months_from(base, shift)
    if unit == "quarter":
        year, quarter = divmod(base.year * 4 + (base.month - 1) // 3 + shift, 4)
        return f"{year:04d}-Q{quarter + 1}"
    if unit == "decade":
        return f"{base.year // 10 + shift:03d}"
    return f"{base.year + shift:04d}" if unit == "year" else None


def quarter(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "the third quarter of 2009"."""
    order = _word(match, "order")
    year = int(match["year"]) if match["year"] else None
    if year is None and anchor.published:
        year = anchor.published.year + _SHIFTS.get(_word(match, "which"), 0)
    if year is None:
        return None
    quarter = {"first": 1, "second": 2, "third": 3}.get(order, 4)
    if not match["year"] and not match["which"] and anchor.published and quarter > (anchor.published.month + 2) // 3:
        year -= anchor.tense != "future"
    return f"{year:04d}-Q{quarter}"


def near_season(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "last summer"."""
    if anchor.published is None:
        return None
    starts = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
    season, which, base = _word(match, "season"), _word(match, "which"), anchor.published
    year = base.year
    if which in ("last", "past", "previous"):
        year -= base.month < starts[season] + 3
    elif which in ("next", "coming"):
        year += base.month >= starts[season]
    return f"{year:04d}-{_SEASONS[season]}"


def _amount(match: re.Match[str]) -> float | None:
    words = [w for w in re.split(r"[\s-]+", _word(match, "number")) if w not in ("of", "")]
    if len(words) > 1 and words[0] in ("a", "an"):
        words = words[1:]
    if not words or any(w in ("few", "several", "many") for w in words):
        return None
    if re.fullmatch(r"[\d.]+", words[0]):
        number: float = float(words[0])
    elif all(w in _NUMBERS for w in words):
        number = sum(_NUMBERS[w] for w in words)
    else:
        return None
    return number + 0.5 if match.groupdict().get("half") else number


def ago(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "two weeks ago": as exact as the unit is."""
    amount, unit = _amount(match), _word(match, "unit")
    if anchor.published is None:
        return None
    if amount is None:
        return "PAST_REF"
    base, shift = anchor.published, -round(amount)
    try:
        if unit == "day":
            return (base + timedelta(shift)).isoformat()
        if unit == "week":
            return (base + timedelta(7 * shift)).isoformat() if amount == 1 else week_of(base + timedelta(7 * shift))
        if unit == "month":
            return _months_from(base, shift)
        if unit in ("year", "decade") and base.year + shift * (10 if unit == "decade" else 1) > 0:
            return f"{base.year + shift * (10 if unit == 'decade' else 1):04d}"
    except (OverflowError, ValueError):
        return None
    return base.isoformat() if unit in ("second", "minute", "hour") else None


def duration(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "two and a half years", "fifty-year"."""
    unit, amount = _word(match, "unit"), _amount(match)
    scale = {"decade": 10, "century": 100, "centurie": 100}.get(unit, 1)
    size = "X" if amount is None else f"{amount * scale:g}"
    code = _CODES.get(unit, "Y")
    return f"PT{size}{code[1]}" if code[0] == "T" else f"P{size}{code}"


def vague_duration(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "decades", "in recent years"."""
    code = _CODES.get(_word(match, "unit"), "Y")
    return f"PTX{code[1]}" if code[0] == "T" else f"PX{code}"


def unit_duration(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "the past decade"."""
    return {"decade": "P10Y", "century": "P100Y"}.get(_word(match, "unit")) or f"P1{_CODES[_word(match, 'unit')]}"


def recurrence(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "every day", "annually", "per week"."""
    word = match[0].lower()
    for stem, value in (("annual", "P1Y"), ("year", "P1Y"), ("month", "P1M"), ("quarter", "P1Q"), ("week", "P1W")):
        if stem in word:
            return value
    return "P1D" if "da" in word else "P1W"


def clock(match: re.Match[str], anchor: TemporalAnchor) -> str | None:
    """ "6:40 p.m.", "18:00 UTC"; the day is the caller's to add."""
    hour, minute, half = int(match["hour"]), int(_word(match, "minute") or 0), _word(match, "half")
    if hour > 23 or minute > 59:
        return None
    hour = hour % 12 + 12 if half.startswith("p") else hour % 12 if half else hour
    return f"T{hour:02d}:{minute:02d}" + ("Z" if re.search(r"UTC|GMT\)?$", match[0]) else "")


def fixed(value: str) -> Callable[[re.Match[str], TemporalAnchor], str | None]:
    """Words that have one value wherever they stand ("now")."""
    return lambda match, anchor: value
