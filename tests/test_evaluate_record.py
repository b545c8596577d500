"""The record's measures: on invented gold, and against the shared scorer where it lies beside the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from onrecord.evaluation import names, record

SHARED = Path(__file__).parents[2] / "shared"
TEXT = "He said taxes would rise. She denied it."


def gold(**changes: Any) -> dict[str, Any]:
    note = {
        "n": 1,
        "speaker": {"name": "Osric Vane", "type": "person"},
        "mode": "speech",
        "polarity": "affirmed",
        "addressee": None,
        "said_on": None,
        "about": ["Edda Quill"],
        "stance": [{"target": "Edda Quill", "attitude": "negative"}],
    }
    spans = {"n": 1, "source": [[0, 2]], "cue": [[3, 7]], "content": [[8, 24]]}
    return {"id": "a", "text": TEXT, "attributions": [spans], "annotations": [note | changes], "events": []}


def predicted(**changes: Any) -> dict[str, Any]:
    statement = {
        "content": [[8, 24]],
        "speaker": {"name": "Osric Vane"},
        "mode": "speech",
        "polarity": "affirmed",
        "addressee": None,
        "said_on": None,
        "about": [{"name": "Edda Quill"}],
        "stance": [{"target": "Edda Quill", "attitude": "negative"}],
    }
    return {"id": "a", "statements": [statement | changes], "occasions": []}


def test_all_right() -> None:
    scores = record.count(gold(), predicted()).scores()
    assert scores["found"]["F1"] == scores["speaker_of_found"] == scores["pronoun"]["R"] == 1
    assert scores["about"]["F1"] == scores["stance_macro"] == scores["directed"]["F1"] == 1
    assert scores["undated"] == 0


def test_what_is_wrong_is_counted_where_it_is() -> None:
    line = predicted(speaker={"name": "Edda Quill"}, said_on={"value": "2026-11-02"}, stance=[])
    scores = record.count(gold(), line).scores()
    assert scores["speaker_of_found"] == scores["pronoun"]["R"] == 0
    assert scores["undated"] == 1
    assert scores["said_on"] == {"P": 0, "R": 0, "F1": 0, "gold": 0, "pred": 1}
    assert scores["directed"] == {"P": 0, "R": 0, "F1": 0, "gold": 1, "pred": 0}
    assert scores["about"]["F1"] == 1


def test_an_article_without_prediction_counts_as_missed() -> None:
    assert record.count(gold(), None).scores()["found"] == {"P": 0, "R": 0, "F1": 0, "gold": 1, "pred": 0}


def test_a_statement_is_matched_by_half_of_its_content_and_only_once() -> None:
    twice = predicted()
    twice["statements"].append(twice["statements"][0] | {"content": [[8, 23]]})
    assert record.count(gold(), twice).n["found"] == 1
    assert record.count(gold(), predicted(content=[[8, 15]])).n["found"] == 0


def test_a_day_within_the_gold_week_is_right() -> None:
    line = predicted(said_on={"value": "2026-11-03"})
    assert record.count(gold(said_on="2026-W45"), line).scores()["said_on"]["F1"] == 1
    assert record.count(gold(said_on="2026-11-04"), line).scores()["said_on"]["F1"] == 0


def test_occasions_agree_by_group_and_participants() -> None:
    event = {"kind": "rally", "participants": ["Osric Vane", "Edda Quill"]}
    marked, line = gold() | {"events": [event]}, predicted()
    line["occasions"] = [{"kind": "speech", "participants": ["Osric Vane"]}]
    assert record.count(marked, line).scores()["occasions"]["F1"] == 1
    line["occasions"] = [{"kind": "call", "participants": ["Osric Vane", "Edda Quill"]}]
    assert record.count(marked, line).scores()["occasions"]["F1"] == 0


@pytest.mark.parametrize(
    ("ours", "theirs", "person", "agreed"),
    [
        ("Osric Vane", "O. Vane", True, True),
        ("Osric Vane", "Edda Vane", True, False),
        ("Osric Vane", "Vane", True, False),
        ("Osric Vane Jr.", "Osric Vane", True, False),
        ("Osric Vane & Edda Quill", "Edda Quill", True, True),
        ("the Ministry of Works", "Ministry of Works", False, True),
        ("Ministry of Works", "Ministry of Finance", False, False),
        (None, None, True, True),
        ("Osric Vane", None, True, False),
    ],
)
def test_names(ours: str | None, theirs: str | None, person: bool, agreed: bool) -> None:
    assert names.same(ours, theirs, person=person) is agreed


def test_the_interval_holds_the_measure() -> None:
    counts = [record.count(gold(), predicted()), record.count(gold(), predicted(speaker={"name": None}))] * 10
    low, high = record.interval(counts, "speaker_of_found", draws=200)
    assert low < 0.5 < high
    assert record.interval(counts, "about.F1", draws=20) == (1, 1)


def test_it_agrees_with_the_shared_scorer(tmp_path: Path) -> None:
    scorer, dev = SHARED / "tools/score_record.py", SHARED / "data/record/dev.jsonl"
    if not (scorer.exists() and dev.exists()):
        pytest.skip("the shared scorer and the annotated articles are not beside this checkout")
    articles = [json.loads(line) for line in dev.read_text("utf-8").splitlines()]
    lines = [_disturbed(article) for article in articles]
    (tmp_path / "pred.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    command = [sys.executable, str(scorer), str(dev), str(tmp_path / "pred.jsonl"), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    ours = record.total(map(record.count, articles, lines)).scores()
    for measure in ours.keys() & theirs.keys():
        assert ours[measure] == pytest.approx(theirs[measure], abs=1e-4), measure
    assert 0.3 < ours["speaker_of_found"] < 0.9


def _disturbed(article: dict[str, Any]) -> dict[str, Any]:
    """The gold as a prediction that is often wrong: each third statement has the fields of the one before it."""
    noted = {row["n"]: row for row in article["annotations"]}
    rows = [(a, noted[a["n"]]) for a in article["attributions"] if a["n"] in noted and a["content"]]
    statements = []
    for i, (a, _) in enumerate(rows):
        note = rows[i - 1 if i % 3 == 2 else i][1]
        statements.append(
            {
                "content": a["content"],
                "speaker": note["speaker"],
                "mode": note["mode"],
                "polarity": note["polarity"],
                "addressee": note["addressee"] and {"name": note["addressee"]},
                "said_on": note["said_on"] and {"value": note["said_on"]},
                "about": [{"name": name} for name in note["about"]],
                "stance": note["stance"],
            }
        )
    events = [{"kind": e["kind"], "participants": e["participants"][:1]} for e in article["events"][::2]]
    return {"id": article["id"], "statements": statements, "occasions": events}


def test_the_command_line_measures_a_file(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from onrecord.cli import app

    gold_file, pred = tmp_path / "gold.jsonl", tmp_path / "pred.jsonl"
    gold_file.write_text(json.dumps(gold()) + "\n")
    pred.write_text(json.dumps(predicted()) + "\n")
    asked = ["evaluate", str(gold_file), "--task", "record", "--pred", str(pred)]
    printed = CliRunner().invoke(app, [*asked, "--format", "json"])
    assert json.loads(printed.stdout)["measures"]["speaker_of_found"] == 1
    assert "speaker_of_found" in CliRunner().invoke(app, asked).stdout
    extracted = CliRunner().invoke(app, [*asked[:-2], "--format", "json"])
    assert json.loads(extracted.stdout)["measures"]["found"]["gold"] == 1


@pytest.mark.parametrize(
    "line", ["{}", "nonsense", '{"id": "a", "text": "x", "attributions": [{"n": 1}], "annotations": []}']
)
def test_what_is_no_gold_is_named(tmp_path: Path, line: str) -> None:
    from onrecord.errors import InputMalformed
    from onrecord.evaluation import record_data

    (tmp_path / "gold.jsonl").write_text(json.dumps(gold()) + "\n" + line + "\n")
    with pytest.raises(InputMalformed, match=r"gold\.jsonl:2: no annotated article"):
        record_data.read(tmp_path / "gold.jsonl")
