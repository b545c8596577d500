"""What a query returned as rows of typed columns, for data frames: one row for each statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from onrecord.exporting.columns import COLUMNS, Row, Typed, at
from onrecord.exporting.jsonl import extraction_line, line
from onrecord.exporting.sheet import of_extraction, of_position, of_shift
from onrecord.model import Extraction, Printed

# What a query for attitudes and turns adds.
_POSITION: Final = (
    Typed("date", "text", "when it is dated", at("position", "date")),
    Typed("holder", "text", "whose attitude it is", at("position", "holder")),
    Typed("toward", "text", "toward what", at("position", "about")),
    Typed("attitude", "text", "negative, neutral or positive", at("position", "attitude")),
    Typed("value", "number", "from -1 to 1", at("position", "value")),
)
_SHIFT: Final = (
    Typed("shift", "number", "which shift: its two rows have the same number", at("shift", "number")),
    Typed("side", "text", "then or now", at("side")),
    Typed("date", "text", "when it is dated", at("date")),
    Typed("holder", "text", "who turned", at("shift", "holder")),
    Typed("toward", "text", "on what", at("shift", "about")),
    Typed("score", "number", "how sure, 0 to 1", at("shift", "score")),
    Typed("reason", "text", "why they oppose each other", at("shift", "reason")),
)


def tabulated(found: Printed | Iterable[Printed]) -> tuple[tuple[Typed, ...], Iterator[Row]]:
    """The columns and rows of what a query returned: entries, extractions, positions or shifts, one or several.

    TypeError for anything else; what is nothing has the columns of statements.
    """
    several = iter((found,) if isinstance(found, Printed) else found)
    first = next(several, None)
    if first is None:
        return COLUMNS, iter(())
    kind = type(first).__name__
    added = {"Entry": (), "Extraction": (), "Position": _POSITION, "Shift": _SHIFT}.get(kind)
    if added is None:
        raise TypeError(f"a table is made of entries, extractions, positions or shifts, not of {kind}")

    def rows() -> Iterator[Row]:
        yield from _rows(first, 1, kind)
        for number, one in enumerate(several, 2):
            yield from _rows(one, number, kind)

    return (*COLUMNS, *added), rows()


def _rows(one: Printed, number: int, kind: str) -> list[Row]:
    if type(one).__name__ != kind:
        raise TypeError(f"a table has rows of one kind, and {type(one).__name__} stands among {kind}")
    if isinstance(one, Extraction):
        return of_extraction(extraction_line(one), one)
    printed = line(one)
    if kind == "Position":
        return [of_position(printed)]
    return of_shift(printed, number) if kind == "Shift" else [printed]
