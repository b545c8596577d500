"""Which words are names, and of what sort, where spaCy is wrong: each rule by itself, in invented sentences."""

from __future__ import annotations

import pytest
from invented_reports import parser
from spacy.tokens import Span

from onrecord.extraction.coreference.recognition import find_names


def names(text: str) -> list[tuple[str, str | None]]:
    doc = next(parser().parse([text]))
    return [(doc[found.start : found.end].text, found.sort) for found in find_names(doc, None)]


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("Fans of pilot Tarrow Motley cheered.", "person"),
        ("Fans of Tarrow Motley cheered.", "organization"),
        ("Fans of council Tarrow Motley cheered.", "organization"),  # which is no calling
        ("Fans of the pilot in Tarrow Motley cheered.", "organization"),
    ],
)
def test_what_somebody_is_stands_before_the_name(text: str, sort: str) -> None:
    assert names(text) == [("Tarrow Motley", sort)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The mayor, Ines Calder, said the money would be found.", ("Ines Calder", "person")),
        ("Walkers saw the Tarrow Motley in a bay.", ("Tarrow Motley", "organization")),
    ],
)
def test_a_post_before_a_name_makes_it_a_persons_and_the_takes_it_away(text: str, name: tuple[str, str]) -> None:
    assert name in names(text)


def test_a_word_after_the_is_no_given_name() -> None:
    found = names(
        "According to the Dunmore Courier, the board's chairman, Aled Pryce, has said the repairs cost 4 million."
    )
    assert ("Dunmore Courier", "person") not in found
    assert ("Aled Pryce", "person") in found


BELOW = "\n\nEdda Quill opened the pier on Monday. She said it was late."
HEADLINE = "Ferry Operators Warn Of Delays Over Pier"


@pytest.mark.parametrize(
    "headline",
    [
        "Harbour Chiefs Deny They Knew About Cracks",
        "Pier Plan Draws Fire From Local Traders",
        "Halden Water Board Loses Its Licence",
        "Town Hall Hits Back At Critics Of Pier Plan",
    ],
)
def test_the_words_of_a_headline_are_no_name(headline: str) -> None:
    assert names(headline + BELOW) == []


def test_the_words_of_a_headline_are_a_name_that_the_text_has_too() -> None:
    words = "Ferry Operators Warn Of Delays"
    assert (words, "organization") not in names(HEADLINE + BELOW)
    again = f"{HEADLINE}{BELOW} The group {words} met on Monday."
    assert names(again).count((words, "organization")) == 2


def test_one_word_and_words_without_a_verb_are_names_in_a_headline_too() -> None:
    assert ("Pier", "organization") in names(HEADLINE + BELOW)


def test_a_body_ends_before_what_stands_in_brackets() -> None:
    assert ("Vox Vasselbyi", "organization") in names("It was read by the Vox Vasselbyi (Voice of the Pier) column.")


def test_a_name_is_as_long_as_its_end_is_elsewhere() -> None:
    doc = next(parser().parse(["Talks with Orin Vasselby Quillo - ended late. Vasselby Quillo said so."]))
    doc.set_ents([Span(doc, 2, 4, "PERSON"), Span(doc, 9, 11, "PERSON")])  # as spaCy often has it
    assert [doc[f.start : f.end].text for f in find_names(doc, None)] == ["Orin Vasselby Quillo", "Vasselby Quillo"]


@pytest.mark.parametrize(
    ("words", "name"), [("Browns DL Orin Quillo", "Orin Quillo"), ("TED VAN QUILLO", "TED VAN QUILLO")]
)
def test_letters_before_a_name_are_a_post(words: str, name: str) -> None:
    doc = next(parser().parse([f"Talks with {words} ended."]))
    doc.set_ents([Span(doc, 2, 2 + len(words.split()), "PERSON")])  # as spaCy often has it
    assert [doc[f.start : f.end].text for f in find_names(doc, None)] == [name]
