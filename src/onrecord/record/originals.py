"""The bytes that articles were read from, kept once for all that have them: under their SHA-256, as zstd frames."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from onrecord.errors import InputError
from onrecord.model import Article
from onrecord.reading.formats import Format, sniff
from onrecord.record.schema import originals

_LEVEL = 9  # a page of 100 kB in about 5 ms, and to a sixth of its size
_LARGEST = 200_000_000  # bytes of a file that is read whole
_HEAD = 4096


class Damaged(Exception):
    """What is kept is not what it was."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An original as it is kept: its format, its size in bytes, and a zstd frame that holds it."""

    format: Format
    size: int
    frame: bytes

    @classmethod
    def of(cls, format: Format, data: bytes) -> Kept:
        """These bytes, packed."""
        return cls(format, len(data), _zstd().compress(data, _LEVEL))

    def unpacked(self, digest: str) -> bytes:
        """The bytes; Damaged where they are not those of this SHA-256."""
        zstd = _zstd()
        try:
            if zstd.get_frame_info(self.frame).decompressed_size != self.size:
                raise Damaged("it has another size than it had")
            data: bytes = zstd.ZstdDecompressor().decompress(self.frame, max_length=self.size)
        except zstd.ZstdError as e:
            raise Damaged(f"it cannot be unpacked: {e}") from None
        if sha256(data).hexdigest() != digest:
            raise Damaged("it has another hash than it had")
        return data


def _zstd() -> Any:
    """Python's own zstd, which 3.14 has, else the same from its backport."""
    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def is_its_text(article: Article) -> bool:
    """Is the text itself the original? That of an article in a corpus is, and the record keeps it anyway."""
    return article.sha256 == sha256(article.text.encode()).hexdigest()


def add(connection: Connection, article: Article, kept: Kept) -> None:
    """Keep the original of an article, unless it is kept already."""
    if article.sha256 and not is_its_text(article) and find(connection, article.sha256) is None:
        row = {"sha256": article.sha256, "format": kept.format, "size": kept.size, "data": kept.frame}
        connection.execute(insert(originals), row)


def find(connection: Connection, digest: str) -> Kept | None:
    """The original of that SHA-256, as it is kept."""
    row = connection.execute(select(originals).where(originals.c.sha256 == digest)).first()
    return None if row is None else Kept(row.format, row.size, row.data)


def from_file(article: Article) -> Kept | None:
    """The original of an article whose file is still what it was."""
    data = bytes_of(article.path)
    if data is None or sha256(data).hexdigest() != article.sha256:
        return None
    try:
        return Kept.of(sniff(data[:_HEAD], article.path or "-"), data)
    except InputError:
        return None


def bytes_of(path: str | None) -> bytes | None:
    """The bytes of a file; None where there is none of that path, or it cannot be read."""
    try:
        file = Path(path or "")
        return file.read_bytes() if file.is_file() and file.stat().st_size <= _LARGEST else None
    except (OSError, ValueError):
        return None
