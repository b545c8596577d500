"""Files in stores that fsspec reaches by its drivers: s3://, gs://, abfs://, hdfs://, memory://, …"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from onrecord.errors import InputError, InputUnreadable
from onrecord.reading.formats import is_readable

_STORED = re.compile(r"(?!https?://)[a-z][a-z0-9+.-]*(?:::|://)", re.I)
_OWN = "file://"
_PATTERN = re.compile(r"[*?\[]")
_SHOWN = 200  # characters of what a driver says
_TOKENS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "updated", "created")


def is_stored(name: str) -> bool:
    """Is it an address in a store: neither a path on this machine nor the web's?"""
    return _STORED.match(name) is not None


def local(name: str) -> str:
    """A path on this machine as it is without `file://`; anything else as it stands."""
    return name[len(_OWN) :] if name.lower().startswith(_OWN) else name


def find(source: str) -> Iterator[tuple[str, int] | InputError]:
    """The files of an address, a pattern (`*`) or a folder in a store, in sorted order, with their sizes.

    Of a folder only the kinds that are read, as on this machine; hidden files are left out.
    """
    try:
        with _driver(source) as (files, path):
            if _PATTERN.search(path):
                found = files.glob(path, detail=True)
                named = {n: info for n, info in found.items() if info["type"] == "file" and not _is_hidden(n)}
            elif (info := files.info(path))["type"] == "file":
                yield source, info.get("size") or 0
                return
            else:
                found = files.find(path, detail=True)
                named = {
                    n: info for n, info in found.items() if not _is_hidden(n.removeprefix(path)) and is_readable(n)
                }
    except InputError as e:
        yield e
        return
    if not named:
        yield InputUnreadable(source, "no such file there")
    for name in sorted(named):
        yield files.unstrip_protocol(name), named[name].get("size") or 0


def opened(name: str) -> io.BufferedReader:
    """A file, in a store or on this machine, as a stream. InputUnreadable where a store does not give it, OSError where
    this machine does not.
    """
    if not is_stored(name):
        return Path(name).open("rb")
    with _driver(name) as (files, path):
        return io.BufferedReader(cast(io.RawIOBase, files.open(path, "rb")))


def token(name: str) -> str:
    """What changes when a file in a store does: its size and, where the store tells one, its ETag or time.

    "" where there is none.
    """
    try:
        with _driver(name) as (files, path):
            info = files.info(path)
    except InputError:
        return ""
    return " ".join(str(value) for value in (info.get("size"), *map(info.get, _TOKENS)) if value is not None)


@contextmanager
def _driver(name: str) -> Iterator[tuple[Any, str]]:
    try:
        from fsspec.core import url_to_fs
    except ModuleNotFoundError:
        raise InputUnreadable(name, "stores need fsspec: pip install 'onrecord[tables]'") from None
    try:
        yield url_to_fs(name)
    except InputError:
        raise
    except FileNotFoundError:
        raise InputUnreadable(name, "no such file there") from None
    except PermissionError:
        raise InputUnreadable(name, "no right to read it") from None
    except Exception as e:  # each driver has errors of its own, and says by them which package it lacks
        raise InputUnreadable(name, " ".join(str(e).split())[:_SHOWN] or type(e).__name__) from None


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
