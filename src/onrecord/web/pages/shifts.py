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
from onrecord.web.printing import day, percent, speaker_of
from onrecord.web.reading import Reading, at_once
from onrecord.web.rendering import page
from onrecord.web.review.history import Saved

router = APIRouter()

_SIZE: Final = 25
_LOOKED: Final = 200  # of all that comparison keeps the surest are looked at: a first page costs as much in any record
_EXTENT: Final = 1_000  # of those who have none so many of the latest statements are looked at, to tell of what
_CONDITIONS: Final = (" if ", " unless ", " provided ", " as long as ", " only when ", " would ", " could ")
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
        return page(request, "shift.html", s=found, innocent=_innocent(found), copy=_copied(found))


def _innocent(s: Shift) -> list[str]:
    """What else than a change of mind may lie behind it, as far as the two statements themselves show."""
    told = []
    for label, entry, moment in (("Then", s.then, s.then_when), ("Now", s.now, s.now_when)):
        text = f" {entry.context.text if entry.context else entry.statement.text} ".lower()
        if entry.statement.kind == "indirect":
            told.append(f"{label}: only a paraphrase; the article does not give their own words.")
        if any(word in text for word in _CONDITIONS):
            told.append(f"{label}: it may hang on a condition (“if”, “would”); read the sentence.")
        if entry.statement.speaker.confidence < 0.8:
            told.append(f"{label}: who speaks is only {percent(entry.statement.speaker.confidence)} sure.")
        if entry.statement.polarity in ("question", "hypothetical"):
            told.append(f"{label}: it is no plain assertion ({entry.statement.polarity}).")
        if moment.by == "publication":
            told.append(f"{label}: the day is that of publication; it may have been said earlier.")
    if s.then.article == s.now.article:
        told.append("Both stand in one article: its author may set them against each other.")
    if s.basis == "told":
        told.append("That it is a turn is the author's word: neither statement has to say so by itself.")
    if s.basis == "attitude":
        told.append("They may speak of different things about the same target: compare the sentences.")
    return told


def _copied(s: Shift) -> str:
    """Both, as text to copy."""
    lines = [f"{s.holder} on {s.about}" if s.about else s.holder]
    for label, entry, moment in (("Then", s.then, s.then_when), ("Now", s.now, s.now_when)):
        lines.append(f"{label} ({day(moment.date)}): {_whole(entry)}")
        where = [speaker_of(entry.statement), entry.outlet, entry.title, entry.published and day(entry.published)]
        lines.append("  " + ", ".join(str(part) for part in where if part))
        lines.append(f"  {entry.link or entry.url or entry.statement.id}")
    return "\n".join(lines)


def _whole(entry: Entry) -> str:
    return " ".join((entry.context.text if entry.context else entry.statement.text).split())
