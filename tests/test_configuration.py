"""What is not taken for an input, short ids, and copies of a record."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from record_strategies import invented
from terminals import COMMAND

from onrecord.errors import RecordError
from onrecord.record import Record


def run(folder: Path, *arguments: str, status: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HOME": str(folder / "home"), **environment},
    )
    assert done.returncode == status, done.stderr
    return done


def test_a_record_is_no_input_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("“The pier is closed,” said Ada Stone.")
    for db in ("mine.db", "notes.json"):
        with Record(tmp_path / db):  # its log lies beside it
            done = run(tmp_path, "add", ".", "--db", db)
            assert done.stdout.startswith(f"{db}: added 1 article, ")
            if db == "mine.db":
                assert done.stderr == ""
        (tmp_path / db).unlink()


def test_the_ids_that_tables_print_are_understood(desk: Path) -> None:
    db = ("--db", "examples.db")
    entry = json.loads(run(desk, "find", "common ground", "-n", "1", *db).stdout)
    whole, statement = entry["article"]["id"], entry["id"]
    with Record(desk / "examples.db", read_only=True) as record:
        short = record.abbreviations([whole])[whole]
    assert len(short) < len(whole)
    for command in ("article", "why"):
        number = ["1"] if command == "why" else []
        assert run(desk, command, short, *number, *db).stdout == run(desk, command, whole, *number, *db).stdout
    assert run(desk, "why", statement, *db).stdout == run(desk, "why", statement.replace(whole, short), *db).stdout
    assert "1 articles" in run(desk, "verify", short, *db).stderr
    person = run(desk, "people", "show", *db).stdout.split()[0]
    seen = run(desk, "people", "show", person, *db).stdout
    article = next(line.split()[1] for line in seen.splitlines() if line.startswith("  in "))
    assert run(desk, "people", "split", person, "--article", article[:8], *db).stdout.startswith("1: ")


def test_a_backup_is_whole_and_overwrites_nothing(tmp_path: Path) -> None:
    with Record(tmp_path / "onrecord.db") as record:  # in use, with its log unwritten
        record.add(invented())
        done = run(tmp_path, "backup", "copy.db")
        assert done.stdout == "copy.db: 1 article, 3 statements\n"
        assert "there is a file already" in run(tmp_path, "backup", "copy.db", status=1).stderr
        assert "there is a file already" in run(tmp_path, "backup", "onrecord.db", status=1).stderr
        with pytest.raises(RecordError, match="cannot be written"):
            record.backup(tmp_path / "no" / "copy.db")
        with Record(tmp_path / "copy.db", read_only=True) as copy:
            assert copy.article("invented-1").statements == record.article("invented-1").statements
    assert sorted(p.name for p in tmp_path.glob("copy*")) == ["copy.db"]
