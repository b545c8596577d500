"""A page that is asked for the first time asks little of the record, and all of it at one moment."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from postgres import Places
from sqlalchemy import event
from starlette.requests import Request
from test_duplicates import printed, story

from onrecord.record import Query, Record, brief, coverage, front, search, shifts, turning
from onrecord.web import application
from onrecord.web.reading import asked, at_once

DINNER = "d9f696dc22693d5b"
MOST = {  # questions to the database; a question for each row would be many more
    f"/article/{DINNER}": 24,
    f"/article/{DINNER}?at=974-1022": 24,
    "/person/Daniel%20Okafor": 42,
    "/brief?person=Daniel+Okafor": 44,
    f"/quotation/{DINNER}%2F974-1022": 26,
    "/outlet/Ellery%20Post": 12,
    "/search?q=common": 18,
    "/search?by=Daniel+Okafor&about=nobody": 16,
    "/": 26,
    "/shifts": 20,
    "/matrix": 12,
    "/issues": 12,
    "/issue/2": 20,
    "/occasions": 12,
    "/coverage": 14,
    "/review": 22,
}
AGAIN = [*MOST, "/review?why=turns", "/people", "/outlets"]


@pytest.mark.parametrize("path", MOST)
def test_a_page_asks_within_one_transaction_and_not_once_a_row(desk: Path, path: str) -> None:
    app = application(desk / "examples.db")
    asked: list[str] = []

    @event.listens_for(app.state.record.database.engine, "before_cursor_execute")
    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    client = TestClient(app, base_url="http://localhost")  # not started: what a server asks by itself is not the page's
    assert client.get(path).status_code == 200
    app.state.record.close()
    transactions = sum(statement.startswith("BEGIN") for statement in asked)
    # The page's own; and, of an article, the decision that was just taken. One that asked for a second connection while
    # it holds its first would wait for ever where as many readers as there are connections do so.
    assert transactions <= (2 if path.startswith("/article/") else 1), asked
    assert len(asked) <= MOST[path], "\n".join(asked)


@pytest.mark.parametrize("path", [path for path in AGAIN if "/" not in path[1:] or path.startswith("/person")])
def test_a_page_that_is_asked_again_asks_the_record_nothing(desk: Path, path: str) -> None:
    app = application(desk / "examples.db")
    client = TestClient(app, base_url="http://localhost")
    assert client.get(path).status_code == 200
    asked: list[str] = []

    @event.listens_for(app.state.record.database.engine, "before_cursor_execute")
    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    assert client.get(path).status_code == 200
    app.state.record.close()
    assert [statement for statement in asked if not statement.startswith("BEGIN")] == []


def test_who_is_who_is_judged_once_for_as_long_as_nothing_changes(desk: Path) -> None:
    app = application(desk / "examples.db")
    client = TestClient(app, base_url="http://localhost")
    path = "/review/person/Daniel%20Okafor"
    asked: list[str] = []

    @event.listens_for(app.state.record.database.engine, "before_cursor_execute")
    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    for judged in (True, False):
        asked.clear()
        assert "Seen as" in client.get(path).text
        assert any("FROM entities" in statement for statement in asked) is judged
    with Record(desk / "examples.db") as record:
        record.people.rename("daniel-okafor", "Daniel K. Okafor")
    assert "Daniel K. Okafor" in client.get(path).text
    app.state.record.close()


def test_turns_are_listed_without_reading_their_articles(desk: Path) -> None:
    with Record(desk / "examples.db", read_only=True) as record, record.database.connect() as connection:
        asked: list[str] = []
        event.listen(connection.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        for every in (False, True):
            asked.clear()
            listed = turning.turns(connection, None, None, every=every)
            assert listed
            assert not [statement for statement in asked if "articles.text" in statement]
            assert shifts.with_entries(connection, listed) == shifts.found(connection, None, None, every=every)


def test_what_is_held_is_counted_as_a_search_counts_it(places: Places) -> None:
    wire = story(1)
    with Record(places / "x.db") as record:
        record.add(printed("a", wire, "Newswire", 2))
        record.add(printed("b", [*wire[:4], "The mayor of our own town was not there to see it."], "The Bugle", 3))
        record.add(printed("c", [w.replace("mayor3", "major3") for w in wire], "The Courier", 4))
        record.add(
            printed("c", [*wire[:5], "The courier had more of it on the day after, and said so."], "The Courier", 4)
        )
        for step in ("all", "without the first", "without any"):
            with record.database.connect() as connection:
                assert coverage.extent(connection).statements == search.count(connection, Query()), step
                assert sum(c.statements for c in coverage.by_outlet(connection)) == sum(
                    len(record.article(head.id).statements) for head in record.articles()
                ), step
            for head in record.articles()[:2] if step == "without the first" else record.articles()[-1:]:
                record.remove(head.id)


@pytest.mark.parametrize(("name", "hearers"), [("Daniel Okafor", []), ("Victor Hale", ["reporters", "the press"])])
def test_a_brief_tells_what_was_told_to_each_hearer_however_much_there_is(
    shelf: Path, name: str, hearers: list[str]
) -> None:
    with Record(shelf / "examples.db", read_only=True) as record, record.database.connect() as connection:
        found = brief.gather(connection, name, None, [])
        assert found is not None
        assert [told.hearer for told in found.told] == hearers
        own = {line.statement for told in found.told for line in told.lines}
        heard = {
            entry.statement.id: entry.statement.addressee.name
            for entry in record.person(name)
            if entry.statement.addressee
        }
        assert own <= set(heard)
        assert all(heard[line.statement] == told.hearer for told in found.told for line in told.lines)


def test_what_a_page_found_before_a_write_is_not_kept_for_those_after_it(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with Record(path) as record:
        record.add(printed("a", story(1), "Newswire", 2))
        app = application(path)
        page, later = (Request({"type": "http", "app": app}) for _ in range(2))
        with at_once(page):
            assert asked(page, coverage.extent).articles == 1
            record.add(printed("b", story(2), "The Bugle", 3))
            assert [a.id for a in asked(page, front.newest, 5)] == ["a"]  # the record of one moment
        assert [a.id for a in asked(later, front.newest, 5)] == ["b", "a"]
        app.state.record.close()
