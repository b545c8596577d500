"""Attribute ruler and lemmatizer asked once for each kind of token: all as spaCy has it, on every example."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from onrecord.extraction.attributes import Attributes, Lemmas
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
def test_as_spacy_has_it(nlp: spacy.language.Language, text: str) -> None:
    def values(doc: Doc) -> list[tuple[str, ...]]:
        return [(t.text, t.pos_, t.tag_, str(t.morph), t.lemma_, t.dep_) for t in doc]

    expected = nlp(text)
    with nlp.select_pipes(disable=["attribute_ruler", "lemmatizer"]):
        docs = nlp(text), nlp(text)
    attributes = Attributes(nlp.get_pipe("attribute_ruler"))  # type: ignore[arg-type]
    lemmas = Lemmas(nlp.get_pipe("lemmatizer"))  # type: ignore[arg-type]
    for doc in docs:  # once more, now that every kind of token has been met
        assert values(lemmas(attributes(doc))) == values(expected)
        assert [s.text for s in doc.sents] == [s.text for s in expected.sents]
        assert [c.text for c in doc.noun_chunks] == [c.text for c in expected.noun_chunks]
