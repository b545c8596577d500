"""Fetching is guarded: what leads inside, away from the web, or takes too long, is refused with its reason."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from onrecord.errors import InputError, InputTooLarge, InputUnreadable
from onrecord.model import Article
from onrecord.reading import Original, read_all
from onrecord.reading.web.addresses import network
from onrecord.reading.web.fetch import fetch

BODY = "".join(f"<p>The mayor said on Monday that she would build the wall, number {i} of many.</p>" for i in range(6))
PAGE = f"<!doctype html><html><body><article>{BODY}</article></body></html>".encode()

REDIRECTS = {
    "/to-page": "/page",
    "/to-metadata": "http://169.254.169.254/latest/meta-data/",
    "/to-file": "file:///etc/passwd",
    "/to-itself": "/to-itself",
    "/to-ftp": "ftp://127.0.0.1/x",
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path in REDIRECTS:
            self.send_response(302)
            self.send_header("Location", REDIRECTS[self.path])
            self.end_headers()
        elif self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                for _ in range(300):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.1)
        elif self.path == "/bomb":
            self.reply(gzip.compress(b"<p>" + b"0" * 30_000_000), {"Content-Encoding": "gzip"})
        elif self.path == "/gzip":
            self.reply(gzip.compress(PAGE), {"Content-Encoding": "gzip"})
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                while True:
                    self.wfile.write(b"<p>words</p>" * 10_000)
        elif self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(PAGE)
        elif self.path == "/page":
            self.reply(PAGE, {})
        else:
            self.send_error(404)

    def reply(self, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(200)
        for key, value in {"Content-Type": "text/html", "Content-Length": str(len(data)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()
    thread.join()


@pytest.mark.parametrize("path", ["/page", "/to-page", "/gzip"])
def test_a_page_is_read_from_its_address(server: str, path: str) -> None:
    (article,) = read_all([server + path], allow_private=True)
    assert isinstance(article, Article)
    assert article.url == server + ("/page" if path == "/to-page" else path)
    assert article.path is None
    assert Original(PAGE).mismatches(article) == []


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/to-metadata", "link-local or metadata"),
        ("/to-file", "only http and https"),
        ("/to-ftp", "only http and https"),
        ("/to-itself", "redirects"),
        ("/missing", "404"),
        ("/cut", "broke off"),
    ],
)
def test_what_may_not_or_cannot_be_had(server: str, path: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The server itself is on the loopback network, so only its redirects are judged as they would be outside.
    from onrecord.reading.web import fetch as module

    monkeypatch.setattr(module, "network", lambda a: "public" if a == "127.0.0.1" else network(a))
    with pytest.raises(InputUnreadable, match=reason):
        fetch(server + path)


def test_a_private_address_is_not_asked_unless_allowed(server: str) -> None:
    (error,) = read_all([server + "/page"])
    assert isinstance(error, InputError)
    assert "private network" in error.reason


PRIVATE = (
    "127.0.0.1 localhost 10.0.0.1 192.168.1.1 169.254.169.254 0.0.0.0 2130706433 0x7f.1 224.0.0.1 "
    "[::1] [::ffff:127.0.0.1] [fd00::1] [fe80::1] [2002:7f00:1::]"
)


@pytest.mark.parametrize("host", PRIVATE.split())
def test_no_spelling_of_a_private_address_leads_inside(host: str) -> None:
    with pytest.raises(InputUnreadable, match=r"private network|no such host|never asked"):
        fetch(f"http://{host}/")


@pytest.mark.parametrize(
    "url", ["http://", "http://a b/", "http://user:pass@example.org/", "http://x:99999/", "ftp://x/"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InputUnreadable):
        fetch(url)


def test_a_server_that_drips_is_cut_off(server: str) -> None:
    start = time.monotonic()
    with pytest.raises(InputUnreadable, match="too long"):
        fetch(server + "/drip", allow_private=True, max_seconds=1)
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("path", ["/bomb", "/endless"])
def test_no_answer_is_larger_than_the_limit(server: str, path: str) -> None:
    with pytest.raises(InputTooLarge, match="limit"):
        fetch(server + path, allow_private=True, max_bytes=1_000_000)
