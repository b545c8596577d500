"""The patterns of expressions of time, each with its TIMEX3 type, whether it is relative, and how its value is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from onrecord import lexicon
from onrecord.extraction.timex import values
from onrecord.extraction.timex.values import TemporalAnchor

Type = Literal["DATE", "TIME", "DURATION", "SET"]

_MONTH = r"(?P<month>Jan(?:uary|\.)|Feb(?:ruary|\.)|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?|July?|Aug(?:ust|\.)|Sept?(?:ember|\.)|Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.))"  # noqa: E501
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri)\.)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d%]|[,.:]\d)"
_YEAR = r"(?P<year>1[0-9]\d\d|2\d\d\d)(?![\d%]|[,.]\d)"
_PART = r"(?:\s+(?P<part>morning|afternoon|evening|night))?"
_NUMBERS = lexicon.listed("numbers")  # from zero to nineteen, then the tens and a hundred
_NUMBER = (
    r"(?P<number>(?i:\d{1,3}(?:\.\d)?(?![\d,])|(?:a\s+)?couple(?:\s+of)?|(?:a\s+)?few|(?:a\s+)?dozen|several|many|an?|"
    rf"(?:{'|'.join(_NUMBERS[20:28])})(?:-\w+)?|{'|'.join(_NUMBERS[1:20])}|hundred))"
)
_UNIT = r"(?P<unit>second|minute|hour|day|week|weekend|month|quarter|year|decade|centur(?:y|ie))"
_SHADE = r"(?:(?P<shade>early|late|mid|earlier|later)(?:\s|-)+(?:in\s+)?)?"
_WHICH = r"(?P<which>this|last|next|past|previous|coming|current|that)"

Rule = tuple[str, Type, bool, re.Pattern[str], Callable[[re.Match[str], TemporalAnchor], str | None]]


def _rule(
    name: str, type: Type, relative: bool, pattern: str, value: Callable[[re.Match[str], TemporalAnchor], str | None]
) -> Rule:
    pattern = pattern.replace(r"\s", r"[^\S\n]")  # an expression never runs over the end of a line
    return name, type, relative, re.compile(rf"(?<![\w$£€#@.,]){pattern}(?!\w)"), value


# "May" and "March" are words too: alone they are months only after one of these
_BEFORE_MONTH = r"(?:(?<=\b[Ii]n )|(?<=\b[Oo]f )|(?<=\b[Bb]y )|(?<=\b[Ss]ince )|(?<=\b[Uu]ntil )|(?<=\b[Ff]rom )|(?<=\b[Tt]hrough )|(?<=\b[Tt]o )|(?<=\b[Aa]nd ))"  # noqa: E501
_LONG = "|".join(month.capitalize() for month in lexicon.listed("months") if month not in ("march", "may"))
_LONG_MONTH = rf"(?P<month>{_LONG}|{_BEFORE_MONTH}(?:March|May))"

RULES: tuple[Rule, ...] = (
    _rule("day", "DATE", True, rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?", values.full_date),
    _rule("day", "DATE", True, rf"(?:{_WEEKDAY},?\s+)?(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?", values.full_date),  # noqa: E501
    _rule("day", "DATE", False, r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)", values.numeric_date),
    _rule("day", "DATE", False, r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4}|\d\d)", values.numeric_date),
    _rule("month", "DATE", False, rf"{_SHADE}{_MONTH},?\s+(?:of\s+)?{_YEAR}", values.month_year),
    _rule("month", "DATE", True, rf"{_SHADE}(?:{_WHICH}\s+)?{_LONG_MONTH}", values.bare_month),
    _rule("month", "DATE", True, rf"(?:{_SHADE}|{_WHICH}\s+)(?<=\s){_MONTH}", values.bare_month),
    _rule("year", "DATE", False, rf"(?:{_SHADE}|(?:the\s+)?(?P<season>spring|summer|fall|autumn|winter)\s+(?:of\s+)?){_YEAR}(?![-–]\w*[a-z])", values.year),  # noqa: E501
    _rule("decade", "DATE", False, r"(?:the\s+)?(?:early\s+|late\s+|mid-?)?(?P<decade>1\d\d|20\d)0['’]?s", lambda m, a: m["decade"]),  # noqa: E501
    _rule("weekday", "DATE", True, rf"(?:(?:early|late)\s+)?(?:{_WHICH}\s+)?{_WEEKDAY}{_PART}", values.weekday),
    _rule("near day", "DATE", True, rf"(?:[Ee]arlier\s+|[Ll]ater\s+)?(?:(?<!USA )(?<!USA\s)(?:[Tt]oday)(?!\s+(?:programme|program|[Ss]how)\b)|[Yy]esterday|[Tt]omorrow|[Tt]onight){_PART}", values.near_day),  # noqa: E501
    _rule("near day", "TIME", True, r"(?:[Ll]ast\s+night|(?:[Ee]arly\s+|[Ll]ate\s+)?[Tt]his\s+(?P<part>morning|afternoon|evening))", values.near_day),  # noqa: E501
    _rule("near unit", "DATE", True, r"(?:(?:[Ee]arlier|[Ll]ater|[Ll]ate|[Ee]arly)\s+(?:in\s+)?)?(?:[Tt]he\s+)?(?P<which>[Tt]his|[Ll]ast|[Nn]ext|[Pp]revious|[Pp]ast|[Cc]oming|[Cc]urrent)\s+(?P<unit>week|weekend|month|quarter|year)", values.near_unit),  # noqa: E501
    _rule("near unit", "DATE", True, r"(?:[Ee]arlier|[Ll]ater|[Ee]arly|[Ll]ate)\s+in\s+the\s+(?P<unit>week|month|year)", values.near_unit),  # noqa: E501
    _rule("near unit", "DATE", True, r"[Oo]ver\s+the\s+(?P<unit>weekend)", values.near_unit),
    _rule("quarter", "DATE", True, rf"(?:[Tt]he\s+)?(?P<order>first|second|third|fourth|final)(?:\s|-)quarter(?:\s+of\s+(?:the\s+year|(?P<which>this|last|next)\s+year|{_YEAR}))?", values.quarter),  # noqa: E501
    _rule("near season", "DATE", True, r"(?P<which>[Tt]his|[Ll]ast|[Nn]ext|[Pp]ast)\s+(?P<season>spring|summer|fall|autumn|winter)", values.near_season),  # noqa: E501
    _rule("ago", "DATE", True, rf"{_NUMBER}(?P<half>\s+and\s+a\s+half)?\s+{_UNIT}s?\s+(?:ago|earlier\s+than\s+now)", values.ago),  # noqa: E501
    _rule("duration", "DURATION", False, rf"(?:(?:[Tt]he\s+)?(?:past|last|next|first)\s+)?{_NUMBER}(?P<half>\s+and\s+a\s+half)?(?:\s|-)+{_UNIT}s?(?:(?:\s|-)old)?", values.duration),  # noqa: E501
    _rule("duration", "DURATION", False, rf"(?:(?:over|for|in)\s+(?:the\s+)?)?(?:recent\s+|past\s+|last\s+)?{_UNIT}s(?:-long)?", values.vague_duration),  # noqa: E501
    _rule("duration", "DURATION", False, r"[Tt]he\s+(?:past|last|next|whole|entire)\s+(?P<unit>decade|century)", values.unit_duration),  # noqa: E501
    _rule("set", "SET", False, rf"(?:[Ee]very|[Ee]ach|[Pp]er)\s+(?:{_UNIT}|{_WEEKDAY})|(?:bi-?)?(?:[Aa]nnual|[Mm]onthly|[Ww]eekly|[Qq]uarterly|[Yy]early|[Dd]aily)(?:ly)?", values.recurrence),  # noqa: E501
    _rule("time", "TIME", False, r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>[ap]\.?m\.?)(?:\s*\(?(?:GMT\s*[+-]\d+|[A-Z]{2,4})\)?)?", values.clock),  # noqa: E501
    _rule("time", "TIME", False, r"(?P<hour>[012]?\d):(?P<minute>\d\d)(?:\s*\(?(?:UTC|GMT|[A-Z]{1,2}[SD]T)(?:\s*[+-]\d+)?\)?)?", values.clock),  # noqa: E501
    _rule("present", "DATE", False, r"(?:[Rr]ight\s+)?[Nn]ow|[Cc]urrently|[Pp]resently|[Nn]owadays|[Aa]t\s+(?:the\s+moment|present)", values.fixed("PRESENT_REF")),  # noqa: E501
    _rule("past", "DATE", False, r"(?:[Mm]ore\s+)?[Rr]ecently", values.fixed("PAST_REF")),
)  # fmt: skip
