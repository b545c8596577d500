"""Attribute ruler and lemmatizer asked once for each kind of token: all as spaCy has it, on every example."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from onrecord.extraction.attributes import Lemmas, Matches
from onrecord.extraction.language import DEFAULT
from onrecord.reading import read

EXAMPLES = Path(__file__).parents[1] / "examples"
OURS = [
    "I'd've thought she'll say it ain't so: 'twas the mayor's, but gonna rain, y'all cannot go.",
    "Who's there?  What're they to do, and why hasn't that which was built been used?",
    "",
]


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    return spacy.load(DEFAULT, exclude=["ner"])


TEXTS = [*OURS, *(read(path).text for path in sorted(EXAMPLES.glob("0*")))]


@pytest.mark.parametrize("text", TEXTS)
def test_same_matches(nlp: spacy.language.Language, text: str) -> None:
    ruler = nlp.get_pipe("attribute_ruler")
    with nlp.select_pipes(disable=["attribute_ruler", "lemmatizer"]):
        doc = nlp(text)
    expected = ruler.match(doc)  # type: ignore[attr-defined]
    assert not text or expected
    quick = Matches(ruler)  # type: ignore[arg-type]
    assert quick(doc) == expected
    assert quick(doc) == expected  # once more, now that every kind of token has been met


@pytest.mark.parametrize("text", TEXTS)
def test_same_lemmas(nlp: spacy.language.Language, text: str) -> None:
    expected = [token.lemma_ for token in nlp(text)]
    with nlp.select_pipes(disable=["lemmatizer"]):
        doc, again = nlp(text), nlp(text)
    quick = Lemmas(nlp.get_pipe("lemmatizer"))  # type: ignore[arg-type]
    assert [token.lemma_ for token in quick(doc)] == expected
    assert [token.lemma_ for token in quick(again)] == expected
