"""Somebody: their offices, how they stand to whom over time, what they say and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from onrecord.exporting import pictures
from onrecord.people import names, offices
from onrecord.people.figures import Office
from onrecord.record import Held, hits, profile, stands
from onrecord.record import Query as Asked
from onrecord.record.hits import Look
from onrecord.record.profile import Namesake
from onrecord.web import addresses, comparing
from onrecord.web.failures import NotFound, WrongQuery
from onrecord.web.pages.occasions import attended
from onrecord.web.printing import day
from onrecord.web.reading import asked, at_once
from onrecord.web.rendering import page

router = APIRouter()

_STRIPS: Final = 6  # targets of the timeline
_FEW: Final = 5  # statements that are shown of each kind
_TURNS: Final = 3  # turns that are shown
_MET: Final = 10  # occasions
_MOST: Final = 12  # of whom they speak, and issues
_LOOKED: Final = 250  # of more statements the latest are looked at: a page costs as much whoever it is
_SUREST: Final = 100  # of more turns the surest are looked at
_LEAST: Final = 2  # positions from which a target has a strip


@router.get("/person")
def named(name: Annotated[str, Query(max_length=300)] = "") -> RedirectResponse:
    """The page of the name that a form asks for."""
    return RedirectResponse(addresses.person(name.strip()) if name.strip() else "/people", 303)


@router.get("/person/{name:path}")
def person(request: Request, name: str, about: Annotated[str | None, Query(max_length=300)] = None) -> HTMLResponse:
    """Somebody, and how they stand to one target where `about` is given."""
    if not name.strip():
        raise WrongQuery("Whose page? Give a name.")
    with at_once(request):
        meant = asked(request, profile.namesakes, name)
        if not meant and asked(request, profile.is_target, name):
            meant = [Namesake(name, "other", 0, 0)]
        if not meant:
            raise NotFound(f"Nobody called {name!r} speaks or is spoken of.")
        called = tuple(dict.fromkeys([name, *(n.name for n in meant)]))
        looked = None if about else _LOOKED  # on one target all are told
        toward, issues = asked(request, stands.toward, name, _MOST, _LOOKED)
        if about:
            keys = asked(request, stands.meant, name, about)
        else:
            keys = [s.target for s in toward if s.count >= _LEAST][:_STRIPS]
        points = asked(request, stands.points, name, tuple(keys), looked)
        names_of = (p.about for p in points) if about else (s.name for s in toward if s.target in keys)
        chosen = list(dict.fromkeys(names_of))[:_STRIPS]

        theirs, of_them = Asked(by=name, about=about), Asked(about=name, by=about)
        says_how = Look(theirs, (None, "denied", "question"))
        # Who speaks of themselves ("I would") is named in what they say: that is not said of them.
        said_of = Look(of_them, but_by=None if about else name)
        (says, denied, asks), (of,) = asked(request, hits.latest_of, _FEW, says_how, said_of, of=looked)
        looked_at = comparing.turns(request, name, of=_SUREST)
        turns = [t for t in looked_at if about is None or t.about in chosen]
        return page(
            request,
            "person.html",
            name=_called(name, meant),
            about=about,
            meant=meant,
            others=_others(name, meant),
            titles=asked(request, profile.titles, called, _LOOKED),
            posts=_posts(_called(name, meant), asked(request, profile.last_day, name, _LOOKED)),
            picture=pictures.timeline(points, chosen, leads=addresses.position, told=day) if chosen else None,
            path=pictures.path,
            toward=toward,
            issues=issues,
            by=asked(request, stands.speakers_on, called, of=_LOOKED),
            says=says,
            of=of,
            denied=denied,
            asks=asks,
            promised=asked(request, profile.promised, name, about, _FEW, looked),
            shifts=comparing.with_entries(request, turns[:_TURNS]),
            turns=len(turns),
            beyond=looked_at.more,
            met=_met(request, name, about),
            most_met=_MET,
            behind=comparing.behind(request),
        )


def _called(name: str, meant: Sequence[Namesake]) -> str:
    """The name as the record prints it: of those that the query means, the most frequent."""
    return next((n.name for n in meant if n.name.lower() == name.lower()), meant[0].name)


def _others(name: str, meant: Sequence[Namesake]) -> list[Namesake]:
    """Where a surname means several, these."""
    asked_for = names.parse(name)
    if asked_for is None or not asked_for.is_single:
        return []
    return [n for n in meant if n.type == "person"][:12] if len(meant) > 1 else []


def _posts(name: str, last: date | None) -> list[Office]:
    """The offices that the tables which come with onrecord know of the only one who bears this name and could
    be news on the last day that they spoke, newest first."""
    parsed = names.parse(name)
    if parsed is None or parsed.is_single:
        return []
    found = offices.named(parsed, last)
    if len(found) != 1:
        return []
    return sorted(found[0].offices, key=lambda o: str(o.start or ""), reverse=True)


def _met(request: Request, name: str, about: str | None) -> list[Held]:
    return attended(request, *filter(None, (name, about)), most=_MET + 1)
