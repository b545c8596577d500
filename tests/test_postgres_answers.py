"""Whatever a page or command asks of a record: a file and a server give the same answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from postgres import Server
from sqlalchemy import Connection
from test_web_pages import links

from onrecord.record import (
    Query,
    Record,
    brief,
    copying,
    coverage,
    doubts,
    front,
    hits,
    matrix,
    news,
    profile,
    quotations,
    quoting,
    search,
    stands,
    taught,
    unread,
    urls,
)
from onrecord.record.hits import Criteria

WHO = "Daniel Okafor"
QUERIES = (
    *(Query(), Query("the treaty"), Query('"common ground"'), Query(by=WHO), Query(about="Victor Hale")),
    *(Query("fisheries", since="2025"), Query(by="unknown"), Query(outlet="ellery post"), Query(kind="direct")),
)
ASKED: dict[str, Callable[[Connection], Any]] = {
    "failing": lambda c: unread.failing(c, 5),
    "most quoted": lambda c: front.most_quoted(c, date(2000, 1, 1), date(2030, 1, 1), 20),
    "newest": lambda c: front.newest(c, 9),
    "newest of an outlet": lambda c: front.newest(c, 9, "ELLERY POST"),
    "repeated": lambda c: front.repeated(c, 9),
    "week": front.week,
    "matrix": matrix.matrix,
    "issues": matrix.on_issues,
    "coverage": coverage.by_outlet,
    "extent": coverage.extent,
    "news": lambda c: (news.last(c), news.newest(c, Query(), 20, variants=True)),
    "everybody": lambda c: (profile.everybody(c), profile.everybody(c, "OKA")),
    "person": lambda c: [f(c, WHO) for f in (profile.is_target, profile.namesakes)] + [profile.last_day(c, WHO, 5)],
    "positions": lambda c: (stands.toward(c, WHO, 5), stands.clearest(c, WHO, 5, 1000), stands.meant(c, WHO, "Hale")),
    "promised": lambda c: profile.promised(c, WHO, None, 5),
    "brief": lambda c: brief.gather(c, WHO, None, []),
    "titles": lambda c: (profile.titles(c, [WHO]), stands.speakers_on(c, [WHO])),
    "quoting": lambda c: quoting.quoting(c, "The Ellery Post"),
    "doubts": lambda c: [doubts.left(c), *(doubts.least_sure(c, why, 20) for why in get_args(doubts.Why))],
    "keys": lambda c: [list(search.keys(c, q, once=once)) for q in QUERIES for once in (True, False)],
}


@pytest.fixture(scope="module")
def both(shelf: Path, server: Server) -> Iterator[tuple[Record, Record]]:
    """The record of the examples, in a file and on the server."""
    with Record(shelf / "examples.db", read_only=True) as one, Record(server.new()) as other:
        copying.copy(one.database, other.database)
        yield one, other


@pytest.mark.parametrize("name", ASKED)
def test_what_pages_gather(both: tuple[Record, Record], name: str) -> None:
    answers = []
    for record in both:
        with record.database.connect() as connection:
            answers.append(ASKED[name](connection))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("order", get_args(hits.Order))
@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_hits_their_facets_and_their_pages(both: tuple[Record, Record], query: Query, order: hits.Order) -> None:
    answers: list[list[hits.Hits]] = [[], []]
    for record, pages in zip(both, answers, strict=True):
        after = None
        with record.database.connect() as connection:
            for _ in range(4):
                pages.append(hits.find(connection, Criteria(query=query), order, after, 4))
                if (after := pages[-1].after) is None:
                    break
    # A cursor has the last hit's figure in it, whose last digit is the machine's.
    shown = [[(h.entries, h.total, h.facets, h.after is None) for h in pages] for pages in answers]
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    "query", [q for q in QUERIES if q in (Query(q.text), Query(by=WHO), Query(outlet=q.outlet))], ids=str
)
def test_of_many_the_first_are_counted(
    both: tuple[Record, Record], query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: hits.Order = "best" if query.text else "latest"
    shown = []
    for counted in (2, 10_000):
        monkeypatch.setattr(hits, "COUNTED", counted)
        for record in both:
            with record.database.connect() as connection:
                page = hits.find(connection, Criteria(query), order, None, 1)
            shown.append((page.entries, page.total, page.more, page.facets))
    assert shown[0] == shown[1]
    assert shown[2] == shown[3]
    assert shown[0][2] or shown[2][1] <= 2


def test_commands(both: tuple[Record, Record]) -> None:
    asked: tuple[Callable[[Record], Any], ...] = (
        lambda r: [r.search(q) for q in QUERIES],
        lambda r: [r.count(q) for q in QUERIES],
        lambda r: [r.searched(q) for q in QUERIES],
        lambda r: (r.person(WHO), r.shifts(), r.shifts(WHO, every=True), r.stance(WHO, "Victor Hale")),
        lambda r: (r.occasions(), r.stories(), r.voice("The Ellery Post"), r.counts(), r.compared(WHO)),
        lambda r: [(p.id, p.name, p.sightings) for p in r.people.persons],
        lambda r: quotations.of_record(r.database, min_outlets=1),
        lambda r: [e.statement for e in r.find()] and list(taught.taught(r)),
        lambda r: [(h.id, r.article(h.id), r.abbreviations([h.id])) for h in r.articles()],
        lambda r: list(r.verify()[1]),
    )
    for ask in asked:
        one, other = (ask(record) for record in both)
        assert one == other


def test_every_kind_of_page(both: tuple[Record, Record]) -> None:
    from served import served

    todo, seen = deque(["/", "/matrix", "/issues", "/brief"]), {"/"}
    kinds: dict[str, int] = {}
    with served(urls.parted(str(both[1].path))[0]) as web:
        while todo:
            address = todo.popleft()
            kind = address.split("?")[0].split("/")[1]
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] > 2:
                continue
            answer = web.get(address)
            assert answer.status_code == 200, address
            new = [link for link in links(answer.text) if link not in seen]
            seen.update(new)
            todo.extend(new)
    assert {"article", "person", "quotation", "original", "card", "occasion", "outlet", "shift"} <= set(kinds)
