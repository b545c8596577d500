"""`onrecord watch`: feeds, sitemaps and pages, looked at again and again."""

from __future__ import annotations

import re
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import configuration
from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.inputs import ConfidenceOption, ModelOption, PrivateOption
from onrecord.cli.options import NewDbOption as DbOption
from onrecord.cli.options import Originals, OriginalsOption
from onrecord.cli.saying import summary
from onrecord.cli.terminal import note, printable, tell
from onrecord.errors import InputError, InputUnreadable

if TYPE_CHECKING:
    from onrecord.model import Article
    from onrecord.reading.web.feeds import FeedEntry
    from onrecord.reading.web.fetch import FetchedPage
    from onrecord.reading.web.visited import Visited
    from onrecord.record import Added
    from onrecord.record.originals import Kept

_LONGEST = timedelta(days=30)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def a_period(value: str) -> timedelta:
    """A period as an option has it, `15m`; BadParameter for what is none."""
    match = re.fullmatch(r"(\d{1,6})([smhd])", value)
    if match is None or not int(match[1]):
        raise typer.BadParameter(f"{value!r} is no period; write 90s, 15m, 2h or 1d")
    period = timedelta(seconds=int(match[1]) * _UNITS[match[2]])
    if period > _LONGEST:
        raise typer.BadParameter(f"{value!r} is longer than {_LONGEST.days}d")
    return period


def watch(
    lists: Annotated[
        list[str],
        typer.Argument(metavar="FILE|URL…", help="Feeds, sitemaps and pages: files with a URL on each line, or URLs."),
    ],
    every: Annotated[
        timedelta, configuration.option("watch.every", "How often: 90s, 15m, 2h.", parser=a_period, metavar="PERIOD")
    ] = "15m",  # type: ignore[assignment]
    once: Annotated[bool, typer.Option("--once", help="One round only, for cron.")] = False,
    delay: Annotated[float, configuration.option("watch.delay", "Seconds between two requests to one host.")] = 1.0,
    min_confidence: ConfidenceOption = 0.0,
    model: ModelOption = None,
    allow_private: PrivateOption = False,
    originals: OriginalsOption = Originals.KEEP,
    compare: Annotated[
        bool, typer.Option("--compare", help="Compare what is new after each round, for positions and turns.")
    ] = False,
    db: DbOption = DEFAULT_DB,
) -> None:
    """Watch feeds, sitemaps and pages, and put what is new into a record. Ctrl-C ends it; nothing is lost by that.

    Example: onrecord watch feeds.txt --every 15m --db news.db
    """
    from onrecord.reading.web.feeds import Crawler
    from onrecord.reading.web.visited import visited
    from onrecord.record import Record
    from onrecord.record.watch import Watch
    from onrecord.scaling import extract_all
    from onrecord.scaling.guarding import guarded

    urls, tally = addresses(lists), Counter[str]()

    def add(article: Article, original: Kept | None) -> Added | InputError:
        if known := record.known(article, original=original):
            return known
        result = next(extract_all([article], model=model, min_confidence=min_confidence, for_record=True))
        if isinstance(result, InputError):
            return result
        tally["statements"] += len(result.statements)
        return record.add(result, original=original)

    def look(entry: FeedEntry, page: FetchedPage, follow: bool) -> Visited:
        return guarded(visited, entry, page, follow, name=entry.url)

    try:
        with Record(db, originals=originals.value) as record:
            while True:
                if compare:  # what an earlier round has left
                    record.compare()
                crawler = Crawler(allow_private, delay)  # a new one: robots.txt is asked for in each round
                for item in Watch(record, urls, add, every=every, crawler=crawler, look=look).round():
                    if isinstance(item, InputError):
                        tally["failed"] += 1
                        note(item, style="red")
                    else:
                        tally[item.status] += 1
                record.people.catch_up()
                if compare:
                    record.compare()
                if once:
                    break
                time.sleep(every.total_seconds())
    except KeyboardInterrupt:
        note(f"{summary(db, tally, tally['failed'])}; stopped")
        raise typer.Exit(130) from None
    tell(summary(db, tally, tally["failed"]))
    if tally["failed"]:
        raise typer.Exit(1)


def addresses(lists: list[str]) -> list[str]:
    """What these name: URLs, or files with a URL on each line. InputUnreadable for what is neither."""
    from onrecord.reading.web.addresses import written

    found: list[str] = []
    for source in lists:
        if source.lower().startswith(("http://", "https://")):
            found.append(written(source, source))
            continue
        try:
            lines = Path(source).read_text("utf-8").splitlines()
        except (OSError, ValueError) as e:
            raise InputUnreadable(source, getattr(e, "strerror", None) or "not a list of URLs") from None
        for at, line in enumerate(map(str.strip, lines), 1):
            if line and not line.startswith("#"):
                if not line.lower().startswith(("http://", "https://")):
                    raise InputUnreadable(f"{source}:{at}", f"not a URL: {printable(line)[:80]}")
                found.append(written(line, f"{source}:{at}"))
    return list(dict.fromkeys(found))
