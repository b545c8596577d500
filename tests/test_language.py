"""One Doc per text, character for character, with sentences that stay within paragraphs."""

from __future__ import annotations

import pytest

from onrecord.errors import ModelError
from onrecord.extraction import language
from onrecord.extraction.language import Parser
from onrecord.people import names


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


def test_a_sentence_ends_with_its_paragraph(parser: Parser) -> None:
    (doc,) = parser.parse(["Ashworth said so\n\nThe day after, “we go”, Bramley said.\nA line follows\nwrapped here."])
    assert [s.text.strip() for s in doc.sents] == [
        "Ashworth said so",
        "The day after, “we go”, Bramley said.",
        "A line follows\nwrapped here.",
    ]


@pytest.mark.parametrize("text", ["", " \n", "x", "\n\nTwo\n\n", "a\r\n\r\nb", "é́́ “” 👩‍👩‍👧 \u200b \x00"])
def test_the_text_comes_back(parser: Parser, text: str) -> None:
    (doc,) = parser.parse([text])
    assert doc.text == text


def test_words_with_misread_letters_are_read_as_they_were_meant_and_stand_as_they_are(parser: Parser) -> None:
    text = "It was late. Tom\xc3\xa1s Vasselby met Edda SarvA\u0303\x83A\u0302\xa1n in Westhaven. He left."
    (doc,) = parser.parse([text])
    assert doc.text == text
    assert [e.text for e in doc.ents if e.label_ == "PERSON"] == [text[13:28], text[33:49]]
    assert [s.text for s in doc.sents] == ["It was late.", text[13:-9], "He left."]
    (mended,) = parser.parse([names.mended(text)])
    assert [(t.lemma_, t.tag_, t.dep_, t.head.i) for t in doc] == [(t.lemma_, t.tag_, t.dep_, t.head.i) for t in mended]


def test_a_long_text_is_parsed_in_pieces_and_comes_back_whole(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_CHUNK", 100)
    texts = ["Ruth Calloway told parliament that growth was slow.\n\n" * 9, "short", "x" * 350, "word " * 60]
    docs = list(parser.parse(texts))
    assert [d.text for d in docs] == texts
    assert {e.text for e in docs[0].ents if e.label_ == "PERSON"} == {"Ruth Calloway"}


def test_a_missing_pipeline_says_how_to_install_it() -> None:
    with pytest.raises(ModelError, match="pip install no-such-pipeline"):
        Parser("no_such_pipeline")
