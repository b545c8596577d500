"""Excel: a sheet of statements and a sheet that says what its columns hold. Needs openpyxl.

Words are words: no cell is a formula, whatever it begins with. What a sheet cannot hold is cut or goes on in the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from onrecord.exporting.columns import COLUMNS, Row, Typed
from onrecord.exporting.jsonl import entry_line
from onrecord.exporting.stream import Exported

ROWS = 1_048_576  # of a sheet
CHARACTERS = 32_767  # of a cell
_BETWEEN = "; "
_WIDE = {"text": 70, "title": 40, "speaker": 24, "source": 24, "link": 30, "url": 30, "about": 24, "outlet": 22}


def write(documents: Iterable[Exported], out: BinaryIO, *, rows: int = ROWS) -> None:
    """Write the statements, `rows` at most in a sheet, row by row."""
    book = Workbook(write_only=True)
    sheet, held, sheets = None, 0, 0
    for document in documents:
        for entry in document.entries:
            if sheet is None or held == rows:
                sheets += 1
                sheet, held = _sheet(book, f"statements {sheets}" if sheets > 1 else "statements"), 1
            line = entry_line(entry)
            sheet.append([_cell(sheet, column, line) for column in COLUMNS])
            held += 1
    if sheet is None:
        _sheet(book, "statements")
    said = book.create_sheet("columns")
    said.column_dimensions["A"].width, said.column_dimensions["B"].width = 22, 90
    for column in COLUMNS:
        said.append([_text(said, column.name, bold=True), _text(said, column.says)])
    book.save(out)


def _sheet(book: Any, name: str) -> Any:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "C2"
    for n, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(n)].width = _WIDE.get(column.name, 13)
    sheet.append([_text(sheet, column.name, bold=True) for column in COLUMNS])
    return sheet


def _cell(sheet: Any, column: Typed, row: Row) -> Any:
    value = column.value(row)
    match column.type:
        case "number" | "flag":
            return value
        case "day":
            return date.fromisoformat(value) if value else None
        case "texts":
            return _text(sheet, _BETWEEN.join(value or ()))
        case "spans":
            return _text(sheet, _BETWEEN.join(f"{start}-{end}" for start, end in value or ()))
    return _text(sheet, value or "")


def _text(sheet: Any, words: str, *, bold: bool = False) -> Any:
    """A cell of words, told to be such."""
    words = ILLEGAL_CHARACTERS_RE.sub("", words.encode("utf-8", "replace").decode())
    if not words:
        return None
    cell = WriteOnlyCell(sheet, words if len(words) <= CHARACTERS else words[: CHARACTERS - 1] + "…")
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
