"""A command that finds nothing says what it asked, and what it searched or compared."""

from __future__ import annotations

from datetime import date

import pytest
from postgres import Places
from test_shifts import add
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.record import Query, Record, searched
from onrecord.record.searched import Searched


@pytest.fixture(scope="module")
def db(module_places: Places) -> str:
    path = module_places / "x.db"
    with Record(path) as record:
        add(record, "a", "Quill called Vane a “clown”.", "Vane a “clown”", day=date(2024, 3, 1), attitude="negative")
        add(
            record,
            "b",
            "Quill said “Vane is a clown.”",
            "“Vane is a clown.”",
            day=date(2024, 5, 1),
            attitude="negative",
        )
        add(
            record, "c", "Moor said that it rained.", "that it rained", day=date(2024, 4, 1), speaker="Moor", about=None
        )
    return path


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (
            ["find", "treaty", "--by", "Quill", "--since", "2030"],
            "nothing fits; searched 3 statements in 3 articles, 2024-03-01 to 2024-05-01; "
            "alone: the words 'treaty' 0, by 'Quill' 2, since '2030' 0",
        ),
        (
            ["find", "treaty"],
            "nothing fits; searched 3 statements in 3 articles, 2024-03-01 to 2024-05-01\n",  # one condition
        ),
        (
            ["person", "Quill", "--about", "Moor"],
            "nothing said by 'Quill' about 'Moor'; searched 3 statements in 3 articles, 2024-03-01 to 2024-05-01; "
            "alone: by 'Quill' 2, about 'Moor' 0",
        ),
        (
            ["shifts", "Edda Quill", "--min-score", "0.6"],
            "no shifts of 'Edda Quill' that are as sure as 0.6; compared 2 statements in 2 articles, 2024-03-01 to "
            "2024-05-01; positions on: Osric Vane 2",
        ),
        (
            ["shifts", "Moor", "--about", "rain"],
            "no shifts of 'Moor' on 'rain' that are as sure as 0.5 (1 by that name, none of a kind that is "
            "compared); compared 0 statements in 0 articles",
        ),
        (
            ["stance", "Quill", "--about", "Moor"],
            "nothing said by 'Quill' about 'Moor'; compared 2 statements in 2 articles, 2024-03-01 to 2024-05-01; "
            "positions on: Osric Vane 2",
        ),
        (
            ["voice", "The Invented Post", "--about", "Moor"],
            "'The Invented Post' shows no attitude to 'Moor' in its own voice that is sure enough; "
            "searched 3 statements in 3 articles",
        ),
        (
            ["voice", "The Echo"],
            "'The Echo' shows no attitude in its own voice that is sure enough; "
            "searched 0 statements in 0 articles; the record's outlets and "
            "their articles: The Invented Post 3",
        ),
    ],
)
def test_what_was_searched_is_told(db: str, command: list[str], expected: str) -> None:
    result = CliRunner().invoke(app, [*command, "--db", str(db)])
    assert result.exit_code == 0
    assert result.stdout == ""
    assert f"{db}: {expected}" in result.stderr


def test_the_same_from_python(db: str, module_places: Places) -> None:
    with Record(db) as record:
        found = record.searched(Query(by="Quill", kind="direct"))
        assert (found.statements, found.articles) == (3, 3)
        assert found.parts == (("by 'Quill'", 2), ("kind 'direct'", 0))
        assert str(found) == "3 statements in 3 articles, 2024-03-01 to 2024-05-01"
    with Record(module_places / "empty.db") as record:
        assert str(record.searched(Query(by="Quill"))) == "0 statements in 0 articles"


def test_of_many_only_the_latest_are_looked_at(db: str) -> None:
    with Record(db) as record, record.database.connect() as connection:
        for person in ("Quill", None):
            whole = searched.compared(connection, person)
            assert searched.compared(connection, person, of=3) == whole
            first = searched.compared(connection, person, of=1)
            assert first == Searched(1, 1, date(2024, 5, 1), date(2024, 5, 1), (("Osric Vane", 1),), more=True)
        assert searched.compared(connection, "unknown", of=1) == searched.compared(connection, "unknown")
