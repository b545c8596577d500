"""The names that spaCy leaves out, each rule by itself, in invented sentences about invented people and bodies."""

from __future__ import annotations

import pytest
from invented_reports import parser
from spacy.tokens import Doc

from onrecord.extraction.coreference import left_out


def parse(text: str) -> Doc:
    return next(parser().parse([text]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Reporters met Hannah Street on Monday.", ["Hannah Street"]),
        ("In Hannah Bay it rained.", ["Hannah Bay"]),
        ("Hannah Mayor left. Talks with Hannah Reporter went on.", []),  # what she is, not what she is called
        ("They met hannah Orrvik.", []),
        ("Hannah orrvik won.", []),
        ("HANNAH Orrvik won.", []),
        ("Reporters met Hannah on Monday.", []),
        ("Reporters met Lund Orrvik.", []),  # neither is a given name
    ],
)
def test_a_given_name_and_a_family_name(text: str, found: list[str]) -> None:
    doc = parse(text)
    assert [doc[start:end].text for start, end, _ in left_out.unseen(doc)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Reporters met Mr. Quill on Monday.", ["Quill"]),
        ("Gov. Nat Orrin spoke.", ["Nat Orrin"]),
        ("Mr Ashgrove left.", ["Ashgrove"]),  # without its stop, as in Britain
        ("Reporters saw Rep. and Sen. Lund.", ["Lund"]),
        ("Reporters met Mr. Orvin Lund Vega Moss on Monday.", ["Orvin Lund Vega Moss"]),
        ("Reporters met Mr. Orvin Lund Vega Moss Dean on Monday.", []),  # more than a name
        ("Mr. de la Vega met Mrs. Orla Vane-Moss on Monday.", ["de la Vega", "Orla Vane-Moss"]),
        ("Lord Ashgrove left.", ["Ashgrove"]),
        ("Captain Ashgrove left on Monday.", []),  # a ship may be called so
        ("Colonel Ashgrove Wrenfield left.", ["Ashgrove Wrenfield"]),  # whom spaCy has for a person
        ("Lord Mayor Edda Quill left.", ["Edda Quill"]),
        ("President Obama spoke to President.", ["Obama"]),
        ("Miss the ferry and you wait.", []),
    ],
)
def test_a_title_and_the_name_after_it(text: str, found: list[str]) -> None:
    assert titled(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mayor Ashgrove Wren Holt added that it was late.", ["Ashgrove Wren Holt"]),
        ("Mayor Ashgrove Wren Holt told reporters that it was late.", ["Ashgrove Wren Holt"]),
        ("Mayor Ashgrove Wren Holt said it was late.", ["Ashgrove Wren Holt"]),
        ("Mayor Ashgrove Wren Holt left the hall.", []),
        ("She told Mayor Ashgrove Wren Holt that it was late.", []),
    ],
)
def test_a_title_and_words_that_are_no_name_to_spacy_but_the_one_who_speaks(text: str, found: list[str]) -> None:
    assert titled(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The works of Bishop Tarn Fenmoor are late.", ["Tarn Fenmoor"]),
        ("The works of Bishop Tarn Institute are late.", []),
        ("The hall of Bishop Tarn Fenmoor of Wold is late.", []),
        ("The works of Bishop Tarn Fenmoor Wren Holt Vane are late.", []),
        ("She runs Doctor Tarn Fenmoor Foundation.", []),  # the title is none of its name
    ],
)
def test_a_title_that_spacy_swallows_with_the_name(text: str, found: list[str]) -> None:
    assert titled(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("QUILL: It is late.\n\nQUILL: So.", ["QUILL", "QUILL"]),
        ("“QUILL: It is late.”\n\nEdda Quill met him.\n\n“QUILL: So.”", ["QUILL", "QUILL"]),
        ("Edda Quill met him.\n\nQUILL: It is late.", ["QUILL"]),
        ("QUILL: It is late, said QUILL.", ["QUILL"]),
        ("NOTE: It is late.\n\nSo it is.", []),  # once, and nobody is called so
        ("QC: It is late.\n\nQC: So.", []),
        ("BBC2: It is late.\n\nBBC2: So.", []),
        ("Note: It is late.\n\nNote: So.", []),
        ("QUILL said so.\n\nQUILL said no.", []),
        ("QUILL said so.\n\nHe met QUILL: so it was.", []),  # within a paragraph
    ],
)
def test_the_speakers_of_a_transcript(text: str, found: list[str]) -> None:
    assert titled(text) == found


def titled(text: str) -> list[str]:
    doc = parse(text)
    return [doc[start:end].text for start, end, label in left_out.titled(doc) if label == "PERSON"]


def again(text: str, *named: tuple[str, str]) -> list[tuple[str, int, str]]:
    """The names that are found again where the first of each are known: their words, where they begin, their label."""
    doc = parse(text)
    runs = [(*place(doc, words), label) for words, label in named]
    taken = {i for start, end, _ in runs for i in range(start, end)}
    return [(doc[start:end].text, doc[start].idx, label) for start, end, label in left_out.again(doc, runs, taken)]


def place(doc: Doc, words: str) -> tuple[int, int]:
    start = doc.text.index(words)
    span = doc.char_span(start, start + len(words))
    assert span is not None
    return span.start, span.end


INSTITUTE = "The Halden Institute opened in May. "


@pytest.mark.parametrize("label", ["ORG", "GPE", "LOC"])
def test_a_body_or_place_is_found_again(label: str) -> None:
    text = INSTITUTE + "Critics of the Halden Institute left."
    assert again(text, ("Halden Institute", label)) == [("Halden Institute", 51, label)]


