"""Feeds and sitemaps lead to articles, by the rules of the sites that they lead to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pytest

from onrecord.errors import InputEmpty, InputError, InputMalformed, InputUnknownType
from onrecord.model import Article
from onrecord.reading import read_all
from onrecord.reading.web.feeds import Crawler, FeedEntry, entries

BODY = "".join(f"<p>The mayor said on Monday that she would build the wall, number {i} of many.</p>" for i in range(6))
PAGE = f"<!doctype html><html><body><article>{BODY}</article></body></html>".encode()
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>
<item><title>One</title><link>{0}/one</link><pubDate>Mon, 03 Mar 2025 10:00:00 GMT</pubDate></item>
<item><title>Again</title><link>{0}/one</link></item><item><title>Mail</title><link>mailto:x@y.z</link></item>
<item><title>Secret</title><link>{0}/private/two</link></item><item><link>{0}/missing</link></item>
<item><link>{0}/rss</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>One</title><link href="{0}/one"/>
<updated>2025-03-03T10:00:00Z</updated></entry></feed>"""
JSON = (
    '{{"version": "https://jsonfeed.org/version/1.1", "items": '
    '[{{"url": "{0}/one", "title": "One", "date_published": "2025-03-03"}}]}}'
)
NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{0}/one</loc><n:news><n:title>One</n:title>
<n:publication_date>2025-03-03</n:publication_date></n:news></url></urlset>"""


class Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[tuple[str, float]]] = []

    def do_GET(self) -> None:
        site = f"http://{self.headers['Host']}"
        self.asked.append((self.path, time.monotonic()))
        pages = {
            "/robots.txt": b"User-agent: *\nDisallow: /private/\n",
            "/one": PAGE,
            "/rss": RSS.format(site).encode(),
        }
        if self.path not in pages:
            self.send_error(404)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(pages[self.path])

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Handler.asked.clear()
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()
    thread.join()


@pytest.mark.parametrize("feed", [ATOM, JSON, NEWS], ids=["atom", "json", "sitemap"])
def test_every_kind_of_feed_gives_its_entries(feed: str) -> None:
    expected = [FeedEntry("https://x.example/one", "One", date(2025, 3, 3))]
    assert entries(feed.format("https://x.example").encode(), "feed") == expected


def test_a_feed_leads_to_its_articles_by_the_rules_of_the_site(site: str) -> None:
    items = list(read_all([f"{site}/rss"], allow_private=True))
    (article,) = (i for i in items if isinstance(i, Article))
    assert (article.url, article.published) == (f"{site}/one", date(2025, 3, 3))
    assert article.published_evidence is not None
    assert article.published_evidence.rule == "feed"
    robots, missing, itself = (i for i in items if isinstance(i, InputError))
    assert "robots.txt" in robots.reason
    assert "404" in missing.reason
    assert isinstance(itself, InputUnknownType)
    assert [path for path, _ in Handler.asked] == ["/rss", "/robots.txt", "/one", "/missing", "/rss"]
    times = [at for _, at in Handler.asked[1:]]
    assert all(b - a > 0.9 for a, b in pairwise(times))


def test_a_page_is_asked_for_without_delay_where_that_is_allowed(site: str) -> None:
    assert Crawler(allow_private=True, delay=0).page(f"{site}/one").data == PAGE


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<rss", InputMalformed),
        (b"<rss></rss>", InputEmpty),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 3}', InputMalformed),
        (b'{"version": "https://jsonfeed.org/version/1", "items": ["x"]}', InputMalformed),
        (b"<urlset><url><loc>file:///etc/passwd</loc></url></urlset>", InputEmpty),
        (b"<urlset><url>", InputMalformed),
    ],
)
def test_broken_feeds(data: bytes, kind: type[InputError]) -> None:
    with pytest.raises((kind, InputEmpty)):
        entries(data, "feed")


def test_a_folder_never_leads_to_the_web(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text(RSS.format("http://127.0.0.1:9"))
    assert list(read_all([str(tmp_path)])) == []
