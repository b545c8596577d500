"""What a page that was fetched holds: articles, the entries of a feed, or the sitemaps of an index."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from onrecord.errors import InputError, InputWithoutArticle
from onrecord.model import Article
from onrecord.reading.formats import Format, sniff
from onrecord.reading.readers import Options, from_feed
from onrecord.reading.web.addresses import joined
from onrecord.reading.web.feeds import FeedEntry, entries, sitemaps
from onrecord.reading.web.fetch import FetchedPage

_HEAD = 4096
_NAMES_A_FEED = re.compile(rb"<link\b[^>]{0,1000}application/(?:rss|atom)\+xml[^>]{0,1000}>", re.I)
_HREF = re.compile(rb"href\s{0,9}=\s{0,9}[\"']([^\"'>]{1,1000})", re.I)


@dataclass(frozen=True, slots=True)
class FetchedOriginal:
    """The bytes that an article was read from, and their format."""

    format: Format
    data: bytes


@dataclass(frozen=True, slots=True)
class Visited:
    """What was found: `articles` (or the errors that they are, with their originals), else the entries of a feed, else
    the `sitemaps` of an index."""

    articles: tuple[tuple[Article | InputError, FetchedOriginal | None], ...] = ()
    entries: tuple[FeedEntry, ...] = ()
    sitemaps: tuple[str, ...] = ()


def visited(entry: FeedEntry, page: FetchedPage, follow: bool) -> Visited:
    """What is in a page, which an entry leads to. `follow`: it may be a feed or an index, and lead on.

    InputMalformed or InputEmpty for a feed that is none.
    """
    if follow and sniff(page.data[:_HEAD], entry.url) == "feed":
        inner = sitemaps(page.data)
        return Visited(sitemaps=tuple(inner)) if inner else Visited(entries=tuple(entries(page.data, entry.url)))
    kept: dict[str, FetchedOriginal] = {}

    def keep(sha256: str, form: Format, data: bytes) -> None:
        kept[sha256] = FetchedOriginal(form, data)

    found: list[tuple[Article | InputError, FetchedOriginal | None]] = []
    for item in from_feed((entry, page), Options(keep=keep, depth=1)):
        if isinstance(item, Article):
            found.append((item, kept.get(item.sha256 or "")))
        else:
            hint = follow and isinstance(item, InputWithoutArticle)
            found.append((_with_hint(item, page) if hint else item, None))
    return Visited(articles=tuple(found))


def _with_hint(error: InputError, page: FetchedPage) -> InputError:
    """The error of a page that is no article, with the feed that it names."""
    named = _NAMES_A_FEED.search(page.data)
    href = _HREF.search(named[0]) if named else None
    if href is None:
        return error
    try:
        feed = joined(page.url, href[1].decode("latin-1"), error.input)
    except InputError:
        return error
    command = f"onrecord watch {shlex.quote(feed)}"
    return InputWithoutArticle(error.input, f"a page, and neither a feed nor an article; its feed: {command}")
