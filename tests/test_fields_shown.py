"""How sure the fields of a statement are is told wherever they are shown. The report is invented."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from record_strategies import invented
from test_floors import weighed
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.cli.entries import columns
from onrecord.exporting.columns import COLUMNS
from onrecord.exporting.jsonl import entry_line
from onrecord.model import Extraction, doubted
from onrecord.record import Record, sureness


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "weighed.db"
    with Record(path) as record:
        record.add(replace(invented(), statements=(weighed(),)))
    return path


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_a_mark_stands_for_less_than_half_and_for_nothing_that_nobody_has_weighed() -> None:
    assert [doubted(sure) for sure in (None, 0.0, 0.49, 0.5, 1.0)] == [False, True, True, False, False]


def test_why_tells_how_sure_each_field_is(db: Path) -> None:
    told = run("why", "invented-1/1", "--db", db, "--format", "table")
    fields = (
        "to reporters (0.50) said on 2024-09-24 (0.40) occasion o1 (0.30) about Osric Vane (0.60) about the pier (0.80)"
    )
    assert f"{fields} negative on Osric Vane (0.90)" in told
    line = json.loads(run("why", "invented-1/1", "--db", db))
    assert line["sure"][0] == {"field": "addressee", "says": "reporters", "confidence": 0.5}
    assert [f.field for f in sureness.fields(invented().statements[0])] == ["stance"]  # nobody has weighed the others


def test_a_table_marks_what_is_likelier_wrong(db: Path) -> None:
    assert "2024-09-24? · to reporters · about" in run("article", "invented-1", "--db", db, "--format", "table")
    with Record(db) as record:
        (entry,) = record.find()
    line = entry_line(entry)
    cells = {column.header: column.cell(line) for column in columns(200, {})}
    assert (cells["said (publ.)"], cells["to"]) == ("2024-09-24?", "reporters")
    assert cells["about"] == "Osric Vane, the pier"
    line["addressee"]["confidence"] = line["about"][1]["confidence"] = 0.1
    cells = {column.header: column.cell(line) for column in columns(200, {})}
    assert (cells["to"], cells["about"]) == ("reporters?", "Osric Vane, the pier?")
    typed = {column.name: column.value(line) for column in COLUMNS if column.name.endswith("_confidence")}
    assert typed == {
        "speaker_confidence": 0.7, "addressee_confidence": 0.1, "said_on_confidence": 0.4, "occasion_confidence": 0.3
    }  # fmt: skip


def test_a_card_tells_it_in_words_and_marks_what_is_likelier_wrong(db: Path) -> None:
    pytest.importorskip("fastapi", reason="the pages need onrecord[web]")
    from served import served

    with served(db) as client:
        page = client.get("/article/invented-1?at=1").text
    words = " ".join(re.sub(r"<[^>]+>", "", page).split())
    sure = "70 % whose it is, 50 % to whom, 40 % when, 30 % on which occasion, 60 % that it is about Osric Vane"
    assert f"{sure}, 80 % that it is about the pier" in words
    assert re.findall(r'title="(only[^"]+)">\?<', page) == ["only 40 % sure", "only 30 % sure"]


def test_sure_leaves_out_what_is_less_sure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def extract_all(articles: Iterable[object], **_: object) -> Iterator[Extraction]:
        assert list(articles)
        said = weighed()
        yield replace(invented(), statements=(replace(said, speaker=replace(said.speaker, confidence=0.6)),))

    monkeypatch.setattr("onrecord.scaling.extract_all", extract_all)
    report = tmp_path / "report.txt"
    report.write_text("The mayor spoke.")
    (said,) = json.loads(run("extract", report, "--sure"))["statements"]
    assert (said["speaker"]["name"], said["speaker"]["type"]) == (None, "unknown")
    assert said["speaker"]["candidates"] == ["Edda Quill", "Wren Abbot"]
    assert (said["addressee"], said["said_on"], said["occasion"], said["occasion_confidence"]) == (None,) * 4
    assert [party["name"] for party in said["about"]] == ["the pier"]
    assert said["stance"] == []
    (said,) = json.loads(run("extract", report))["statements"]
    assert said["speaker"]["name"] == "Edda Quill"
    refused = CliRunner().invoke(app, ["extract", str(report), "--sure", "--output", str(tmp_path / "out")])
    assert refused.exit_code == 2
    assert "--sure is of what is printed" in " ".join(re.sub(r"[│\n]", " ", refused.output).split())
