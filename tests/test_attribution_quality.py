"""The quality gate: the shipped model on PolNeAR's development articles, against floors that are stored here.

Floors are raised as the model gets better. To lower one, say why under "lowered_because" in the file, where the diff
shows it; take the reason out again with the next change.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from onrecord.evaluation.gold import read_gold
from onrecord.evaluation.spans import Comparison, Evaluation, Marked, evaluate
from onrecord.extraction.attribution import AttributionModel
from onrecord.model import Attribution

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared/data/polnear/dev.jsonl"
FLOORS = ROOT / "tests/data/attribution_floors.json"
FLOORS_NOW: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))

Predictions = dict[str, tuple[Attribution, ...]]


@pytest.fixture(scope="module")
def gold() -> list[Marked]:
    if not CORPUS.exists():
        pytest.skip("PolNeAR's development articles are not here")
    assert hashlib.sha256(CORPUS.read_bytes()).hexdigest() == FLOORS_NOW["corpus_sha256"]
    return read_gold(CORPUS)


@pytest.fixture(scope="module")
def predicted(gold: list[Marked]) -> Predictions:
    model = AttributionModel.load()
    assert model.name == FLOORS_NOW["model"]
    return {article.id: model.predict([article.text])[0] for article in gold}


@pytest.fixture(scope="module")
def evaluation(gold: list[Marked], predicted: Predictions) -> Evaluation:
    return evaluate(gold, predicted)


@pytest.mark.parametrize("name", FLOORS_NOW["f1"])
def test_floor(evaluation: Evaluation, name: str) -> None:
    measure, _, kind = name.partition(", ")
    score = evaluation.scores[measure, kind]  # type: ignore[index]
    assert score.f1 >= FLOORS_NOW["f1"][name]


def test_confidence_is_calibrated(gold: list[Marked], predicted: Predictions) -> None:
    """Expected calibration error over ten bins: what is said to be right 0.8 of the time is."""
    gaps = [0.0] * 10
    for article in gold:
        found = predicted[article.id]
        right = Comparison(article.text, article.attributions, found).right()
        for attribution, is_right in zip(found, right, strict=True):
            gaps[min(9, int(attribution.confidence * 10))] += attribution.confidence - is_right
    total = sum(len(found) for found in predicted.values())
    assert sum(map(abs, gaps)) / total <= FLOORS_NOW["expected_calibration_error"]


def test_floors_are_not_lowered_unseen() -> None:
    command = ["git", "show", f"HEAD^:{FLOORS.relative_to(ROOT)}"]
    try:
        before = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no earlier version to compare with")
    earlier = json.loads(before.stdout)["f1"]
    lowered = [name for name, floor in earlier.items() if FLOORS_NOW["f1"].get(name, 0) < floor]
    assert not lowered or FLOORS_NOW["lowered_because"], f"lowered: {lowered}"
