"""A record with one damaged value, whichever: every reading command ends in an answer or a message that says so."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from record_strategies import invented
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.errors import OnrecordError, RecordError
from onrecord.record import Query, Record
from onrecord.record.people import People
from onrecord.record.schema import metadata

DAMAGE: tuple[Any, ...] = (b"\xff\xfe", "[[9,3]]")  # benchmarks/faults.py knows more
# Comparison loads models; benchmarks/faults.py damages its tables.
COMPARISON = {"readings", "positions", "phrases", "issues", "shifts", "compared"}
READERS: dict[str, Callable[[Record], object]] = {
    "find": lambda r: r.find("pier"),
    "by": lambda r: r.find(by="Edda Quill"),
    "person": lambda r: r.person("Quill"),
    "article": lambda r: r.article("invented-1").statements,
    "articles": lambda r: r.articles(),
    "occasions": lambda r: r.occasions(),
    "stories": lambda r: r.stories(),
    "count": lambda r: (r.count(Query()), r.counts()),
    "people": lambda r: (People(r).persons, People(r).decisions(), People(r).find("Quill")),
    "verify": lambda r: list(r.verify()[1]),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("damage") / "sound.db"
    with Record(path) as record:
        record.add(invented())
        record.add(invented(id="invented-2", url="https://courier.example/other", sha256="cd" * 32))
        people = People(record)
        people.assign()
        people.rename(people.find("Quill")[0].id, "Edda Quill")
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    return path


def damaged(sound: Path, to: Path, table: str, column: str, value: object) -> bool:
    """A copy of the record whose first row of a table has that value; False where the database refuses it."""
    shutil.copy(sound, to)
    key = next(iter(metadata.tables[table].primary_key)).name
    raw = sqlite3.connect(to)
    try:
        where = f"{key} = (SELECT {key} FROM {table} LIMIT 1)"
        return bool(raw.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (value,)).rowcount)
    except sqlite3.Error:
        return False
    finally:
        raw.commit()
        raw.close()


def outcomes(path: Path) -> Iterator[tuple[str, Exception]]:
    """What the readers raise that is no message for a user."""
    try:
        with Record(path, read_only=True) as record:
            for name, read in READERS.items():
                try:
                    read(record)
                except OnrecordError:
                    pass
                except Exception as error:
                    yield name, error
    except OnrecordError:
        pass


@pytest.mark.parametrize("table", sorted(set(metadata.tables) - COMPARISON))
def test_no_damaged_value_ends_in_a_traceback(table: str, sound: Path, tmp_path: Path) -> None:
    path, wrong = tmp_path / "x.db", []
    for column in (c.name for c in metadata.tables[table].columns):
        for value in (*DAMAGE, -1) if column in ("pk", "n", "version", "current", "series") else DAMAGE:
            if damaged(sound, path, table, column, value):
                wrong += [(column, value, name, repr(error)) for name, error in outcomes(path)]
    assert wrong == []


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("articles", "published", "someday"),
        ("articles", "anchors", b"\0"),
        ("articles", "text", b"\xff"),
        ("statements", "content", "[[1]]"),
        ("statements", "confidence", "sure"),
        ("entities", "mentions", "{"),
        ("occasions", "spans", ""),
    ],
)
def test_verify_names_what_is_damaged_and_goes_on(
    table: str, column: str, value: object, sound: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.db"
    assert damaged(sound, path, table, column, value)
    result = CliRunner().invoke(app, ["verify", "--db", str(path), "--format", "jsonl"])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert '"article":"invented-1"' in result.stdout.replace(": ", ":")
    assert '"fault":"damaged"' in result.stdout.replace(": ", ":")
    assert "2 articles" in result.stderr
    assert '"article":"invented-2"' in result.stdout.replace(": ", ":")  # whose original is missing


@pytest.mark.parametrize("table", ["statements", "articles"])
def test_a_damaged_row_is_told_by_what_meets_it(table: str, sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    assert damaged(sound, path, table, "warnings" if table == "articles" else "about", "{")
    with Record(path, read_only=True) as record, pytest.raises(RecordError, match=r"damaged: .*onrecord verify --db"):
        record.article("invented-1")


@pytest.mark.parametrize("number", ["9223372036854775808", "9" * 60])
def test_a_number_beyond_any_is_a_message(number: str, sound: Path) -> None:
    for command in (["article", "invented-1", "--version", number], ["find", "--limit", number]):
        result = CliRunner().invoke(app, [*command, "--db", str(sound)])
        assert isinstance(result.exception, OnrecordError | SystemExit | None), command


def test_a_record_that_does_not_tell_its_version_is_left_as_it_is(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    shutil.copy(sound, path)
    with sqlite3.connect(path) as raw:
        raw.execute("DELETE FROM onrecord_schema")
    for read_only in (True, False):
        with pytest.raises(RecordError, match="does not say of which version"):
            Record(path, read_only=read_only)
