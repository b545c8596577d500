"""Then and now: where people have turned, and one turn by itself with all that speaks for and against it."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.record import Entry, no_shifts
from onrecord.record.refusals import Missing
from onrecord.record.shifts import Shift
from onrecord.web import addresses, comparing
from onrecord.web.failures import NotFound
from onrecord.web.printing import day, speaker_of
from onrecord.web.reading import Reading, at_once
from onrecord.web.rendering import page
from onrecord.web.review.history import Saved

router = APIRouter()

_SIZE: Final = 25
_LOOKED: Final = 200  # of all that comparison keeps the surest are looked at: a first page costs as much in any record
_EXTENT: Final = 1_000  # of those who have none so many of the latest statements are looked at, to tell of what

Name = Annotated[str | None, Query(max_length=300)]


@router.get("/shifts")
def shifts(
    request: Request,
    done: Saved,
    person: Name = None,
    about: Name = None,
    at: Annotated[int, Query(ge=0, le=10**6)] = 0,
) -> HTMLResponse:
    """Where somebody has turned, or anybody; the surest first."""
    person, about = (person or "").strip() or None, (about or "").strip() or None
    more = addresses.query(person=person, about=about, at=at + _SIZE)
    with at_once(request):
        looked = _LOOKED
        while len(turns := comparing.turns(request, person, about, looked)) <= at + _SIZE and turns.more:
            looked *= 4
        return page(
            request,
            "shifts.html",
            person=person,
            about=about,
            found=comparing.with_entries(request, turns[at : at + _SIZE]),
            total=len(turns),
            beyond=turns.more,
            more=f"/shifts{more}" if len(turns) > at + _SIZE else None,
            went=None if turns else comparing.went_through(request, person, _EXTENT),
            latest=_EXTENT,
            behind=comparing.behind(request),
            done=done,
        )


@router.get("/shift")
def shift(
    request: Request,
    record: Reading,
    then: Annotated[str, Query(max_length=400)],
    now: Annotated[str, Query(max_length=400)],
) -> HTMLResponse:
    """One turn: both statements whole, why it is one, and what else it may be."""
    with at_once(request) as connection:
        try:
            rows = [record.database.statement(connection, id) for id in (then, now)]
        except Missing:  # which of the two is not there does not matter
            rows = []
        known = comparing.between(request, *(row["pk"] for row in rows)) if rows else None
        if known is None:
            n = no_shifts.standing(connection, *rows) if rows else None
            decided = "" if n is None else f": decision {n} says that it is none. It can be undone among the decisions"
            raise NotFound(f"No turn between these two statements is known{decided}.")
        (found,) = comparing.with_entries(request, [known])
        return page(request, "shift.html", s=found, copy=_copied(found))


def _copied(s: Shift) -> str:
    """Both, or the one that tells of both, as text to copy."""
    lines = [f"{s.holder} on {s.about}" if s.about else s.holder]
    both = [("Then", s.then, s.then_when), ("Now", s.now, s.now_when)]
    told = [("Told", s.now, s.now_when)]
    for label, entry, moment in told if s.then.statement.id == s.now.statement.id else both:
        lines.append(f"{label} ({day(moment.date)}): {_whole(entry)}")
        where = [speaker_of(entry.statement), entry.outlet, entry.title, entry.published and day(entry.published)]
        lines.append("  " + ", ".join(str(part) for part in where if part))
        lines.append(f"  {entry.link or entry.url or entry.statement.id}")
    return "\n".join(lines)


def _whole(entry: Entry) -> str:
    return " ".join((entry.context.text if entry.context else entry.statement.text).split())
