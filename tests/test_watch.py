"""Watching feeds: what is new goes into the record, by a real server on this machine."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from postgres import Places
from sqlalchemy import text
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.errors import InputError
from onrecord.model import Article, Extraction
from onrecord.reading.web import feeds
from onrecord.reading.web.addresses import network
from onrecord.reading.web.feeds import Crawler
from onrecord.reading.web.fetch import fetch
from onrecord.record import Added, Record
from onrecord.record.originals import Kept
from onrecord.record.watch import Watch

Answer = tuple[int, dict[str, str], str]
TEXT = "".join(f"<p>The mayor said on Monday that she would build wall number {{0}}, part {i}.</p>" for i in range(6))
PAGE = f"<!doctype html><html><body><article>{TEXT}</article></body></html>"
FRONT = '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>x</body>'


class Handler(BaseHTTPRequestHandler):
    answers: ClassVar[dict[str, list[Answer]]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                for _ in range(100):
                    self.wfile.write(b"x")
                    time.sleep(0.2)
            return
        left = self.answers.get(self.path) or [(404, {}, "")]
        status, headers, body = left.pop(0) if len(left) > 1 else left[0]
        if headers.get("ETag") and self.headers["If-None-Match"] == headers["ETag"]:
            status, body = 304, ""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Handler.answers.clear()
    Handler.asked.clear()
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def rss(site: str, *names: str) -> str:
    items = "".join(f"<item><link>{site}/{name}</link></item>" for name in names)
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


class Round:
    """One round of watching some addresses; articles are entered without being read out."""

    def __init__(self, db: Path | str, *urls: str, every: float = 900) -> None:
        with Record(db) as record:

            def add(article: Article, original: Kept | None) -> Added | InputError:
                return record.add(Extraction(article, ()), original=original)

            crawler = Crawler(allow_private=True, delay=0)
            items = list(Watch(record, list(urls), add, every=timedelta(seconds=every), crawler=crawler).round())
            _, work = record.verify()
            assert not [p for checked in work for p in checked.problems]
        self.added = [i.status for i in items if isinstance(i, Added)]
        self.errors = [i.reason for i in items if isinstance(i, InputError)]
        self.asked = [path for path in Handler.asked if path != "/robots.txt"]
        Handler.asked.clear()


def test_only_what_is_new_is_fetched_and_added(site: str, places: Places) -> None:
    db, feed = places / "x.db", f"{site}/rss"
    for name in ("one", "two"):
        Handler.answers[f"/{name}"] = [(200, {}, PAGE.format(name))]
    Handler.answers["/rss"] = [(200, {"ETag": '"1"'}, rss(site, "one"))]
    first = Round(db, feed)
    assert (first.added, first.errors, first.asked) == (["added"], [], ["/rss", "/one"])
    second = Round(db, feed)  # 304
    assert (second.added, second.errors, second.asked) == ([], [], ["/rss"])
    Handler.answers["/rss"] = [(200, {"ETag": '"2"'}, rss(site, "two", "one"))]
    third = Round(db, feed)
    assert (third.added, third.errors, third.asked) == (["added"], [], ["/rss", "/two"])


def test_what_fails_for_the_moment_is_tried_again(site: str, places: Places) -> None:
    db, feed = places / "x.db", f"{site}/rss"
    Handler.answers["/rss"] = [(500, {}, ""), (200, {"ETag": "1"}, rss(site, "late", "gone"))]
    Handler.answers["/late"] = [(503, {"Retry-After": "600"}, ""), (200, {}, PAGE.format("late"))]
    first = Round(db, feed, every=0)
    assert first.asked == ["/rss", "/rss", "/late", "/gone"]
    assert first.errors == ["the server answered 503 Service Unavailable", "the server answered 404 Not Found"]
    assert Round(db, feed, every=0).asked == ["/rss"]  # not before the ten minutes are over, and what is gone is gone
    with Record(db) as record, record.database.connect(writes=True) as connection:
        connection.execute(text("UPDATE visits SET not_before = '2000-01-01 00:00:00' WHERE url LIKE '%late'"))
    again = Round(db, feed)
    assert (again.added, again.asked) == (["added"], ["/rss", "/late"])


def test_robots_and_their_absence(site: str, places: Places) -> None:
    Handler.answers["/page"] = [(200, {}, PAGE.format("x"))]
    Handler.answers["/robots.txt"] = [(200, {}, "User-agent: *\nDisallow: /page")]
    assert Round(places / "a.db", f"{site}/page").errors == ["the site's robots.txt forbids it"]
    Handler.answers["/robots.txt"] = [(503, {}, "")]
    done = Round(places / "b.db", f"{site}/page")
    assert done.asked == []
    assert "robots.txt cannot be had" in done.errors[0]


def test_a_page_is_watched_for_its_versions(site: str, places: Places) -> None:
    Handler.answers["/page"] = [(200, {}, PAGE.format("x")), (200, {}, PAGE.format("y"))]
    assert Round(places / "x.db", f"{site}/page").added == ["added"]
    assert Round(places / "x.db", f"{site}/page").added == ["new version"]
    assert Round(places / "x.db", f"{site}/page").added == ["unchanged"]


def test_an_index_leads_to_its_sitemaps(site: str, places: Places) -> None:
    Handler.answers["/index"] = [(200, {}, f"<sitemapindex><sitemap><loc>{site}/map</loc></sitemap></sitemapindex>")]
    Handler.answers["/map"] = [(200, {}, f"<urlset><url><loc>{site}/one</loc></url></urlset>")]
    Handler.answers["/one"] = [(200, {}, PAGE.format("one"))]
    assert Round(places / "x.db", f"{site}/index").added == ["added"]


def test_what_is_no_feed_or_leads_inside_is_said(
    site: str, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Handler.answers["/front"] = [(200, {}, FRONT)]
    Handler.answers["/inside"] = [(302, {"Location": "http://169.254.169.254/latest/"}, "")]
    Handler.answers["/file"] = [(302, {"Location": "file:///etc/passwd"}, "")]
    Handler.answers["/rss"] = [(200, {}, rss(site, "drip"))]
    monkeypatch.setattr(feeds, "_TRIES", 1)
    monkeypatch.setattr(feeds, "fetch", lambda url, **options: fetch(url, max_seconds=1, **options))
    from onrecord.reading.web import fetch as module

    # This machine counts as outside, so that redirects are judged as they would be there.
    monkeypatch.setattr(module, "network", lambda a: "public" if a == "127.0.0.1" else network(a))
    monkeypatch.setattr(Crawler, "__init__", _outside(Crawler.__init__))
    done = Round(places / "x.db", *(f"{site}/{name}" for name in ("front", "inside", "file", "rss")))
    assert done.added == []
    front, inside, file, drip = done.errors
    assert front.endswith(f"its feed: onrecord watch {site}/rss")
    assert "metadata address (169.254.169.254): never asked" in inside
    assert "only http and https" in file
    assert drip == "took too long"


def _outside(init: Any) -> Any:
    return lambda self, allow_private, delay: init(self, False, delay)


def test_the_command_adds_once_and_says_what_failed(site: str, tmp_path: Path) -> None:
    Handler.answers["/rss"] = [(200, {}, rss(site, "one", "missing"))]
    Handler.answers["/one"] = [(200, {}, PAGE.format("one"))]
    (tmp_path / "feeds.txt").write_text(f"# ours\n{site}/rss\n\n")
    db = str(tmp_path / "x.db")
    command = ["watch", str(tmp_path / "feeds.txt"), "--once", "--allow-private", "--delay", "0", "--db", db]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 1, result.output
    assert result.stderr == f"{site}/missing: the server answered 404 Not Found\n"
    assert result.stdout.startswith(f"{db}: added 1 article, ")
    assert CliRunner().invoke(app, command).exit_code == 0
    assert CliRunner().invoke(app, [*command, "--every", "soon"]).exit_code == 2