def test_a_person_is_not_found_again_by_that() -> None:
    assert again("Edda Quill came. Critics of Edda Quill left.", ("Edda Quill", "PERSON")) == []


def test_what_is_called_two_things_is_found_as_what_it_is_called_more_often() -> None:
    named = [("Halden", "GPE"), ("Halden is far", "ORG"), ("Halden is near", "ORG")]
    text = "He left Halden. Halden is far. Halden is near. Critics of Halden left."
    doc = parse(text)
    runs = [(place(doc, words)[0], place(doc, words)[0] + 1, label) for words, label in named]
    found = list(left_out.again(doc, runs, {start for start, _, _ in runs}))
    assert [label for _, _, label in found] == ["ORG"]


def test_the_longest_name_is_found_and_none_within_it() -> None:
    text = "Halden opened the Halden Institute in May. Critics of the Halden Institute left Halden."
    found = again(text, ("Halden", "GPE"), ("Halden Institute", "ORG"))
    assert [words for words, _, _ in found] == ["Halden Institute", "Halden"]
    text = "Ships left Bridges. The Department of Bridges shut. Critics of the Department of Bridges left."
    found = again(text, ("Bridges", "GPE"), ("Department of Bridges", "ORG"))
    assert [words for words, _, _ in found] == ["Department of Bridges"]


@pytest.mark.parametrize(
    "text",
    [
        INSTITUTE + "The Halden Institute Trust paid.",  # a piece of a longer name
        INSTITUTE + "The Old Halden Institute shut.",
        INSTITUTE + "Critics of the halden Institute left.",
    ],
)
def test_what_is_not_that_name_is_not_found_again(text: str) -> None:
    assert again(text, ("Halden Institute", "ORG")) == []


def test_letters_are_a_name_whatever_spacy_has_for_them() -> None:
    doc = parse("Water is dear. WHO say that it is dear. Those who say so left.")
    found = [(doc[start:end].text, label) for start, end, label in left_out.again(doc, [], set(), {"WHO"})]
    assert found == [("WHO", "ORG")]


def test_small_words_beside_a_name_make_it_no_longer_one() -> None:
    text = "He left Halden. Halden de Vega is far."
    assert [words for words, _, _ in again(text, ("Halden", "GPE"))] == ["Halden"]


def test_what_has_another_name_in_it_is_not_found_again() -> None:
    text = INSTITUTE + "Critics of the Halden Institute left."
    doc = parse(text)
    second = text.rindex("Institute")
    last = next(t.i for t in doc if t.idx == second)
    assert list(left_out.again(doc, [(1, 3, "ORG")], {1, 2, last})) == []


def test_a_common_word_is_not_the_name_that_looks_like_it() -> None:
    text = "They said on Monday that Target had lost. Target your anger at us. Critics say that Target has lost."
    assert again(text, ("Target", "ORG")) == [("Target", text.rindex("Target"), "ORG")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She voted for the Wall in May. Fans of the Wall cheered.", ["Wall", "Wall"]),
        ("She voted for the Wall in May. Fans of it cheered.", []),  # once is a slip
        ("He ate at the Wall's on Monday. He slept at the Wall's.", ["Wall", "Wall"]),
        ("She voted for the Wall plan in May. Fans of the Wall plan cheered.", []),
        ("Readers of the Gazette were sad. He closed the Gazette.", []),  # which spaCy has for a name
        ("They spoke of the GREY in May. The owners of the GREY left.", []),
        ("They met the Governor on Monday. Fans cheered the Governor.", []),
        ("Fans spoke of it. Brexitism cost money. Brexitism was late.", []),  # a capital, as sentences have it
    ],
)
def test_what_an_article_writes_with_a_capital_more_than_once(text: str, found: list[str]) -> None:
    assert unlabelled(text) == found


def test_neither_in_headlines_nor_in_other_names() -> None:
    text = "She voted for the Wall in May. Fans of the Wall cheered."
    assert unlabelled(text, headlines=frozenset(range(30))) == []
    assert unlabelled(text, covered=frozenset(range(30))) == []


def unlabelled(text: str, covered: frozenset[int] = frozenset(), headlines: frozenset[int] = frozenset()) -> list[str]:
    doc = parse(text)
    return [doc[start:end].text for start, end in left_out.unlabelled(doc, set(covered), headlines)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Adelo Nefziri spoke on Monday. Nefziri said that it was late.",
            ["Adelo Nefziri"],
        ),
        ("Adelo Nefziri, the mayor, spoke on Monday.", ["Adelo Nefziri"]),
        ("Adelo Nefziri, the ferry, sailed on Monday.", []),
        ("The head of Council Adelo Nefziri spoke. Nefziri said that it was late.", ["Adelo Nefziri"]),
        ("Harbour Nefziri spoke on Monday. Nefziri said that the harbour was full.", []),  # a word like others
        ("Senator Nefziri spoke on Monday. Nefziri said that it was late.", []),
        ("Adelo Nefziri and Bero Nefziri met. Nefziri said that it was late.", []),  # which of them?
        ("Old Adelo Nefziri Works closed. The works were old.", []),
        ("Marrow Bank closed on Monday. Bank said that it was late.", []),
        ("Northern France voted. France said that it was late.", []),
    ],
)
def test_who_speaks_by_one_word_has_the_word_before_it_for_a_given_name(text: str, found: list[str]) -> None:
    doc = parse(text)
    runs = [(e.start, e.end, e.label_) for e in doc.ents if not (e.label_ == "PERSON" and len(e) > 1)]
    assert [doc[start:end].text for start, end, _ in left_out.surnamed(doc, runs)] == found
