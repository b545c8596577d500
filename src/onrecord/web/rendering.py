"""Templates into pages. Whatever stands in an article is text: escaped, and its steering characters shown as marks."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from onrecord import __version__
from onrecord.web.assets import asset

# What would steer: control characters, and marks that turn the direction of writing or break lines unseen.
_STEERING: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
_MONTHS: Final = "Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec".split()


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page made of a template. `request` is there for every template, and `record`, what is in it at a glance."""
    from onrecord.web.reading import extent

    text = _environment().get_template(template).render(request=request, extent=extent(request), **values)
    return HTMLResponse(text.encode("utf-8", "replace"), status)


def plain(value: Any) -> Any:
    """A text with each steering character shown by its number, `⟨202E⟩`; what is no text stays as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _STEERING.sub(lambda m: f"⟨{ord(m[0]):04X}⟩", value)
    return value


def marked(text: str) -> Markup:
    """As `plain`, for within a page: each mark can be told from the letters around it, and says what it is."""
    out, at = [], 0
    for match in _STEERING.finditer(text):
        name = unicodedata.name(match[0], "control character").lower()
        out += [
            escape(text[at : match.start()]),
            Markup('<span class="odd" title="{}">⟨{:04X}⟩</span>').format(name, ord(match[0])),
        ]
        at = match.end()
    return Markup("").join([*out, escape(text[at:])])


def day(value: date | str | None) -> str:
    """A day as newspapers print it, `25 Sept 2024`; other ISO 8601 periods as far as they tell."""
    if value is None:
        return "undated"
    parts = str(value).split("-")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return f"{int(parts[2])} {_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    if re.fullmatch(r"\d{4}-\d\d", str(value)):
        return f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    if week := re.fullmatch(r"(\d{4})-W(\d\d)", str(value)):
        return f"week {int(week[2])} of {week[1]}"
    if "/" in str(value):
        first, _, last = str(value).partition("/")
        return f"{day(first)} to {day(last)}"
    return str(value)


def number(value: int) -> str:
    """A count with its thousands apart."""
    return f"{value:,}"


def web(url: str | None) -> str | None:
    """An address that a link may lead to: of the web, and of no other kind; else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or url is None:
        return None
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def segment(text: str) -> str:
    """A name as a part of an address."""
    return quote(text, safe="")


def query(**fields: Any) -> str:
    """The fields of a query that are given, as the end of an address."""
    given = {name: value for name, value in fields.items() if value not in (None, "", False)}
    return f"?{urlencode(given)}" if given else ""


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("onrecord.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=day, number=number, web=web, segment=segment, marked=marked)
    made.globals.update(asset=asset, query=query, version=__version__)
    return made
