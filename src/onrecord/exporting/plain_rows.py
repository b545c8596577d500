"""CSV and JSON lines of a whole record: the rows and lines that `onrecord find` prints."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from onrecord.exporting import json_text
from onrecord.exporting.jsonl import entry_line
from onrecord.exporting.sheet import STATEMENT, Field, Row, Sheet, of_statement
from onrecord.exporting.stream import Exported

COLUMNS: Sequence[Field] = (*STATEMENT, *of_statement("source_spans", "cue_spans", "content_spans", "sha256"))


def write_csv(documents: Iterable[Exported], out: BinaryIO, *, bom: bool = False) -> None:
    """The statements as CSV; `bom`: behind a mark by which Excel knows UTF-8."""
    text = io.TextIOWrapper(out, "utf-8", errors="replace", newline="", write_through=True)
    sheet = Sheet(text, COLUMNS, bom=bom)
    for document in documents:
        rows: list[Row] = [entry_line(entry) for entry in document.entries]
        sheet.write(rows)
    text.detach()


def write_jsonl(documents: Iterable[Exported], out: BinaryIO) -> None:
    """The statements as the lines whose JSON Schema `onrecord schema find` prints."""
    json_text.lines((entry_line(entry) for document in documents for entry in document.entries), out)
