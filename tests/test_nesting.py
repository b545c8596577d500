"""Attributions inside the contents of others."""

from __future__ import annotations

from invented_reports import document

from onrecord.extraction import nesting


def test_x_said_that_y_had_told_z() -> None:
    doc = document(
        "[1 Ruth Calloway] {1 said} <1 that [2 Tom Bramley] {2 had told} her <2 that [3 banks] {3 hope} <3 to win>>>."
    )
    assert nesting.read(doc.attributions) == [None, 0, 1]


def test_neighbours_and_twins_are_not_nested() -> None:
    doc = document("[1 Ruth Calloway] {1 said} <1 it rained>. [2 Tom Bramley] {2 said} <2 it did not>.")
    assert nesting.read(doc.attributions) == [None, None]
    assert nesting.read([doc.attributions[0]] * 2) == [None, None]
    assert nesting.read([]) == []
