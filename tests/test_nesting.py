"""Attributions inside the contents of others."""

from __future__ import annotations

import pytest
from invented_reports import document, parser

from onrecord.extraction import nesting
from onrecord.model import Span


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


@pytest.mark.parametrize(
    ("content", "may"),
    [
        ("that Tom Bramley had told her the bank was safe", True),
        ("the council hopes to win", True),
        ("that we said it would rain", False),
        ("the bank is safe", False),
        ("told", False),
    ],
)
def test_a_content_is_read_again_where_another_may_say_something(content: str, may: bool) -> None:
    text = f"Calloway said {content}."
    doc = next(parser().parse([text]))
    assert nesting.may_hold(doc, Span(text.index(content), len(text) - 1)) is may
