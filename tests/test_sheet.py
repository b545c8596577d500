"""CSV: data that a program can read and a spreadsheet can open, with the same columns whichever command wrote it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.exporting.sheet import STATEMENT, Field, Sheet, cell

NUMBERS = {"confidence", "speaker_confidence", "value", "score", "shift"}
DB = ["--db", "examples.db"]
COMMANDS = {
    "find": ["find", *DB],
    "person": ["person", "Okafor", *DB],
    "stance": ["stance", "Daniel Okafor", "--about", "Victor Hale", *DB],
    "shifts": ["shifts", *DB],
    "article": ["article", "d9f696dc", *DB],
    "extract": ["extract", "examples/05-hearing.txt"],
}


def run(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "onrecord", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_columns_are_the_same_and_hold_one_value_each(name: str, shelf: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(shelf, *COMMANDS[name], "--format", "csv"))))
    assert rows
    columns = [field.name for field in STATEMENT]
    assert list(rows[0])[: len(columns)] == columns
    for row in rows:
        for number in NUMBERS & set(row):
            float(row[number])
        assert row["speaker_type"] in ("person", "organization", "group", "anonymous", "document", "unknown")
        assert row["kind"] in ("direct", "mixed", "indirect")
        assert row["polarity"] in ("", "affirmed", "denied", "question", "hypothetical")
        assert row["statement"].startswith(row["article"])
        assert not row["text"].startswith("(")
        assert None not in row


def test_the_values_are_those_of_the_json_lines(shelf: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(shelf, *COMMANDS["find"], "--format", "csv"))))
    entries = [json.loads(line) for line in run(shelf, *COMMANDS["find"]).splitlines()]
    assert len(rows) == len(entries)
    for row, entry in zip(rows, entries, strict=True):
        assert unguarded(row["text"]) == entry["text"]
        assert float(row["confidence"]) == entry["confidence"]
        assert row["article"] == entry["article"]["id"]
        assert row["path"] == entry["article"]["path"]
        assert row["outlet"] == (entry["article"]["outlet"] or "")
        assert row["other_outlets"].split("; ") == ([c["outlet"] for c in entry["also_in"]] or [""])
        assert row["said_on"] == (entry["said_on"] or {}).get("value", "")
        assert row["about"] == "; ".join(dict.fromkeys(party["name"] for party in entry["about"]))
        assert row["source"] == entry["source_text"]
    assert "President Ingrid Solberg of Norden" in {row["source"] for row in rows}


def test_then_and_now_are_two_rows_of_one_number(shelf: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(shelf, *COMMANDS["shifts"], "--format", "csv"))))
    assert [(row["shift"], row["side"]) for row in rows[:2]] == [("1", "then"), ("1", "now")]


def test_excel_is_told_that_it_is_utf_8(shelf: Path) -> None:
    plain = run(shelf, *COMMANDS["person"], "--format", "csv")
    assert run(shelf, *COMMANDS["person"], "--format", "csv", "--bom") == "\ufeff" + plain
    command = [sys.executable, "-m", "onrecord", *COMMANDS["person"], "--bom", "--format", "json"]
    done = subprocess.run(command, cwd=shelf, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--format csv" in done.stderr


def unguarded(text: str) -> str:
    """The words of a cell, without the apostrophe that keeps a spreadsheet from running them."""
    return text[1:] if text.startswith("'") and cell(text[1:]) == text else text


@pytest.mark.parametrize(
    "words", ["=HYPERLINK(1)", "+1", "-1", "@x", "＝1", " =1", "\n=1", "\t=1", "\r=1", "\x1b=1", "'=1"]
)
def test_no_cell_is_a_formula(words: str) -> None:
    assert str(cell(words)).startswith("'")


def test_numbers_are_numbers() -> None:
    assert [cell(value) for value in (-0.5, 3, None, "")] == [-0.5, 3, "", ""]


@given(st.lists(st.text(), min_size=1))
def test_words_come_back_and_steer_nothing(words: list[str]) -> None:
    out = io.StringIO()
    sheet = Sheet(out, [Field("words", lambda row: str(row["words"])), Field("n", lambda row: -1)])
    sheet.write([{"words": word} for word in words])
    assert not any(unicodedata.category(c) == "Cc" for c in out.getvalue() if c != "\n")
    found = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert [row["n"] for row in found] == ["-1"] * len(words)
    for word, row in zip(words, found, strict=True):
        if all(unicodedata.category(c) not in ("Cc", "Cs", "Cf") for c in word):
            assert unguarded(row["words"]) == word
