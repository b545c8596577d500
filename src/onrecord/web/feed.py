"""Any search as an Atom feed (RFC 4287), of what came in last, whatever day it was said on."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from lxml import etree

from onrecord.alerting.running import key
from onrecord.alerting.subscriptions import What
from onrecord.record import Entry, news
from onrecord.record import Query as Asked
from onrecord.record.shifts import Shift
from onrecord.web import addresses, comparing
from onrecord.web.failures import WrongQuery
from onrecord.web.printing import day, plain, speaker_of
from onrecord.web.reading import asked, extent

router = APIRouter()

_NS: Final = "http://www.w3.org/2005/Atom"
_SIZE: Final = 50
_NO_XML: Final = re.compile("[\ufffe\uffff]")
Name = Annotated[str | None, Query(max_length=300)]


@router.get("/feed")
def feed(
    request: Request,
    what: What = "new",
    q: Annotated[str | None, Query(max_length=2000)] = None,
    by: Name = None,
    about: Name = None,
    since: Name = None,
    until: Name = None,
    outlet: Name = None,
    kind: Name = None,
    sure: Annotated[float | None, Query(ge=0, le=1)] = None,
) -> Response:
    """The last fifty: statements that fit (`new`), those printed otherwise before (`variant`), or then and now
    (`shift`, by `by` and `about`)."""
    try:
        query = Asked(q or None, by or None, about or None, since or None, until or None, outlet or None, kind or None,
                      sure or 0.0)  # fmt: skip
    except ValueError as e:
        raise WrongQuery(f"{str(e)[:1].upper()}{str(e)[1:]}.") from None
    tree = _Feed(request, _title(what, query))
    if what == "shift":
        latest = sorted(
            comparing.shifts(request, query.by, query.about), key=lambda s: s.now_when.date or "", reverse=True
        )
        for shift in latest[:_SIZE]:
            tree.shift(shift)
    else:
        variants = what == "variant"
        for one in asked(request, news.newest, query, _SIZE, variants=variants):
            tree.statement(one.entry, one.added_at)
    return Response(tree.whole(), media_type="application/atom+xml; charset=utf-8")


class _Feed:
    """A feed that is being written."""

    def __init__(self, request: Request, title: str) -> None:
        self._site = str(request.base_url).rstrip("/")
        self._updated = datetime(1970, 1, 1, tzinfo=UTC)
        self._added = extent(request).added_at or self._updated
        self._entries: list[etree._Element] = []
        query = urlencode(sorted(request.query_params.multi_items()))
        self._head = [
            _text("title", title),
            _text("id", f"{self._site}/feed?{query}"),
            _link(f"{self._site}/feed?{query}", "self", "application/atom+xml"),
            _link(f"{self._site}/", "alternate", "text/html"),
        ]

    def statement(self, entry: Entry, added_at: datetime) -> None:
        """Add a statement."""
        said = entry.statement
        words = entry.context.text if entry.context else said.text
        where = ", ".join(filter(None, (entry.outlet, day(entry.published) if entry.published else None)))
        sure = f"{min(99, round(said.confidence * 100))} % sure"
        made = self._entry(f"urn:onrecord:statement:{said.id}", added_at, f"{speaker_of(said)}: {_short(said.text)}")
        made.append(_person(speaker_of(said)))
        made.append(_link(self._site + addresses.place(entry), "alternate", "text/html"))
        if (live := addresses.web(entry.link)) is not None:
            made.append(_link(live, "via", "text/html"))
        made.append(_text("summary", f"{words}\n\n{where} · {sure}"))

    def shift(self, shift: Shift) -> None:
        """Add a then and now; it is dated by when it turned."""
        turned = shift.now.published or datetime(1970, 1, 1, tzinfo=UTC).date()
        at = datetime(turned.year, turned.month, turned.day, tzinfo=UTC)
        title = f"{shift.holder} on {shift.about or 'this'}: then and now"
        made = self._entry(f"urn:onrecord:shift:{key(shift)}", at, title)
        made.append(_person(shift.holder))
        then, now = shift.then.statement, shift.now.statement
        made.append(_link(self._site + addresses.turn(then.id, now.id), "alternate", "text/html"))
        sides = [f"{side} ({when.date or 'undated'}): {said.text}" for side, when, said in (
            ("then", shift.then_when, then), ("now", shift.now_when, now))]  # fmt: skip
        made.append(_text("summary", "\n\n".join([*sides, shift.reason])))

    def whole(self) -> bytes:
        """The document."""
        root = etree.Element(f"{{{_NS}}}feed", nsmap={None: _NS})  # type: ignore[dict-item]
        updated = self._updated if self._entries else self._added
        root.extend([*self._head, _text("updated", _stamp(updated)), *self._entries])
        found: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
        return found

    def _entry(self, id: str, at: datetime, title: str) -> etree._Element:
        made = etree.Element(f"{{{_NS}}}entry")
        made.extend([_text("id", id), _text("title", title), _text("updated", _stamp(at))])
        self._updated = max(self._updated, at)
        self._entries.append(made)
        return made


def _title(what: str, query: Asked) -> str:
    asked_for = [str(v) for v in (query.text, query.by, query.about and f"about {query.about}", query.outlet) if v]
    return ", ".join([f"onrecord: {what}", *asked_for])


def _text(name: str, words: str) -> etree._Element:
    made = etree.Element(f"{{{_NS}}}{name}")
    made.text = _NO_XML.sub("", str(plain(words)))
    return made


def _person(name: str) -> etree._Element:
    made = etree.Element(f"{{{_NS}}}author")
    made.append(_text("name", name))
    return made


def _link(href: str, rel: str, type: str) -> etree._Element:
    return etree.Element(f"{{{_NS}}}link", href=href, rel=rel, type=type)


def _short(words: str) -> str:
    return words if len(words) <= 120 else words[:120].rpartition(" ")[0] + " …"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
