"""Expressions of time in a text and their ISO 8601 values (TIMEX3 of TimeML, ISO 24617-1).

One table of patterns, each with the function that gives its value, read against the publication date and the tense of
the verb that governs the words: a weekday under a past tense is the last such day on or before publication, under a
future the next. Where there is nothing to count from, or no such day exists (31 February), the expression is found
and its value is None.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from spacy.tokens import Doc, Token

from onrecord.model import Span

Type = Literal["DATE", "TIME", "DURATION", "SET"]
Tense = Literal["past", "present", "future"]


@dataclass(frozen=True, slots=True)
class Timex:
    """One expression: its words, TIMEX3 type and value (None where open), the rule that read it, and whether the value
    was counted from the publication date (or would be, had the article one)."""

    span: Span
    type: Type
    value: str | None
    rule: str
    relative: bool


MONTHS = "january february march april may june july august september october november december".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
_NUMBERS = {w: n for n, w in enumerate(_SMALL)} | {
    "a": 1, "an": 1, "couple": 2, "dozen": 12, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100,
}  # fmt: skip
_SEASONS = {"spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA", "winter": "WI"}
_PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI"}
_CODES = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "week": "W", "weekend": "WE", "month": "M",
    "quarter": "Q", "year": "Y",
}  # fmt: skip

_MONTH = r"(?P<month>Jan(?:uary|\.)|Feb(?:ruary|\.)|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?|July?|Aug(?:ust|\.)|Sept?(?:ember|\.)|Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.))"  # noqa: E501
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri)\.)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d%]|[,.:]\d)"
_YEAR = r"(?P<year>1[0-9]\d\d|2\d\d\d)(?![\d%]|[,.]\d)"
_PART = r"(?:\s+(?P<part>morning|afternoon|evening|night))?"
_NUMBER = r"(?P<number>(?i:\d{1,3}(?:\.\d)?(?![\d,])|(?:a\s+)?couple(?:\s+of)?|(?:a\s+)?few|(?:a\s+)?dozen|several|many|an?|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|hundred))"  # noqa: E501
_UNIT = r"(?P<unit>second|minute|hour|day|week|weekend|month|quarter|year|decade|centur(?:y|ie))"
_SHADE = r"(?:(?P<shade>early|late|mid|earlier|later)(?:\s|-)+(?:in\s+)?)?"
_WHICH = r"(?P<which>this|last|next|past|previous|coming|current|that)"


@dataclass(frozen=True, slots=True)
class _Anchor:
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


# ------------------------------------------------------------------------------------------------ values


def _full_date(match: re.Match[str], anchor: _Anchor) -> str | None:
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


def _numeric_date(match: re.Match[str], anchor: _Anchor) -> str | None:
    year = int(match["y"])
    year += (2000 if year < 50 else 1900) if len(match["y"]) == 2 else 0
    found = _day(year, int(match["m"]), int(match["d"]))
    return found.isoformat() if found else None


def _month_year(match: re.Match[str], anchor: _Anchor) -> str | None:
    return f"{match['year']}-{_month(match):02d}"


def _bare_month(match: re.Match[str], anchor: _Anchor) -> str | None:
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


def _year(match: re.Match[str], anchor: _Anchor) -> str | None:
    season = _word(match, "season")
    return match["year"] + (f"-{_SEASONS[season]}" if season else "")


def _weekday(match: re.Match[str], anchor: _Anchor) -> str | None:
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


def _near_day(match: re.Match[str], anchor: _Anchor) -> str | None:
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


def _near_unit(match: re.Match[str], anchor: _Anchor) -> str | None:
    if anchor.published is None or _word(match, "which") == "that":
        return None
    base, unit, shift = anchor.published, _word(match, "unit"), _SHIFTS.get(_word(match, "which"), 0)
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


def _quarter(match: re.Match[str], anchor: _Anchor) -> str | None:
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


def _near_season(match: re.Match[str], anchor: _Anchor) -> str | None:
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


def _ago(match: re.Match[str], anchor: _Anchor) -> str | None:
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


def _duration(match: re.Match[str], anchor: _Anchor) -> str | None:
    unit, amount = _word(match, "unit"), _amount(match)
    scale = {"decade": 10, "century": 100, "centurie": 100}.get(unit, 1)
    size = "X" if amount is None else f"{amount * scale:g}"
    code = _CODES.get(unit, "Y")
    return f"PT{size}{code[1]}" if code[0] == "T" else f"P{size}{code}"


def _vague_duration(match: re.Match[str], anchor: _Anchor) -> str | None:
    code = _CODES.get(_word(match, "unit"), "Y")
    return f"PTX{code[1]}" if code[0] == "T" else f"PX{code}"


def _unit_duration(match: re.Match[str], anchor: _Anchor) -> str | None:
    return {"decade": "P10Y", "century": "P100Y"}.get(_word(match, "unit")) or f"P1{_CODES[_word(match, 'unit')]}"


def _set(match: re.Match[str], anchor: _Anchor) -> str | None:
    word = match[0].lower()
    for stem, value in (("annual", "P1Y"), ("year", "P1Y"), ("month", "P1M"), ("quarter", "P1Q"), ("week", "P1W")):
        if stem in word:
            return value
    return "P1D" if "da" in word else "P1W"


def _clock(match: re.Match[str], anchor: _Anchor) -> str | None:
    hour, minute, half = int(match["hour"]), int(_word(match, "minute") or 0), _word(match, "half")
    if hour > 23 or minute > 59:
        return None
    hour = hour % 12 + 12 if half.startswith("p") else hour % 12 if half else hour
    return f"T{hour:02d}:{minute:02d}" + ("Z" if re.search(r"UTC|GMT\)?$", match[0]) else "")


def _fixed(value: str) -> Callable[[re.Match[str], _Anchor], str | None]:
    return lambda match, anchor: value


# ------------------------------------------------------------------------------------------------ patterns


_Rule = tuple[str, Type, bool, re.Pattern[str], Callable[[re.Match[str], _Anchor], str | None]]


def _rule(
    name: str, type: Type, relative: bool, pattern: str, value: Callable[[re.Match[str], _Anchor], str | None]
) -> _Rule:
    pattern = pattern.replace(r"\s", r"[^\S\n]")  # an expression never runs over the end of a line
    return name, type, relative, re.compile(rf"(?<![\w$£€#@.,]){pattern}(?!\w)"), value


# "May" and "March" are words too: alone they are months only after one of these
_BEFORE_MONTH = r"(?:(?<=\b[Ii]n )|(?<=\b[Oo]f )|(?<=\b[Bb]y )|(?<=\b[Ss]ince )|(?<=\b[Uu]ntil )|(?<=\b[Ff]rom )|(?<=\b[Tt]hrough )|(?<=\b[Tt]o )|(?<=\b[Aa]nd ))"  # noqa: E501
_LONG_MONTH = (
    r"(?P<month>January|February|April|June|July|August|September|October|November|December|" + _BEFORE_MONTH +
    r"(?:March|May))"
)  # fmt: skip

_RULES: tuple[_Rule, ...] = (
    _rule("day", "DATE", True, rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?", _full_date),
    _rule("day", "DATE", True, rf"(?:{_WEEKDAY},?\s+)?(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?", _full_date),  # noqa: E501
    _rule("day", "DATE", False, r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)", _numeric_date),
    _rule("day", "DATE", False, r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4}|\d\d)", _numeric_date),
    _rule("month", "DATE", False, rf"{_SHADE}{_MONTH},?\s+(?:of\s+)?{_YEAR}", _month_year),
    _rule("month", "DATE", True, rf"{_SHADE}(?:{_WHICH}\s+)?{_LONG_MONTH}", _bare_month),
    _rule("month", "DATE", True, rf"(?:{_SHADE}|{_WHICH}\s+)(?<=\s){_MONTH}", _bare_month),
    _rule("year", "DATE", False, rf"(?:{_SHADE}|(?:the\s+)?(?P<season>spring|summer|fall|autumn|winter)\s+(?:of\s+)?){_YEAR}(?![-–]\w*[a-z])", _year),  # noqa: E501
    _rule("decade", "DATE", False, r"(?:the\s+)?(?:early\s+|late\s+|mid-?)?(?P<decade>1\d\d|20\d)0['’]?s", lambda m, a: m["decade"]),  # noqa: E501
    _rule("weekday", "DATE", True, rf"(?:(?:early|late)\s+)?(?:{_WHICH}\s+)?{_WEEKDAY}{_PART}", _weekday),
    _rule("near day", "DATE", True, rf"(?:[Ee]arlier\s+|[Ll]ater\s+)?(?:[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight){_PART}", _near_day),  # noqa: E501
    _rule("near day", "TIME", True, r"(?:[Ll]ast\s+night|(?:[Ee]arly\s+|[Ll]ate\s+)?[Tt]his\s+(?P<part>morning|afternoon|evening))", _near_day),  # noqa: E501
    _rule("near unit", "DATE", True, r"(?:(?:[Ee]arlier|[Ll]ater|[Ll]ate|[Ee]arly)\s+(?:in\s+)?)?(?:[Tt]he\s+)?(?P<which>[Tt]his|[Ll]ast|[Nn]ext|[Pp]revious|[Pp]ast|[Cc]oming|[Cc]urrent)\s+(?P<unit>week|weekend|month|quarter|year)", _near_unit),  # noqa: E501
    _rule("near unit", "DATE", True, r"(?:[Ee]arlier|[Ll]ater|[Ee]arly|[Ll]ate)\s+in\s+the\s+(?P<unit>week|month|year)", _near_unit),  # noqa: E501
    _rule("quarter", "DATE", True, rf"(?:[Tt]he\s+)?(?P<order>first|second|third|fourth|final)(?:\s|-)quarter(?:\s+of\s+(?:the\s+year|(?P<which>this|last|next)\s+year|{_YEAR}))?", _quarter),  # noqa: E501
    _rule("near season", "DATE", True, r"(?P<which>[Tt]his|[Ll]ast|[Nn]ext|[Pp]ast)\s+(?P<season>spring|summer|fall|autumn|winter)", _near_season),  # noqa: E501
    _rule("ago", "DATE", True, rf"{_NUMBER}(?P<half>\s+and\s+a\s+half)?\s+{_UNIT}s?\s+(?:ago|earlier\s+than\s+now)", _ago),  # noqa: E501
    _rule("duration", "DURATION", False, rf"(?:(?:[Tt]he\s+)?(?:past|last|next|first)\s+)?{_NUMBER}(?P<half>\s+and\s+a\s+half)?(?:\s|-)+{_UNIT}s?(?:(?:\s|-)old)?", _duration),  # noqa: E501
    _rule("duration", "DURATION", False, rf"(?:(?:over|for|in)\s+(?:the\s+)?)?(?:recent\s+|past\s+|last\s+)?{_UNIT}s(?:-long)?", _vague_duration),  # noqa: E501
    _rule("duration", "DURATION", False, r"[Tt]he\s+(?:past|last|next|whole|entire)\s+(?P<unit>decade|century)", _unit_duration),  # noqa: E501
    _rule("set", "SET", False, rf"(?:[Ee]very|[Ee]ach|[Pp]er)\s+(?:{_UNIT}|{_WEEKDAY})|(?:bi-?)?(?:[Aa]nnual|[Mm]onthly|[Ww]eekly|[Qq]uarterly|[Yy]early|[Dd]aily)(?:ly)?", _set),  # noqa: E501
    _rule("time", "TIME", False, r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>[ap]\.?m\.?)(?:\s*\(?(?:[A-Z]{2,4}|GMT\s*[+-]\d+)\)?)?", _clock),  # noqa: E501
    _rule("time", "TIME", False, r"(?P<hour>[012]?\d):(?P<minute>\d\d)(?:\s*\(?(?:UTC|GMT|[A-Z]{1,2}[SD]T)(?:\s*[+-]\d+)?\)?)?", _clock),  # noqa: E501
    _rule("present", "DATE", False, r"(?:[Rr]ight\s+)?[Nn]ow|[Cc]urrently|[Pp]resently|[Nn]owadays|[Aa]t\s+(?:the\s+moment|present)", _fixed("PRESENT_REF")),  # noqa: E501
    _rule("past", "DATE", False, r"(?:[Mm]ore\s+)?[Rr]ecently", _fixed("PAST_REF")),
)  # fmt: skip


def find(doc: Doc, published: date | None) -> tuple[Timex, ...]:
    """The expressions of time in a parsed text, in text order, none inside another."""
    found: list[tuple[int, int, int, re.Match[str], _Rule]] = []
    for order, rule in enumerate(_RULES):
        found.extend((m.start(), -m.end(), order, m, rule) for m in rule[3].finditer(doc.text) if m.end() > m.start())
    out: list[Timex] = []
    for start, minus_end, _, match, (name, type, relative, _, value) in sorted(found, key=lambda f: f[:3]):
        if out and start < out[-1].span.end:
            continue
        span = Span(start, -minus_end)
        anchor = _Anchor(published, tense(doc, span))
        given = value(match, anchor)
        kind: Type = "TIME" if type == "DATE" and given and "T" in given[4:] and "-" in given else type
        if given and given.startswith("T"):
            given = _day_of_clock(out, doc, span, published) + given
        out.append(Timex(span, kind, given, name, relative and not match.groupdict().get("year")))
    return tuple(out)


def _day_of_clock(before: list[Timex], doc: Doc, span: Span, published: date | None) -> str:
    """The day that a time of day belongs to: the last one named in its sentence, else that of publication."""
    if before and re.fullmatch(r"\d{4}-\d\d-\d\d", before[-1].value or ""):
        between = doc.char_span(before[-1].span.start, span.end, alignment_mode="expand")
        if between is not None and not any(t.is_sent_start for t in between[1:]):
            return before[-1].value or ""
    return published.isoformat() if published else "XXXX-XX-XX"


_MODALS = {"will", "wo", "'ll", "’ll", "shall", "would", "should", "may", "might", "could", "can"}
_FUTURE_HEADS = {"expect", "schedule", "set", "plan", "due", "slate", "intend", "hope", "want", "prepare", "ready"}


def tense(doc: Doc, span: Span) -> Tense:
    """The tense of the verb that governs the words at a span; "past" where no verb does."""
    token = governor(doc, span)
    while token is not None:
        aux = {c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")}
        if (
            aux & _MODALS
            or (token.lemma_ in _FUTURE_HEADS and "auxpass" in {c.dep_ for c in token.children})
            or ("to" in aux and (token.dep_ in ("acl", "relcl") or token.head.lemma_ in _FUTURE_HEADS))
        ):
            return "future"
        if token.tag_ in ("VBD", "VBN") or aux & {"had", "was", "were", "did", "has", "have", "'ve", "’ve"}:
            return "past"
        if token.tag_ in ("VBZ", "VBP") or aux & {"is", "are", "am", "'s", "’s"}:
            return "present"
        token = _verb_above(token)
    return "past"


def governor(doc: Doc, span: Span) -> Token | None:
    """The nearest verb that the words at a span hang from, None in a verbless line."""
    words = doc.char_span(span.start, span.end, alignment_mode="expand")
    return None if words is None or not len(words) else _verb_above(words.root)


def _verb_above(token: Token) -> Token | None:
    while token.head != token:
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return token
    return None
