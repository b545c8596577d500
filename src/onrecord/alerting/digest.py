"""A digest in plain text: each item with its words, who said them, when, and where that is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote

from onrecord.alerting.subscriptions import Alert

_MOST: Final = 50  # items of one alert that are written out
_LONGEST: Final = 600  # characters of what was said

Item = dict[str, Any]


def written(parts: Sequence[tuple[Alert, Sequence[Item]]], site: str | None = None) -> str:
    """The digest of several alerts."""
    return "\n".join(_shown(line) for line in _lines(parts, site)) + "\n"


def _lines(parts: Sequence[tuple[Alert, Sequence[Item]]], site: str | None) -> Iterator[str]:
    for alert, items in parts:
        yield f"== Alert {alert.n}: {alert.told()}"
        yield ""
        for item in items[:_MOST]:
            if alert.what == "shift":
                yield f"{item['holder']} on {item['about'] or 'this'} ({item['kind']} flip, {item['score']:.2f})"
                yield from _statement("then", item["then"], site)
                yield from _statement("now", item["now"], site)
            else:
                yield from _statement("", item, site)
                for variant in item["variants"] if alert.what == "variant" else ():
                    yield f"  elsewhere ({variant['outlet'] or 'outlet not known'}): {variant['text'][:_LONGEST]}"
            yield ""
        if len(items) > _MOST:
            yield f"… and {len(items) - _MOST:,} more."
            yield ""
    yield "-- "
    yield "Read by a machine, which errs: look at the words in the original before you rely on them."
    yield f"To end an alert: onrecord alerts remove {parts[0][0].n}"


def _statement(side: str, item: Item, site: str | None) -> Iterator[str]:
    article = item["article"]
    speaker = item["speaker"]["name"] or f"({item['speaker']['type']})"
    day = item["said_on"]["value"] if item["said_on"] else article["published"] or "undated"
    yield f"{side + ': ' if side else ''}{speaker}, {day}, {article['outlet'] or 'outlet not known'}"
    words = item["context"]["text"] if item["context"] else item["text"]
    yield f"  {words[:_LONGEST]}{' …' if len(words) > _LONGEST else ''}"
    if site is not None:
        place = item["id"].removeprefix(f"{article['id']}/")
        yield f"  {site.rstrip('/')}/article/{quote(article['id'], safe='')}?at={quote(place, safe='')}"
    if item["link"]:
        yield f"  {item['link']}"


def _shown(line: str) -> str:
    """Without what would steer whoever reads it."""
    return "".join(c if c.isprintable() else " " for c in line)
