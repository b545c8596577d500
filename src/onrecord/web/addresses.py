"""Where each thing of the record has its page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from onrecord.record import Entry, Held
from onrecord.record.stands import Point


@lru_cache(maxsize=4096)
def segment(text: str) -> str:
    """A name as the end of an address; a `/` within it stays one of its letters."""
    return quote(text, safe="")


def query(**fields: Any) -> str:
    """The fields of a query that are given, as the end of an address."""
    given = {name: value for name, value in fields.items() if value not in (None, "", False)}
    return f"?{urlencode(given)}" if given else ""


def person(name: str, about: str | None = None) -> str:
    """The page of whoever has that name."""
    return f"/person/{segment(name)}{query(about=about)}"


def outlet(name: str) -> str:
    """The page of an outlet."""
    return f"/outlet/{segment(name)}"


def article(id: str, at: str | None = None) -> str:
    """An article, opened at a statement (its id) where one is given."""
    if at is None:
        return f"/article/{segment(id)}"
    place = at.removeprefix(f"{id}/")
    return f"/article/{segment(id)}{query(at=place)}#{anchor(at, id)}"


def anchor(statement: str, article: str) -> str:
    """What a statement's card is called within its article's page."""
    return "s" + statement.removeprefix(f"{article}/").replace("/", "_")


def place(entry: Entry) -> str:
    """A statement, where it stands in its article."""
    return article(entry.article, entry.statement.id)


def position(point: Point) -> str:
    """The statement that a position was read in."""
    return article(point.article, point.statement)


def quotation(id: str) -> str:
    """All printings of a statement."""
    return f"/quotation/{segment(id)}"


def original(id: str) -> str:
    """A statement in what its article was read from."""
    return f"/original/{segment(id)}"


def card(id: str) -> str:
    """The evidence card of a statement."""
    return f"/card/{segment(id)}"


def turn(then: str, now: str) -> str:
    """Two statements side by side."""
    return f"/shift{query(then=then, now=now)}"


def review(id: str, came: str | None = None) -> str:
    """A statement, to be confirmed, rejected or corrected."""
    return f"/review/statement/{quote(id)}{query(came=came)}"


def review_article(id: str) -> str:
    """An article's head, to be edited."""
    return f"/review/article/{segment(id)}"


def review_person(id: str) -> str:
    """A person, to be merged, renamed or split."""
    return f"/review/person/{segment(id)}"


def occasion(article: str, id: str) -> str:
    """An occasion, by one of the articles that tell of it and its id there."""
    return f"/occasion/{segment(article)}{query(id=id)}"


def held(told: Held) -> str:
    """An occasion as several articles tell of it."""
    asked = query(kind=told.kind, on=told.date, who=next(iter(told.participants), None))
    return f"/occasion/{segment(told.articles[0])}{asked}"


def search(**fields: Any) -> str:
    """A search."""
    return f"/search{query(**fields)}"


def web(url: str | None) -> str | None:
    """An address that a link may lead to: of the web, and of no other kind; else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or url is None:
        return None
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")
