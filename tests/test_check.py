"""`onrecord check`: a draft before it is printed, against a transcript and a record. All texts are invented."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import zipfile
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from onrecord.cli import app
from onrecord.exporting.checked_html import page
from onrecord.exporting.sarif import sarif
from onrecord.exporting.schemas import schema
from onrecord.extraction.pipeline import Extractor
from onrecord.reading.inputs import read
from onrecord.record.guard import Guard
from onrecord.record.reports import Report

EXAMPLES = Path(__file__).parent.parent / "examples-check"
DRAFT, HEARING = str(EXAMPLES / "draft.md"), str(EXAMPLES / "hearing.txt")
KINDS = [
    "elided", "verbatim", "verbatim", "bracketed", "altered", "elided", "other speaker", "no source", "no source",
]  # fmt: skip


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.fixture(scope="module")
def report(extractor: Extractor) -> Report:
    return Guard(None, [read(HEARING)], extractor=extractor).check(read(DRAFT), original=Path(DRAFT).read_text("utf-8"))


def run(*args: str, input: bytes | None = None, **environment: str) -> Result:
    return CliRunner().invoke(app, ["check", *args], input=input, env={"COLUMNS": "160", **environment})


def of(text: str, extractor: Extractor, *against: str) -> Report:
    return Guard(None, [read(a.encode(), name="given.txt") for a in against], extractor=extractor).check(
        read(text.encode(), name="draft.txt")
    )


# ------------------------------------------------------------------------------------------------ the example


def test_the_example_shows_each_kind(report: Report) -> None:
    assert [f.kind for f in report.quotations] == KINDS
    assert [f.wrong for f in report.quotations] == [True, False, False, False, True, True, True, True, True]
    assert report.wrong == 6
    assert (report.searched.articles, report.searched.transcripts) == (0, 1)
    price = report.quotations[4]
    assert (price.speaker, price.line, price.differences) == ("Ruth Calloway", 13, (("three", "two"),))
    half = report.quotations[5]
    assert half.cuts[0].turns
    assert half.cuts[0].words.startswith("if the council pays the other")
    assert "Ruth Calloway" in report.quotations[6].reason
    (ferries,) = [r for r in report.reported if "ferries" in r.text]
    assert "lost money in every single year" in ferries.nearest[0].text
    (bridge,) = [r for r in report.reported if "bridge" in r.text]
    assert [ferries.nearest[0].bearing, bridge.nearest[0].bearing] == ["agrees", "contradicts"]
    assert bridge.nearest[0].text == "I was wrong about the bridge."


def test_the_command_ends_with_1_and_says_what_was_searched(tmp_path: Path) -> None:
    result = run(DRAFT, "--against", HEARING, "-f", "table", "--db", str(tmp_path / "none.db"))
    assert result.exit_code == 2
    result = run(DRAFT, "--against", HEARING, "-f", "json")
    assert result.exit_code == 1
    assert (
        "6 of 9 quotations to look at; 1 of 4 reported statements contradicted by what is on record; "
        "searched 0 articles and 1 transcript, 2025-03-04" in result.stderr
    )
    line = json.loads(result.stdout)
    jsonschema.validate(line, schema("check"))
    assert [f["kind"] for f in line["quotations"]] == KINDS
    table = run(DRAFT, "--against", HEARING, "-f", "table").stdout
    for words in ("altered: 'two' there, 'three' here", "no source", "left out within: ‘if the council pays"):
        assert words in table


def test_a_draft_within_another_file_is_checked(tmp_path: Path) -> None:
    text = "A report on the pier.\n\n“Nobody here has ever said this at all,” the mayor said.\n"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("draft.txt", text)
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "text": text}) + "\n")
    for name in ("a.zip", "a.txt.gz", "a.jsonl"):
        result = run(str(tmp_path / name), "--against", HEARING, "-f", "json")
        assert [f["line"] for f in json.loads(result.stdout)["quotations"]] == [3], name


def test_sarif_names_the_place_in_the_draft(report: Report) -> None:
    (made,) = sarif(report)["runs"]
    assert json.loads(json.dumps(sarif(report)))["version"] == "2.1.0"
    rules = [rule["id"] for rule in made["tool"]["driver"]["rules"]]
    results = [r for r in made["results"] if r["ruleId"] != "reported-speech"]
    assert [r["level"] for r in results] == ["error" if f.wrong else "note" for f in report.quotations]
    for result, finding in zip(results, report.quotations, strict=True):
        assert rules[result["ruleIndex"]] == result["ruleId"] == finding.kind.replace(" ", "-")
        (where,) = result["locations"]
        assert where["physicalLocation"]["region"]["startLine"] == finding.line
        assert where["physicalLocation"]["artifactLocation"]["uri"].endswith("draft.md")
        assert finding.text in Path(DRAFT).read_text("utf-8").splitlines()[finding.line - 1]


def test_the_page_needs_nothing_and_holds_nothing_that_acts(extractor: Extractor) -> None:
    hostile = "Ann Lee said: “I will <script>alert(1)</script> never pay” & left.\n"
    shown = page(of(f"<b>{hostile}", extractor, hostile.replace("never", "always")))
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert not re.search(r"(?:src|href)\s*=|url\(|@import", shown)
    assert "default-src 'none'" in shown


def test_the_page_shows_what_would_steer(extractor: Extractor) -> None:
    shown = page(of("Ann Lee said: “I will \u202e never pay” and left.\n", extractor, "Nothing.\n"))
    assert "\u202e" not in shown
    assert "I will ⟨202E⟩ never pay" in shown


def test_the_draft_is_not_kept(desk: Path) -> None:
    db = desk / "examples.db"
    before = [*sqlite3.connect(db).iterdump()]
    draft = desk / "draft.txt"
    draft.write_text("Daniel Okafor said: “We will buy nine submarines from the moon before breakfast.”\n")
    result = run(str(draft), "--db", str(db), "-f", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["quotations"][0]["kind"] == "no source"
    assert "10 articles and 0 transcripts, 2022-" in result.stderr
    assert [*sqlite3.connect(db).iterdump()] == before


def test_what_the_record_has_is_found_there(desk: Path) -> None:
    draft = desk / "draft.txt"
    found = run(str(desk / "examples" / "01-dinner.md"), "--db", str(desk / "examples.db"), "-f", "json")
    line = json.loads(found.stdout)
    assert found.exit_code == 0, [(f["text"], f["kind"], f["reason"]) for f in line["quotations"] if f["wrong"]]
    assert len(line["quotations"]) > 5
    assert "this very draft" in found.stderr
    draft.write_text("“Had I seen it, I would have resigned,” Leon Hartmann told the committee.\n")
    changed = run(str(draft), "--db", str(desk / "examples.db"), "-f", "json")
    (finding,) = json.loads(changed.stdout)["quotations"]
    assert (finding["kind"], finding["differences"]) == ("altered", [["resigned", "acted"]])
    assert finding["places"][0]["speaker"] == "Leon Hartmann"
    assert "this very draft" not in changed.stderr


# ------------------------------------------------------------------------------------------------ bad input


def test_without_anything_to_check_against_nothing_is_said_to_be_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for args, reason in (
        ([DRAFT], "nothing to check against"),
        ([str(tmp_path / "no.md"), "--against", HEARING], "no such file"),
        ([DRAFT, "--against", str(tmp_path / "no.txt")], "no such file"),
        ([DRAFT, "--against", str(tmp_path)], "no text in"),
        ([DRAFT, "--db", str(tmp_path / "no.db")], "no record here"),
    ):
        result = run(*args)
        assert result.exit_code == 2
        assert reason in " ".join(result.stderr.replace("│", "").split())


def test_a_draft_without_quotations_is_fine(extractor: Extractor) -> None:
    report = of("The committee met. Nothing was said.\n", extractor, Path(HEARING).read_text())
    assert (report.quotations, report.wrong) == ((), 0)


def test_a_quotation_that_is_not_closed_is_checked_and_told(extractor: Extractor) -> None:
    report = of(
        "Ruth Calloway said: “I was wrong about the bridge.\n\nThe end.\n", extractor, Path(HEARING).read_text()
    )
    (finding,) = report.quotations
    assert (finding.kind, finding.closed) == ("verbatim", False)


def test_the_wrong_transcript_is_told(extractor: Extractor) -> None:
    draft = "“Every ferry will be painted green by June,” said Ida Moss.\n\n“Green is our colour,” Moss said.\n"
    (warning,) = of(draft, extractor, Path(HEARING).read_text()).warnings
    assert "none of the 2 quotations stands in this transcript; there speak Beatrice Moreau, Ruth Calloway" in warning
    assert "is it the right one?" in warning


def test_what_could_not_be_heard_is_told(extractor: Extractor) -> None:
    transcript = Path(HEARING).read_text()
    for words in ("two billion crowns", "a good idea", "far from a hospital"):
        transcript = transcript.replace(words, "[inaudible]")
    report = of("“The tunnel would cost three billion crowns,” Ruth Calloway said.\n", extractor, transcript)
    (finding,) = report.quotations
    assert finding.wrong
    assert any("could not be heard" in w or "words could not" in w for w in report.warnings)


def test_clippings_are_a_source_and_lines_are_those_of_the_file(tmp_path: Path, extractor: Extractor) -> None:
    clipping = tmp_path / "clipping.txt"
    clipping.write_text(
        "Budget passes\n\n“We will tax the gulls, and we will tax the fog,” Ida Moss told the council.\n"
    )
    draft = tmp_path / "draft.md"
    draft.write_text("# A title\n\nFirst.\n\nIda Moss said: “We will tax the gulls, and we will tax the fog.”\n")
    result = run(str(draft), "--against", str(tmp_path / "clipping.txt"), "-f", "json", "--db", str(tmp_path / "x.db"))
    assert result.exit_code == 2  # a record that is named and is not there
    report = Guard(None, [read(clipping)], extractor=extractor).check(read(draft), original=draft.read_text())
    (finding,) = report.quotations
    assert (finding.kind, finding.line, finding.places[0].speaker) == ("verbatim", 5, "Ida Moss")
