"""Comparing writes, asking for shifts reads, and says of how many articles something is not compared yet."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from postgres import Places
from test_shifts import _turn, add
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.errors import RecordReadOnly
from onrecord.record import Record


@pytest.fixture
def db(places: Places) -> str:
    path = places / "shifts.db"
    with Record(path) as record:
        _turn(record)
    return path


def test_asking_reads_only_and_says_what_is_not_compared(db: str) -> None:
    with Record(db, read_only=True) as record:
        assert record.shifts() == []
        assert record.shifts().behind == 2
        assert record.stance("Edda Quill", "Osric Vane").behind == 2
        with pytest.raises(RecordReadOnly, match="no right to write"):
            record.compare()
    with Record(db) as record:
        assert record.compare() == 2
    with Record(db, read_only=True) as record:
        assert len(record.shifts()) == 1
        assert record.shifts().behind == 0
        assert len(record.stance("Edda Quill", "Osric Vane")) == 2


def test_what_users_decide_leaves_comparison_behind(db: str) -> None:
    with Record(db) as record:
        record.compare()
        record.correct("then/1", speaker="Osbert Crane")
        assert record.shifts().behind == 2  # both sides of a shift that is gone
        record.compare()
        assert record.shifts().behind == 0
        add(record, "new", "Moor said “I like Vane.”", "“I like Vane.”", day=date(2025, 1, 1), speaker="Tessa Moor")
        assert record.shifts().behind == 1
        record.compare()
        record.people.rename("tessa-moor", "Tessa Moor the Elder")
        assert record.shifts().behind == 3
        record.compare()
        assert record.shifts().behind == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can act as somebody else")
@pytest.mark.parametrize("command", [["shifts"], ["stance", "Quill", "--about", "Vane"]])
def test_a_command_says_where_it_cannot_compare(tmp_path: Path, command: list[str]) -> None:
    db = tmp_path / "shifts.db"  # the rights of files are SQLite's own matter
    with Record(db) as record:
        _turn(record)
    for folder in (parent for parent in db.parents if "pytest-" in str(parent)):
        folder.chmod(0o755)
    for file in db.parent.iterdir():
        file.chmod(0o444)
    os.seteuid(65534)
    try:
        result = CliRunner().invoke(app, [*command, "--db", str(db)])
    finally:
        os.seteuid(0)
    assert result.exit_code == 0, result.output
    assert "2 articles are not compared yet, since there is no right to write to it" in " ".join(result.stderr.split())
    allowed = CliRunner().invoke(app, [*command, "--db", str(db)])
    assert "not compared yet" not in allowed.stderr
    assert "common ground" in allowed.stdout
