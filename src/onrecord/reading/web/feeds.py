"""Feeds and sitemaps: the addresses of articles, and the polite fetching of them.

RSS, Atom and RDF are read by feedparser, JSON Feed and sitemaps (news sitemaps too) here. What a site's robots.txt
forbids is not fetched, and a host is asked at most once a second.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlsplit

from lxml import etree
from protego import Protego

from onrecord.errors import InputEmpty, InputError, InputMalformed, InputUnreadable
from onrecord.reading import dates
from onrecord.reading.web.addresses import written
from onrecord.reading.web.fetch import AGENT, FetchedPage, Unreached, fetch

_NAME = AGENT.partition("/")[0]  # by which a robots.txt means us
_DELAY = 1.0  # seconds between two requests to one host
_LONGEST = 30.0  # seconds that are waited before a page
_TRIES = 3  # of a page, where what is wrong may pass
_MAX_ROBOTS = 500_000  # bytes of a robots.txt
_NUMBERED = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,5000})|([0-9]{1,5000}));?")
_CLASHING = (ValueError, OverflowError, RecursionError)  # what parsers raise on what they did not foresee


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed says of one article; `url` is as it is asked for or, where that cannot be, as the feed has it."""

    url: str
    title: str | None
    published: date | None


def entries(data: bytes, name: str) -> list[FeedEntry]:
    """The articles of a feed or sitemap, each address once, in its order. InputMalformed, InputEmpty."""
    data = _NUMBERED.sub(_character, data)
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        found = _from_json(data, name)
    elif b"<urlset" in head or b"<sitemapindex" in head:
        found = _from_sitemap(data, name)
    else:
        found = _from_feed(data, name)
    unique: dict[str, FeedEntry] = {}
    for entry in found:
        if entry.url.lower().startswith(("http://", "https://")):
            with suppress(InputError):  # which is told when it is asked for
                entry = replace(entry, url=written(entry.url, name))
            unique.setdefault(entry.url, entry)
    if not unique:
        raise InputEmpty(name, "a feed without entries that lead to a page")
    return list(unique.values())


def sitemaps(data: bytes) -> list[str]:
    """The sitemaps that an index of sitemaps leads to; none where it is no such index."""
    if b"<sitemapindex" not in data[:2048]:
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        tree = etree.fromstring(_NUMBERED.sub(_character, data), parser)
        found = [(e.findtext("{*}loc") or "").strip() for e in tree.iter("{*}sitemap")] if tree is not None else []
    except (etree.XMLSyntaxError, *_CLASHING):
        return []
    return [url for url in dict.fromkeys(found) if url.lower().startswith(("http://", "https://"))]


def _character(reference: re.Match[bytes]) -> bytes:
    """A numbered character as it stands, U+FFFD for a number that is of none (and makes parsers raise)."""
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    number = int(digits, base) if len(digits) < 20 else -1
    return reference[0] if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else b"&#xFFFD;"


def _from_feed(data: bytes, name: str) -> list[FeedEntry]:
    import feedparser

    try:
        parsed = feedparser.parse(data)
    except Exception as e:  # it lets through what its own parsers below raise, whatever that is
        raise InputMalformed(name, f"a broken feed: {type(e).__name__} {e}") from None
    if parsed.bozo and not parsed.entries:
        raise InputMalformed(name, f"a broken feed: {parsed.get('bozo_exception', 'no entries')}")
    return [
        FeedEntry(str(e.get("link") or ""), e.get("title"), _day(e.get("published_parsed") or e.get("updated_parsed")))
        for e in parsed.entries
    ]


def _from_json(data: bytes, name: str) -> list[FeedEntry]:
    try:
        feed = json.loads(data)
        items = feed["items"]
        return [
            FeedEntry(str(i.get("url") or ""), i.get("title"), dates.iso(str(i.get("date_published") or "")))
            for i in items
        ]
    except (KeyError, TypeError, AttributeError, *_CLASHING) as e:
        raise InputMalformed(name, f"a broken JSON Feed: {type(e).__name__} {e}") from None


def _from_sitemap(data: bytes, name: str) -> list[FeedEntry]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, *_CLASHING) as e:
        raise InputMalformed(name, f"a broken sitemap: {e}") from None
    found = []
    for url in tree.iter("{*}url"):
        day = url.findtext("{*}news/{*}publication_date") or url.findtext("{*}lastmod") or ""
        found.append(
            FeedEntry((url.findtext("{*}loc") or "").strip(), url.findtext("{*}news/{*}title"), dates.iso(day))
        )
    return found


def _day(parsed: time.struct_time | None) -> date | None:
    try:
        return date(*parsed[:3]) if parsed else None
    except (ValueError, TypeError, OverflowError):
        return None


@dataclass(slots=True)
class Crawler:
    """Fetches pages as a guest: by each site's robots.txt, and not faster than its hosts are used to."""

    allow_private: bool = False
    delay: float = _DELAY
    _rules: dict[str, Protego | None] = field(default_factory=dict, init=False)
    _down: dict[str, Unreached] = field(default_factory=dict, init=False)
    _last: dict[str, float] = field(default_factory=dict, init=False)

    def pages(self, found: list[FeedEntry]) -> Iterator[tuple[FeedEntry, FetchedPage] | InputError]:
        """The page of each entry, or why it cannot be had."""
        for entry in found:
            try:
                yield entry, self.page(entry.url)
            except InputError as e:
                yield e

    def page(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> FetchedPage:
        """One page; what may pass is tried again. InputUnreadable where robots.txt forbids it, or as `fetch`."""
        url = written(url, url)
        rules = self._robots(url)
        if rules is not None and not rules.can_fetch(url, _NAME):
            raise InputUnreadable(url, "the site's robots.txt forbids it")
        asked = rules.crawl_delay(_NAME) if rules is not None else None
        delay = max(self.delay, min(asked or 0.0, _LONGEST))
        for attempt in range(1, _TRIES + 1):
            self._wait(url, delay)
            try:
                return fetch(url, allow_private=self.allow_private, etag=etag, last_modified=last_modified)
            except Unreached as error:
                pause = error.retry_after if error.retry_after is not None else delay * 2**attempt
                if not error.passing or attempt == _TRIES or pause > _LONGEST:
                    raise
                time.sleep(pause)
        raise AssertionError

    def _robots(self, url: str) -> Protego | None:
        """The site's rules; None where it has none. Unreached where they cannot be had just now (RFC 9309)."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            try:
                text = fetch(f"{site}/robots.txt", allow_private=self.allow_private, max_bytes=_MAX_ROBOTS).data
                self._rules[site] = Protego.parse(text.decode("utf-8", "replace"))
            except Unreached as error:
                if error.passing:
                    self._down[site] = error
                self._rules[site] = None
            except InputError:
                self._rules[site] = None
            self._last[parts.netloc] = time.monotonic()
        if down := self._down.get(site):  # not asked again for each of its pages
            late = Unreached.for_now(
                url, down.reason if down.status is None else f"the site's robots.txt cannot be had: {down.reason}"
            )
            late.retry_after = down.retry_after
            raise late
        return self._rules[site]

    def _wait(self, url: str, delay: float) -> None:
        host = urlsplit(url).netloc
        left = self._last.get(host, -delay) + delay - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._last[host] = time.monotonic()
