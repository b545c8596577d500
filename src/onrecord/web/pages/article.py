"""An article: its text with the statements marked, a card for each, and what else was found in it."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from onrecord.model import Extraction, Stance, Statement
from onrecord.record import Entry, Record, search
from onrecord.record.connection import Database
from onrecord.record.duplicates import Printing
from onrecord.record.versions import versions
from onrecord.web import marking
from onrecord.web.failures import NotFound
from onrecord.web.reading import Reading, asked, kept
from onrecord.web.rendering import page
from onrecord.web.review.history import Saved
from onrecord.web.review.writing import versions as stamps

router = APIRouter()


@router.get("/article/{id:path}")
def article(
    request: Request,
    record: Reading,
    id: str,
    done: Saved,
    at: Annotated[str | None, Query(max_length=200)] = None,
    version: Annotated[int | None, Query(ge=1, le=10**9)] = None,
    part: Annotated[int, Query(ge=1, le=10**6)] = 1,
) -> HTMLResponse:
    """An article; `at` is the place of a statement in it, which is opened."""
    extraction, head = record.article(id, version), record.head(id, version)
    numbers = record.numbers(id, version)
    whole = extraction.article
    with record.database.connect() as connection:
        all = versions(connection, whole.id)
    opened = _at(extraction, numbers, at)
    if at is not None and opened is None:
        raise NotFound(f"Article {whole.id} has no statement at {at}; it has {len(extraction.statements):,}.")
    is_newest = head.version == all[-1].version
    shown = marking.part_of(whole.text, opened, part)
    within = marking.within(extraction, shown)
    entries = asked(request, _entries, tuple(said.id for said in within)) if is_newest else {}
    spoken = Counter(s.speaker.name for s in extraction.statements if s.speaker.name)
    shades = marking.colors(extraction.statements)
    return page(
        request,
        "article.html",
        article=whole,
        head=head,
        versions=all,
        newest=all[-1],
        extraction=extraction,
        part=shown,
        blocks=marking.blocks_of(extraction, shown, numbers, shades, entries, opened),
        speakers=[(name, held, shades.get(name, 0)) for name, held in spoken.most_common()],
        unknown=sum(1 for s in extraction.statements if not s.speaker.name),
        voice=_voice(extraction),
        words=len(whole.text.split()),
        also=_printings(request, record, whole.id),
        title=_title(extraction),
        stamps=asked(request, _stamps, record.database, whole.id)
        if is_newest and request.state.visitor.may("editor")
        else {},
        done=done,
    )


def _stamps(connection: Connection, database: Database, id: str) -> dict[str, str]:
    """By which a decision on a statement is taken only on what the user has seen."""
    return stamps(connection, database.article(connection, id)["pk"])


def _entries(connection: Connection, ids: tuple[str, ...]) -> dict[str, Entry]:
    """What the record knows beside the statements: their other printings, and the way to the live page."""
    return search.by_ids(connection, ids)


def _at(extraction: Extraction, numbers: dict[str, int], at: str | None) -> Statement | None:
    """The statement of that place (`120-180`), or of that number."""
    if at is None:
        return None
    whole = f"{extraction.article.id}/{at}"
    return next((s for s in extraction.statements if s.id == whole or str(numbers.get(s.id)) == at), None)


def _title(extraction: Extraction) -> str:
    found = extraction.article
    if found.title:
        return found.title
    first = " ".join(found.text[:400].split())
    return first if len(first) <= 90 else first[:90].rpartition(" ")[0] + " …"


def _voice(extraction: Extraction) -> list[tuple[Stance, str]]:
    """The attitudes that the author shows, and the words that show each; those that are neutral are left out."""
    text = extraction.article.text
    return [
        (stance, " … ".join(text[s.start : s.end] for s in stance.spans))
        for stance in extraction.voice
        if stance.attitude != "neutral"
    ]


def _printings(request: Request, record: Record, id: str) -> list[Printing]:
    stories = kept(request, "stories", record.stories)
    return next(([p for p in story if p.article != id] for story in stories if any(p.article == id for p in story)), [])
