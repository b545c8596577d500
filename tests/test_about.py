"""Whom a content is chiefly about."""

from __future__ import annotations

import pytest
from invented_reports import chosen, resolved

from onrecord.extraction import about


def names(marked: str) -> list[tuple[str, ...]]:
    return [tuple(p.name for p in parties) for parties in chosen(*resolved(marked))[0]]


def offered(marked: str) -> list[tuple[str, ...]]:
    """Whom each content may be about, but for who says it."""
    read = about.read(*resolved(marked))
    return [tuple(c.party.name for c in candidates if "speaker" not in c.known) for candidates in read]


def test_the_one_spoken_of_and_not_the_one_who_speaks() -> None:
    marked = "Tom Bramley was there. [1 Ruth Calloway] {1 said} <1 that I warned Bramley and Bramley did not listen>."
    assert names(marked) == [("Tom Bramley",)]


def test_a_pronoun_counts_for_whom_it_stands() -> None:
    marked = "[1 Ruth Calloway] met Tom Bramley on Monday and {1 said} <1 that Bramley knew what he was doing>."
    assert names(marked) == [("Tom Bramley",)]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("the U.S. will pay for it", "United States"),
        ("America will pay for it", "United States"),
        ("ISIS will pay for it", "Islamic State"),
        ("Republicans have no plan", "Republican Party"),
    ],
)
def test_one_canonical_form(words: str, name: str) -> None:
    assert names(f"[1 Ruth Calloway] {{1 said}} <1 {words}>.") == [(name,)]


def test_at_most_three_and_none_where_nobody_is_named() -> None:
    marked = (
        "[1 Ruth Calloway] {1 said} <1 that Tom Bramley, Anna Winter, Paul Hartley and Susan Kemp would lose>. "
        "[2 She] {2 said} <2 that it rained>."
    )
    first, second = names(marked)
    assert len(first) == 3
    assert second == ()


def test_a_house_abroad_is_not_that_of_the_united_states() -> None:
    marked = "Ruth Calloway spoke in the House of Commons. [1 She] {1 said} <1 the House has been misled>."
    assert ("US House",) not in names(marked)


def test_a_country_whose_something_it_is() -> None:
    assert names("[1 Ruth Calloway] {1 said} <1 we should support Ukraine's democracy>.") == [("Ukraine",)]


def test_what_is_somebodys_is_read_in_the_possessive_too() -> None:
    marked = "Brightwater Systems lost money. [1 Ruth Calloway] {1 said} <1 that the company's debt is high>."
    assert names(marked) == [("Brightwater Systems",)]


def test_a_body_that_goes_by_its_noun() -> None:
    assert offered("[1 Ruth Calloway] {1 said} <1 that she thanks the Afghan government>.") == [("Afghan government",)]


def test_a_capital_stands_for_its_government_where_the_article_names_the_country() -> None:
    marked = "[1 Ruth Calloway] {1 said} <1 that we should talk with Moscow about it>. "
    assert offered(f"{marked}The Russian army was there.") == [("Russia",)]
    assert offered(f"{marked}It rained.") == [("Moscow",)]


def test_those_without_a_name_go_by_their_words_and_one_thing_goes_by_none() -> None:
    marked = "[1 Ruth Calloway] {1 said} <1 that she was proud of the young voters of Halden and of her plan>."
    (candidates,) = about.read(*resolved(marked))
    (voters,) = (c for c in candidates if c.party.entity is None)
    assert (voters.party.name, voters.party.type) == ("the young voters of Halden", "group")
    assert {"unnamed", "by noun", "noun: plural"} <= voters.known.keys()


def test_a_speaker_is_spoken_of_by_his_own_he_and_never_by_his_i() -> None:
    (first,) = about.read(*resolved("[1 Ruth Calloway] {1 said} <1 she was the best of all>."))
    assert [c.party.name for c in first] == ["Ruth Calloway"]
    assert first[0].known["speaker, by pronoun"] == 1
    assert about.read(*resolved("<1 “I was the best of all,”> [1 Ruth Calloway] {1 said}.")) == [()]


def test_what_a_phrase_does_in_its_clause() -> None:
    marked = "[1 Ruth Calloway] {1 said} <1 that Tom Bramley and Anna Winter met Paul Hartley for talks with Ada Kemp>."
    known = {c.party.name: c.known.keys() for c in about.read(*resolved(marked))[0]}
    assert "subject" in known["Tom Bramley"] & known["Anna Winter"]
    assert ("object" in known["Paul Hartley"], "of" in known["Ada Kemp"]) == (True, True)
