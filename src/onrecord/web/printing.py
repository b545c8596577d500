"""How things are printed on a page. Whatever stands in an article is text: escaped, its steering characters shown."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any, Final

from markupsafe import Markup, escape

from onrecord import lexicon
from onrecord.model import Statement

# What would steer: control characters, and marks that turn the direction of writing or break lines unseen.
_STEERING: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
MONTHS: Final = lexicon.listed("months in short")


def plain(value: Any) -> Any:
    """A text with each steering character shown by its number, `⟨202E⟩`; what is no text stays as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _STEERING.sub(lambda m: f"⟨{ord(m[0]):04X}⟩", value)
    return value


def marked(text: str) -> Markup:
    """As `plain`, for within a page: each mark can be told from the letters around it, and says what it is."""
    safe = escape(text)
    return Markup(_STEERING.sub(_mark, safe)) if _STEERING.search(safe) else safe


def _mark(match: re.Match[str]) -> str:
    name = unicodedata.name(match[0], "control character").lower()
    return f'<span class="odd" title="{name}">⟨{ord(match[0]):04X}⟩</span>'


def day(value: date | str | None) -> str:
    """A day as newspapers print it, `25 Sept 2024`; other ISO 8601 periods as far as they tell."""
    if value is None:
        return "undated"
    parts = str(value).split("-")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return f"{int(parts[2])} {MONTHS[int(parts[1]) - 1]} {parts[0]}"
    if re.fullmatch(r"\d{4}-\d\d", str(value)):
        return f"{MONTHS[int(parts[1]) - 1]} {parts[0]}"
    if week := re.fullmatch(r"(\d{4})-W(\d\d)", str(value)):
        return f"week {int(week[2])} of {week[1]}"
    if "/" in str(value):
        first, _, last = str(value).partition("/")
        return f"{day(first)} to {day(last)}"
    return str(value)


def headed(title: str | None, text: str) -> str:
    """An article's title, or its first words where it has none."""
    if title:
        return title
    first = " ".join(text[:400].split())
    return first if len(first) <= 90 else first[:90].rpartition(" ")[0] + " …"


def number(value: int) -> str:
    """A count with its thousands apart."""
    return f"{value:,}"


def so_many(value: int, one: str, many: str | None = None) -> str:
    """So many of something: `1 article`, `2,010 articles`."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def percent(value: float) -> str:
    """How sure something is, in per cent: never a hundred."""
    return f"{min(99, round(value * 100))} %"


def speaker_of(statement: Statement) -> str:
    """Whose words they are: a name, or what is known of who has none."""
    told = {"unknown": "Speaker not known", "anonymous": "Unnamed source", "group": "A group", "document": "A document"}
    return statement.speaker.name or told.get(statement.speaker.type, f"({statement.speaker.type})")
