"""Whom a content is chiefly about."""

from __future__ import annotations

import pytest
from invented_reports import resolved

from onrecord.extraction import about


def names(marked: str) -> list[tuple[str, ...]]:
    return [tuple(p.name for p in parties) for parties in about.read(*resolved(marked))]


def test_the_one_spoken_of_and_not_the_one_who_speaks() -> None:
    marked = "Tom Bramley was there. [1Ruth Calloway] {1said} <1that I warned Bramley and Bramley did not listen>."
    assert names(marked) == [("Tom Bramley",)]


def test_a_pronoun_counts_for_whom_it_stands() -> None:
    marked = "[1Ruth Calloway] met Tom Bramley on Monday and {1said} <1that Bramley knew what he was doing>."
    assert names(marked) == [("Tom Bramley",)]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("the U.S. will pay for it", "United States"),
        ("America will pay for it", "United States"),
        ("Republicans have no plan", "Republican Party"),
    ],
)
def test_one_canonical_form(words: str, name: str) -> None:
    assert names(f"[1Ruth Calloway] {{1said}} <1{words}>.") == [(name,)]


def test_at_most_three_and_none_where_nobody_is_named() -> None:
    marked = (
        "[1Ruth Calloway] {1said} <1that Tom Bramley, Anna Winter, Paul Hartley and Susan Kemp would lose>. "
        "[2She] {2said} <2that it rained>."
    )
    first, second = names(marked)
    assert len(first) == 3
    assert second == ()


def test_a_house_abroad_is_not_that_of_the_united_states() -> None:
    marked = "Ruth Calloway spoke in the House of Commons. [1She] {1said} <1the House has been misled>."
    assert ("US House",) not in names(marked)


def test_a_country_whose_something_it_is() -> None:
    assert names("[1Ruth Calloway] {1said} <1we should support Ukraine's democracy>.") == [("Ukraine",)]


def test_what_is_somebodys_is_read_in_the_possessive_too() -> None:
    marked = "Brightwater Systems lost money. [1Ruth Calloway] {1said} <1that the company's debt is high>."
    assert names(marked) == [("Brightwater Systems",)]


def test_a_body_that_goes_by_its_noun() -> None:
    assert names("[1Ruth Calloway] {1said} <1that she thanks the Afghan government>.") == [("Afghan government",)]
