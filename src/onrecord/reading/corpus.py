"""Corpora: files that hold many articles, one to a line or row, read as a stream.

The text is taken as it stands, so that annotations made on it hold: no front block, no repairs. The original of such an
article is its text in UTF-8; that is what `sha256` is of, and what its one anchor leads to.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, BinaryIO

import msgspec

from onrecord.errors import InputEmpty, InputError, InputMalformed, InputTooLarge, InputUndecodable, InputUnreadable
from onrecord.model import Anchor, Article, Evidence
from onrecord.reading import dates, tweets
from onrecord.reading.language import identify
from onrecord.reading.origin import Origin
from onrecord.reading.primary import with_turns
from onrecord.reading.text import too_large

FIELDS = ("text", "id", "title", "byline", "outlet", "published", "url", "language")
_MAX_LINE = 256 * 1024 * 1024  # bytes; a longer line is no article, and would fill the memory
_MAX_JSON = 100_000_000  # bytes of JSON that is read whole
_ARCHIVE = re.compile(rb"\s*window\.YTD\.\w+\.part\d+\s*=\s*")  # before the list, in Twitter's archive
_ROWS = 256  # of a Parquet file in memory at a time

Item = Article | InputError


def read_jsonl(
    stream: BinaryIO, name: str, columns: Mapping[str, str], *, path: str | None, max_text: int
) -> Iterator[Item]:
    """One article for each line of a JSON lines file, or the error that the line is."""
    decoder = msgspec.json.Decoder()
    number = 0
    while line := stream.readline(_MAX_LINE):
        number += 1
        where = f"{name}:{number}"
        if len(line) == _MAX_LINE:
            yield InputTooLarge(where, f"a line of over {_MAX_LINE:,} bytes")
            return
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            row = decoder.decode(line)
        except UnicodeDecodeError:
            yield InputUndecodable(where, "not UTF-8, which JSON is")
            continue
        except (msgspec.DecodeError, RecursionError) as e:
            yield InputMalformed(where, f"not JSON: {e}")
            continue
        if not isinstance(row, dict):
            yield InputMalformed(where, f"a JSON {type(row).__name__}, not an object with a 'text'")
            continue
        yield article(row, where, columns, path=path, max_text=max_text)


def read_json(data: bytes, name: str, columns: Mapping[str, str], *, path: str | None, max_text: int) -> Iterator[Item]:
    """One article for each object of a JSON file: of a list, an answer of Twitter's API, a file of its archive."""
    if len(data) > _MAX_JSON:
        raise InputTooLarge(name, f"{len(data):,} bytes of JSON are over the limit of {_MAX_JSON:,}; give JSON lines")
    try:
        value = msgspec.json.decode(_ARCHIVE.sub(b"", data.removeprefix(b"\xef\xbb\xbf"), count=1))
    except UnicodeDecodeError:
        raise InputUndecodable(name, "not UTF-8, which JSON is") from None
    except (msgspec.DecodeError, RecursionError) as e:
        raise InputMalformed(name, f"not JSON: {e}") from None
    number = 0
    for number, row in enumerate(tweets.rows(value), 1):
        yield article(row, f"{name}:{number}", columns, path=path, max_text=max_text)
    if not number:
        raise InputEmpty(name, "no object in it")


def read_csv(
    stream: BinaryIO, name: str, columns: Mapping[str, str], *, delimiter: str, path: str | None, max_text: int
) -> Iterator[Item]:
    """One article for each row of a CSV file with a header, or the error that the row is."""
    csv.field_size_limit(_MAX_LINE)
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        header = next(rows, None)
        if header is None:
            yield InputEmpty(name, "nothing in it, not even a header")
            return
        _check_text_column(header, name, columns)
        for row in rows:
            where = f"{name}:{rows.line_num}"
            if not row:
                continue
            if len(row) != len(header):
                yield InputMalformed(where, f"{len(row)} columns, but the header has {len(header)}")
                continue
            yield article(dict(zip(header, row, strict=True)), where, columns, path=path, max_text=max_text)
    except UnicodeDecodeError:
        yield InputUndecodable(f"{name}:{rows.line_num + 1}", "not UTF-8; convert the file")
    except csv.Error as e:
        yield InputMalformed(f"{name}:{rows.line_num}", f"not CSV: {e}")
    finally:
        with contextlib.suppress(ValueError):  # the stream is the caller's to close, and may be closed
            text.detach()


