"""Addresses on the web: how one is written to a server, and which networks it may lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final, Literal
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from onrecord.errors import InputUnreadable

Network = Literal["public", "private", "barred"]

# What stands for itself in a path or query (RFC 3986; browsers let the last four stand, too). `%` begins what is
# encoded already.
_PLAIN: Final = "!$%&'()*+,-./:;=?@_~[]|^"
_HOST: Final = re.compile(r"[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?\]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")

_GLOBAL: Final = ip_network("2000::/3")  # all of IPv6 that is given out to the public
_NAT64: Final = ip_network("64:ff9b::/96")
_TEREDO: Final = ip_network("2001::/32")
_NOT_GLOBAL: Final = tuple(map(ip_network, ("192.0.0.0/24", "3fff::/20")))  # which older Pythons take for global
# Where the last 32 bits are an IPv4 address: mapped, translated, compatible, NAT64.
_ENDS_IN_IPV4: Final = tuple(
    map(ip_network, ("::ffff:0:0/96", "::ffff:0:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48"))
)
_LOCAL_NAT64: Final = ip_network("64:ff9b:1::/48")
_ISATAP: Final = (0x00005EFE, 0x02005EFE)
# Where clouds tell the machines in them their secrets, besides link-local addresses.
_METADATA: Final = frozenset(
    map(ip_address, ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254", "fd00:42::42"))
)


def written(url: str, name: str) -> str:
    """A web address as it is asked for: in ASCII, its path and query percent-encoded, its host in IDNA.

    Letters beyond ASCII are meant as UTF-8. InputUnreadable (of the input `name`) for what is no address of a page.
    """
    shown = url[:100]
    try:
        parts = urlsplit(url.strip(" "))
        port = parts.port
        host = _ascii(parts.hostname or "")
        path, query = (quote(part, safe=_PLAIN) for part in (parts.path, parts.query))
    except ValueError:  # a UnicodeError is one
        raise InputUnreadable(name, f"not an address: {shown!r}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise InputUnreadable(name, f"only http and https are fetched, not {shown!r}")
    # urlsplit and urljoin pass over tabs and line breaks, so that another page would be asked for.
    if parts.username is not None or port == 0 or not _HOST.fullmatch(host) or _CONTROL.search(url):
        raise InputUnreadable(name, f"not an address that is fetched: {shown!r}")
    return urlunsplit((parts.scheme, f"{host}:{port}" if port else host, path, query, ""))


def joined(base: str, location: str, name: str) -> str:
    """Where a redirect leads, as it is asked for. `location` is the header as http.client gives it, in Latin-1.

    InputUnreadable as for `written`.
    """
    try:  # servers send the bytes of UTF-8, though they should not, and sometimes other bytes, which are kept
        location = location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        location = quote(location, safe=f"{_PLAIN}#", encoding="latin-1", errors="replace")
    try:
        if not _CONTROL.search(location):
            return written(urljoin(base, location), name)
    except ValueError:
        pass
    raise InputUnreadable(name, f"it led to what is not an address: {location[:100]!r}")


def _ascii(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    if host.isascii():
        return host
    import idna

    return idna.encode(host, uts46=True).decode("ascii")


def network(address: str) -> Network:
    """Where an IP address leads: outside; inside; or where nobody may be sent, whatever they allow.

    Barred are link-local and multicast addresses, and those of cloud metadata. Only what is global is public, and an
    address that holds an IPv4 address (mapped, translated, NAT64, 6to4, Teredo, ISATAP) leads no further than that.
    """
    ip = ip_address(address.partition("%")[0])
    within = list(_within(ip))
    if any(part.is_link_local or part.is_multicast or part in _METADATA for part in (ip, *within)):
        return "barred"
    return "public" if _is_global(ip) and all(map(_is_global, within)) else "private"


def _is_global(ip: IPv4Address | IPv6Address) -> bool:
    if any(ip.version == n.version and ip in n for n in _NOT_GLOBAL):
        return False
    if isinstance(ip, IPv4Address):
        return ip.is_global
    if ip in _NAT64 or ip in _TEREDO or ip.ipv4_mapped:  # as far as what they hold is
        return True
    return ip in _GLOBAL and ip.is_global


def _within(ip: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that an IPv6 address holds, wherever they may stand in it."""
    if isinstance(ip, IPv4Address):
        return
    number = int(ip)
    low = number & 0xFFFFFFFF
    if any(ip in n for n in _ENDS_IN_IPV4) or number >> 32 & 0xFFFFFFFF in _ISATAP:
        yield IPv4Address(low)
    if ip in _LOCAL_NAT64:  # RFC 6052: 16 bits on either side of a byte of zeros
        yield IPv4Address((number >> 64 & 0xFFFF) << 16 | number >> 40 & 0xFFFF)
    if ip.sixtofour:
        yield ip.sixtofour
    if ip.teredo:
        yield from ip.teredo
