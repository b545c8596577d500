"""What a page that is asked for the first time does not do: judge everybody, or look at every statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the pages need onrecord[web]")

from sqlalchemy import Connection, event, select, text
from starlette.testclient import TestClient

from onrecord.model import Article, Entity, Extraction, Occasion
from onrecord.people import names
from onrecord.record import (
    Query,
    Record,
    brief,
    coverage,
    doubts,
    family,
    front,
    hits,
    matrix,
    occasions,
    profile,
    quoting,
    stands,
    turning,
)
from onrecord.record.people import People
from onrecord.record.schema import statements
from onrecord.web import application
from onrecord.web.preparing import prepare_for


@pytest.fixture(scope="module")
def db(shelf: Path) -> Path:
    return shelf / "examples.db"


@pytest.fixture(scope="module")
def record(db: Path) -> Iterator[Record]:
    with Record(db, read_only=True) as opened:
        yield opened


@pytest.fixture
def connection(record: Record) -> Iterator[Connection]:
    with record.database.connect() as opened:
        yield opened


def plan(connection: Connection, work: object) -> list[str]:
    """How SQLite goes about the queries of a piece of work."""
    asked: list[tuple[str, object]] = []

    def note(_: object, __: object, statement: str, parameters: object, *rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(connection.engine, "before_cursor_execute", note)
    try:
        assert callable(work)
        work(connection)
    finally:
        event.remove(connection.engine, "before_cursor_execute", note)
    raw = connection.connection.driver_connection
    assert raw is not None
    return [row[3] for query, parameters in asked for row in raw.execute(f"EXPLAIN QUERY PLAN {query}", parameters)]


def test_a_person_under_review_is_judged_by_their_family_as_by_all(record: Record, connection: Connection) -> None:
    people = People(record)
    asked = [p.id for p in people.persons] + [p.name for p in people.persons] + ["Okafor", "Daniel", "nobody", ""]
    for query in asked:
        mine = family.find(connection, query)
        assert mine is not None
        assert [p.to_dict() for p in mine] == [p.to_dict() for p in people.find(query)], query


def test_where_users_decided_all_are_judged(tmp_path: Path) -> None:
    with Record(tmp_path / "r.db") as record:
        for n, name in enumerate(("Edda Quill", "Edda B. Quill", "Osric Vane")):
            one = Entity("e1", name, "person", (), (), ())
            record.add(Extraction(Article(f"a{n}", f"{name} spoke."), (), entities=(one,)))
        with record.database.connect() as connection:
            assert family.find(connection, "Edda Quill") is None  # the record has not kept yet who they are
        record.people.assign()
        ids = [p.id for p in record.people.persons]
        with record.database.connect() as connection:
            known = family.find(connection, "Edda Quill")
            assert known is not None
            assert [p.id for p in known] == [p.id for p in record.people.find("Edda Quill")]
        record.people.merge("osric-vane", ids[0])
        with record.database.connect() as connection:
            assert family.find(connection, ids[0]) is None


def test_the_page_of_a_person_under_review_judges_nobody_else(db: Path, record: Record) -> None:
    app = application(db)
    with TestClient(app, base_url="http://localhost") as client:
        shown = client.get("/review/person/Daniel%20Okafor")
        assert shown.status_code == 200
        assert "Seen as" in shown.text
        assert app.state.everybody._found is None


def test_what_several_outlets_print_is_found_among_reprints_alone(connection: Connection) -> None:
    assert not [step for step in plan(connection, lambda c: front.repeated(c, 4)) if "SCAN statements" in step]


def test_names_of_persons_are_found_in_an_index(connection: Connection) -> None:
    steps = plan(connection, lambda c: family.find(c, "Daniel Okafor"))
    assert any("COVERING INDEX entities_type_name" in step for step in steps)
    assert any("INDEX entities_person" in step for step in steps)


def test_what_is_left_to_review_is_counted_in_indexes(connection: Connection) -> None:
    all = "SELECT count(DISTINCT coalesce(s.same_as, s.pk)) FROM statements s JOIN articles a ON a.pk = s.article_pk"
    assert doubts.left(connection)[1] == connection.scalar(text(f"{all} WHERE a.current"))
    steps = plan(connection, doubts.left)
    assert not [step for step in steps if step.startswith("SCAN statements") and "COVERING" not in step]


def test_the_occasions_of_somebody_are_those_of_all_in_which_they_took_part(connection: Connection) -> None:
    every = occasions.find(connection)
    assert every
    for name in {name for held in every for name in held.participants}:
        mine = occasions.find(connection, [name])
        assert [h for h in every if name in h.participants] == [h for h in mine if name in h.participants]
        assert all(h in every for h in mine)
    for article in {id for held in every for id in held.articles}:
        told = occasions.told_by(connection, article)
        assert sorted(map(repr, told)) == sorted(repr(h) for h in every if article in h.articles)


def test_occasions_of_one_day_are_joined_whoever_is_asked_for(tmp_path: Path) -> None:
    with Record(tmp_path / "r.db") as record:
        for n, (kind, who) in enumerate([("speech", "Edda Quill"), ("rally", "Quill"), ("meeting", "Osric Vane")]):
            held = Occasion("o1", kind, None, (who,), None, "2031-05-06", "happened", ())  # type: ignore[arg-type]
            record.add(Extraction(Article(f"a{n}", f"{who} was there.", published=date(2031, 5, 6)), (), (held,)))
        (mine,) = record.occasions("Edda Quill")
        assert mine.articles == ("a0", "a1")


def test_a_server_makes_ready_what_a_record_is_asked(db: Path, tmp_path: Path) -> None:
    with Record(db, read_only=True) as record:
        prepare_for(record)
    with Record(tmp_path / "empty.db") as empty:
        prepare_for(empty)


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("Bill Vane", "William Vane"), ("Edda Quill", "Mrs. Quill"), ("Edda Quill", "Edda"), ("William Vane", "Bill"),
        ("Osric Zelenskyy", "Zelensky"), ("Ursula von der Leyen", "Leyen"), ("Jean-Luc Mélenchon", "Melenchon"),
    ],
)  # fmt: skip
def test_a_name_that_may_be_somebodys_has_one_of_their_stems(asked: str, other: str) -> None:
    a, b = names.parse(asked), names.parse(other)
    assert a
    assert b
    assert names.agree(a, b)
    stems = family._stems(a)
    assert stems
    assert any(stem in names.fold(other) for stem in stems)


def test_an_outlet_and_what_is_least_sure_are_found_by_index(connection: Connection) -> None:
    """None of these looks at the rows of all articles, statements or persons."""
    works = (
        coverage.by_outlet,
        lambda c: coverage.by_outlet(c, "The Harbour Gazette"),
        lambda c: quoting.quoting(c, "The Harbour Gazette"),
        lambda c: quoting.titles(c, "The Harbour Gazette"),
        lambda c: front.newest(c, 5, "The Harbour Gazette"),
        lambda c: doubts.least_sure(c, "unsure", 12),
    )
    for work in works:
        steps = plan(connection, work)
        assert any(index in step for index in ("articles_outlet", "statements_sure", "covered") for step in steps)
        few = ("INDEX", "CONSTANT", "SCAN anon_")  # what a query within has found is no table
        whole = [s for s in steps if "entities_type" in s or ("SCAN" in s and not any(word in s for word in few))]
        assert not whole, steps


def test_the_least_sure_are_those_that_a_look_at_all_finds(connection: Connection) -> None:
    found = doubts.least_sure(connection, "unsure", 7)
    every = connection.execute(select(*statements.c["pk", "speaker_name", "speaker_confidence", "confidence"])).all()
    sure = {
        row.pk: min(row.confidence, row.speaker_confidence if row.speaker_name else row.confidence) for row in every
    }
    assert found == sorted(sure, key=lambda pk: (sure[pk], pk))[:7]


def test_of_many_positions_those_added_last_are_counted(
    connection: Connection, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, (issues, _) = matrix.matrix(connection), matrix.on_issues(connection)
    monkeypatch.setattr(matrix, "LOOKED", 5)
    some, (few, more) = matrix.matrix(connection), matrix.on_issues(connection)
    assert (whole.more, some.more, more) == (False, True, True)
    assert sum(s.count for _, s in few) <= 5 < sum(s.count for _, s in issues)
    cells = [cell for row in some.cells.values() for cell in row.values()]
    assert 0 < sum(cell.count for cell in cells) <= 5
    app = application(db)
    client = TestClient(app, base_url="http://localhost")
    for path in ("/matrix", "/issues"):
        assert "the 5 positions that were added last" in client.get(path).text
    app.state.record.close()


def test_an_outlet_is_found_in_whatever_case_it_is_written(db: Path) -> None:
    app = application(db)
    client = TestClient(app, base_url="http://localhost")
    pages = [client.get(f"/outlet/{name}").text for name in ("The Harbour Gazette", "the harbour GAZETTE")]
    assert pages[0] == pages[1]
    assert "Known are" in client.get("/outlet/nobody").text
    app.state.record.close()


def test_the_newest_turns_and_one_turn_are_those_among_all(connection: Connection) -> None:
    every = turning.turns(connection, None, None, every=True)
    assert every
    few = turning.newest(connection, 2)
    day = {t.now: t.now_when.date or "" for t in every}
    assert 0 < len(few) <= 2
    assert {t.now for t in few} <= set(sorted(day, key=lambda pk: day[pk])[-2:])
    for t in every:
        assert turning.between(connection, t.then, t.now) == t
        assert turning.between(connection, t.now, t.then) is None


def test_a_page_of_somebody_is_the_same_where_nothing_is_cut(connection: Connection) -> None:
    who, one = "Daniel Okafor", Query(by="Daniel Okafor")
    kinds = (None, "denied", "question")
    assert hits.latest(connection, one, 3, *kinds, of=1000) == hits.latest(connection, one, 3, *kinds)
    looks = hits.Look(one, kinds), hits.Look(Query(about=who), but_by=who)
    each = [hits.latest(connection, k.query, 3, *k.polarities, but_by=k.but_by, of=1000) for k in looks]
    assert hits.latest_of(connection, 3, *looks, of=1000) == each
    assert stands.toward(connection, who, 9, 1000) == stands.toward(connection, who, 9)
    keys = [s.target for s in stands.toward(connection, who, 9)[0]]
    assert stands.points(connection, who, keys, 1000) == stands.points(connection, who, keys)
    assert profile.promised(connection, who, None, 5, 1000) == profile.promised(connection, who, None, 5)
    assert stands.speakers_on(connection, [who], of=1000) == stands.speakers_on(connection, [who])


def test_a_brief_looks_at_the_latest_and_says_so(
    connection: Connection, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = brief.gather(connection, "Daniel Okafor", None, [])
    monkeypatch.setattr(brief, "LOOKED", 2)
    some = brief.gather(connection, "Daniel Okafor", None, [])
    assert whole is not None
    assert some is not None
    assert some.total == 3 < whole.total  # one more than are looked at
    assert len({line.statement for line in some.positions}) <= 2 < len({line.statement for line in whole.positions})
    app = application(db)
    client = TestClient(app, base_url="http://localhost")
    assert "of the latest 2" in client.get("/brief?person=Daniel+Okafor").text
    app.state.record.close()


def test_occasions_without_a_day_come_in_the_order_of_their_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Record(tmp_path / "r.db") as record:
        for n in range(7):
            met = tuple(
                Occasion(f"o{k}", "meeting", None, ("Edda Quill", f"Guest {n} {k}"), None, None, "happened", ())
                for k in range(2)
            )
            record.add(Extraction(Article(f"a{n}", f"Edda Quill met two guests, {n}."), (), met))
        with record.database.connect() as connection:
            every = occasions.find(connection, ["Edda Quill"])
            assert len(every) == 14
            monkeypatch.setattr(occasions, "_FIRST", 2)
            assert occasions.find(connection, ["Edda Quill"]) == every
    assert [o.participants[1] for o in every] == [f"Guest {n} {k}" for n in range(7) for k in range(2)]
