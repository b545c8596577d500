"""A statement in all its printings: word by word beside each other, and what was cut."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from onrecord.comparison.genealogy import FormKind
from onrecord.exporting.citation import Citation, cited
from onrecord.record import decisions, heads, quotations, single
from onrecord.record.quotations import Print
from onrecord.web.printing import marked
from onrecord.web.reading import Reading, asked, at_once
from onrecord.web.rendering import page

router = APIRouter()

_LONGEST: Final = "longest form"
_HOW: Final[dict[FormKind, str]] = {
    "verbatim": "same words",
    "partial": "a part, word for word",
    "elided": "words left out",
    "bracketed": "words in brackets",
    "altered": "other words",
    "reported": "reported",
}


@dataclass(frozen=True, slots=True)
class Facing:
    """A printing as the page shows it: who printed it, its words beside the longest form, and what came before."""

    printing: Print
    by: str
    shown: Markup
    before: str | None
    how: str


@router.get("/quotation/{id:path}")
def quotation(request: Request, record: Reading, id: str) -> HTMLResponse:
    """All printings of a statement."""
    with at_once(request) as connection:
        row = record.database.statement(connection, id)
        entry = single.entry(connection, record.database, row)
        whole = asked(request, quotations.of_key, row["pk"])
        by_id = {printing.id: printing for printing in whole.printings}
        facing = [
            Facing(
                printing, _by(printing), _differing(printing), _before(printing, by_id), _how(printing, whole.longest)
            )
            for printing in whole.printings
        ]
        return page(
            request,
            "quotation.html",
            entry=entry,
            whole=whole,
            facing=facing,
            articles=len({printing.article for printing in whole.printings}),
            some=any(printing.quoted for printing in whole.printings),
            citation=cited([Citation.of(entry, heads.one(connection, row["article_pk"]))]),
            decided=decisions.on_statement(connection, row),
        )


def _by(printing: Print) -> str:
    """Who printed it: the outlet or, where that is not known, the article's title."""
    return printing.outlet or (f"“{printing.title}”" if printing.title else printing.article)


def _before(printing: Print, by_id: dict[str, Print]) -> str | None:
    nearest = by_id.get(printing.came_from or "")
    return None if nearest is None else _by(nearest)


def _how(printing: Print, longest: str) -> str:
    return _LONGEST if printing.id == longest else _HOW[printing.kind]


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
