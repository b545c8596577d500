"""An address is asked for as it was given, and leads to no network inside; resolvers are invented, servers are here."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from onrecord.errors import InputUnreadable
from onrecord.reading.web.addresses import joined, network, written
from onrecord.reading.web.fetch import Unreached, fetch

PUBLIC = "1.1.1.1 2606:4700::1 64:ff9b::808:808 ::ffff:8.8.8.8 2002:808:808:: 2001:0:808:808:0:0:f7f7:f7f7"
PRIVATE = (
    "127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 100.64.0.1 0.0.0.0 240.0.0.1 ::1 :: fd00::1 fec0::1 ::127.0.0.1 "
    "::10.0.0.1 ::ffff:127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::10.0.0.1 64:ff9b:1::1 64:ff9b:1::8.8.8.8 "
    "2002:7f00:1:: 2002:c0a8:101:: 2001:0:808:808:0:0:80ff:fffe 2001:0:a00:1:0:0:f7f7:f7f7 2606:4700::5efe:10.0.0.1 "
    "2001:db8::1 3fff::1 100::1 5f00::1 192.0.0.8"
)
BARRED = (
    "169.254.169.254 169.254.1.1 fe80::1 fe80::1%eth0 ff02::1 224.0.0.1 100.100.100.200 168.63.129.16 fd00:ec2::254 "
    "::169.254.169.254 ::ffff:169.254.169.254 ::ffff:0:169.254.169.254 64:ff9b::169.254.169.254 64:ff9b::6464:64c8 "
    "64:ff9b:1::169.254.169.254 64:ff9b:1:a9fe:a9:fe00:: 2002:a9fe:a9fe::"
)


class Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[tuple[str, str]]] = []
    location: ClassVar[bytes] = b""

    def do_GET(self) -> None:
        self.asked.append((self.headers["Host"], self.path))
        if self.path == "/to":
            self.wfile.write(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + self.location + b"\r\n\r\n")
            return
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    Handler.asked.clear()
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield httpd.server_port
    httpd.shutdown()
    httpd.server_close()
    thread.join()


class Resolver:
    """An invented name server: the addresses of each name, one list for each time that it is asked."""

    def __init__(self, **hosts: list[list[str]]) -> None:
        self.hosts = hosts
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        self.asked.append(host)
        answers = self.hosts.get(host.replace(".", "_").replace("-", "_"))
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in addresses
        ]


@pytest.mark.parametrize(
    ("addresses", "expected"), [(PUBLIC, "public"), (PRIVATE, "private"), (BARRED, "barred")], ids=lambda v: v[:7]
)
def test_an_address_leads_no_further_than_the_one_that_it_holds(addresses: str, expected: str) -> None:
    assert {a: network(a) for a in addresses.split()} == dict.fromkeys(addresses.split(), expected)


@pytest.mark.parametrize("address", PRIVATE.split())
def test_a_name_that_leads_inside_is_refused_and_the_way_is_named(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Resolver(x_example=[["8.8.8.8", address]]))
    with pytest.raises(InputUnreadable, match=r"private network \(.*--allow-private"):
        fetch("http://x.example/")


@pytest.mark.parametrize("address", BARRED.split())
def test_nothing_lets_anybody_ask_for_metadata(address: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Resolver(x_example=[[address]], here_example=[["127.0.0.1"]]))
    with pytest.raises(InputUnreadable, match="never asked"):
        fetch("http://x.example/", allow_private=True)
    monkeypatch.setattr(Handler, "location", b"http://x.example/secret")
    with pytest.raises(InputUnreadable, match="never asked"):
        fetch(f"http://here.example:{port}/to", allow_private=True)
    assert Handler.asked == [(f"here.example:{port}", "/to")]


def test_the_address_that_was_judged_is_the_one_that_is_asked(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = Resolver(here_example=[["127.0.0.1"], ["169.254.169.254"]])  # the second answer leads elsewhere
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    assert fetch(f"http://here.example:{port}/a", allow_private=True).data == b"ok"
    assert resolver.asked == ["here.example"]


def test_another_address_of_the_host_is_asked_where_the_first_does_not_answer(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Resolver(here_example=[["::1", "127.0.0.1"]]))
    assert fetch(f"http://here.example:{port}/a", allow_private=True).data == b"ok"


def test_a_host_that_is_not_found_may_be_found_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Resolver())
    with pytest.raises(Unreached, match="no such host") as caught:
        fetch("http://x.example/")
    assert caught.value.passing


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("/café", "/caf%C3%A9"),
        ("/caf%C3%A9", "/caf%C3%A9"),
        ("/a b?q=naïve&r=%41#part", "/a%20b?q=na%C3%AFve&r=%41"),
        ("/日本/記事", "/%E6%97%A5%E6%9C%AC/%E8%A8%98%E4%BA%8B"),
        ("/a;b=c,d:e@f/(x)!$&'*+~", "/a;b=c,d:e@f/(x)!$&'*+~"),
        ('/"<>`{}\\', "/%22%3C%3E%60%7B%7D%5C"),
    ],
)
def test_every_letter_of_an_address_is_asked_for(given: str, asked: str, port: int) -> None:
    page = fetch(f"http://127.0.0.1:{port}{given}", allow_private=True)
    assert Handler.asked == [(f"127.0.0.1:{port}", asked)]
    assert page.url == f"http://127.0.0.1:{port}{asked}"


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("/café?q=é".encode(), "/caf%C3%A9?q=%C3%A9"),
        ("/café".encode("latin-1"), "/caf%E9"),
        (b"caf%C3%A9#x", "/caf%C3%A9"),
    ],
)
def test_a_redirect_leads_to_the_address_that_it_names(
    location: bytes, asked: str, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "location", location)
    page = fetch(f"http://127.0.0.1:{port}/to", allow_private=True)
    assert [path for _, path in Handler.asked] == ["/to", asked]
    assert page.url == f"http://127.0.0.1:{port}{asked}"


@pytest.mark.parametrize("location", [b"http://[x/", b"http://x\ty/", b"//u:p@127.0.0.1/", b"http://127.0.0.1:99999/"])
def test_a_redirect_to_what_is_no_address_is_an_error_that_does_not_pass(
    location: bytes, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "location", location)
    with pytest.raises(InputUnreadable, match="not an address") as caught:
        fetch(f"http://127.0.0.1:{port}/to", allow_private=True)
    assert not getattr(caught.value, "passing", False)


def test_a_host_beyond_ascii_is_asked_for_by_its_idna_name(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = Resolver(xn__bcher_kva_example=[["127.0.0.1"]])
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    page = fetch(f"http://Bücher.example:{port}/ü", allow_private=True)
    assert resolver.asked == ["xn--bcher-kva.example"]
    assert Handler.asked == [(f"xn--bcher-kva.example:{port}", "/%C3%BC")]
    assert page.url == f"http://xn--bcher-kva.example:{port}/%C3%BC"


def test_full_width_digits_are_digits() -> None:
    assert written("http://１２７.0.0.1/", "x") == "http://127.0.0.1/"


@pytest.mark.parametrize(
    "url",
    ["http://x/\ud800", "http://x/\ta", "http://x\n/", "http://℀.example/", "http://good.example\\@evil.example/"],
)
def test_what_could_be_read_as_another_address_is_refused(url: str) -> None:
    with pytest.raises(InputUnreadable, match="not an address"):
        written(url, "x")


@pytest.mark.parametrize("location", ["http://x.example/\ta", "/a\nb", "//x\ty/"])
def test_a_redirect_with_a_break_in_it_is_refused(location: str) -> None:
    with pytest.raises(InputUnreadable, match="not an address"):
        joined("http://x.example/", location, "x")


@pytest.mark.parametrize(
    "value", ["9" * 17, "9" * 400, "٩" * 30, "Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 99 Zzz 0 -0000"]
)
def test_no_retry_after_is_too_long_to_be_told(value: str) -> None:
    from onrecord.reading.web.fetch import _seconds

    wait = _seconds(value)
    assert wait is None or 0 <= wait <= 366 * 86_400
