"""Feeds, sitemaps and pages looked at again and again: what is new in them goes into the record.

What is known of each address (`visits`) is in the record too, so that every round asks only for what has changed, and
one that was interrupted goes on where it was. A page that a feed led to is looked at again after an hour, then after
twice as long each time while it stays as it was: seven times in its first week, and ever more rarely then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlalchemy import Row, delete, insert, select

from onrecord.errors import InputError
from onrecord.model import Article
from onrecord.reading.web.addresses import written
from onrecord.reading.web.feeds import Crawler, FeedEntry
from onrecord.reading.web.fetch import FetchedPage, Unreached
from onrecord.reading.web.visited import Visited, visited
from onrecord.record.adding import Added
from onrecord.record.connection import Stored
from onrecord.record.originals import Kept
from onrecord.record.schema import articles, visits

_TRIES: Final = 8  # rounds in which a page is asked for, before it is given up
_LONGEST: Final = timedelta(days=1)  # between two of them
_AGAIN: Final = timedelta(hours=1)  # after which a page is looked at again, the first time
_LAST: Final = timedelta(days=60)  # a page that has been the same for longer is left alone
_SITEMAPS: Final = 50  # of an index, the first
_INDEX: Final = "an index of sitemaps"  # the outcome of a visit to one

Add = Callable[[Article, Kept | None], Added | InputError]
Look = Callable[[FeedEntry, FetchedPage, bool], Visited]


class Watch:
    """Addresses that are watched for a record. `add` puts an article there; `look` opens what was fetched, as `visited`
    does, or does it in a process of its own."""

    def __init__(
        self, record: Stored, urls: list[str], add: Add, *, every: timedelta, crawler: Crawler, look: Look = visited
    ) -> None:
        """Watch these feeds, sitemaps and pages; what fails is asked for again after `every`, then ever later."""
        self._database, self._urls, self._add, self._every, self._crawler = record.database, urls, add, every, crawler
        self._open = look
        self._seen: set[str] = set()  # in this round

    def round(self) -> Iterator[Added | InputError]:
        """Look at every address once, then again at the pages that could not be had before or may have changed."""
        self._seen.clear()
        for url in self._urls:
            yield from self._look(url)
        for url in self._due():
            if url not in self._seen:
                yield from self._read(FeedEntry(url, None, None))

    def _look(self, url: str, depth: int = 0) -> Iterator[Added | InputError]:
        self._seen.add(url)
        known = self._known(url)
        if known is not None and known.not_before is not None and known.not_before > _now():
            return
        try:
            # The sitemaps of an index may have changed where it has not.
            page = self._page(url, None if known is not None and known.outcome == _INDEX else known)
            found = Visited() if page.status == 304 else self._open(FeedEntry(url, None, None), page, True)
        except InputError as error:
            self._note(url, known, error=error, for_ever=True)
            yield error
            return
        for item, _ in self._entered(found):
            yield item
        for other in found.sitemaps[:_SITEMAPS] if depth == 0 else ():
            yield from self._look(other, depth + 1)
        for entry in found.entries:
            yield from self._follow(entry)
        # At the end: a round that is broken off looks at the feed again.
        self._note(url, known, page, outcome=_INDEX if found.sitemaps else None)

    def _follow(self, entry: FeedEntry) -> Iterator[Added | InputError]:
        try:
            written(entry.url, entry.url)
        except InputError as error:  # before it comes to the database, which may not be able to hold it
            yield error
            return
        if entry.url not in self._seen and self._known(entry.url) is None:
            yield from self._read(entry)

    def _read(self, entry: FeedEntry) -> Iterator[Added | InputError]:
        known = self._known(entry.url)
        wrong: InputError | None = None
        changed = False
        try:
            page = self._page(entry.url, known)
            dated = entry if entry.published else replace(entry, published=self._dated(page.url))
            found = Visited() if page.status == 304 else self._open(dated, page, False)
        except InputError as error:
            self._note(entry.url, known, error=error)
            yield error
            return
        for item, new in self._entered(found):
            changed = changed or new
            wrong = item if isinstance(item, InputError) else wrong
            yield item
        before = known.not_before - known.visited_at if known is not None and known.not_before and not changed else None
        pause = max(self._every, _AGAIN, before * 2 if before else _AGAIN)
        again = _now() + pause if pause <= _LAST else None
        self._note(entry.url, known, page, outcome=wrong.reason if wrong else None, again=again)

    def _page(self, url: str, known: Row[tuple[object, ...]] | None) -> FetchedPage:
        if known is None:
            return self._crawler.page(url)
        return self._crawler.page(url, etag=known.etag, last_modified=known.last_modified)

    def _entered(self, found: Visited) -> Iterator[tuple[Added | InputError, bool]]:
        """What came of entering the articles of a page, and whether each was new."""
        for item, original in found.articles:
            if isinstance(item, InputError):
                yield item, False
                continue
            added = self._add(item, Kept.of(original.format, original.data) if original else None)
            yield added, isinstance(added, Added) and added.status != "unchanged"

    def _dated(self, url: str) -> date | None:
        """The day of a page that a feed alone has told, at an earlier visit."""
        told = select(articles.c.published).where(articles.c.url == url, articles.c.published_rule == "feed")
        with self._database.connect() as connection:
            return connection.execute(told.order_by(articles.c.version.desc()).limit(1)).scalar()

    def _known(self, url: str) -> Row[tuple[object, ...]] | None:
        with self._database.connect() as connection:
            return connection.execute(select(visits).where(visits.c.url == url)).first()

    def _due(self) -> list[str]:
        with self._database.connect() as connection:
            due = select(visits.c.url).where(visits.c.not_before <= _now()).order_by(visits.c.not_before, visits.c.url)
            return [url for url in connection.execute(due).scalars() if url not in set(self._urls)]

    def _note(
        self,
        url: str,
        known: Row[tuple[object, ...]] | None,
        page: FetchedPage | None = None,
        *,
        error: InputError | None = None,
        outcome: str | None = None,
        again: datetime | None = None,
        for_ever: bool = False,
    ) -> None:
        """Write down what came of a visit, and when the next is; `for_ever`: the address is never given up."""
        failures = (known.failures if known else 0) + 1 if error else 0
        later = again
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
            "outcome": error.reason if error else outcome or ("unchanged" if page and page.status == 304 else "read"),
        }
        with self._database.connect(writes=True) as connection:
            connection.execute(delete(visits).where(visits.c.url == url))
            connection.execute(insert(visits), row)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
