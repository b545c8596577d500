"""A shift that a user has looked at and found to be none: decided, left out everywhere, undone, outliving models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from postgres import Places
from test_shifts import add
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.errors import RecordError
from onrecord.record import Record, doubts
from onrecord.record.shifts import Shift

THEN, NOW = "then/1", "now/1"  # as users name them


@pytest.fixture
def record(places: Places) -> Iterator[Record]:
    with Record(places / "turns.db") as record:
        said = "Edda Quill said on the quay that Osric Vane is {}."
        add(record, "then", said.format("a fool"), "Osric Vane is a fool", day=date(2021, 1, 5), attitude="negative",
            shows="a fool")  # fmt: skip
        add(record, "now", said.format("a genius"), "Osric Vane is a genius", day=date(2023, 1, 5), attitude="positive",
            shows="a genius")  # fmt: skip
        record.compare()
        yield record


def _only(record: Record) -> Shift:
    (shift,) = record.shifts()
    return shift


def _view(record: Record) -> int:
    with record.database.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM shifts_view").scalar_one())


def test_what_is_no_shift_is_left_out_until_that_is_undone(record: Record) -> None:
    assert (_only(record).then.article, _only(record).now.article) == ("then", "now")
    taken = record.no_shift(THEN, NOW, by="ann", reason="another Vane")
    assert (taken.kind, taken.by, taken.reason, taken.waiting) == ("no shift", "ann", "another Vane", False)
    assert taken.words == "Osric Vane is a fool … Osric Vane is a genius"
    assert not record.shifts()
    assert not record.shifts(every=True)
    assert not _view(record)
    with record.database.connect() as connection:
        assert not doubts.least_sure(connection, "turns", 9)
    assert [d.n for d in record.decisions()] == [d.n for d in record.decisions(NOW)] == [taken.n]
    assert record.no_shift(THEN, NOW, by="bea").n == taken.n  # decided already
    record.undo(taken.n)
    assert _only(record).then.article == "then"
    assert _view(record) == 1
    with pytest.raises(RecordError, match="undone already"):
        record.undo(taken.n)
    assert record.no_shift(THEN, NOW).n == taken.n + 1


def test_it_outlives_another_reading_and_comparing_anew(record: Record) -> None:
    taken = record.no_shift(THEN, NOW)
    for id in ("then", "now"):
        extraction = record.article(id)
        first = replace(extraction.statements[0], confidence=0.8)
        record.replace(replace(extraction, statements=(first,)))
    record.compare()
    assert not record.shifts()
    extraction = record.article("now")
    record.replace(replace(extraction, statements=()))
    (waits,) = record.decisions()
    assert (waits.n, waits.waiting) == (taken.n, True)
    record.replace(extraction)
    record.compare()
    assert not record.shifts()
    assert not record.decisions()[0].waiting
    record.undo(taken.n)
    assert _only(record).now.article == "now"


def test_a_removed_article_takes_its_words_along(record: Record) -> None:
    taken = record.no_shift(THEN, NOW)
    record.remove("then")
    assert record.decisions()[0].words is None
    with pytest.raises(RecordError, match="removed from the record"):
        record.undo(taken.n)


def test_what_is_not_there_is_said(record: Record) -> None:
    with pytest.raises(RecordError, match="no shift from now/0 to then/0 is known"):
        record.no_shift(NOW, THEN)
    with pytest.raises(RecordError, match="there is no article"):
        record.no_shift("gone/1", NOW)


def test_on_the_command_line(record: Record) -> None:
    db = str(record.path)
    run = CliRunner().invoke
    done = run(app, ["shifts", "--none", "then/1", "now/1", "--by", "Ann", "--reason", "irony", "--db", db])
    assert done.exit_code == 0, done.output
    assert "no shift to now/0" in done.output
    assert "by Ann: irony" in done.output
    assert "decisions --undo 1" in done.output
    assert "no shifts" in run(app, ["shifts", "--db", db]).output
    assert "irony" in run(app, ["decisions", "--format", "jsonl", "--db", db]).output
    again = run(app, ["shifts", "--none", "now/1", "then/1", "--db", db])
    assert again.exit_code == 1
    assert "no shift from now/0 to then/0 is known" in str(again.exception)


def test_in_the_browser(desk: Path) -> None:
    pytest.importorskip("fastapi", reason="the pages need onrecord[web]")
    from browsing import Browser
    from served import served

    db = desk / "examples.db"
    with Record(db, read_only=True) as record:
        shift = record.shifts()[0]
    then, now = shift.then.statement.id, shift.now.statement.id
    with served(db) as client:
        browser = Browser(str(client.base_url).rstrip("/"))
        where = str(client.build_request("GET", "/shift", params={"then": then, "now": now}).url)
        form = browser.get(where).form("/review/shift")
        assert form.send(form_token="forged").status == 403
        done = form.send(reason="the same thing, said twice")
        assert done.url.path == "/shifts"
        assert "Saved: 1, no turn: " in done.text
        sent = [dict(f.form_values()) for f in done.tree.forms]
        assert (then, now) not in [(f.get("then"), f.get("now")) for f in sent]
        assert "decision 1 says that it is none" in browser.get(where).text
        assert form.send().url.params["done"] == "1"  # sent twice, or by two: decided once
        assert "the same thing, said twice" in browser.get("/decisions").text
        api = client.get("/api/v1/shifts", params={"every": "true"}).json()
        assert (then, now) not in [(s["then"]["id"], s["now"]["id"]) for s in api["items"]]
        assert done.form("/decisions/1/undo").send().status == 200
        assert browser.get("/shifts").form("/review/shift").send().status == 200  # from its card
    with Record(db, read_only=True) as record:
        assert [(d.kind, bool(d.undone_at)) for d in record.decisions()] == [("no shift", True), ("no shift", False)]
