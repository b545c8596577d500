"""Slices of a corpus as Parquet: articles with all that was read out of them, their statements, and what failed.

`TABLES` is the schema, and its one home: a column is added at the end, never changed. Of `articles` a record is made
without loss (`unpacked`); `statements` are the columns of every export.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.errors import InputError, InputMalformed, InputNotExtracted, InputUnreadable
from onrecord.exporting.arrow import schema, table
from onrecord.exporting.columns import COLUMNS, Row, Typed, at
from onrecord.exporting.jsonl import check_spans, extraction_line
from onrecord.exporting.sheet import of_extraction
from onrecord.model import Extraction
from onrecord.record.originals import Kept

if TYPE_CHECKING:
    from collections.abc import Mapping

ARTICLES: Final = (
    Typed("id", "text", "the article's id", at("id")),
    Typed("title", "text", "its title", at("title")),
    Typed("byline", "text", "who wrote it", at("byline")),
    Typed("outlet", "text", "who published it", at("outlet")),
    Typed("published", "day", "when", at("published")),
    Typed("url", "text", "its address", at("url")),
    Typed("path", "text", "the file that it was read from", at("path")),
    Typed("sha256", "text", "the hash of the bytes that it was read from", at("sha256")),
    Typed("language", "text", "its language, ISO 639-1", at("language")),
    Typed("text", "text", "its text, of which all spans are", at("text")),
    Typed("statements", "count", "how many statements were read out of it", at("statements")),
    Typed("extraction", "text", "all of it but the text, as JSON: what `onrecord add` makes a record of", at("all")),
    Typed("original", "bytes", "what it was read from, a zstd frame; empty where that is the text", at("original")),
    Typed("original_format", "text", "what the original is: html, pdf, …", at("format")),
    Typed("original_size", "count", "the original's size in bytes", at("size")),
)
FAILURES: Final = (
    Typed("input", "text", "the input that failed: FILE, FILE:LINE, FILE/MEMBER or a URL", at("input")),
    Typed("reason", "text", "why", at("reason")),
    Typed("kind", "text", "the class of the error (onrecord.errors)", at("kind")),
)
PEOPLE: Final = (
    Typed("article", "text", "the article's id", at("article")),
    Typed("entity", "text", "the person's id within the article", at("entity")),
    Typed("name", "text", "the fullest name that the article gives", at("name")),
    Typed("offices", "texts", "the offices that the article gives", at("offices")),
    Typed("published", "day", "when the article was published", at("published")),
    Typed("outlet", "text", "by whom", at("outlet")),
    Typed("companions", "texts", "the other persons of the article, forty at most", at("companions")),
)
TABLES: Final[Mapping[str, Sequence[Typed]]] = {
    "articles": ARTICLES,
    "statements": COLUMNS,
    "people": PEOPLE,
    "failures": FAILURES,
}

_AT_ONCE = 64  # articles, of which rows wait to be written
_COMPANY = 40  # persons of an article who count as companions; a list of thousands tells nothing
_decoder = msgspec.json.Decoder(Extraction)


@dataclass(frozen=True, slots=True)
class Slice:
    """The tables of a slice, each a Parquet file in memory, and what is in them.

    Of what `failed`, `unread` could not be had (it was not there, or took too long): another time it may be otherwise.
    """

    files: dict[str, bytes]
    articles: int
    statements: int
    failed: int
    unread: int


class Packer:
    """Makes a slice, article by article; what waits is small, for rows are packed as they come."""

    def __init__(self) -> None:
        self._tables = {name: _Table(name) for name in TABLES}
        self._waiting = 0
        self._unread = 0

    def add(self, extraction: Extraction, original: Kept | None) -> None:
        """An article. InputNotExtracted where it holds what no Parquet can."""
        try:
            article = {**_article_row(extraction), **_original_row(original)}
        except UnicodeEncodeError:
            name = extraction.article.path or extraction.article.id
            raise InputNotExtracted(name, "its text holds half of a surrogate pair, which is no character") from None
        self._tables["articles"].add([article])
        self._tables["statements"].add(of_extraction(extraction_line(extraction), extraction))
        self._tables["people"].add(_people_rows(extraction))
        self._waiting += 1
        if self._waiting == _AT_ONCE:
            self._flush()

    def fail(self, error: InputError) -> None:
        """An input that failed."""
        row = {"input": error.input, "reason": error.reason, "kind": type(error).__name__}
        self._tables["failures"].add([row])
        self._unread += isinstance(error, InputUnreadable)

    def close(self) -> Slice:
        """All of it; there is no file of failures where nothing failed."""
        self._flush()
        counts = {name: made.rows for name, made in self._tables.items()}
        files = {name: made.close() for name, made in self._tables.items() if made.rows or name != "failures"}
        return Slice(files, counts["articles"], counts["statements"], counts["failures"], self._unread)

    def _flush(self) -> None:
        self._waiting = 0
        for made in self._tables.values():
            made.flush()


class _Table:
    def __init__(self, name: str) -> None:
        self._name = name
        self._out = io.BytesIO()
        self._writer = pq.ParquetWriter(self._out, schema(TABLES[name], name), compression="zstd")
        self._waiting: list[Row] = []
        self.rows = 0

    def add(self, rows: Iterable[Row]) -> None:
        before = len(self._waiting)
        self._waiting += rows
        self.rows += len(self._waiting) - before

    def flush(self) -> None:
        if self._waiting:
            self._writer.write_table(table(TABLES[self._name], self._waiting, self._name))
            self._waiting = []

    def close(self) -> bytes:
        self.flush()
        self._writer.close()
        return self._out.getvalue()


def _article_row(extraction: Extraction) -> dict[str, Any]:
    article = extraction.article
    rest = replace(extraction, article=replace(article, text=""))
    return {
        **{name: getattr(article, name) for name in ("id", "title", "byline", "outlet", "url", "path", "sha256")},
        "language": article.language,
        "published": article.published and article.published.isoformat(),
        "text": article.text.encode().decode(),
        "statements": len(extraction.statements),
        "all": msgspec.json.encode(rest).decode(),
    }


def _original_row(original: Kept | None) -> dict[str, Any]:
    if original is None:
        return {}
    return {"original": original.frame, "format": original.format, "size": original.size}


def _people_rows(extraction: Extraction) -> list[Row]:
    article = extraction.article
    persons = [e for e in extraction.entities if e.type == "person"]
    company = [e.name for e in persons[:_COMPANY]]
    head = {"article": article.id, "outlet": article.outlet}
    head["published"] = article.published.isoformat() if article.published else None
    return [
        {
            **head,
            "entity": e.id,
            "name": e.name,
            "offices": list(e.offices),
            "companions": sorted(set(company) - {e.name}),
        }
        for e in persons
    ]


# ------------------------------------------------------------------------------------------------ the way back


def of_what(stream: BinaryIO) -> str | None:
    """Which of `TABLES` a Parquet file is; None where it is none of ours."""
    try:
        told = (pq.read_schema(stream).metadata or {}).get(b"onrecord", b"").decode("utf-8", "replace")
    except (pa.ArrowException, OSError):
        return None
    name = told.partition(",")[0]
    return name if name in TABLES else None


def unpacked(stream: BinaryIO, name: str) -> Iterator[tuple[Extraction, Kept | None] | InputError]:
    """The articles of a slice, with their originals where they are in it, or the error that a row is."""
    number = 0
    try:
        for batch in pq.ParquetFile(stream).iter_batches(_AT_ONCE):
            for row in batch.to_pylist():
                number += 1
                yield _unpacked(row, f"{name}:{number}")
    except (pa.ArrowException, OSError, UnicodeDecodeError) as e:
        yield _not_read(name, e)


def failures(stream: BinaryIO, name: str) -> Iterator[InputError]:
    """The inputs that a table of failures names. InputMalformed, of the table `name`, where it cannot be read."""
    try:
        for batch in pq.ParquetFile(stream).iter_batches():
            for row in batch.to_pylist():
                yield InputError(str(row["input"]), str(row["reason"]))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as e:
        raise _not_read(name, e) from None
    except KeyError as e:
        raise InputMalformed(name, f"not a table of failures that onrecord wrote: it has no {e}") from None


def _not_read(name: str, error: Exception) -> InputMalformed:
    return InputMalformed(name, f"not Parquet that can be read: {' '.join(str(error).split())[:200]}")


def _unpacked(row: Row, where: str) -> tuple[Extraction, Kept | None] | InputError:
    try:
        found = _decoder.decode(row["extraction"])
        extraction = replace(found, article=replace(found.article, text=row["text"]))
        check_spans(extraction, where)
        frame = row["original"]
        kept = None if frame is None else Kept(row["original_format"], row["original_size"], frame)
    except InputError as e:
        return e
    except (msgspec.DecodeError, KeyError, TypeError, UnicodeError) as e:
        return InputMalformed(where, f"not a row of articles that onrecord wrote: {e}")
    return extraction, kept
