"""`stance` and `shifts` tell one order, and say what is dated by publication only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from postgres import Places
from test_shifts import add
from typer.testing import CliRunner

import onrecord
from onrecord.cli import app
from onrecord.record import Record
from onrecord.record.moments import Moment, before

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def record(places: Places) -> Iterator[Record]:
    with Record(places / "moments.db") as record:
        yield record


def run(record: Record, *args: str) -> str:
    result = CliRunner().invoke(app, [*args, "--db", str(record.path)], env={"COLUMNS": "120"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_what_the_author_places_earlier_comes_before_what_the_same_article_reports(record: Record) -> None:
    record.add(onrecord.read(str(EXAMPLES / "01-dinner.md")))
    record.compare()
    then, now = record.stance("Daniel Okafor", "Victor Hale")
    assert "showman" in then.entry.statement.text
    assert "common ground" in now.entry.statement.text
    assert (then.when.by, then.when.words, then.when.date) == ("author", "In opposition", "2025-03-14")
    assert (now.when.by, now.when.words, now.when.date) == ("text", None, "2025-03-13")
    record.compare()
    (shift,) = record.shifts("Daniel Okafor")
    assert (shift.then.statement.id, shift.now.statement.id) == (then.entry.statement.id, now.entry.statement.id)
    assert (shift.then_when, shift.now_when) == (then.when, now.when)

    lines = [json.loads(line) for line in run(record, "stance", "Okafor", "--about", "Hale").splitlines()]
    assert [(line["date"], line["dated_by"], line["earlier"]) for line in lines] == [
        ("2025-03-14", "author", "In opposition"),
        ("2025-03-13", "text", None),
    ]
    line = json.loads(run(record, "shifts", "Okafor"))
    assert (line["then"]["dated_by"], line["now"]["dated_by"]) == ("author", "text")
    for command in (["stance", "Okafor", "--about", "Hale"], ["shifts", "Okafor"]):
        shown = run(record, *command, "--format", "table")
        assert shown.index("(before") < shown.index("2025-03-14)") < shown.index("2025-03-13")
        assert "In opposition, Okafor called Hale" in shown


def test_what_is_dated_by_publication_only_is_shown_as_such(record: Record) -> None:
    add(record, "a", "Quill called Vane a “clown”.", "Vane a “clown”", day=date(2024, 3, 1), attitude="negative")
    add(record, "b", "Quill called Vane a “star”.", "Vane a “star”", day=date(2024, 5, 1), attitude="positive",
        said_on="2024-02")  # fmt: skip
    add(record, "c", "Quill, who in 1999 called Vane a “fool”, smiled.", "Vane a “fool”", day=date(2024, 5, 2),
        attitude="negative")  # fmt: skip
    add(record, "d", "Quill, who once called Vane a “rock”, smiled.", "Vane a “rock”", day=date(2024, 2, 20),
        attitude="positive")  # fmt: skip
    record.compare()
    found = record.stance("Edda Quill", "Osric Vane")
    assert [(p.entry.article, p.when.by) for p in found] == [
        ("c", "author"), ("b", "text"), ("d", "author"), ("a", "publication"),
    ]  # fmt: skip
    shown = run(record, "stance", "Quill", "--about", "Vane", "--format", "table")
    assert "(2024-03-01)" in shown
    assert "\n2024-02 " in shown


def test_a_reprint_is_one_position(record: Record) -> None:
    padding = " ".join(f"word{n}" for n in range(60))
    for id, day in (("b", 3), ("a", 2)):
        add(record, id, f"Quill called Vane a “clown”. {padding}", "Vane a “clown”", day=date(2024, 3, day),
            attitude="negative")  # fmt: skip
    record.compare()
    (position,) = record.stance("Edda Quill", "Osric Vane")
    assert position.entry.article == "a"
    assert [c.article for c in position.entry.also_in] == ["b"]


@pytest.mark.parametrize(
    ("then", "now", "shown"),
    [
        # a day beside both is that of the turn
        (Moment("2016-01-16", "text"), Moment("2016-01-16", "text"), Moment("2016-01-16", "author")),
        (Moment("2016-01", "text"), Moment("2016-01-16", "text"), Moment("2016-01-16", "author")),
        (Moment("2016-06-27", "author", "once"), Moment("2016-03", "text"), Moment("2016-04-01", "author", "once")),
        (Moment(None, None), Moment("2016-03-01", "text"), Moment("2016-03-01", "author")),
        # of a month, or a day of publication, that both may be
        (Moment("2016-03", "text"), Moment("2016-03", "text"), Moment("2016-03", "text")),
        (Moment("2016-03-02", "publication"), Moment("2016-03-02", "publication"), Moment("2016-03-02", "publication")),
        # an earlier day of its own stays
        (Moment("2015-10", "text"), Moment("2016-01-16", "text"), Moment("2015-10", "text")),
        (Moment("2015-10", "text"), Moment(None, None), Moment("2015-10", "text")),
    ],
)
def test_what_an_author_tells_somebody_turned_from_was_before_the_turn(
    then: Moment, now: Moment, shown: Moment
) -> None:
    assert before(then, now) == shown
