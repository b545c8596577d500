"""`onrecord evaluate --task directed-stance|target-stance`, on invented gold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from onrecord.cli.evaluate import evaluate as command
from onrecord.errors import InputEmpty, InputMalformed, InputUndecodable, InputUnreadable
from onrecord.evaluation.classes import Classification
from onrecord.evaluation.stance_data import read_directed, read_targets

DIRECTED = (
    "[Ann Lee] angrily denounced [Bo Lund] as a fraud.\tAnn Lee\tBo Lund\t3\n"
    "[Ann Lee] was praised by [Bo Lund] for her courage.\tAnn Lee\tBo Lund\t2\n"
    "[Ann Lee] and [Bo Lund] arrived on Tuesday.\tAnn Lee\tBo Lund\t0\n"
)
TARGETS = "".join(
    json.dumps({"sentence": text, "from": text.index("Lee"), "to": text.index("Lee") + 3, "polarity": polarity}) + "\n"
    for text, polarity in (
        ("The corrupt Lee lied to the court again.", -1),
        ("Lee arrived on Tuesday at noon.", 0),
        ("Lee is a brave and brilliant leader.", 1),
    )
)


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.parametrize(("task", "gold", "classes"), [("directed-stance", DIRECTED, 5), ("target-stance", TARGETS, 3)])
def test_json(tmp_path: Path, task: str, gold: str, classes: int) -> None:
    path = tmp_path / "gold"
    path.write_text(gold, encoding="utf-8")
    result = run(str(path), "--task", task, "--format", "json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["examples"] == 3
    assert found["accuracy"] == 1
    assert found["macro_f1"] == 1
    assert len(found["per_class"]) == classes
    assert {"precision", "recall", "f1", "gold", "predicted"} == set(next(iter(found["per_class"].values())))


def test_table(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(TARGETS, encoding="utf-8")
    result = run(str(path), "--task", "target-stance")
    assert "accuracy 1.000, macro F1 1.000" in result.stdout


def test_predictions_are_for_attribution(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(TARGETS, encoding="utf-8")
    assert run(str(path), "--task", "target-stance", "--pred", str(path)).exit_code == 2


def test_brackets_are_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text(DIRECTED, encoding="utf-8")
    first = read_directed(path)[0]
    assert first.text == "Ann Lee angrily denounced Bo Lund as a fraud."
    assert first.holder is not None
    assert (first.text[slice(*first.holder)], first.text[slice(*first.target)]) == ("Ann Lee", "Bo Lund")
    assert first.label == 3


@pytest.mark.parametrize(
    "line",
    ["Ann met Bo.\tAnn\tBo\t0", "[Ann] met [Bo].\tAnn\tBo\t5", "[Ann] met [Bo].\tAnn\tBo", "[Ann] met [].\tAnn\tBo\t0"],
)
def test_malformed_directed(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text(DIRECTED + line, encoding="utf-8")
    with pytest.raises(InputMalformed, match=r"gold.tsv:4: "):
        read_directed(path)


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        "[]",
        '{"sentence": "Lee.", "from": 0, "to": 9, "polarity": 0}',
        '{"sentence": "Lee.", "from": 0, "to": 3, "polarity": 2}',
        '{"sentence": "Lee.", "from": 0, "polarity": 1}',
        '{"sentence": 3, "from": 0, "to": 1, "polarity": 1}',
    ],
)
def test_malformed_targets(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(TARGETS + line, encoding="utf-8")
    with pytest.raises(InputMalformed, match=r"gold.jsonl:4: "):
        read_targets(path)


def test_unusable_files(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable):
        read_targets(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n\n")
    with pytest.raises(InputEmpty):
        read_targets(tmp_path / "empty.jsonl")
    (tmp_path / "latin.tsv").write_bytes("[Änn] met [Bo].\tA\tB\t0".encode("latin-1"))
    with pytest.raises(InputUndecodable):
        read_directed(tmp_path / "latin.tsv")


def test_classification() -> None:
    found = Classification(("a", "b", "c"), [0, 0, 1, 1], [0, 1, 1, 1])
    assert found.accuracy == 0.75
    assert found.per_class()["a"].f1 == pytest.approx(2 / 3)
    assert found.per_class()["b"].f1 == pytest.approx(0.8)
    assert found.per_class()["c"].f1 == 0
    assert found.macro_f1 == pytest.approx((2 / 3 + 0.8) / 2)  # a class that is nowhere does not count
