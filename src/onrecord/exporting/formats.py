"""The formats that a record can be exported in, by their names; what writes each is loaded when it is asked for.

Other packages bring more: entry points of the group `onrecord.exporters`, whose name is that of the format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from onrecord import offered
from onrecord.errors import OnrecordError
from onrecord.exporting.tables import needed
from onrecord.offered import Offer

if TYPE_CHECKING:
    from onrecord.exporting.stream import Exported
    from onrecord.record import Query, Record


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: what it is, the module and function that write it, whether it is text, and the extra that it needs.

    `once`: what several printings of a story have in the same words is written once, as `find` shows it; formats that
    hold the articles themselves have all of each.
    """

    says: str
    home: str
    text: bool = True
    once: bool = True
    needs: tuple[str, str] | None = None  # a module, and the extra that brings it


FORMATS: Final[dict[str, ExportFormat]] = {
    "csv": ExportFormat("a table for spreadsheets and programs", "plain_rows:write_csv"),
    "excel": ExportFormat("an Excel workbook (.xlsx)", "excel:write", text=False, needs=("openpyxl", "excel")),
    "parquet": ExportFormat("a typed table", "arrow:write", text=False, needs=("pyarrow", "tables")),
    "jsonl": ExportFormat("the lines of `onrecord find`", "plain_rows:write_jsonl"),
    "web-annotation": ExportFormat("W3C Web Annotation, JSON-LD", "web_annotation:write"),
    "schema.org": ExportFormat("schema.org Quotations, JSON-LD", "schema_org:write"),
    "claim-review": ExportFormat("drafts of schema.org ClaimReview, JSON-LD", "schema_org:write_claims"),
    "tei": ExportFormat("TEI P5 with <said>", "tei:write", once=False),
    "brat": ExportFormat("brat standoff, a ZIP", "brat:write", text=False, once=False),
    "label-studio": ExportFormat("Label Studio tasks, JSON", "label_studio:write", once=False),
    "conll": ExportFormat("tokens in CoNLL-style columns", "conll:write", once=False),
    "ftm": ExportFormat("FollowTheMoney entities, JSON lines", "ftm:write"),
    "prov": ExportFormat("PROV-O, JSON-LD", "prov:write"),
    "dna": ExportFormat("a Discourse Network Analyzer file (.dna)", "dna:write", text=False, once=False),
}


class ExporterPlugin(Protocol):
    """What writes a format: an object, or a module, that an entry point of `onrecord.exporters` names."""

    @property
    def says(self) -> str:
        """What the format is, in a few words."""
        ...

    @property
    def text(self) -> bool:
        """Whether it is text, in UTF-8."""
        ...

    def write(self, documents: Iterable[Exported], out: BinaryIO) -> int | None:
        """Write articles with their statements, as they come; how many statements, where it is not all of them.

        There may be more articles than memory holds.
        """
        ...


def offers() -> list[Offer]:
    """All exporters that packages bring, whether they can be used or not."""
    return offered.offers("exporters", offered.needs("says", "text", "write"), FORMATS)


@cache
def brought() -> Mapping[str, Offer]:
    """The exporters of other packages that can be used, by their names."""
    return offered.usable(offers())


def find(name: str) -> ExportFormat:
    """A format by its name. ValueError where there is none of it."""
    if name in FORMATS:
        return FORMATS[name]
    if name in brought():
        exporter = brought()[name].found
        return ExportFormat(str(exporter.says), "", text=bool(exporter.text), once=False)
    raise ValueError(f"{name!r} is none of {', '.join((*FORMATS, *brought()))}")


def export(record: Record, format: str, out: BinaryIO, query: Query | None = None, *, sure: bool = False) -> int:
    """Write what a query finds in a record (all, where there is none) in a format; how many statements there were.

    `sure`: without the fields of statements that are less sure than their floors.

    ValueError for an unknown format, OnrecordError where what writes it is not installed, or fails.
    """
    chosen = find(format)
    from onrecord.exporting.stream import documents, surer

    count = 0

    def counted() -> Iterator[Exported]:
        nonlocal count
        for document in documents(record, query, once=chosen.once):
            count += len(document.entries)
            yield replace(document, entries=surer(document.entries)) if sure else document

    written = _writer(format)(counted(), out)
    return count if written is None else written


_Writer = Callable[[Iterator["Exported"], BinaryIO], int | None]  # how many statements, where it is not all


def _writer(name: str) -> _Writer:
    from importlib import import_module

    if name not in FORMATS:
        return _guarded(brought()[name])
    format = FORMATS[name]
    if format.needs:
        needed(*format.needs)
    module, _, function = format.home.partition(":")
    found: _Writer = getattr(import_module(f"onrecord.exporting.{module}"), function)
    return found


def _guarded(offer: Offer) -> _Writer:
    """What another package writes with; whatever goes wrong in it is told as its fault."""

    def write(documents: Iterator[Exported], out: BinaryIO) -> int | None:
        try:
            written = offer.found.write(documents, out)
        except (OnrecordError, OSError):
            raise
        except Exception as e:
            raise OnrecordError(f"{offer} failed: {type(e).__name__}: {e}") from e
        return written if isinstance(written, int) else None

    return write
