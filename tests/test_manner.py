"""How a content is put forward: speech, writing or thought; affirmed, denied, asked or imagined."""

from __future__ import annotations

import pytest
from invented_reports import resolved

from onrecord.extraction import manner


def read(marked: str) -> list[tuple[str, str]]:
    return [(m.mode, m.polarity) for m in manner.read(*resolved(marked))]


@pytest.mark.parametrize(
    ("marked", "mode"),
    [
        ("[1 Ruth Calloway] {1 said} <1 taxes would rise>.", "speech"),
        ("[1 Ruth Calloway] {1 said} in a statement <1 that taxes would rise>.", "writing"),
        ("[1 Ruth Calloway] {1 tweeted} <1 that taxes would rise>.", "writing"),
        ("{1 According to} [1 a new poll], <1 most voters dislike the plan>.", "writing"),
        ("[1 The report] {1 accuses} <1 the bank of fraud>.", "writing"),
        ("[1 Ruth Calloway] {1 shot back} <1 that taxes would rise>.", "speech"),
        ("[1 Ruth Calloway] {1 believes} <1 that taxes will rise>.", "thought"),
        ("[1 Ruth Calloway] {1 hopes} <1 to win the seat>.", "thought"),
        ("[1 The campaign] {1 is planning} <1 to air a new advertisement>.", "thought"),
    ],
)
def test_mode(marked: str, mode: str) -> None:
    assert read(marked)[0][0] == mode


def test_a_statement_runs_on_in_writing() -> None:
    marked = (
        "[1 Ruth Calloway] {1 said} in a statement <1 that taxes would rise>. <2 “Wages will follow,”> "
        "[2 she] {2 added}.\n\n"
        "<3 “A fraud,”> {3 said} [3 Tom Bramley]."
    )
    assert [m for m, _ in read(marked)] == ["writing", "writing", "speech"]


@pytest.mark.parametrize(
    ("marked", "polarity"),
    [
        ("[1 Ruth Calloway] {1 said} <1 she did not do it>.", "affirmed"),
        ("[1 Ruth Calloway] {1 denied} <1 that she had lied>.", "denied"),
        ("[1 Ruth Calloway] {1 never said} <1 that taxes would rise>.", "denied"),
        ("[1 Ruth Calloway] {1 declined to say} <1 whether taxes would rise>.", "denied"),
        ("[1 Ruth Calloway] {1 does not believe} <1 that taxes will rise>.", "denied"),
        ("[1 Nobody] {1 expected} <1 that taxes would rise>.", "denied"),
        ("[1 No 10] {1 said} <1 that taxes would rise>.", "affirmed"),
        ("[1 Little Harbour] {1 said} <1 that taxes would rise>.", "affirmed"),
        ("[1 None of the three] {1 asked} <1 whether taxes would rise>.", "denied"),
        ("[1 Tom Bramley] {1 asked} <1 whether taxes would rise>.", "question"),
        ("[1 Tom Bramley] {1 asked} <1 for patience>.", "affirmed"),
        ("[1 Tom Bramley] {1 would say} <1 that the plan is a fraud>.", "hypothetical"),
    ],
)
def test_polarity(marked: str, polarity: str) -> None:
    assert read(marked)[0][1] == polarity
