"""What a stranger stumbled over at the command line: ids that lead on, inputs that are named, nothing in silence."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from record_strategies import invented
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.cli.inputs import InputRun
from onrecord.cli.progress import Bar
from onrecord.model import Extraction
from onrecord.record import Record


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "test.db"
    with Record(path) as record:
        whole, id = invented(), "3f9a01bc77d14e02"
        named = {s.id: f"{id}/{s.content[0][0]}-{s.content[-1][1]}" for s in whole.statements}
        statements = tuple(
            replace(s, id=named[s.id], nested_in=named[s.nested_in] if s.nested_in else None) for s in whole.statements
        )
        record.add(replace(whole, article=replace(whole.article, id=id), statements=statements))
    return path


def at_a_terminal(*arguments: str | Path, columns: int = 80) -> str:
    """What the command prints on a terminal."""
    ours, its = pty.openpty()
    command = [sys.executable, "-m", "onrecord", *map(str, arguments)]
    environment = os.environ | {"COLUMNS": str(columns), "NO_COLOR": "1"}
    process = subprocess.Popen(command, stdout=its, stderr=its, env=environment)
    os.close(its)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # its end was closed
        pass
    os.close(ours)
    assert process.wait() == 0, shown
    return shown.decode()


@pytest.mark.parametrize("asked", [["find"], ["person", "Quill"]])
def test_a_table_shows_the_id_that_why_and_cite_take(db: Path, asked: list[str]) -> None:
    shown = re.findall(r"3f9a01bc/[0-9]+-[0-9]+", at_a_terminal(*asked, "--db", db))
    assert shown
    for id in shown:
        for command in ("why", "cite"):
            assert CliRunner().invoke(app, [command, id, "--db", str(db)]).exit_code == 0


@pytest.mark.parametrize("asked", ["find", "occasions", "shifts", "quotations"])
def test_what_was_said_has_most_of_a_narrow_terminal(shelf: Path, asked: str) -> None:
    shown = re.sub(r"\x1b.*?[m\\]", "", at_a_terminal(asked, "--db", shelf / "examples.db")).splitlines()
    header = next(line for line in shown if line.startswith(("said", "date", "published", "      date")))
    assert 80 - max(header.find("what"), header.find("who")) >= 38  # what else is told stands below it
    assert max(map(len, shown)) <= 80


@pytest.mark.parametrize("width", [100, 119, 120, 159, 160, 180])
def test_what_was_said_has_the_most_room_of_a_terminal_of_any_width(shelf: Path, width: int) -> None:
    db = shelf / "examples.db"
    printed = at_a_terminal("person", "Daniel Okafor", "--db", db, columns=width)
    shown = re.sub(r"\x1b.*?[m\\]", "", printed).splitlines()
    header = next(line for line in shown if line.startswith("said"))
    (room,) = re.findall(r"what *", header)
    assert len(room) >= 0.34 * width
    assert max(map(len, shown)) <= width


def test_how_sure_is_of_the_words_and_of_the_speaker_as_on_the_pages(shelf: Path) -> None:
    asked = ["find", "common ground", "--db", str(shelf / "examples.db"), "--format"]
    line = json.loads(CliRunner().invoke(app, [*asked, "jsonl"]).stdout)
    low, high = sorted((line["confidence"], line["speaker"]["confidence"]))
    assert low < high
    assert f"{low:.2f} sure" in CliRunner().invoke(app, [*asked, "table"]).stdout
    article = CliRunner().invoke(app, ["article", line["article"]["id"], *asked[2:], "table"]).stdout
    assert f"{low:.2f} sure" in " ".join(article.split())


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = CliRunner().invoke(app, ["read", str(tmp_path / "empty")])
    assert result.stderr == f"{tmp_path / 'empty'}: there is no article in it\n"


def test_whose_occasions_there_are_none_of_is_named(db: Path) -> None:
    result = CliRunner().invoke(app, ["occasions", "Nobody Known", "--db", str(db)])
    assert "no such occasion of 'Nobody Known'" in result.stderr


def test_somebody_unknown_leads_to_those_who_are_known(db: Path) -> None:
    result = CliRunner().invoke(app, ["people", "show", "Nobody Known", "--db", str(db)])
    assert "onrecord people show\n" in result.stderr


def test_the_help_sorts_the_commands_by_what_they_are_for() -> None:
    shown = CliRunner().invoke(app, ["--help"]).stdout
    places = [shown.find(words) for words in (" Begin here ", "│ extract ", " Ask the record ", "│ find ")]
    assert -1 not in places
    assert places == sorted(places)


def test_help_tells_extras_whole() -> None:
    """What stands in brackets is taken for a style, and is gone."""
    for command in (["people", "resolve"], ["mcp"]):
        assert 'the extra "' in " ".join(CliRunner().invoke(app, [*command, "--help"]).stdout.split())


def test_the_bar_tells_what_is_done_not_what_was_read_ahead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown: list[tuple[float, float | None, int]] = []
    monkeypatch.setattr(Bar, "update", lambda self, done, total=None, count=0: shown.append((done, total, count)))
    files = [tmp_path / f"{n}.txt" for n in range(3)]
    for file in files:
        file.write_text("The mayor said that the pier would stay.\n")
    with InputRun(list(map(str, files)), "Extracting") as inputs:
        for extraction in inputs.sound([Extraction(article, ()) for article in inputs.articles()]):
            assert extraction.article.text
    size = files[0].stat().st_size
    assert shown == [(size, 3 * size, 1), (2 * size, 3 * size, 2), (3 * size, 3 * size, 3)]
    shown.clear()
    with InputRun(list(map(str, files)), "Adding") as inputs:
        given = inputs.articles()
        next(given)
        inputs.pass_over()
        assert len(list(inputs.sound([Extraction(article, ()) for article in given]))) == 2
    assert [done for done, _, _ in shown] == [2 * size, 3 * size]  # what is known already is no work
