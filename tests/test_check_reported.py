"""What a draft reports without quotation marks, against what its speaker has said. All texts are invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.exporting.checked_html import page
from onrecord.exporting.sarif import sarif
from onrecord.exporting.schemas import schema
from onrecord.extraction.pipeline import Extractor
from onrecord.reading.inputs import read
from onrecord.record import Record
from onrecord.record.guard import Guard
from onrecord.record.reports import Near, Report

CLIPPING = """WESTHAVEN, 4 March 2025 - The council met on Tuesday.

"I support the harbour tunnel, and I will vote for the toll," Ruth Calloway said.

Ruth Calloway said the ferries had lost money in every single year.

"The government will keep the island hospital," Calloway told the council.

Ruth Calloway praised the auditor as honest and careful.

Ruth Calloway voiced displeasure with a plan to ban fishing in the bay.

"The first debate was a success," Ruth Calloway said.
"""
# What Ruth Calloway is said to have said, and what the clipping says of it.
PLANTED = [
    ("said that she opposes the harbour tunnel", "contradicts"),  # reversed
    ("said that she does not support the harbour tunnel", "contradicts"),  # negated
    ("denied that she supported the harbour tunnel", "contradicts"),
    ("said that she no longer supports the harbour tunnel", "contradicts"),
    ("said that the auditor was dishonest", "contradicts"),
    ("said that she backs the harbour tunnel", "agrees"),
    ("said that the ferries had lost money every year", "agrees"),
    ("said that she opposes the airport tunnel", None),  # another target
    ("said that the second debate was a failure", None),
    ("said she would oppose the harbour tunnel if the price rose", None),  # a condition
    ("asked whether she should oppose the harbour tunnel", None),  # a question
    ("said that fishing should be banned in the bay", None),  # the plan that she dislikes is not hers
    ("said that fishing should be allowed in the bay", None),
    ("said that the council opposes the harbour tunnel", None),  # somebody else's mind
]


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def _report(draft: str, clipping: str, extractor: Extractor) -> Report:
    against = [read(clipping.encode(), name="clipping.txt")]
    return Guard(None, against, extractor=extractor).check(read(draft.encode(), name="draft.txt"))


def _bearings(report: Report) -> Iterator[Near]:
    return (near for one in report.reported for near in one.nearest if near.bearing)


@pytest.mark.parametrize(("told", "bearing"), PLANTED)
def test_what_is_on_record_agrees_contradicts_or_only_comes_near(
    told: str, bearing: str | None, extractor: Extractor
) -> None:
    report = _report(f"The council met.\n\nRuth Calloway {told}.\n", CLIPPING, extractor)
    assert report.reported, "nothing was read as reported"
    assert {near.bearing for near in _bearings(report)} == ({bearing} if bearing else set())
    for near in _bearings(report):
        assert near.text in " ".join(CLIPPING.split())
        assert near.reason
        assert near.statement


def test_a_namesake_is_not_held_to_what_another_said(extractor: Extractor) -> None:
    for speaker in ("Martin Calloway", "Ruth Calloway Jr.", "Calloway"):
        report = _report(
            f"The council met on Friday.\n\n{speaker} said that he opposes the harbour tunnel.\n", CLIPPING, extractor
        )
        assert [one.speaker for one in report.reported] == [speaker]
        assert not list(_bearings(report))


def test_two_persons_of_one_name_in_the_record_are_told_apart_by_nobody(tmp_path: Path, extractor: Extractor) -> None:
    fisher = CLIPPING.replace("Ruth Calloway", "Fisherman Ruth Calloway", 1).replace("4 March", "5 March")
    draft = read(b"The council met.\n\nRuth Calloway said that she opposes the harbour tunnel.\n", name="draft.txt")
    with Record(tmp_path / "a.db") as record:
        for n, text in enumerate((CLIPPING, fisher)):
            record.add(extractor.extract(read(text.encode(), name=f"{n}.txt")))
        found = list(_bearings(Guard(record, extractor=extractor).check(draft)))
        assert {near.bearing for near in found} == {"contradicts"}
        first = record.articles()[0]
        record.people.split("ruth-calloway", [first.id], by="Ann", reason="another of that name")
        assert not list(_bearings(Guard(record, extractor=extractor).check(draft)))


def test_every_report_tells_it_with_its_source(tmp_path: Path, extractor: Extractor) -> None:
    draft, clipping = tmp_path / "draft.txt", tmp_path / "clipping.txt"
    draft.write_text("WESTHAVEN - First.\n\nRuth Calloway denied that she supported the harbour tunnel.\n")
    clipping.write_text(CLIPPING)

    def run(format: str) -> str:
        args = ["check", str(draft), "--against", str(clipping), "-f", format]
        result = CliRunner().invoke(app, args, env={"COLUMNS": "160"})
        assert result.exit_code == 0  # no quotation is wrong
        assert "no quotations; 1 of 1 reported statement contradicted by what is on record" in result.stderr
        return result.stdout

    words = "I support the harbour tunnel, and I will vote for the toll"
    table = " ".join(run("table").split())
    assert "denied that she supported the harbour tunnel" in table
    assert 'contradicts: (said) "I support' in table
    assert "/55-116" in table  # the statement, by which it is opened
    line = json.loads(run("json"))
    jsonschema.validate(line, schema("check"))
    (one,) = line["reported"]
    assert (one["line"], one["cue"], one["nearest"][0]["bearing"]) == (3, "denied", "contradicts")
    assert one["nearest"][0]["reason"] == (
        f"reported here: denied ‘that she supported the harbour tunnel’; on record: said ‘{words}’"
    )
    (result,) = json.loads(run("sarif"))["runs"][0]["results"]
    assert (result["ruleId"], result["level"], result["kind"]) == ("reported-speech", "warning", "fail")
    assert words in result["relatedLocations"][0]["message"]["text"]
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("clipping.txt")
    shown = run("html")
    assert "<span class='kind contradicts'>contradicts</span>" in shown
    assert words in shown


def test_nothing_near_is_said_to_be_so(extractor: Extractor) -> None:
    report = _report("The council met.\n\nRuth Calloway said that gulls are clever.\n", CLIPPING, extractor)
    (one,) = report.reported
    assert one.nearest == ()
    assert "nothing near to it was found" in page(report)
    assert not [r for r in sarif(report)["runs"][0]["results"] if r["ruleId"] == "reported-speech"]
