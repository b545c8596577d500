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
        ("[1Ruth Calloway] {1said} <1taxes would rise>.", "speech"),
        ("[1Ruth Calloway] {1said} in a statement <1that taxes would rise>.", "writing"),
        ("[1Ruth Calloway] {1tweeted} <1that taxes would rise>.", "writing"),
        ("{1According to} [1a new poll], <1most voters dislike the plan>.", "writing"),
        ("[1The report] {1accuses} <1the bank of fraud>.", "writing"),
        ("[1Ruth Calloway] {1shot back} <1that taxes would rise>.", "speech"),
        ("[1Ruth Calloway] {1believes} <1that taxes will rise>.", "thought"),
        ("[1Ruth Calloway] {1hopes} <1to win the seat>.", "thought"),
        ("[1The campaign] {1is planning} <1to air a new advertisement>.", "thought"),
    ],
)
def test_mode(marked: str, mode: str) -> None:
    assert read(marked)[0][0] == mode


def test_a_statement_runs_on_in_writing() -> None:
    marked = (
        "[1Ruth Calloway] {1said} in a statement <1that taxes would rise>. <2“Wages will follow,”> [2she] {2added}.\n\n"
        "<3“A fraud,”> {3said} [3Tom Bramley]."
    )
    assert [m for m, _ in read(marked)] == ["writing", "writing", "speech"]


@pytest.mark.parametrize(
    ("marked", "polarity"),
    [
        ("[1Ruth Calloway] {1said} <1she did not do it>.", "affirmed"),
        ("[1Ruth Calloway] {1denied} <1that she had lied>.", "denied"),
        ("[1Ruth Calloway] {1never said} <1that taxes would rise>.", "denied"),
        ("[1Ruth Calloway] {1declined to say} <1whether taxes would rise>.", "denied"),
        ("[1Ruth Calloway] {1does not believe} <1that taxes will rise>.", "denied"),
        ("[1Tom Bramley] {1asked} <1whether taxes would rise>.", "question"),
        ("[1Tom Bramley] {1asked} <1for patience>.", "affirmed"),
        ("[1Tom Bramley] {1would say} <1that the plan is a fraud>.", "hypothetical"),
    ],
)
def test_polarity(marked: str, polarity: str) -> None:
    assert read(marked)[0][1] == polarity
