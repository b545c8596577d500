"""Statement pairs written for this test: those that oppose are found, near misses are not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from onrecord.comparison.claims import claim, clause, leaning
from onrecord.extraction.language import Parser
from training.contradiction import pairs

FILE = Path(__file__).parent / "data" / "shifts" / "pairs.txt"


@cache
def _pairs() -> tuple[pairs.Pair, ...]:
    return tuple(pairs.read(FILE))


def test_the_pairs_are_as_many_as_promised_and_none_is_trained_on() -> None:
    assert len(_pairs()) >= 150
    assert sum(not p.opposes for p in _pairs()) >= len(_pairs()) / 2
    trained = (FILE.parents[3] / "training" / "contradiction" / "pairs.txt").read_text("utf-8").splitlines()
    own = {line for line in FILE.read_text("utf-8").splitlines() if line.startswith(("+", "-"))}
    assert not own & set(trained)


def test_oppositions_are_found_and_near_misses_are_not() -> None:
    report = pairs.report(_pairs())
    assert report["precision"] >= 0.9  # type: ignore[operator]
    assert report["recall"] >= 0.65  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["condition", "question", "namesake", "others", "joke"])
def test_what_asserts_nothing_of_the_holders_own_opposes_nothing(kind: str) -> None:
    near = [p for p in _pairs() if p.kind == kind]
    assert len(near) >= 8
    assert sum(p.score >= pairs.THRESHOLD for p in near) <= 0.1 * len(near)


@pytest.mark.parametrize(
    ("cue", "content", "name", "side"),
    [
        ("praised", "Osric Vane for his patience", "Osric Vane", 1),
        ("said", "“I do not support Osric Vane.”", "Osric Vane", -1),
        ("described", "Vane as a reckless bully", "Osric Vane", -1),
        ("calling", "him a “dangerous clown”", "Osric Vane", -1),
        ("said", "Vane supported a terrible plan", "Osric Vane", 0),
        ("declined", "to endorse Vane", "Osric Vane", -1),
        ("said", "Vane was not a bad mayor", "Osric Vane", 1),
    ],
)
def test_words_lean_toward_whom_they_are_said_of(cue: str, content: str, name: str, side: int) -> None:
    doc = next(_parser().parse([clause(cue, content)]))
    named = {content.index("him"): "Vane"} if "him " in content else {}
    assert leaning(claim(doc, content, named=named), name)[0] == side


@cache
def _parser() -> Parser:
    return Parser()
