"""Feeds, sitemaps and pages looked at again and again: what is new in them goes into the record.

What is known of each address (`visits`) is in the record too, so that every round asks only for what has changed, and
one that was interrupted goes on where it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from sqlalchemy import Row, delete, insert, select

from onrecord.errors import InputError, InputWithoutArticle
from onrecord.model import Article
from onrecord.reading.feeds import Entry, Visitor, entries, sitemaps
from onrecord.reading.fetch import Page, Unreached
from onrecord.reading.formats import Format, sniff
from onrecord.reading.readers import Options, from_feed
from onrecord.record.database import Added, Record
from onrecord.record.originals import Kept
from onrecord.record.schema import visits

_TRIES = 8  # rounds in which a page is asked for, before it is given up
_LONGEST = timedelta(days=1)  # between two of them
_SITEMAPS = 50  # of an index, the first
_NAMES_A_FEED = re.compile(rb"<link\b[^>]*application/(?:rss|atom)\+xml[^>]*>", re.I)
_HREF = re.compile(rb"href\s*=\s*[\"']([^\"'>]+)", re.I)

Add = Callable[[Article, Kept | None], Added | InputError]


class Watch:
    """Addresses that are watched for a record. `add` puts an article there."""

    def __init__(self, record: Record, urls: list[str], add: Add, *, every: timedelta, visitor: Visitor) -> None:
        """Watch these feeds, sitemaps and pages; what fails is asked for again after `every`, then ever later."""
        self._record, self._urls, self._add, self._every, self._visitor = record, urls, add, every, visitor

    def round(self) -> Iterator[Added | InputError]:
        """Look at every address once, then again at the pages that could not be had before."""
        for url in self._urls:
            yield from self._look(url)
        for url in self._due():
            yield from self._read(Entry(url, None, None))

    def _look(self, url: str, depth: int = 0) -> Iterator[Added | InputError]:
        known = self._known(url)
        if known is not None and known.not_before is not None and known.not_before > _now():
            return
        try:
            page = self._visitor.page(
                url, etag=known.etag if known else None, last_modified=known.last_modified if known else None
            )
            if page.status != 304:
                yield from self._found(url, page, depth)
        except InputError as error:
            self._note(url, known, error=error, for_ever=True)
            yield error
            return
        self._note(url, known, page)  # at the end: a round that is broken off looks at the feed again

    def _found(self, url: str, page: Page, depth: int) -> Iterator[Added | InputError]:
        if sniff(page.data[:4096], url) != "feed":
            for item in self._articles(Entry(url, None, None), page):
                yield _with_hint(item, page) if isinstance(item, InputWithoutArticle) else item
            return
        if inner := sitemaps(page.data):
            for other in inner[:_SITEMAPS] if depth == 0 else ():
                yield from self._look(other, depth + 1)
            return
        for entry in entries(page.data, url):
            if self._known(entry.url) is None:
                yield from self._read(entry)

    def _read(self, entry: Entry) -> Iterator[Added | InputError]:
        known = self._known(entry.url)
        try:
            page = self._visitor.page(entry.url)
        except InputError as error:
            self._note(entry.url, known, error=error)
            yield error
            return
        yield from self._articles(entry, page)
        self._note(entry.url, known, page)

    def _articles(self, entry: Entry, page: Page) -> Iterator[Added | InputError]:
        shelf: dict[str, Kept] = {}

        def keep(sha256: str, form: Format, data: bytes) -> None:
            shelf[sha256] = Kept.of(form, data)

        for item in from_feed((entry, page), Options(keep=keep, depth=1)):
            yield item if isinstance(item, InputError) else self._add(item, shelf.get(item.sha256 or ""))

    def _known(self, url: str) -> Row[tuple[object, ...]] | None:
        with self._record.database.connect() as connection:
            return connection.execute(select(visits).where(visits.c.url == url)).first()

    def _due(self) -> list[str]:
        with self._record.database.connect() as connection:
            due = select(visits.c.url).where(visits.c.not_before <= _now()).order_by(visits.c.not_before, visits.c.url)
            return [url for url in connection.execute(due).scalars() if url not in set(self._urls)]

    def _note(
        self,
        url: str,
        known: Row[tuple[object, ...]] | None,
        page: Page | None = None,
        *,
        error: InputError | None = None,
        for_ever: bool = False,
    ) -> None:
        """Write down what came of a visit; `for_ever`: the address is never given up."""
        failures = (known.failures if known else 0) + 1 if error else 0
        later = None
        if isinstance(error, Unreached) and (for_ever or (error.passing and failures < _TRIES)):
            pause = min(self._every * 2 ** min(failures - 1, 10), _LONGEST)
            if error.retry_after is not None:
                pause = max(pause, min(timedelta(seconds=error.retry_after), _LONGEST))
            later = _now() + pause
        row = {
            "url": url,
            "etag": page.etag if page else known and known.etag,
            "last_modified": page.last_modified if page else known and known.last_modified,
            "visited_at": _now(),
            "not_before": later,
            "failures": failures,
            "outcome": error.reason if error else "unchanged" if page and page.status == 304 else "read",
        }
        with self._record.database.connect(writes=True) as connection:
            connection.execute(delete(visits).where(visits.c.url == url))
            connection.execute(insert(visits), row)


def _with_hint(error: InputError, page: Page) -> InputError:
    """The error of a page that is no article, with the feed that it names."""
    named = _NAMES_A_FEED.search(page.data)
    href = _HREF.search(named[0]) if named else None
    if href is None:
        return error
    feed = urljoin(page.url, href[1].decode("utf-8", "replace"))
    return InputWithoutArticle(error.input, f"a page, and neither a feed nor an article; its feed is {feed[:200]}")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