def read_parquet(
    stream: BinaryIO, name: str, columns: Mapping[str, str], *, path: str | None, max_text: int
) -> Iterator[Item]:
    """One article for each row of a Parquet file, or the error that the row is; a batch of rows in memory at a time."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise InputUnreadable(name, "Parquet needs pyarrow: pip install pyarrow") from None
    try:
        file = pq.ParquetFile(stream)
        names = file.schema_arrow.names
        _check_text_column(names, name, columns)
        known = sorted({columns.get(field, field) for field in FIELDS} & set(names))
        number = 0
        for batch in file.iter_batches(_ROWS, columns=known):
            for i in range(batch.num_rows):
                number += 1
                where = f"{name}:{number}"
                try:
                    (row,) = batch.slice(i, 1).to_pylist()
                except UnicodeDecodeError:
                    yield InputUndecodable(where, "not UTF-8, which Parquet says it is")
                    continue
                yield article(row, where, columns, path=path, max_text=max_text)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as e:
        raise InputMalformed(name, f"not Parquet that can be read: {' '.join(str(e).split())[:200]}") from None


def _check_text_column(names: Sequence[str], name: str, columns: Mapping[str, str]) -> None:
    column = columns.get("text", "text")
    if column not in names:
        raise InputMalformed(name, _no_text(column, names))


def _no_text(column: str, names: Iterable[object]) -> str:
    shown = ", ".join(sorted(map(str, names))[:12])
    return f"no text in column {column!r} (there are: {shown}); name it with --columns text=NAME"


def article(row: Mapping[str, Any], where: str, columns: Mapping[str, str], *, path: str | None, max_text: int) -> Item:
    """The article of one row, whose fields stand in the columns that `columns` names (by default, their own names).

    A row that is a post (`tweets`) says so by its fields, and needs no column named.
    """
    post = not columns and tweets.is_tweet(row)
    values = tweets.fields(row) if post else {field: row.get(columns.get(field, field)) for field in FIELDS}
    text = values["text"]
    if not isinstance(text, str):
        return InputMalformed(where, _no_text(columns.get("text", "text"), row))
    if not text.strip():
        return InputEmpty(where, "its text is empty")
    if len(text) > max_text:
        return InputTooLarge(where, too_large(len(text), "characters", max_text))
    try:
        digest = sha256(text.encode()).hexdigest()
    except UnicodeEncodeError:
        return InputUndecodable(where, "its text holds half of a surrogate pair, which is no character")
    origin = Origin(where, digest)
    warnings: list[str] = []
    published = values["published"]
    day = dates.iso(str(published)) if published not in (None, "") else None
    if published not in (None, "") and day is None:
        warnings.append(f"published {str(published)[:40]!r} is not a date that can be read")
    url = _string(values["url"])
    found = Article(
        id=_string(values["id"]) or origin.id,
        text=text,
        title=_string(values.get("title")),
        byline=_string(values["byline"]),
        outlet=_string(values["outlet"]),
        published=day,
        published_evidence=Evidence("corpus column", str(published)) if day else None,
        url=url if url and url.startswith(("http://", "https://")) else None,
        path=path,
        sha256=digest,
        language=_string(values["language"]) or identify(text),
        warnings=tuple(warnings),
        anchors=(Anchor(0, len(text), "", 0),),
    )
    return tweets.turn(found) if post else with_turns(found)


def _string(value: object) -> str | None:
    if isinstance(value, (list, tuple)):
        value = ", ".join(str(v) for v in value)
    text = str(value).strip() if value is not None and not isinstance(value, (dict, bool)) else ""
    return text or None


def check_columns(columns: Iterable[str]) -> None:
    """ValueError where a field is named that an article has not."""
    unknown = sorted(set(columns) - set(FIELDS))
    if unknown:
        raise ValueError(f"no such field: {', '.join(unknown)}; there are {', '.join(FIELDS)}")
