"""An article: its text with the statements marked, a card for each, and what else was found in it."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.model import Extraction, Stance, Statement
from onrecord.record import heads, search, store
from onrecord.record.duplicates import stories
from onrecord.record.persons import Names, renamed_all
from onrecord.record.versions import versions
from onrecord.web import marking
from onrecord.web.failures import NotFound
from onrecord.web.printing import headed
from onrecord.web.reading import Reading, at_once
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
    with at_once(request) as connection:
        row = record.database.article(connection, id, version)
        read, numbers = store.whole(connection, row), store.numbers(connection, row["pk"])
        extraction = renamed_all(read, Names(connection).within([row["pk"]]).get(row["pk"], {}))
        all, whole = versions(connection, row["id"]), extraction.article
        opened = _at(extraction, numbers, at)
        if at is not None and opened is None:
            raise NotFound(f"Article {whole.id} has no statement at {at}; it has {len(extraction.statements):,}.")
        is_newest = row["version"] == all[-1].version
        shown = marking.part_of(whole.text, opened, part)
        spoken = Counter(s.speaker.name for s in extraction.statements if s.speaker.name)
        shades = marking.colors(extraction.statements)
        elsewhere = search.printed_elsewhere(connection, row["pk"]) if is_newest else {}
        of_story = stories(connection, row["story"])
        return page(
            request,
            "article.html",
            article=whole,
            head=heads.one(connection, row["pk"]),
            versions=all,
            newest=all[-1],
            extraction=extraction,
            part=shown,
            blocks=marking.blocks_of(
                extraction, shown, numbers, shades, elsewhere, opened, live=whole.url if is_newest else None
            ),
            speakers=[(name, held, shades.get(name, 0)) for name, held in spoken.most_common()],
            unknown=sum(1 for s in extraction.statements if not s.speaker.name),
            voice=_voice(extraction),
            words=len(whole.text.split()),
            also=[printing for story in of_story for printing in story if printing.article != whole.id],
            title=headed(whole.title, whole.text),
            stamps=stamps(connection, row["series"], {numbers[s.id] - 1: s for s in marking.within(read, shown)})
            if is_newest and request.state.visitor.may("editor")
            else {},
            done=done,
        )


def _at(extraction: Extraction, numbers: dict[str, int], at: str | None) -> Statement | None:
    """The statement of that place (`120-180`), or of that number."""
    if at is None:
        return None
    whole = f"{extraction.article.id}/{at}"
    return next((s for s in extraction.statements if s.id == whole or str(numbers.get(s.id)) == at), None)


def _voice(extraction: Extraction) -> list[tuple[Stance, str]]:
    """The attitudes that the author shows, and the words that show each; those that are neutral are left out."""
    text = extraction.article.text
    return [
        (stance, " … ".join(text[s.start : s.end] for s in stance.spans))
        for stance in extraction.voice
        if stance.attitude != "neutral"
    ]
