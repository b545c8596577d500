"""One page from the web, guarded: only http and https, no private network, limits on size, time and redirects.

A host is resolved once per hop, every address that it has is judged, and the connection goes to one that was judged,
so that neither a redirect nor a second answer of the name server leads inside.
"""

from __future__ import annotations

import contextlib
import http.client
import logging
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from onrecord.errors import InputTooLarge, InputUnreadable
from onrecord.reading.web.addresses import joined, network, written

_log = logging.getLogger(__name__)

MAX_BYTES = 20_000_000
MAX_SECONDS = 30.0
MAX_REDIRECTS = 5
AGENT = "onrecord/0.1 (reads news articles for a record of quotations)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_CHUNK = 65_536  # bytes
_ADDRESS_FAMILIES = (socket.AF_INET, socket.AF_INET6)
_LONGEST_WAIT = 365 * 86_400.0  # seconds that a server may ask us to wait; more is as good as never

Peer = tuple[int, tuple[Any, ...]]  # an address family and what a socket connects to


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """What a server sent: the address that it came from in the end, as it was asked for, and the bytes.

    `etag` and `last_modified` are what to ask with the next time; `status` is 304 where nothing has changed since.
    """

    url: str
    data: bytes
    status: int = 200
    etag: str | None = None
    last_modified: str | None = None


class Unreached(InputUnreadable):
    """An answer other than the page, or none at all: `status` where there was one.

    `passing` where it may go better another time, after `retry_after` seconds if the server says so.
    """

    status: int | None = None
    passing: bool = False
    retry_after: float | None = None

    @classmethod
    def for_now(cls, url: str, reason: str) -> Unreached:
        """An error that may pass."""
        error = cls(url, reason)
        error.passing = True
        return error

    @classmethod
    def by(cls, url: str, answer: http.client.HTTPResponse) -> Unreached:
        """The error that an answer is."""
        error = cls(url, f"the server answered {answer.status} {answer.reason}".rstrip())
        error.status, error.passing = answer.status, answer.status in _PASSING
        error.retry_after = _seconds(answer.getheader("Retry-After"))
        return error


def fetch(
    url: str,
    *,
    allow_private: bool = False,
    max_bytes: int = MAX_BYTES,
    max_seconds: float = MAX_SECONDS,
    etag: str | None = None,
    last_modified: str | None = None,
) -> FetchedPage:
    """The page at a URL; if it has changed, where `etag` or `last_modified` say what is known of it.

    InputUnreadable where it cannot be had (then as Unreached) or must not be asked for, InputTooLarge where it is too
    large. `allow_private` lets it ask hosts of a private or loopback network; link-local addresses and those of cloud
    metadata are never asked.
    """
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    conditions = {name: value for name, value in known.items() if value and value.isprintable()}
    deadline = time.monotonic() + max_seconds
    current = written(url, url)
    for _ in range(MAX_REDIRECTS + 1):
        target = urlsplit(current)
        peers = _resolved(target, url, allow_private)
        with _answer(target, peers, url, deadline, conditions) as answer:
            _log.debug("%s: %s %s", target.hostname, answer.status, target.path)
            if answer.status in _REDIRECTS and (location := answer.getheader("Location")):
                current = joined(current, location, url)
                continue
            tags = answer.getheader("ETag"), answer.getheader("Last-Modified")
            if answer.status == 304 and conditions:
                return FetchedPage(current, b"", 304, tags[0] or etag, tags[1] or last_modified)
            if answer.status != 200:
                raise Unreached.by(url, answer)
            return FetchedPage(current, _body(answer, url, max_bytes, deadline), 200, *tags)
    raise InputUnreadable(url, f"more than {MAX_REDIRECTS} redirects")


def _resolved(parts: SplitResult, url: str, allow_private: bool) -> list[Peer]:
    """What to connect to, the best first: every address that the host has must be one that may be asked."""
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, parts.port or _port(parts), type=socket.SOCK_STREAM)
    except UnicodeError:
        raise InputUnreadable(url, f"no such host: {host[:100]}") from None
    except OSError:  # there is none, or no name server can be asked just now: systems do not tell these apart well
        raise Unreached.for_now(url, f"no such host: {host[:100]}") from None
    peers = [(int(info[0]), info[4]) for info in found if info[0] in _ADDRESS_FAMILIES]
    for _, peer in peers:
        leads = network(str(peer[0]))
        if leads == "barred":
            raise InputUnreadable(url, f"{host[:100]} is a link-local or metadata address ({peer[0]}): never asked")
        if leads == "private" and not allow_private:
            inside = f"{host[:100]} is on a private network ({peer[0]})"
            raise InputUnreadable(url, f"{inside}, which is asked only with --allow-private")
    if not peers:
        raise InputUnreadable(url, f"no such host: {host[:100]}")
    return peers


