"""What the model does with what its training data lack: invented cases by phenomenon (data/attribution_cases.txt)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from invented_reports import read_marks

from onrecord.evaluation.spans import Comparison
from onrecord.extraction.attribution import AttributionModel
from onrecord.model import Attribution

_CASES = Path(__file__).parent / "data" / "attribution_cases.txt"


@dataclass(frozen=True)
class Case:
    """A text, the attributions marked in it (source and content), and why the model fails on it, if it does."""

    phenomenon: str
    text: str
    gold: tuple[Attribution, ...]
    reason: str | None


def cases() -> Iterator[Case]:
    phenomenon, reason = "", None
    for line in _CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            phenomenon = line[3:]
        elif line.startswith("! "):
            reason = line[2:]
        elif line and not line.startswith("#"):
            yield Case(phenomenon, *read_marks(line.replace("\\n", "\n")), reason)
            reason = None


CASES = list(cases())


@pytest.fixture(scope="module")
def model() -> AttributionModel:
    return AttributionModel.load()


def difference(case: Case, found: tuple[Attribution, ...]) -> str:
    """Empty where all that is marked is found in full and nothing else; otherwise what was found."""
    full = sum(Comparison(case.text, case.gold, found).right())
    if full == len(case.gold) == len(found):
        return ""
    rows = [[[case.text[s:e] for s, e in spans] for spans in (a.source, a.cue, a.content)] for a in found]
    return f"{case.text!r}: {rows}"


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{case.phenomenon}-{number}",
            marks=[pytest.mark.xfail(reason=case.reason, strict=True)] if case.reason else [],
        )
        for number, case in enumerate(CASES)
    ],
)
def test_case(model: AttributionModel, case: Case) -> None:
    assert difference(case, model.predict([case.text])[0]) == ""


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 120
