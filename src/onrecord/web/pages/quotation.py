"""A statement in all its printings: word by word beside each other, and what was cut."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from onrecord.errors import RecordError
from onrecord.exporting.citation import cite
from onrecord.record import Entry, Record
from onrecord.record.quotations import Print
from onrecord.web.failures import NotFound
from onrecord.web.printing import marked
from onrecord.web.reading import Reading, kept
from onrecord.web.rendering import page

router = APIRouter()

_MISSING: Final = ("there is no", "several articles", "none is", "was rejected", "no statement")  # what a record says


@dataclass(frozen=True, slots=True)
class Facing:
    """A printing as the page shows it: its words beside the longest form, and by which outlet's it came before."""

    printing: Print
    shown: Markup
    before: str | None


def statement(record: Record, id: str) -> Entry:
    """The statement of that id; NotFound where there is none."""
    try:
        return record.statement(id)
    except RecordError as e:
        told = str(e).removeprefix(f"{record.path}: ")
        if not any(
            words in told for words in ("there is no", "several articles", "none is", "was rejected", "no statement")
        ):
            raise
        raise NotFound(f"{told[:1].upper()}{told[1:]}.") from None


@router.get("/quotation/{id:path}")
def quotation(request: Request, record: Reading, id: str) -> HTMLResponse:
    """All printings of a statement."""
    entry = statement(record, id)
    whole = kept(request, ("quotation", entry.statement.id), lambda: record.quotation(entry.statement.id))
    by_id = {printing.id: printing for printing in whole.printings}
    facing = [
        Facing(printing, _differing(printing), _outlet(by_id.get(printing.came_from or "")))
        for printing in whole.printings
    ]
    return page(
        request,
        "quotation.html",
        entry=entry,
        whole=whole,
        facing=facing,
        citation=cite(record, entry.statement.id, style="text"),
        decided=record.decisions(entry.statement.id),
    )


def _outlet(printing: Print | None) -> str | None:
    return None if printing is None else printing.outlet or printing.article


def _differing(printing: Print) -> Markup:
    """A printing's words: what it has in the place of the longest form's as an insertion, those as a deletion."""
    out, text, at = list[Markup](), printing.text, 0
    for mine, theirs in printing.differences:
        start = _find(text, theirs, at) if theirs else at
        if start is None:
            continue
        out.append(marked(text[at:start]))
        if mine:
            out.append(Markup("<del>{}</del> ").format(marked(mine)))
        if theirs:
            end = start + _length(text, theirs, start)
            out.append(Markup("<ins>{}</ins>").format(marked(text[start:end])))
            at = end
    return Markup("").join([*out, marked(text[at:])])


def _find(text: str, words: str, at: int) -> int | None:
    match = _pattern(words).search(text, at)
    return match.start() if match else None


def _length(text: str, words: str, at: int) -> int:
    match = _pattern(words).match(text, at)
    return match.end() - at if match else len(words)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, words.split())))
