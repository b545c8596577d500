"""Of very many statements the first are shown and counted, and it is said that there are more. All is invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from postgres import Places
from record_strategies import invented
from sqlalchemy import Connection, select
from stepping import counted

from onrecord.model import Article, Entity, Extraction, Party, SaidOn, Span, Speaker
from onrecord.record import Query, Record, cuts, eras, hits, whose
from onrecord.record.hits import Criteria, Hits
from onrecord.record.schema import statements

_WORDS = "the old pier stays shut this winter as the council wants to save money for the ferry"


def _said(n: int, who: str, about: str, day: str | None, times: int = 2) -> Extraction:
    """An article with some statements, the printings of which differ in all but these words."""
    said = f"{_WORDS} {n:x}"
    text = "\n".join(f"{who} said {said} {k}, of {about}." for k in range(times))
    text += "\n" + " ".join(f"{chr(97 + n)}{k}" for k in range(90))
    published = date(2031, 1, 1) + timedelta(days=n // 2) if day else None
    article = Article(f"a{n}", text, outlet="The Herald", url=f"https://herald.example/{n}", published=published)
    found, at = [], 0
    for k in range(times):
        begin = text.index(said, at)
        at = begin + len(said) + 2
        found.append(
            replace(
                invented().statements[0],
                id=f"a{n}/{k}",
                source=(Span(begin - len(who) - 6, begin - 6),),
                cue=(),
                content=(Span(begin, at),),
                text=text[begin:at],
                speaker=Speaker(who, "person", "e1", 0.9),
                addressee=None,
                occasion=None,
                said_on=SaidOn(day, None, "printed") if day else None,
                about=(Party(about, "person", None, ()),),
                stance=(),
                nested_in=None,
            )
        )
    return Extraction(article, tuple(found), (), (Entity("e1", who, "person", (), (), ()),))


@pytest.fixture
def record(places: Places) -> Iterator[Record]:
    with Record(places / "many.db") as record:
        for n in range(9):
            day = None if n == 4 else str(date(2031, 5, 1) + timedelta(days=n % 4))
            who, about = ("Osric Vane", "Edda Quill") if n % 3 else ("Edda Quill", "Osric Vane")
            record.add(_said(n, who, about, day))
        yield record


def _walked(connection: Connection, query: Query, order: hits.Order, size: int) -> tuple[list[str], Hits]:
    """All entries, page by page, and the first page."""
    first = page = hits.find(connection, Criteria(query), order, None, size)
    found = [e.statement.id for e in page.entries]
    while page.after:
        page = hits.find(connection, Criteria(query), order, page.after, size)
        found += [e.statement.id for e in page.entries]
    return found, first


@pytest.mark.parametrize("query", [Query(by="Osric Vane"), Query(about="Vane"), Query(by="quill"), Query()])
@pytest.mark.parametrize("counted", [1, 3, 5])
def test_pages_are_the_same_whether_all_are_looked_at_or_not(
    record: Record, query: Query, counted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with record.database.connect() as connection:
        every, first = _walked(connection, query, "latest", 4)
        assert (len(every), first.more) == (first.total, False)
        monkeypatch.setattr(hits, "COUNTED", counted)
        for size in (1, 4):
            some, cut = _walked(connection, query, "latest", size)
            assert some == every
            assert cut.more
            assert cut.total == counted < first.total
        assert sum(many for _, many in cut.facets["speaker"]) == cut.total + 1


def test_of_too_many_that_hold_words_those_added_last_come_first(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    with record.database.connect() as connection:
        every, _ = _walked(connection, Query("pier"), "best", 4)
        monkeypatch.setattr(hits, "COUNTED", 3)
        some, cut = _walked(connection, Query("pier"), "best", 4)
        assert some == [f"a{n}/{k}" for n in range(8, -1, -1) for k in (1, 0)]
        assert sorted(some) == sorted(every)
        assert cut.more
        by_day, first = _walked(connection, Query("pier"), "latest", 4)  # a user asks for this order: all are looked at
        assert (sorted(by_day), first.more) == (sorted(every), False)


@pytest.mark.parametrize("few", [0, 10_000])  # of more the rest is looked through era by era, else at once
@pytest.mark.parametrize(("short", "long", "near"), [(0, 1, 0), (1, 2, 1), (1, 3, 1), (2, 5, 2), (13, 17, 2)])
def test_eras_that_end_anywhere_are_looked_through_in_order(
    record: Record, short: int, long: int, near: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("SHORT", short), ("LONG", long), ("_NEAR", near), ("_FEW", few)):
        monkeypatch.setattr(eras, name, value)
    with record.database.connect() as connection:
        keys = list(connection.execute(select(statements.c.pk).order_by(statements.c.pk.desc())).scalars())
        for size in (1, 5, 18, 40):
            for beyond in (None, *keys):
                chosen = cuts.first(connection, Query("pier"), True, size, beyond and (date.min, beyond))
                assert chosen is not None
                left = [pk for pk in keys if beyond is None or pk < beyond]
                assert list(connection.execute(chosen).scalars()) == left[:size]
        for none in ("zebra", "pier zebra", '"pier old"'):
            chosen = cuts.first(connection, Query(none), True, 5)
            assert chosen is not None
            assert connection.execute(chosen).all() == []


def test_of_too_many_of_an_outlet_those_that_it_published_last_come_first(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hits, "COUNTED", 3)
    with record.database.connect() as connection:
        for size in (1, 4, 20):
            some, cut = _walked(connection, Query(outlet="the herald"), "latest", size)
            assert some == [f"a{n}/{k}" for n in (8, 6, 7, 5, 2, 3, 0, 1, 4) for k in (0, 1)]
            assert (cut.more, cut.total) == (True, 3)
        assert not hits.find(connection, Criteria(Query(outlet="Herald")), "latest", None, 4).entries


def test_reprints_and_earlier_versions_are_not_among_the_first(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in (2, 5):
        again = _said(n, "Osric Vane", "Edda Quill", "2031-05-09")
        reprint = replace(again.article, id=f"b{n}", url=f"https://other.example/{n}", outlet="Other")
        said = tuple(replace(s, id=s.id.replace("a", "b")) for s in again.statements)
        record.add(replace(again, article=reprint, statements=said))
    changed = _said(7, "Osric Vane", "Edda Quill", "2031-05-20", times=3)
    record.add(changed)
    with record.database.connect() as connection:
        for query in (Query(by="Osric Vane"), Query(about="Edda Quill")):
            monkeypatch.setattr(hits, "COUNTED", 10_000)
            every, first = _walked(connection, query, "latest", 3)
            assert len(every) == len(set(every)) == first.total == 13
            monkeypatch.setattr(hits, "COUNTED", 4)
            some, cut = _walked(connection, query, "latest", 3)
            assert some == every
            assert cut.more


def test_what_others_say_of_somebody_is_looked_for_among_the_latest(record: Record) -> None:
    with record.database.connect() as connection:
        for but_by, expected in (("Edda Quill", 4), ("Osric Vane", 0)):
            (found,) = hits.latest(connection, Query(about="Edda Quill"), 20, None, but_by=but_by, of=4)
            assert found.more
            assert found.total <= len(found.entries) == min(expected + 1, 5 * expected)
            (found,) = hits.latest(connection, Query(about="Edda Quill"), 20, None, but_by=but_by, of=50)
            assert (found.more, found.total) == (False, 3 * expected)


def test_a_cursor_that_is_none_is_told(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hits, "COUNTED", 3)
    with record.database.connect() as connection:
        of_words = hits.find(connection, Criteria(Query("pier")), "best", None, 2).after
        of_days = hits.find(connection, Criteria(Query(by="Vane")), "latest", None, 2).after
        for query, order, after in ((Query(by="Vane"), "latest", of_words), (Query("pier"), "best", of_days)):
            with pytest.raises(ValueError, match="cursor"):
                hits.find(connection, Criteria(query), order, after, 2)  # type: ignore[arg-type]


def test_merged_people_are_found_by_key_too(record: Record) -> None:
    record.people.assign()
    record.people.merge("osric-vane", "edda-quill", by="ann")
    with record.database.connect() as connection:
        every = select(statements.c.pk).where(statements.c.pk.in_(whose.spoken_by(connection, "Osric Vane")))
        first = whose.latest(connection, "Osric Vane", whose.SPEAKING, 100)
        assert set(connection.execute(first).scalars()) == set(connection.execute(every).scalars())
        assert len(connection.execute(first).all()) == 18


def test_the_first_ones_cost_as_much_where_there_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hits, "COUNTED", 20)

    def steps(many: int, query: Query) -> int:
        path = tmp_path / f"{many}.db"
        known = path.exists()
        with Record(path) as record:
            for n in range(0 if known else many):
                record.add(_said(n, "Osric Vane", "Edda Quill", str(date(2020, 1, 1) + timedelta(days=n))))
            with record.database.connect() as connection, counted(connection, 10) as taken:
                assert hits.find(connection, Criteria(query), "best", None, 10).more
                assert hits.latest(connection, query, 5, None, "denied", of=20)[0].more or query.text
        return taken[0]

    for query in (Query(by="Osric Vane"), Query(about="Edda Quill"), Query(outlet="The Herald"), Query()):
        assert steps(240, query) < 1.3 * steps(60, query)
