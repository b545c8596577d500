"""onrecord in spaCy pipelines: blank ones and others, alone, in a pipe and on disk. The text is invented."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import onrecord
from onrecord.plugins import spacy_component

TEXT = (
    "“We will rebuild the pier,” Mayor Edda Quill told reporters on Tuesday. 🎈 "
    "Osric Vane said that the mayor had lost the plot."
)
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("onrecord")
    return nlp


@pytest.fixture(scope="module")
def doc(nlp: Language) -> Doc:
    return nlp(TEXT)


def test_a_blank_pipeline_has_the_statements_of_extract(doc: Doc) -> None:
    alone = onrecord.extract(onrecord.Article("x", TEXT, language="en"))
    assert [s.text for s in doc._.statements] == [s.text for s in alone.statements]
    assert [s.speaker.name for s in doc._.statements] == ["Edda Quill", "Osric Vane"]
    assert doc._.onrecord.made_by == alone.made_by


def test_spans_have_their_speaker(doc: Doc) -> None:
    spans = {(span.label_, span.text): span._.speaker for span in doc.spans["onrecord"]}
    assert spans["source", "Osric Vane"] == "Osric Vane"
    assert spans["cue", "told"] == "Edda Quill"
    content = next(s for s in doc.spans["onrecord"] if s.label_ == "content")
    assert (content._.speaker, content._.statement) == ("Edda Quill", doc._.statements[0])
    at = next(token.i for token in doc if token.text == "pier")
    assert doc[at : at + 1]._.speaker == "Edda Quill"
    assert doc[len(doc) - 1 :]._.statement is None
    assert spacy.blank("en")("Nothing.")[:]._.speaker is None
    assert spacy.blank("en")("Nothing.")._.statements == ()


def test_it_stands_in_a_pipeline_of_others(doc: Doc) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("onrecord", config={"min_confidence": 0.1})
    (other,) = nlp.pipe([TEXT])
    assert [s.text for s in other._.statements] == [s.text for s in doc._.statements]
    assert len(list(other.sents)) >= 2
    analysis = nlp.analyze_pipes()
    assert analysis is not None
    assert analysis["summary"]["onrecord"]["assigns"][0] == "doc._.statements"
    with pytest.raises(ValueError, match="not from 0 to 1"):
        spacy.blank("en").add_pipe("onrecord", config={"min_confidence": 2})


def test_a_day_of_publication_dates_what_was_said(nlp: Language) -> None:
    doc = nlp.make_doc(TEXT)
    doc._.published = "2024-09-26"
    assert nlp(doc)._.statements[0].said_on.value == "2024-09-24"


def test_docs_are_saved_with_what_was_read(doc: Doc, nlp: Language) -> None:
    data = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (again,) = DocBin(store_user_data=True).from_bytes(data).get_docs(nlp.vocab)
    assert again._.statements == doc._.statements
    assert [span._.speaker for span in again.spans["onrecord"]] == [span._.speaker for span in doc.spans["onrecord"]]
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes())._.statements == doc._.statements


def test_a_pipeline_is_saved_and_loaded(nlp: Language, doc: Doc, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "nlp")
    assert spacy.load(tmp_path / "nlp")(TEXT)._.statements == doc._.statements


def test_what_is_not_english_is_left_alone() -> None:
    nlp = spacy.blank("de")
    nlp.add_pipe("onrecord")
    doc = nlp("„Wir bauen den Steg wieder auf“, sagte die Bürgermeisterin.")
    assert doc._.statements == ()
    assert "only English" in doc._.onrecord.warnings[0]


def test_it_is_found_by_its_entry_point() -> None:
    points = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]["spacy_factories"]
    module, _, name = points["onrecord"].partition(":")
    assert getattr(import_module(module), name) is spacy_component.create
