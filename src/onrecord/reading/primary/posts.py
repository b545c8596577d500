"""Posts as JSON, each an article that its account says: Twitter's API (v1.1, v2), its archive, and plain rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from onrecord.model import Article, Span, Turn
from onrecord.reading import dates

Row = Mapping[str, Any]
_V1_DATE = re.compile(r"\w{3} (?P<month>\w{3}) (?P<day>\d\d) [\d:]{8} [+-]\d{4} (?P<year>\d{4})")
_REPOST = re.compile(r"RT (?P<who>@\w{1,30}):\s+(?=\S)")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # as the API gives them, and in this order


def is_tweet(row: Row) -> bool:
    """Whether a JSON object is a post: it has words, a time, and an account or the fields of the API."""
    row = _inner(row)
    known = {"user", "author_id", "id_str", "username"} & set(row)
    return "created_at" in row and isinstance(_words(row), str) and bool(known)


def rows(value: object) -> Iterator[Row]:
    """The objects of a JSON file: of a list, of the API's answer (each with its account), or the one that it is."""
    if isinstance(value, Mapping) and isinstance(value.get("data"), (list, Mapping)):
        data = value["data"] if isinstance(value["data"], list) else [value["data"]]
        includes = value.get("includes")
        users = includes.get("users") if isinstance(includes, Mapping) else None
        known = {u.get("id"): u for u in users or () if isinstance(u, Mapping)}
        for row in data:
            if isinstance(row, Mapping):
                author = row.get("author_id")
                yield {**row, "user": known[author]} if author in known else row
    elif isinstance(value, list):
        for row in value:
            if isinstance(row, Mapping):
                yield row
    elif isinstance(value, Mapping):
        yield value


def fields(row: Row) -> dict[str, Any]:
    """What a post is as a row of a corpus: the words of a repost are of the account that it repeats."""
    row = _inner(row)
    text = str(_words(row))
    for escape, character in _ESCAPES:
        text = text.replace(escape, character)
    name, handle = _account(row)
    id = str(row.get("id_str") or row.get("id") or "") or None
    return {
        "text": text,
        "id": id,
        "byline": name or (f"@{handle}" if handle else None),
        "outlet": row.get("outlet") or "Twitter",
        "published": _day(str(row.get("created_at"))),
        "url": row.get("url") or (f"https://twitter.com/{handle}/status/{id}" if handle and id else None),
        "language": lang if isinstance(lang := row.get("lang"), str) and len(lang) == 2 else None,
    }


def turn(article: Article) -> Article:
    """The article of a post, all of it said by its account, or by the one that it repeats (`RT @other: …`)."""
    start, label = 0, None
    name = article.byline
    if repost := _REPOST.match(article.text):
        start, label, name = repost.end(), Span(*repost.span("who")), None
    day = article.published.isoformat() if article.published else None
    return replace(article, turns=(Turn((Span(start, len(article.text)),), label, name, "writing", day),))


def _inner(row: Row) -> Row:
    """The post itself: of an archive's wrapper, and of a repost the one that is repeated."""
    for key in ("tweet", "retweeted_status"):
        inner = row.get(key)
        if isinstance(inner, Mapping):
            row = inner
    return row


def _words(row: Row) -> object:
    longer = row.get("extended_tweet") or row.get("note_tweet")
    words = (longer.get("full_text") or longer.get("text")) if isinstance(longer, Mapping) else None
    return words or row.get("full_text") or row.get("text")


def _account(row: Row) -> tuple[str | None, str | None]:
    """The name and the handle of the account."""
    user = row.get("user")
    if isinstance(user, Mapping):
        name, handle = user.get("name"), user.get("screen_name") or user.get("username")
    elif isinstance(user, str):
        name, handle = user.lstrip("@"), user.lstrip("@") if re.fullmatch(r"@?\w{1,30}", user) else None
        name = None if user.startswith("@") else name
    else:
        name, handle = None, row.get("username") or row.get("screen_name")
    return (str(name).strip() or None) if name else None, str(handle) if handle else None


def _day(value: str) -> str | None:
    """The day (UTC) as ISO 8601."""
    if match := _V1_DATE.fullmatch(value.strip()):
        found = dates.find(f"{match['day']} {match['month']} {match['year']}")
        return found[0].isoformat() if found else None
    return value if dates.iso(value) else None
