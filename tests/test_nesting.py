"""Attributions inside the contents of others."""

from __future__ import annotations

from invented_reports import document

from onrecord.extraction import nesting


def test_x_said_that_y_had_told_z() -> None:
    doc = document(
        "[1Ruth Calloway] {1said} <1that [2Tom Bramley] {2had told} her <2that [3banks] {3hope} <3to win>>>."
    )
    assert nesting.read(doc.attributions) == [None, 0, 1]


def test_neighbours_and_twins_are_not_nested() -> None:
    doc = document("[1Ruth Calloway] {1said} <1it rained>. [2Tom Bramley] {2said} <2it did not>.")
    assert nesting.read(doc.attributions) == [None, None]
    assert nesting.read([doc.attributions[0]] * 2) == [None, None]
    assert nesting.read([]) == []
