"""What a site's robots.txt forbids is not fetched: with wildcards, and the longest rule that fits (RFC 9309)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from onrecord.errors import InputUnreadable
from onrecord.reading.web.feeds import Crawler

ROBOTS = b"""User-agent: news
Disallow: /

User-agent: *
Disallow: /archive
Allow: /archive/open
Disallow: /*?print=
Disallow: /*.pdf$
Crawl-delay: 0.01

User-agent: onrecord
Disallow: /ours
"""


class Handler(BaseHTTPRequestHandler):
    robots = ROBOTS

    def do_GET(self) -> None:
        body = self.robots if self.path == "/robots.txt" else b"A page."
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/a", True),
        ("/archive/2019", False),
        ("/archive/open/1", True),
        ("/a?print=1", False),
        ("/a.pdf", False),
        ("/a.pdf.html", True),
    ],
)
def test_the_longest_rule_that_fits_decides(
    site: str, path: str, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "robots", ROBOTS.partition(b"User-agent: onrecord")[0])
    crawler = Crawler(allow_private=True, delay=0.0)
    if allowed:
        assert crawler.page(site + path).data == b"A page."
    else:
        with pytest.raises(InputUnreadable, match=r"robots\.txt forbids it"):
            crawler.page(site + path)


def test_rules_for_us_are_the_ones_that_count(site: str) -> None:
    crawler = Crawler(allow_private=True, delay=0.0)
    assert crawler.page(f"{site}/archive/2019").data == b"A page."
    with pytest.raises(InputUnreadable, match="forbids"):
        crawler.page(f"{site}/ours/1")
