"""Whatever a watched site sends costs itself: the round goes on. By a real server on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from test_watch import PAGE, Handler, Round, rss, site
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.errors import InputError, InputTooLarge, InputUnreadable
from onrecord.reading.web.feeds import entries, sitemaps
from onrecord.record import Record
from onrecord.record.people import People
from onrecord.record.schema import articles, entities, visits
from onrecord.scaling import guarding

__all__ = ["site"]  # the fixture

JSON_FEED = '{"version": "https://jsonfeed.org/version/1", "items": [{"url": "SITE/\\ud800"}]}'
BAD = {
    "no character": "&#x110000;",
    "a large number": "&#99999999999999999999999;",
    "a lone surrogate": "&#xD800;",
    "a decimal one": "&#56320;",
    "nothing": "&#0;",
    "bytes": "\ud800",
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("field", ["title", "description", "link"])
def test_a_feed_with_an_impossible_character_gives_its_other_entries(kind: str, field: str) -> None:
    item = f"<item><link>https://x.example/1</link><{field}>{BAD[kind]}https://x.example/2</{field}></item>"
    good = "<item><link>https://x.example/3</link></item>"
    feed = f'<rss version="2.0"><channel><title>{BAD[kind]}</title>{item}{good}</channel></rss>'
    assert "https://x.example/3" in [e.url for e in entries(feed.encode("utf-8", "surrogatepass"), "feed")]


@pytest.mark.parametrize("kind", BAD)
def test_a_sitemap_with_an_impossible_character_costs_at_most_itself(kind: str) -> None:
    text = f"<sitemapindex><sitemap><loc>https://x.example/{BAD[kind]}</loc></sitemap></sitemapindex>"
    sitemaps(text.encode("utf-8", "surrogatepass"))
    text = text.replace("sitemapindex", "urlset").replace("sitemap>", "url>")
    with suppress(InputError):
        entries(text.encode("utf-8", "surrogatepass"), "map")


def test_a_round_goes_on_past_hostile_sites(site: str, tmp_path: Path) -> None:
    answers = {
        "late": (503, {"Retry-After": "99999999999999999"}, ""),
        "later": (429, {"Retry-After": "9" * 400}, ""),
        "text": (200, {}, rss(site, "one").replace("T<", "&#x110000;<")),
        "json": (200, {}, JSON_FEED.replace("SITE", site)),
        "hosts": (200, {}, rss("http://[x", "one")),
        "tags": (200, {"ETag": "a\r\n b"}, rss(site, "one")),
        "deep": (200, {}, '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000),
        "odd": (200, {}, "<rss" + "\0" * 90),
        "good": (200, {}, rss(site, "two")),
    }
    for name, answer in answers.items():
        Handler.answers[f"/{name}"] = [answer]
    for name in ("one", "two"):
        Handler.answers[f"/{name}"] = [(200, {}, PAGE.format(name))]
    urls = [f"{site}/{name}" for name in answers]
    first = Round(tmp_path / "x.db", *urls)
    assert first.added == ["added", "added"]
    assert [e for e in first.errors if "503" in e or "429" in e or "not an address" in e]
    again = Round(tmp_path / "x.db", *urls)
    assert again.added == []
    assert {"/late", "/later"}.isdisjoint(again.asked)


ROBOTS = {
    "a number that is none": "Crawl-delay: ²",
    "a number of 5,000 digits": f"Crawl-delay: {'9' * 5_000}",
    "a host that is none": "Disallow: //[",
    "a rate that is none": "Request-rate: ²/²",
}


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_robots_txt_that_the_parser_raises_on_is_obeyed_all_the_same(kind: str, site: str, tmp_path: Path) -> None:
    Handler.answers["/robots.txt"] = [(200, {}, f"User-agent: *\n{ROBOTS[kind]}\nDisallow: /page")]
    Handler.answers["/page"] = [(200, {}, PAGE)]
    assert Round(tmp_path / "x.db", f"{site}/page").errors == ["the site's robots.txt forbids it"]


# ------------------------------------------------------------------------------------------ a process of its own


def test_work_in_a_process_of_its_own_is_ended_where_it_hangs_dies_or_eats_the_memory() -> None:
    assert guarding.guarded(sum, [1, 2], name="a") == 3
    start = time.monotonic()
    with pytest.raises(InputUnreadable, match="took longer"):
        guarding.guarded(time.sleep, 60, name="a", seconds=0.5)
    assert time.monotonic() - start < 20
    with pytest.raises(InputUnreadable, match="died"):
        guarding.guarded(os._exit, 1, name="a")
    pytest.importorskip("resource", reason="memory is not limited on this system")
    with pytest.raises(InputTooLarge, match="memory"):
        guarding.guarded(bytes, 3_000_000_000, name="a", memory=600_000_000)


def test_watch_opens_what_it_fetches_in_such_a_process(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Handler.answers["/rss"] = [(200, {}, rss(site, "one"))]
    monkeypatch.setattr(guarding, "guarded", partial(guarding.guarded, memory=1))
    command = ["watch", f"{site}/rss", "--once", "--allow-private", "--delay", "0", "--db", str(tmp_path / "x.db")]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 1
    assert f"{site}/rss: " in result.stderr
    assert Handler.asked == ["/robots.txt", "/rss"]


@pytest.mark.parametrize("period", ["31d", "999999d"])
def test_a_period_that_no_clock_can_hold_is_refused(period: str) -> None:
    result = CliRunner().invoke(app, ["watch", "https://x.example/", "--every", period])
    assert result.exit_code == 2
    assert "longer than 30d" in result.output


# ------------------------------------------------------------------------------------------ looked at again


def _passed(db: Path, time: timedelta) -> None:
    """Let that much time go by for all that is known of addresses."""
    with Record(db) as record, record.database.connect(writes=True) as connection:
        for row in connection.execute(select(visits)).all():
            earlier = {"visited_at": row.visited_at - time, "not_before": row.not_before and row.not_before - time}
            connection.execute(update(visits).where(visits.c.url == row.url).values(**earlier))


def _next(db: Path, url: str) -> timedelta | None:
    with Record(db) as record, record.database.connect() as connection:
        row: Any = connection.execute(select(visits).where(visits.c.url == url)).one()
        return None if row.not_before is None else row.not_before - row.visited_at


def _hours(pause: timedelta | None) -> float:
    return -1 if pause is None else round(pause.total_seconds() / 3600)


def test_a_page_of_a_feed_is_looked_at_again_for_a_week_and_then_ever_more_rarely(site: str, tmp_path: Path) -> None:
    db, page = tmp_path / "x.db", f"{site}/one"
    Handler.answers["/rss"] = [(200, {"ETag": '"1"'}, rss(site, "one"))]
    Handler.answers["/one"] = [(200, {"ETag": '"a"'}, PAGE.format("one"))]
    assert Round(db, f"{site}/rss").added == ["added"]
    assert Round(db, f"{site}/rss").asked == ["/rss"]
    pauses = []
    while (pause := _next(db, page)) is not None:
        pauses.append(_hours(pause))
        _passed(db, pause + timedelta(seconds=1))
        done = Round(db, f"{site}/rss")
        assert (done.added, done.errors, done.asked) == ([], [], ["/rss", "/one"])
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
    assert sum(pauses[:7]) < 7 * 24 < sum(pauses[:8])


def test_a_page_of_a_feed_that_has_changed_becomes_a_new_version(site: str, tmp_path: Path) -> None:
    db, page = tmp_path / "x.db", f"{site}/one"
    dated = rss(site, "one").replace("</item>", "<pubDate>Mon, 03 Mar 2025 10:00:00 GMT</pubDate></item>")
    Handler.answers["/rss"] = [(200, {"ETag": '"1"'}, dated)]
    Handler.answers["/one"] = [(200, {}, PAGE.format("one"))]
    assert Round(db, f"{site}/rss").added == ["added"]
    _passed(db, timedelta(hours=2))
    Handler.answers["/one"] = [(200, {}, f"<!-- another counter -->{PAGE.format('one')}")]
    assert Round(db, f"{site}/rss").added == ["unchanged"]  # other bytes, but the same words
    assert _hours(_next(db, page)) == 2
    _passed(db, timedelta(hours=3))
    Handler.answers["/one"] = [(200, {}, PAGE.format("two"))]
    assert Round(db, f"{site}/rss").added == ["new version"]
    assert _hours(_next(db, page)) == 1
    with Record(db) as record:
        (head,) = record.articles()
        assert str(head.published) == "2025-03-03"  # which only the feed has told
        assert "wall number two" in record.article(head.id).article.text
    _passed(db, timedelta(hours=2))
    Handler.answers["/one"] = [(410, {}, "")]
    assert Round(db, f"{site}/rss").errors == ["the server answered 410 Gone"]
    assert _next(db, page) is None


def test_the_sitemaps_of_an_index_that_has_not_changed_are_looked_at(site: str, tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    index = f"<sitemapindex><sitemap><loc>{site}/map</loc></sitemap></sitemapindex>"
    Handler.answers["/index"] = [(200, {"ETag": '"1"'}, index)]
    Handler.answers["/map"] = [(503, {"Retry-After": "60"}, "")]
    assert len(Round(db, f"{site}/index").errors) == 1
    Handler.answers["/map"] = [(200, {}, f"<urlset><url><loc>{site}/one</loc></url></urlset>")]
    Handler.answers["/one"] = [(200, {}, PAGE.format("one"))]
    assert Round(db, f"{site}/index").added == []  # not yet
    _passed(db, timedelta(hours=1))
    assert Round(db, f"{site}/index").added == ["added"]


def test_a_site_that_is_down_is_asked_once_a_round(site: str, tmp_path: Path) -> None:
    Handler.answers["/rss"] = [(200, {}, rss(site.replace("127.0.0.1", "localhost"), *"abc"))]
    Handler.answers["/robots.txt"] = [(200, {}, ""), (503, {}, "")]
    db = tmp_path / "x.db"
    with Record(db) as record:
        from onrecord.reading.web.feeds import Crawler
        from onrecord.record.watch import Watch

        watch = Watch(
            record,
            [f"{site}/rss"],
            lambda article, original: record.add(article),
            every=timedelta(minutes=15),
            crawler=Crawler(True, 0),
        )
        errors = list(watch.round())
    assert len(errors) == 3
    assert Handler.asked == ["/robots.txt", "/rss", "/robots.txt"]


# ------------------------------------------------------------------------------------------ killed

_KILLED = """
import os, signal
from onrecord.record.people import People
def end(self): os.kill(os.getpid(), signal.SIGKILL)
People.assign = People.catch_up = end
from onrecord.cli import main
main()
"""


def _assigned(db: Path) -> list[str | None]:
    with Record(db) as record, record.database.connect() as connection:
        chosen = select(entities.c.person).join(articles).where(entities.c.type == "person")
        return list(connection.execute(chosen).scalars())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs SIGKILL")
def test_persons_are_assigned_by_the_next_start_where_the_last_was_killed_before_it_came_to_that(
    tmp_path: Path,
) -> None:
    file, db = tmp_path / "a.txt", tmp_path / "x.db"
    file.write_text("Mayor Ann Vane said on Monday that she would build the wall. “I will,” Ms. Vane said.\n")
    command = ["add", str(file), "--db", str(db)]
    killed = subprocess.run([sys.executable, "-c", _KILLED, *command], capture_output=True, text=True)
    assert killed.returncode == -9, killed.stderr
    assert _assigned(db) == [None]
    again = subprocess.run([sys.executable, "-m", "onrecord", *command], capture_output=True, text=True, check=True)
    assert "1 unchanged" in again.stdout
    assert _assigned(db) == ["ann-vane"]


def test_watch_assigns_the_persons_of_what_it_adds(site: str, tmp_path: Path) -> None:
    Handler.answers["/one"] = [(200, {}, PAGE.replace("The mayor", "Ann Vane").format("one"))]
    db = tmp_path / "x.db"
    command = ["watch", f"{site}/one", "--once", "--allow-private", "--delay", "0", "--db", str(db)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert set(_assigned(db)) == {"ann-vane"}


def test_a_decision_on_people_is_in_force_or_was_never_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.model import Article, Entity, Extraction, Span
    from onrecord.record import people as module

    text = "Ann Vane spoke."
    with Record(tmp_path / "x.db") as record:
        record.add(
            Extraction(Article("a", text), (), entities=(Entity("e", "Ann Vane", "person", (), (), (Span(0, 8),)),))
        )
        people = People(record)
        assert people.catch_up() == 1

        def broken(*args: object) -> int:
            raise OSError("full")

        monkeypatch.setattr(module, "_assign", broken)
        with pytest.raises(OSError, match="full"):
            people.rename("ann-vane", "Anna Vane")
        assert people.decisions() == []
