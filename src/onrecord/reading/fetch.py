"""One page from the web, guarded: only http and https, no private network, limits on size, time and redirects.

A host is resolved once per hop, every address that it has is checked, and the connection goes to the address that was
checked, so that neither a redirect nor a second answer of the name server leads inside.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urljoin, urlsplit

from onrecord.errors import InputTooLarge, InputUnreadable

MAX_BYTES = 20_000_000
MAX_SECONDS = 30.0
MAX_REDIRECTS = 5
AGENT = "onrecord/0.1 (reads news articles for a record of quotations)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_CHUNK = 65_536  # bytes
_ADDRESS_FAMILIES = (socket.AF_INET, socket.AF_INET6)


@dataclass(frozen=True, slots=True)
class Page:
    """What a server sent: the address that it came from in the end, and the bytes.

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
) -> Page:
    """The page at a URL; if it has changed, where `etag` or `last_modified` say what is known of it.

    InputUnreadable where it cannot be had (then as Unreached) or must not be asked for, InputTooLarge where it is too
    large. `allow_private` lets it ask hosts of a private or loopback network.
    """
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    conditions = {name: value for name, value in known.items() if value}
    deadline = time.monotonic() + max_seconds
    current = url
    for _ in range(MAX_REDIRECTS + 1):
        target = _checked(current, url)
        address = _resolved(target, url, allow_private)
        with _answer(target, address, url, deadline, conditions) as answer:
            if answer.status in _REDIRECTS and (location := answer.getheader("Location")):
                current = urljoin(current, location)
                continue
            tags = answer.getheader("ETag"), answer.getheader("Last-Modified")
            if answer.status == 304 and conditions:
                return Page(current, b"", 304, tags[0] or etag, tags[1] or last_modified)
            if answer.status != 200:
                raise Unreached.by(url, answer)
            return Page(current, _body(answer, url, max_bytes, deadline), 200, *tags)
    raise InputUnreadable(url, f"more than {MAX_REDIRECTS} redirects")


def _checked(current: str, url: str) -> SplitResult:
    """The parts of an address that may be asked for."""
    try:
        parts = urlsplit(current)
        port = parts.port
    except ValueError:
        raise InputUnreadable(url, f"not an address: {current[:100]}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputUnreadable(url, f"only http and https are fetched, not {current[:100]}")
    if parts.username or parts.password or port == 0 or any(c <= " " or c == "\x7f" for c in current):
        raise InputUnreadable(url, f"not an address that is fetched: {current[:100]!r}")
    return parts


def _resolved(parts: SplitResult, url: str, allow_private: bool) -> str:
    """The address to connect to: all that the host has must be public."""
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, parts.port or _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise InputUnreadable(url, f"no such host: {host[:100]}") from None
    addresses = [str(info[4][0]) for info in found if info[0] in _ADDRESS_FAMILIES]
    for address in addresses:
        if not allow_private and not _is_public(address):
            raise InputUnreadable(url, f"{host[:100]} is on a private network ({address}), which is not asked")
    if not addresses:
        raise InputUnreadable(url, f"no such host: {host[:100]}")
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # An IPv4 address in IPv6's clothes is judged as what it is.
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return ip.is_global and not ip.is_multicast


@contextlib.contextmanager
def _answer(
    parts: SplitResult, address: str, url: str, deadline: float, conditions: Mapping[str, str]
) -> Iterator[http.client.HTTPResponse]:
    """The server's answer. The connection is cut at the deadline, however slowly the server drips."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise InputUnreadable(url, "took too long")
    connection = _Connection(parts, address, left)
    late = threading.Event()

    def cut() -> None:
        late.set()
        connection.cut()

    timer = threading.Timer(left, cut)
    timer.daemon = True
    timer.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        host = parts.netloc.rpartition("@")[2]
        headers = {"Host": host, "User-Agent": AGENT, "Accept": "text/html,*/*;q=0.5", "Accept-Encoding": "identity"}
        connection.request("GET", path.encode("ascii", "ignore").decode(), headers={**headers, **conditions})
        with connection.getresponse() as answer:
            yield answer
    except (OSError, http.client.HTTPException, ValueError) as e:
        reason = "took too long" if late.is_set() or isinstance(e, TimeoutError) else str(e) or type(e).__name__
        error = Unreached(url, " ".join(reason.split())[:200])
        error.passing = True
        raise error from None
    finally:
        timer.cancel()
        connection.close()


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked, for a host that is only named in the request and the certificate."""

    def __init__(self, parts: SplitResult, address: str, timeout: float) -> None:
        super().__init__(parts.hostname or "", parts.port or _port(parts), timeout=timeout)
        self._address = address
        self._secure = parts.scheme == "https"
        self._live: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self._live = socket.create_connection((self._address, self.port), self.timeout)
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
        if value is None or value.strip().isdecimal():
            return None if value is None else float(value)
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
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
            raise InputUnreadable(url, f"a broken transfer: {e}") from None
        if len(out) > max_bytes:
            raise InputTooLarge(url, f"over the limit of {max_bytes:,} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError
    if time.monotonic() > deadline:  # cut off, which looks like an end
        raise TimeoutError
    if (length := answer.getheader("Content-Length")) and not unzip and length.isdigit() and len(out) < int(length):
        raise InputUnreadable(url, f"the connection broke off after {len(out):,} of {int(length):,} bytes")
    return bytes(out)
