"""Occasions: who met, spoke or was heard, when and where, and the sentences that tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Final, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from sqlalchemy import Connection

from onrecord.model import Article, Occasion, OccasionKind
from onrecord.record import Entry, Held, Record
from onrecord.record import who as names
from onrecord.record.context import around
from onrecord.record.occasions import latest, told_by
from onrecord.web import addresses
from onrecord.web.failures import NotFound, WrongQuery
from onrecord.web.reading import Reading, asked, at_once
from onrecord.web.rendering import page
from onrecord.web.writing import sentence

router = APIRouter()

_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class OccasionReport:
    """What one article tells of an occasion: its sentences, and what was said there."""

    article: Article
    occasion: Occasion
    sentences: tuple[Markup, ...]
    said: tuple[Entry, ...]


@router.get("/occasions")
def occasions(
    request: Request,
    person: Annotated[str | None, Query(max_length=300)] = None,
    kind: Annotated[str | None, Query(max_length=40)] = None,
    at: Annotated[int, Query(ge=0, le=10**6)] = 0,
) -> HTMLResponse:
    """All occasions, or those at which somebody took part; the latest first."""
    person, kind = (person or "").strip() or None, kind or None
    if kind not in (None, *get_args(OccasionKind)):
        raise WrongQuery(f"kind={kind!r} is none of {', '.join(get_args(OccasionKind))}.")
    with at_once(request):
        found = attended(request, *filter(None, [person]), kind=kind, most=at + _SIZE + 1)
        more = addresses.query(person=person, kind=kind, at=at + _SIZE)
        return page(
            request,
            "occasions.html",
            person=person,
            kind=kind,
            kinds=get_args(OccasionKind),
            found=found[at : at + _SIZE],
            at=at,
            total=len(found) if len(found) <= at + _SIZE else None,
            more=f"/occasions{more}" if len(found) > at + _SIZE else None,
        )


@router.get("/occasion/{article:path}")
def occasion(
    request: Request,
    record: Reading,
    article: str,
    id: Annotated[str | None, Query(max_length=80)] = None,
    kind: Annotated[str | None, Query(max_length=40)] = None,
    on: Annotated[str | None, Query(max_length=40)] = None,
    who: Annotated[str | None, Query(max_length=300)] = None,
) -> HTMLResponse:
    """One occasion, as each article tells of it: by its id in one, or by its kind, its day and who was there."""
    held: Held | None
    if id is not None:
        first = _told(record, article, id)
        among = asked(request, told_by, first.article.id) if first else []
        held = next((h for h in among if first and _is(first.occasion, h)), None)
    else:
        among = [h for h in asked(request, told_by, article) if h.kind == kind and (h.date or "") == (on or "")]
        held = next((h for h in among if who is None or who in h.participants), None)
        first = next((t for a in held.articles if (t := _alike(record, a, held))), None) if held else None
    if first is None:
        raise NotFound(f"Article {article!r} tells of no such occasion.")
    others = [_alike(record, other, held) for other in held.articles if other != first.article.id] if held else []
    return page(request, "occasion.html", first=first, held=held, told=[first, *(o for o in others if o)])


def attended(request: Request, *people: str, kind: str | None = None, most: int) -> list[Held]:
    """So many of the occasions at which all of these took part, the latest first."""
    return asked(request, _first, people, kind, most)


def _first(connection: Connection, people: tuple[str, ...], kind: str | None, most: int) -> list[Held]:
    return list(islice(latest(connection, people, kind), most))


def _told(record: Record, article: str, id: str) -> OccasionReport | None:
    found = record.article(article)
    occasion = next((o for o in found.occasions if o.id == id), None)
    if occasion is None:
        return None
    text = found.article.text
    contexts = (around(text, (), (), (span,)) for span in occasion.spans)
    shown = dict.fromkeys(sentence(c, "", "direct") for c in contexts if c)
    said = tuple(entry for entry in record.entries(article) if entry.statement.occasion == id)
    return OccasionReport(found.article, occasion, tuple(shown), said)


def _alike(record: Record, article: str, held: Held) -> OccasionReport | None:
    """The same occasion in another article: of its kind and day, or of its day alone."""
    found = record.article(article).occasions
    mine = sorted((o for o in found if o.date == held.date and _is(o, held)), key=lambda o: o.kind != held.kind)
    same = mine[0] if mine else None
    return _told(record, article, same.id) if same else None


def _is(occasion: Occasion, held: Held) -> bool:
    return occasion.date == held.date and all(
        any(names.means(one, name, "person") or names.means(name, one, "person") for name in held.participants)
        for one in occasion.participants
    )
