"""URLs of databases, and their passwords, which no message tells.

A URL is parted from its password where it comes in, and the password kept here: whoever has the URL without it opens
the same database, and whoever prints it tells nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode

_passwords: Final[dict[str, str]] = {}  # by the URL that is left


def is_url(place: str) -> bool:
    """Is this a URL? Else it is a path."""
    return "://" in place


def open_url(place: str) -> str:
    """A path as it is; a URL without its password, which is remembered as long as this process lives."""
    if not is_url(place):
        return place
    bare, password = parted(place)
    if password is not None:
        _passwords[bare] = password
    return bare


def beside(place: Path | str, what: str) -> Path:
    """A file for what belongs to a record, but not into it: `onrecord.users.db` beside `onrecord.db`; of a record on a
    server, by its name in the current folder."""
    path = (
        place if isinstance(place, Path) else Path(place.partition("?")[0].rstrip("/").rpartition("/")[2] or "onrecord")
    )
    return path.with_name(f"{path.stem}.{what}.db")


def password(bare: str) -> str | None:
    """The password that a URL came with."""
    return _passwords.get(bare)


def parted(url: str) -> tuple[str, str | None]:
    """A URL without its password, and that. A password that has `@`, `/` or `?` in it needs no escapes."""
    scheme, _, rest = url.partition("://")
    user, at, place = rest.rpartition("@")
    if "/" not in place:  # it may stand in what is asked beside, `?application_name=me@desk`
        head, mark, tail = rest.partition("?")
        user, at, place = head.rpartition("@")
        place += mark + tail
    host, mark, query = place.partition("?")
    name, colon, secret = user.partition(":")
    told: str | None = unquote(secret) if colon else None
    if "password" in query:
        fields = parse_qsl(query, keep_blank_values=True)
        told = next((value for key, value in fields if key == "password"), told)
        query = urlencode([(key, value) for key, value in fields if key != "password"], quote_via=quote)
        mark = "?" if query else ""
    return f"{scheme}://{name}{at}{host}{mark}{query}", told
