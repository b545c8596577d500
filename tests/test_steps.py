"""Parser and recognizer of names a step at a time: all as spaCy has it, on every example, several at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from onrecord.extraction.language import DEFAULT
from onrecord.extraction.steps import Steps
from onrecord.reading import read

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    return spacy.load(DEFAULT, exclude=["attribute_ruler", "lemmatizer"])


@pytest.mark.parametrize("texts", [["", " "], [*(read(path).text for path in sorted(EXAMPLES.glob("0*"))), "", "No."]])
def test_as_spacy_has_it(nlp: spacy.language.Language, texts: list[str]) -> None:
    def values(doc: Doc) -> list[tuple[object, ...]]:
        return [(t.text, t.dep_, t.head.i, t.ent_iob_, t.ent_type_, t.is_sent_start) for t in doc]

    expected = list(map(nlp, texts))
    steps = [Steps(nlp.get_pipe(name)) for name in ("parser", "ner")]
    with nlp.select_pipes(disable=["parser", "ner"]):
        docs = list(nlp.pipe(texts))
    for step in steps:
        assert step(docs) is docs
    assert list(map(values, docs)) == list(map(values, expected))
