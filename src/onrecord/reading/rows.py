"""The rows of a corpus, format by format, as a stream; each is decoded by itself."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

import msgspec

from onrecord.errors import InputEmpty, InputError, InputMalformed, InputTooLarge, InputUndecodable, InputUnreadable
from onrecord.reading.primary import posts

FIELDS = ("text", "id", "title", "byline", "outlet", "published", "url", "language")
_MAX_LINE = 256 * 1024 * 1024  # bytes; a longer line is no article, and would fill the memory
_MAX_JSON = 100_000_000  # bytes of JSON that is read whole
_ARCHIVE = re.compile(rb"\s*window\.YTD\.\w+\.part\d+\s*=\s*")  # before the list, in Twitter's archive
_ROWS = 256  # of a Parquet file in memory at a time
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a corpus, not yet decoded: `FILE:NUMBER`, its size in bytes where that is known, and its fields."""

    where: str
    size: int
    fields: Callable[[], Mapping[str, Any]]  # InputError where it has none


def jsonl(stream: BinaryIO, name: str) -> Iterator[Row | InputError]:
    """The lines of a JSON lines file."""
    decoder = msgspec.json.Decoder()
    number = blank = 0
    while line := stream.readline(_MAX_LINE):
        number += 1
        where = f"{name}:{number}"
        if len(line) == _MAX_LINE:
            yield InputTooLarge(where, f"a line of over {_MAX_LINE:,} bytes; what comes after is not read")
            return
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield Row(where, len(line), partial(_object, decoder, line, where))
        else:
            blank += 1
    if number == blank:
        raise InputEmpty(name, f"{blank:,} blank lines, and no article" if blank else "nothing in it")


def _object(decoder: msgspec.json.Decoder[Any], line: bytes, where: str) -> Mapping[str, Any]:
    try:
        row = decoder.decode(line)
    except UnicodeDecodeError:
        raise InputUndecodable(where, "not UTF-8, which JSON is") from None
    except (msgspec.DecodeError, RecursionError) as e:
        raise InputMalformed(where, f"not JSON: {e}") from None
    if not isinstance(row, dict):
        raise InputMalformed(where, f"a JSON {type(row).__name__}, not an object with a 'text'")
    return row


def json(data: bytes, name: str) -> Iterator[Row]:
    """The objects of a JSON file: of a list, of an answer of Twitter's API, of a file of its archive."""
    if len(data) > _MAX_JSON:
        raise InputTooLarge(name, f"{len(data):,} bytes of JSON are over the limit of {_MAX_JSON:,}; give JSON lines")
    try:
        value = msgspec.json.decode(_ARCHIVE.sub(b"", data.removeprefix(b"\xef\xbb\xbf"), count=1))
    except UnicodeDecodeError:
        raise InputUndecodable(name, "not UTF-8, which JSON is") from None
    except (msgspec.DecodeError, RecursionError) as e:
        raise InputMalformed(name, f"not JSON: {e}") from None
    number = 0
    for number, row in enumerate(posts.rows(value), 1):
        yield Row(f"{name}:{number}", 0, partial(dict, row))
    if not number:
        raise InputEmpty(name, "no object in it")


def table(stream: BinaryIO, name: str, columns: Mapping[str, str]) -> Iterator[Row | InputError]:
    """The rows of a CSV file with a header, whose columns are parted by commas, semicolons, tabs or bars."""
    csv.field_size_limit(_MAX_LINE)
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    lines = 0
    try:
        first = text.readline(_MAX_LINE)
        if not first:
            raise InputEmpty(name, "nothing in it, not even a header")
        rows = csv.reader(itertools.chain([first], text), delimiter=_delimiter(first, columns), strict=True)
        header = next(rows)
        _check_text_column(header, name, columns)
        number = 0
        for row in rows:
            lines, where = rows.line_num, f"{name}:{rows.line_num}"
            if not row:
                continue
            number += 1
            if len(row) != len(header):
                yield InputMalformed(where, f"{len(row)} columns, but the header has {len(header)}")
                continue
            yield Row(where, sum(map(len, row)), partial(dict, zip(header, row, strict=True)))
        if not number:
            raise InputEmpty(name, f"a header ({_shown(header)}) and no row under it")
    except UnicodeDecodeError:
        yield InputUndecodable(f"{name}:{lines + 1}", "not UTF-8; convert the file")
    except csv.Error as e:
        yield InputMalformed(f"{name}:{rows.line_num}", f"not CSV: {e}; what comes after is not read")
    finally:
        with contextlib.suppress(ValueError):  # the stream is the caller's to close, and may be closed
            text.detach()


def _delimiter(header: str, columns: Mapping[str, str]) -> str:
    """What parts the columns of a header: that by which the text's column, or else most columns, are found."""
    named = {columns.get(field, field) for field in FIELDS}

    def found(delimiter: str) -> tuple[bool, int, int]:
        cells = [cell.strip().strip('"') for cell in header.split(delimiter)]
        return columns.get("text", "text") in cells, len(named & set(cells)), len(cells)

    return max(_DELIMITERS, key=found)


def parquet(stream: BinaryIO, name: str, columns: Mapping[str, str]) -> Iterator[Row]:
    """The rows of a Parquet file, a batch of them in memory at a time."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise InputUnreadable(name, "Parquet needs pyarrow: pip install 'onrecord[tables]'") from None
    try:
        file = pq.ParquetFile(stream)
        names = file.schema_arrow.names
        _check_whose(file.schema_arrow.metadata or {}, name)
        _check_text_column(names, name, columns)
        wanted = sorted({columns.get(field, field) for field in FIELDS} & set(names))
        number = 0
        for batch in file.iter_batches(_ROWS, columns=wanted):
            for i in range(batch.num_rows):
                number += 1
                row = batch.slice(i, 1)
                yield Row(f"{name}:{number}", row.get_total_buffer_size(), partial(_values, row, f"{name}:{number}"))
        if not number:
            raise InputEmpty(name, f"columns ({_shown(names)}) and no row in them")
    except (pa.ArrowException, OSError, UnicodeDecodeError) as e:
        raise InputMalformed(name, f"not Parquet that can be read: {' '.join(str(e).split())[:200]}") from None


def _check_whose(metadata: Mapping[bytes, bytes], name: str) -> None:
    """InputMalformed for a table that onrecord made, unless it is one of articles: its texts are none."""
    made = metadata.get(b"onrecord", b"articles").decode("utf-8", "replace").partition(",")[0]
    if made != "articles":
        raise InputMalformed(name, f"a table of {made} that onrecord made, and no corpus; give what it was made of")


def _values(batch: Any, where: str) -> Mapping[str, Any]:
    try:
        return dict(batch.to_pylist()[0])
    except UnicodeDecodeError:
        raise InputUndecodable(where, "not UTF-8, which Parquet says it is") from None
    except (ValueError, OverflowError) as e:  # a time out of Python's range, say
        raise InputMalformed(where, f"a value that cannot be read: {' '.join(str(e).split())[:100]}") from None


def _check_text_column(names: Sequence[str], name: str, columns: Mapping[str, str]) -> None:
    column = columns.get("text", "text")
    if column not in names:
        raise InputMalformed(name, no_text(column, names))


def no_text(column: str, names: Iterable[object]) -> str:
    """Why there is no text, and what to do about it."""
    return f"no text in column {column!r} (there are: {_shown(names)}); name it with --columns text=NAME"


def _shown(names: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, names))[:12])
