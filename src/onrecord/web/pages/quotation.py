"""A statement in all its printings: word by word beside each other, and what was cut."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from onrecord.comparison.variants import differences
from onrecord.errors import RecordError
from onrecord.exporting.citation import cite
from onrecord.record import Entry, Record, Variant
from onrecord.record.duplicates import Copy
from onrecord.web.failures import NotFound
from onrecord.web.printing import marked
from onrecord.web.reading import Reading, kept
from onrecord.web.rendering import page

router = APIRouter()

# What changes the sense of a quotation where it is left out.
_CUT: Final = {
    "a negation": re.compile(r"\b(?:not|never|no|nothing|nobody|none|neither|nor|cannot|\w+n['’]t|without)\b", re.I),
    "a condition": re.compile(r"\b(?:if|unless|provided|as long as|only when|until)\b", re.I),
    "a hedge": re.compile(
        r"\b(?:may|might|could|perhaps|maybe|probably|possibly|likely|some|seem\w*|think|believe)\b", re.I
    ),
}

_MISSING: Final = ("there is no", "several articles", "none is", "was rejected", "no statement")  # what a record says


@dataclass(frozen=True, slots=True)
class Printed:
    """Another printing: its words with the differences marked, and what it lacks or adds that changes the sense."""

    variant: Variant
    shown: Markup
    flags: tuple[str, ...]


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
    printings = [_printed(entry, variant) for variant in entry.variants]
    where = [Copy(entry.article, entry.outlet, entry.published, entry.url, None), *entry.also_in]
    first = min(where, key=lambda copy: (copy.published is None, copy.published))
    credits = {copy.credit for copy in entry.also_in if copy.credit} | _credits(request, record, entry.article)
    return page(
        request,
        "quotation.html",
        entry=entry,
        printings=printings,
        first=first,
        same=[copy for copy in where if copy is not first],
        credits=sorted(credits),
        citation=cite(record, entry.statement.id, style="text"),
        decided=record.decisions(entry.statement.id),
    )


def _credits(request: Request, record: Record, article: str) -> set[str]:
    """The agencies that this printing and the others of its story name as their source."""
    stories = kept(request, "stories", record.stories)
    story = next((s for s in stories if any(p.article == article for p in s)), [])
    return {p.credit for p in story if p.credit}


def _printed(entry: Entry, variant: Variant) -> Printed:
    here = entry.statement.text
    lost = " ".join(mine for mine, theirs in variant.differences)
    added = " ".join(theirs for mine, theirs in variant.differences)
    flags = [
        f"{name} is missing there" for name, words in _CUT.items() if words.search(lost) and not words.search(added)
    ]
    flags += [
        f"{name} is added there" for name, words in _CUT.items() if words.search(added) and not words.search(lost)
    ]
    return Printed(variant, _differing(here, variant), tuple(flags))


def _differing(here: str, variant: Variant) -> Markup:
    """The other printing's words: what it has in the place of others as an insertion, those as a deletion."""
    out, text, at = [], variant.text, 0
    for mine, theirs in differences(here, text):
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