@contextlib.contextmanager
def _answer(
    parts: SplitResult, peers: Sequence[Peer], url: str, deadline: float, conditions: Mapping[str, str]
) -> Iterator[http.client.HTTPResponse]:
    """The server's answer. The connection is cut at the deadline, however slowly the server drips."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise Unreached.for_now(url, "took too long")
    connection = _Connection(parts, peers, left)
    late = threading.Event()

    def cut() -> None:
        late.set()
        connection.cut()

    timer = threading.Timer(left, cut)
    timer.daemon = True
    timer.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Host": parts.netloc,
            "User-Agent": AGENT,
            "Accept": "text/html,*/*;q=0.5",
            "Accept-Encoding": "identity",
        }
        connection.request("GET", path, headers={**headers, **conditions})
        with connection.getresponse() as answer:
            yield answer
    except (OSError, http.client.HTTPException, ValueError) as e:
        reason = "took too long" if late.is_set() or isinstance(e, TimeoutError) else str(e) or type(e).__name__
        raise Unreached.for_now(url, " ".join(reason.split())[:200]) from None
    finally:
        timer.cancel()
        connection.close()


class _Connection(http.client.HTTPConnection):
    """A connection to one of the addresses that were judged; its host is only named in the request and certificate."""

    def __init__(self, parts: SplitResult, peers: Sequence[Peer], timeout: float) -> None:
        super().__init__(parts.hostname or "", parts.port or _port(parts), timeout=timeout)
        self._peers = peers
        self._secure = parts.scheme == "https"
        self._live: socket.socket | None = None

    def connect(self) -> None:
        late = time.monotonic() + (self.timeout or 0.0)
        for left, (family, peer) in zip(range(len(self._peers), 0, -1), self._peers, strict=True):
            self.sock = self._live = socket.socket(family, socket.SOCK_STREAM)
            self.sock.settimeout(max(0.01, (late - time.monotonic()) / left))
            try:
                self.sock.connect(peer)
                break
            except OSError:
                self.sock.close()
                if left == 1:
                    raise
        self.sock.settimeout(self.timeout)
        if self._secure:
            context = ssl.create_default_context()
            secure = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = self._live = secure
            secure.do_handshake()

    def cut(self) -> None:
        """End it, also where http.client has handed its socket on to the answer."""
        if self._live is not None:
            with contextlib.suppress(OSError):
                self._live.shutdown(socket.SHUT_RDWR)


def _seconds(value: str | None) -> float | None:
    """What a Retry-After header asks for, in seconds from now."""
    try:
        if value is None:
            return None
        wait = float(value) if value.strip().isdecimal() else parsedate_to_datetime(value).timestamp() - time.time()
        return min(max(0.0, wait), _LONGEST_WAIT)
    except (ValueError, TypeError, OverflowError, IndexError, OSError):
        return None


def _port(parts: SplitResult) -> int:
    return 443 if parts.scheme == "https" else 80


def _body(answer: http.client.HTTPResponse, url: str, max_bytes: int, deadline: float) -> bytes:
    coding = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise InputUnreadable(url, f"sent in a coding that was not asked for: {coding[:40]}")
    unzip = None if coding == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 32)
    out = bytearray()
    while chunk := answer.read(_CHUNK):
        try:
            out += unzip.decompress(chunk, max_bytes + 1 - len(out)) if unzip else chunk
        except zlib.error as e:
            raise Unreached.for_now(url, f"a broken transfer: {e}") from None
        if len(out) > max_bytes:
            raise InputTooLarge(url, f"over the limit of {max_bytes:,} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError
    if time.monotonic() > deadline:  # cut off, which looks like an end
        raise TimeoutError
    if (length := answer.getheader("Content-Length")) and not unzip and length.isdigit() and len(out) < int(length):
        raise Unreached.for_now(url, f"the connection broke off after {len(out):,} of {int(length):,} bytes")
    return bytes(out)
