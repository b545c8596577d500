"""Where a statement stands in what its article was read from: the bytes themselves, and its words' places in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Literal

from sqlalchemy import Connection, RowMapping

from onrecord.errors import InputError
from onrecord.model import Anchor, Article, Printed
from onrecord.reading.formats import Format, sniff
from onrecord.reading.pdf.document import boxed
from onrecord.record import originals, store
from onrecord.record.search import Entry

Role = Literal["source", "cue", "content"]
Held = Literal["record", "file", "text", "no"]
ROLES: tuple[Role, ...] = ("source", "cue", "content")


@dataclass(frozen=True, slots=True)
class Mark(Printed):
    """Some words of a statement at one place of the original; the fields of `Anchor`, and what the words are in it."""

    role: Role
    words: str
    start: int
    end: int
    node: str
    offset: int
    boxes: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Place(Printed):
    """A statement in the original of its article.

    `held` tells where the bytes were found: kept in the `record`, in the `file` that was read and that has not changed
    since, in the article's own `text` (of a corpus), or `no`where, and then `missing` says why. `data` are the bytes,
    `text` is the article's text, `password` what opens an encrypted PDF.
    """

    entry: Entry
    source: str
    format: Format | None
    held: Held
    missing: str | None
    marks: tuple[Mark, ...]
    text: str = field(repr=False)
    data: bytes | None = field(repr=False)
    password: str | None = field(repr=False)


def find(connection: Connection, row: RowMapping, entry: Entry, password: str | None = None) -> Place:
    """The place of an entry of the article of that row. InputError where a PDF cannot be opened."""
    article = store.whole(connection, row).article
    name = article.url or article.path or article.id
    form, held, missing, data = _bytes(connection, article, name)
    parts = [(role, part) for role in ROLES for part in _parts(article, entry, role)]
    if form == "pdf" and data is not None:
        found = boxed(data, [part for _, part in parts], name, password)
        parts = [(role, part) for (role, _), part in zip(parts, found, strict=True)]
    marks = tuple(
        Mark(role, article.text[p.start : p.end], p.start, p.end, p.node, p.offset, p.boxes) for role, p in parts
    )
    return Place(entry, name, form, held, missing, marks, article.text, data, password)


def _bytes(connection: Connection, article: Article, name: str) -> tuple[Format | None, Held, str | None, bytes | None]:
    if originals.is_its_text(article):
        return "text", "text", None, article.text.encode()
    kept = originals.find(connection, article.sha256) if article.sha256 else None
    if kept is not None and article.sha256:
        try:
            return kept.format, "record", None, kept.unpacked(article.sha256)
        except originals.Damaged as e:
            return kept.format, "no", f"its kept original is damaged: {e}", None
    found = originals.bytes_of(article.path)
    if found is None:
        return None, "no", "its original is not kept, nor is it where it was read", None
    if sha256(found).hexdigest() != article.sha256:
        return None, "no", f"its original is not kept, and {article.path} has other bytes than when it was read", None
    try:
        return sniff(found[:4096], name), "file", None, found
    except InputError as e:
        return None, "no", e.reason, None


def _parts(article: Article, entry: Entry, role: Role) -> Iterator[Anchor]:
    """What the article's anchors say of the words that play this role."""
    for span in getattr(entry.statement, role):
        for anchor in article.anchors:
            start, end = max(anchor.start, span.start), min(anchor.end, span.end)
            if start < end:
                yield replace(anchor, start=start, end=end, offset=anchor.offset + start - anchor.start)
