"""Arrow: statements as a typed table, for Parquet files and data frames. Needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.exporting.columns import COLUMNS, Row, Typed
from onrecord.exporting.jsonl import entry_line
from onrecord.exporting.schemas import VERSION
from onrecord.exporting.stream import Exported

_GROUP = 2000  # rows that are written at once

_SPAN = pa.struct([pa.field("start", pa.int32(), nullable=False), pa.field("end", pa.int32(), nullable=False)])
_TYPES = {
    "text": pa.string(),
    "number": pa.float64(),
    "count": pa.int64(),
    "flag": pa.bool_(),
    "day": pa.date32(),
    "texts": pa.list_(pa.string()),
    "spans": pa.list_(_SPAN),
    "bytes": pa.binary(),
}


def schema(columns: Sequence[Typed] = COLUMNS, of: str = "statements") -> pa.Schema:
    """The Arrow schema of these columns, of a table of such; what each says is its metadata."""
    told = {"onrecord": f"{of}, version {VERSION}"}
    return pa.schema([pa.field(c.name, _TYPES[c.type], metadata={"says": c.says}) for c in columns], metadata=told)


def table(columns: Sequence[Typed], rows: Iterable[Row], of: str = "statements") -> pa.Table:
    """The rows as one table in memory."""
    found = list(rows)
    arrays = [pa.array([_value(c, row) for row in found], _TYPES[c.type]) for c in columns]
    return pa.Table.from_arrays(arrays, schema=schema(columns, of))


def write(documents: Iterable[Exported], out: BinaryIO) -> None:
    """Write the statements as Parquet, some rows at a time."""
    rows = (entry_line(entry) for document in documents for entry in document.entries)
    with pq.ParquetWriter(out, schema(), compression="zstd") as writer:
        for some in _batches(rows):
            writer.write_table(table(COLUMNS, some))


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, _GROUP)):
        yield some


def _value(column: Typed, row: Row) -> Any:
    value = column.value(row)
    if value is None:
        return None
    match column.type:
        case "day":
            return date.fromisoformat(value)
        case "spans":
            return [{"start": start, "end": end} for start, end in value]
        case "text":
            return str(value).encode("utf-8", "replace").decode()  # half a pair of UTF-16 is no text of Arrow's
    return value
