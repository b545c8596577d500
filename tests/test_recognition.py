"""Which words are names, and of what sort, where spaCy is wrong: each rule by itself, in invented sentences."""

from __future__ import annotations

import pytest
from invented_reports import graph, parsed, parser, readings
from spacy.tokens import Span

from onrecord.extraction.coreference.recognition import find_names
from onrecord.extraction.graph.tagging import relabel


def names(text: str) -> list[tuple[str, str | None]]:
    doc = parsed(text)
    return [(doc[found.start : found.end].text, found.sort) for found in find_names(doc, None)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fans of pilot Tarrow Motley cheered.", [("Tarrow Motley", "person")]),
        ("Walkers saw the ferry Tarrow Motley in a bay.", [("Tarrow Motley", "organization")]),
        ("The mayor, Ines Calder, said the money would be found.", [("Ines Calder", "person")]),
        ("Reporters met Hannah Street on Monday.", [("Hannah Street", "person")]),  # of a name and a noun
        ("Colonel Ashgrove Wrenfield left.", [("Ashgrove Wrenfield", "person")]),
        ("Mayor Ashgrove Wren Holt left the hall.", [("Ashgrove Wren Holt", "person")]),
        ("The works of Bishop Tarn Fenmoor are late.", [("Tarn Fenmoor", "person")]),
        ("The works of Bishop Tarn Institute are late.", [("Bishop Tarn Institute", "organization")]),
        ("Former special envoy to Ukraine Kurt Lindqvist left.", [("Kurt Lindqvist", "person")]),
        ("Jean-Claude Orrin left.", [("Jean-Claude Orrin", "person")]),
        ("Marrow Bank closed on Monday.", [("Marrow Bank", "organization")]),
    ],
)
def test_names_are_found_and_told_apart_by_what_stands_around_them(text: str, found: list[tuple[str, str]]) -> None:
    assert names(text) == found


def test_what_spacy_has_for_a_place_or_a_firm_is_the_person_that_the_network_has() -> None:
    doc = next(parser().parse(["Stepinac spoke on Monday. She met Stepinac in Austria."]))
    doc.set_ents([Span(doc, 0, 1, "ORG"), Span(doc, 7, 8, "GPE"), Span(doc, 9, 10, "GPE")])
    relabel(doc, [(0, 1, "PERSON"), (7, 8, "PERSON"), (9, 10, "ORG")])
    assert [(e.text, e.label_) for e in doc.ents] == [
        ("Stepinac", "PERSON"), ("Stepinac", "PERSON"), ("Austria", "GPE"),
    ]  # fmt: skip


def test_nobody_is_a_person_whom_the_network_has_for_none_and_spacys_days_stay() -> None:
    doc = next(parser().parse(["Ferry spoke on Monday."]))
    doc.set_ents([Span(doc, 0, 1, "PERSON"), Span(doc, 3, 4, "DATE")])
    relabel(doc, [])
    assert [(e.text, e.label_) for e in doc.ents] == [("Monday", "DATE")]


def test_a_people_or_a_faith_is_no_person_but_may_be_a_part_of_ones_name() -> None:
    doc = next(parser().parse(["Texans met Texan Quill on Monday."]))
    doc.set_ents([Span(doc, 0, 1, "NORP"), Span(doc, 2, 3, "NORP")])
    relabel(doc, [(0, 1, "PERSON"), (2, 4, "PERSON")])
    assert [(e.text, e.label_) for e in doc.ents] == [("Texans", "NORP"), ("Texan Quill", "PERSON")]


def test_two_persons_without_a_word_between_them_are_one() -> None:
    doc = next(parser().parse(["They met Ashgrove Wren Holt, Jean-Claude Orrin and Edda Quill."]))
    tokens = [t.text for t in doc]
    at = [(tokens.index(first), tokens.index(last) + 1) for first, last in (("Ashgrove", "Ashgrove"), ("Wren", "Holt"))]
    at += [(tokens.index(word), tokens.index(word) + 1) for word in ("Jean",)]
    at += [(tokens.index("Claude"), tokens.index("Orrin") + 1), (tokens.index("Edda"), tokens.index("Quill") + 1)]
    relabel(doc, [(*place, "PERSON") for place in at])
    assert [e.text for e in doc.ents] == ["Ashgrove Wren Holt", "Jean-Claude Orrin", "Edda Quill"]


def test_a_paper_is_nobody() -> None:
    found = names(
        "According to the Dunmore Herald, the board's chairman, Aled Pryce, has said the repairs cost 4 million."
    )
    assert ("Dunmore Herald", "organization") in found
    assert ("Aled Pryce", "person") in found


def test_names_are_found_section_by_section() -> None:
    parts = ("Reporters met Edda Quill on Monday.\n\n", "\n", "Osric Vane said that it was late.")
    doc = next(parser().parse(["".join(parts)]))
    starts = [sum(map(len, parts[:n])) for n in range(len(parts))]
    read = [(start, reading) for start, part in zip(starts, parts, strict=True) for _, reading in readings(part)]
    graph().name_words(doc, [graph().section(start, reading) for start, reading in read])
    assert [e.text for e in doc.ents if e.label_ == "PERSON"] == ["Edda Quill", "Osric Vane"]


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
    assert {words for words, _ in names(headline + BELOW)} == {"Edda Quill"}


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
