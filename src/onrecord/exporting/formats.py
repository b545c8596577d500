"""The formats that a record can be exported in, by their names; what writes each is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from onrecord.exporting.tables import needed

if TYPE_CHECKING:
    from onrecord.exporting.stream import Exported
    from onrecord.record import Query, Record


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is, the module and function that write it, whether it is text, and the extra that it needs.

    `once`: what several printings of a story have in the same words is written once, as `find` shows it; formats that
    hold the articles themselves have all of each.
    """

    says: str
    home: str
    text: bool = True
    once: bool = True
    needs: tuple[str, str] | None = None  # a module, and the extra that brings it


FORMATS: Final[dict[str, Format]] = {
    "csv": Format("a table for spreadsheets and programs", "plain_rows:write_csv"),
    "excel": Format("an Excel workbook (.xlsx)", "excel:write", text=False, needs=("openpyxl", "excel")),
    "parquet": Format("a typed table", "arrow:write", text=False, needs=("pyarrow", "tables")),
    "jsonl": Format("the lines of `onrecord find`", "plain_rows:write_jsonl"),
    "web-annotation": Format("W3C Web Annotation, JSON-LD", "web_annotation:write"),
    "schema.org": Format("schema.org Quotations, JSON-LD", "schema_org:write"),
    "claim-review": Format("drafts of schema.org ClaimReview, JSON-LD", "schema_org:write_claims"),
    "tei": Format("TEI P5 with <said>", "tei:write", once=False),
    "brat": Format("brat standoff, a ZIP", "brat:write", text=False, once=False),
    "label-studio": Format("Label Studio tasks, JSON", "label_studio:write", once=False),
    "conll": Format("tokens in CoNLL-style columns", "conll:write", once=False),
    "ftm": Format("FollowTheMoney entities, JSON lines", "ftm:write"),
    "prov": Format("PROV-O, JSON-LD", "prov:write"),
    "dna": Format("a Discourse Network Analyzer file (.dna)", "dna:write", text=False, once=False),
}


def export(record: Record, format: str, out: BinaryIO, query: Query | None = None) -> int:
    """Write what a query finds in a record (all, where there is none) in a format; how many statements there were.

    ValueError for an unknown format, OnrecordError where what writes it is not installed.
    """
    if format not in FORMATS:
        raise ValueError(f"{format!r} is none of {', '.join(FORMATS)}")
    from onrecord.exporting.stream import documents

    count = 0

    def counted() -> Iterator[Exported]:
        nonlocal count
        for document in documents(record, query, once=FORMATS[format].once):
            count += len(document.entries)
            yield document

    written = _writer(FORMATS[format])(counted(), out)
    return count if written is None else written


_Writer = Callable[[Iterator["Exported"], BinaryIO], int | None]  # how many statements, where it is not all


def _writer(format: Format) -> _Writer:
    from importlib import import_module

    if format.needs:
        needed(*format.needs)
    module, _, function = format.home.partition(":")
    found: _Writer = getattr(import_module(f"onrecord.exporting.{module}"), function)
    return found
