"""Merged and renamed people are shown by the name that was decided, everywhere; what is printed stays beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from postgres import Places
from test_shifts import add
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.model import Occasion
from onrecord.record import Record
from onrecord.record.people import People


@pytest.fixture
def record(places: Places) -> Iterator[Record]:
    """Dame Quill and Edda Quill are one, and so are Osric Vane and Ozzy Vane."""
    with Record(places / "names.db") as record:
        add(record, "a", "Quill called Vane a “clown”.", "Vane a “clown”", day=date(2023, 3, 1), attitude="negative",
            speaker="Edie Quill", shows="clown")  # fmt: skip
        add(record, "b", "Quill said “I like Vane.”", "“I like Vane.”", day=date(2024, 3, 1), attitude="positive",
            about="Ozzy Vane")  # fmt: skip
        met = Occasion("o1", "meeting", None, ("Edie Quill", "Osric Vane"), None, "2023-03-01", "happened", ())
        made = record.article("a")
        record.replace(replace(made, occasions=(met,)))
        people = People(record)
        people.assign()
        people.merge("edie-quill", "edda-quill")
        people.merge("ozzy-vane", "osric-vane")
        yield record


def run(record: Record, *args: str) -> str:
    result = CliRunner().invoke(app, [*args, "--db", str(record.path)], env={"COLUMNS": "160"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_name_that_was_decided_is_shown(record: Record) -> None:
    then, now = record.person("Edie Quill")
    assert then.statement.speaker.name == now.statement.speaker.name == "Edda Quill"
    assert then.printed == (("Edda Quill", "Edie Quill"),)
    assert now.printed == (("Osric Vane", "Ozzy Vane"),)
    assert [p.name for e in (then, now) for p in e.statement.about] == ["Osric Vane"] * 2
    assert [s.target for e in (then, now) for s in e.statement.stance] == ["Osric Vane"] * 2
    assert [e.article for e in record.find(about="Ozzy Vane")] == ["b", "a"]

    record.compare()
    (shift,) = record.shifts("Edie Quill", about="Ozzy Vane")
    assert (shift.holder, shift.about) == ("Edda Quill", "Osric Vane")
    assert [p.holder for p in record.stance("Edda Quill", "Osric Vane")] == ["Edda Quill"] * 2
    (held,) = record.occasions("Edie Quill", "Ozzy Vane")
    assert held.participants == ("Edda Quill", "Osric Vane")
    (tone,) = record.voice("The Invented Post", "Ozzy Vane")
    assert (tone.target, tone.articles) == ("Osric Vane", 2)
    whole = record.article("a")
    assert [(e.name, e.aliases) for e in whole.entities] == [
        ("Edda Quill", ("Edie Quill", "Quill")), ("Osric Vane", ("Vane",)),
    ]  # fmt: skip
    assert whole.statements[0].speaker.name == "Edda Quill"
    assert whole.occasions[0].participants == ("Edda Quill", "Osric Vane")


def test_the_command_line_shows_it_too(record: Record) -> None:
    line = json.loads(run(record, "find", "clown"))
    assert line["speaker"]["name"] == "Edda Quill"
    assert line["printed"] == [["Edda Quill", "Edie Quill"]]
    for command in (["find"], ["person", "Quill"], ["shifts"], ["article", "a"], ["occasions"]):
        shown = run(record, *command, "--format", "table")
        assert "Edda Quill" in shown
        assert "Edie" not in shown
    assert "Edda Quill (person, 0.95), printed as Edie Quill" in run(record, "why", "a", "1", "--format", "table")


def test_a_name_that_was_taken_back_is_printed_as_before(record: Record) -> None:
    people = People(record)
    people.rename("edda-quill", "Dame Edda Quill-Moor")
    assert {e.statement.speaker.name for e in record.find(by="Quill-Moor")} == {"Dame Edda Quill-Moor"}
    record.compare()
    (shift,) = record.shifts()
    assert shift.holder == "Dame Edda Quill-Moor"
    for decision in people.decisions():
        people.undo(decision.n)
    assert {e.statement.speaker.name for e in record.find()} == {"Edie Quill", "Edda Quill"}
    assert all(e.printed == () for e in record.find())
