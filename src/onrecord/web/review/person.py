"""A person under review: merged with another, renamed, or parted from a namesake."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from onrecord.people.resolution import IdentityDecision
from onrecord.record import Record
from onrecord.record.decisions import Decision
from onrecord.record.people import People
from onrecord.record.refusals import Refused
from onrecord.record.signing import ON_PEOPLE, stamp
from onrecord.web import addresses
from onrecord.web.access.forms import Editor, Posted
from onrecord.web.access.gate import Visitor
from onrecord.web.everybody import called
from onrecord.web.failures import NotFound, reason_of
from onrecord.web.reading import kept
from onrecord.web.rendering import page
from onrecord.web.review.fields import given
from onrecord.web.review.history import Saved, all_decisions, took
from onrecord.web.review.writing import Outdated, Writing

router = APIRouter()


@router.get("/review/person/{id}")
def person(request: Request, asks: Editor, id: str, done: Saved) -> HTMLResponse:
    """The forms of a person, by id or by a name; several of one name are listed."""
    return _page(request, id, done=done)


@router.post("/review/person/{id}")
async def decide(request: Request, form: Posted, asks: Editor, id: str) -> Response:
    """Merge, rename or split; where others have decided who is who since, say so and lose nothing."""
    return await run_in_threadpool(_decide, request, form, asks, id)


def _decide(request: Request, form: FormData, asks: Visitor, id: str) -> Response:
    writing: Writing = request.app.state.writing
    action, value, reason = str(form.get("action", "")), given(form, "value", 300), given(form, "reason")
    articles = [str(article) for article in form.getlist("article")]

    def work(people: People) -> IdentityDecision:
        if action == "merge":
            found = people.find(value) if value else []
            meant = [p for p in found if p.id == value] or [p for p in found if p.id != id]
            if len(meant) != 1:
                several = f"{len(meant)} persons are called so: {', '.join(p.id for p in meant[:8])}; give the id"
                raise Refused(several if meant else f"nobody is called {value!r}")
            return people.merge(id, meant[0].id, reason=reason, by=asks.name)
        if action == "rename":
            return people.rename(id, value, reason=reason, by=asks.name)
        if action == "split" and articles:
            return people.split(id, articles, reason=reason, by=asks.name)
        raise Refused("choose the articles in which it is somebody else" if action == "split" else "nothing chosen")

    try:
        taken = writing.on_people(str(form.get("version", "")), work)
    except Outdated:
        return _page(request, id, outdated=True, value=value, action=action, articles=articles, status=409)
    except Refused as e:
        return _page(request, id, told=reason_of(request, e), value=value, action=action, articles=articles, status=400)
    took(request, asks, taken)
    stays = taken.other if action == "merge" else id
    return RedirectResponse(f"{addresses.review_person(stays)}{addresses.query(done=taken.n)}", 303)


def _page(
    request: Request,
    id: str,
    *,
    done: Decision | None = None,
    told: str | None = None,
    outdated: bool = False,
    value: str = "",
    action: str = "",
    articles: list[str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    record: Record = request.app.state.record
    with record.database.connect() as connection:
        seen = str(stamp(connection))  # before the person is looked at: who decides meanwhile is not missed
    found = kept(request, ("called", id), lambda: called(request, id))
    if not found:
        raise NotFound(f"Nobody in the record is called {id!r}, nor has that id.")
    one = found[0] if len(found) == 1 else None
    return page(
        request,
        "review_person.html",
        status=status,
        asked=id,
        found=found,
        person=one,
        heads={s.article: s for p in found for s in p.sightings},
        stamp=seen,
        decided=[d for d in all_decisions(request) if one and d.kind in ON_PEOPLE and one.id in (d.subject, d.what)],
        done=done,
        told=told,
        outdated=outdated,
        value=value,
        action=action,
        articles=articles or [],
    )
