"""How sure the fields of a statement are is told wherever they are shown. The report is invented."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from postgres import Places
from record_strategies import invented
from sqlalchemy import text
from test_floors import weighed
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.cli.entries import columns
from onrecord.errors import OnrecordError
from onrecord.exporting.columns import COLUMNS
from onrecord.exporting.formats import export
from onrecord.exporting.jsonl import entry_line
from onrecord.model import Article, Extraction, MadeBy, doubted
from onrecord.record import Record, sureness


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "weighed.db"
    with Record(path) as record:
        record.add(replace(invented(), statements=(weighed(),)))
    return path


def run_whole(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def run(*arguments: object) -> str:
    return " ".join(run_whole(*arguments).split())


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
        "speaker_confidence": 0.7, "addressee_confidence": 0.1, "said_on_confidence": 0.4, "occasion_confidence": 0.3,
        "about_confidence": 0.1,
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


def test_parquet_leaves_it_out_and_a_run_that_goes_on_is_asked_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow: pip install 'onrecord[tables]'")
    pytest.importorskip("fsspec", reason="needs fsspec: pip install 'onrecord[tables]'")

    def extract_all(articles: Iterable[Article], **_: object) -> Iterator[Extraction]:
        for article in articles:
            yield replace(invented(id=article.id), statements=(weighed(),))

    monkeypatch.setattr("onrecord.scaling.sharded.extract_all", extract_all)
    report = tmp_path / "report.txt"
    report.write_text("The mayor spoke.")
    for options, name, to in ((["--sure"], None, None), ([], "Edda Quill", "reporters")):
        out = tmp_path / f"out{len(options)}"
        run("extract", report, *options, "--output", out)
        (file,) = out.glob("statements/*.parquet")
        (row,) = pq.read_table(file).to_pylist()
        assert (row["speaker"], row["addressee"]) == (name, to)
    refused = CliRunner().invoke(app, ["extract", str(report), "--output", str(tmp_path / "out1")])
    assert refused.exit_code == 1
    assert "its floors was {'speaker': 0.71" in str(refused.exception)


def test_a_run_that_was_begun_before_there_were_floors_goes_on(tmp_path: Path) -> None:
    from onrecord.scaling import plan
    from onrecord.scaling.folder import Folder

    folder, settings = Folder(str(tmp_path)), plan.Settings(MadeBy("0.1.0", "a", "s", "p"), 10)
    plan.check(folder, settings)
    known = json.loads((tmp_path / "run.json").read_text())
    del known["floors"]
    (tmp_path / "run.json").write_text(json.dumps(known))
    plan.check(folder, settings)
    with pytest.raises(OnrecordError, match="begun otherwise"):
        plan.check(folder, replace(settings, floors={"speaker": 0.7}))


def test_find_and_export_leave_it_out_of_what_they_print(db: Path) -> None:
    (line,) = (json.loads(run("find", *options, "--db", db)) for options in [["--sure"]])
    assert (line["speaker"]["name"], line["speaker"]["candidates"]) == (None, ["Edda Quill", "Wren Abbot"])
    assert [party["name"] for party in line["about"]] == ["the pier"]
    assert json.loads(run("find", "--db", db))["speaker"]["name"] == "Edda Quill"
    assert "unknown" in run("find", "--sure", "--db", db, "--format", "table")
    gone = {"csv": "reporters", "jsonl": "reporters", "tei": "Edda Quill", "ftm": "Osric Vane", "prov": "Edda Quill"}
    for format, name in gone.items():  # from the fields: the words of the article stay
        told, left = (run("export", "--format", format, "--db", db, *more) for more in ([], ["--sure"]))
        assert left.count(name) < told.count(name), format
    with Record(db) as record, pytest.raises(TypeError):
        export(record, "csv", io.BytesIO(), None, True)  # type: ignore[call-arg]  # it says what it is


def test_what_a_user_has_decided_stays(db: Path) -> None:
    with Record(db) as record:
        record.correct("invented-1/1", speaker="Edda Quill", addressee="Wren Abbot", reason="I was there")
    line = json.loads(run("find", "--sure", "--db", db))
    assert (line["speaker"]["name"], line["addressee"]["name"], line["said_on"]) == ("Edda Quill", "Wren Abbot", None)


def test_the_view_of_statements_has_it_in_every_database(places: Places) -> None:
    names = "speaker_confidence, addressee_confidence, said_on_confidence, occasion_confidence, about_confidence"
    with Record(places.new("x.db")) as record:
        record.add(replace(invented(), statements=(weighed(),)))
        record.add(invented(id="other", url="https://herald.example/x", outlet="Herald"))
        with record.database.connect() as connection:
            rows = connection.execute(text(f"SELECT article, {names} FROM statements_view")).all()
    assert [tuple(row[1:]) for row in rows if row.article != "other"] == [(0.7, 0.5, 0.4, 0.3, 0.6)]
    assert {tuple(row[2:]) for row in rows if row.article == "other"} == {(None,) * 4}  # nobody has weighed them


def test_a_sheet_has_it_beside_the_fields(db: Path) -> None:
    (row,) = csv.DictReader(run_whole("find", "--db", db, "--format", "csv").splitlines())
    assert {name: cell for name, cell in row.items() if name.endswith("_confidence")} == {
        "speaker_confidence": "0.7", "addressee_confidence": "0.5", "said_on_confidence": "0.4",
        "occasion_confidence": "0.3", "about_confidence": "0.6",
    }  # fmt: skip
    (row,) = csv.DictReader(run_whole("export", "--sure", "--db", db).splitlines())
    assert (row["addressee_confidence"], row["about_confidence"], row["about"]) == ("", "0.8", "the pier")
