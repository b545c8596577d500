"""From article to statements: what the whole chain promises, whatever the models make of a text."""

from __future__ import annotations

import gc
import pickle
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.errors import InputError, InputNotExtracted, ModelError
from onrecord.extraction import pipeline
from onrecord.extraction.document import Document
from onrecord.extraction.graph.model import Network, Weights
from onrecord.extraction.pipeline import Extractor
from onrecord.model import Article, Extraction
from onrecord.scaling import extract_all

# Invented.
REPORT = (
    "Finance Minister Ruth Calloway ruled out a tax rise on Tuesday, saying that families had “carried enough”.\n\n"
    "“There will be no increase in income tax,” Calloway told parliament. “Not this year, not next year.”\n\n"
    "Opposition leader Tom Bramley said the budget was a fraud. He called the minister “a conjurer”."
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def test_a_report_is_read(extractor: Extractor) -> None:
    article = Article("report", REPORT, published=date(2024, 11, 12))
    statements = extractor.extract(article).statements
    split = next(s for s in statements if "income tax" in s.text)
    assert split.kind == "direct"
    assert split.text == "“There will be no increase in income tax,” … “Not this year, not next year.”"
    assert split.speaker.name == "Ruth Calloway"
    assert split.speaker.type == "person"
    fraud = next(s for s in statements if "fraud" in s.text)
    assert (fraud.kind, fraud.speaker.name) == ("indirect", "Tom Bramley")
    assert next(s for s in statements if "conjurer" in s.text).speaker.name == "Tom Bramley"


@pytest.mark.parametrize(
    ("text", "pronoun", "whose"),
    [  # all invented
        ("“He is a liar and he will lose,” said Martin Lee on Friday. “I know him well.”", "He ", ""),
        ("Martin Lee spoke on Friday. “He is a liar and he will lose,” Lee said.", "He ", ""),
        ("Martin Lee met John Dean. “He is a liar and he will lose,” Lee said.", "He ", "John Dean"),
        (
            "Ada Quill lived with Mary Poole for years. Later, Quill complained that ``she was ill'' and that her back "
            "ached, and that Poole was pinching her.",
            "her.",
            "Ada Quill",
        ),
    ],
)
def test_who_speaks_is_not_he_in_his_own_words_unless_the_marks_are_no_quotations(
    text: str, pronoun: str, whose: str, extractor: Extractor
) -> None:
    at = text.index(pronoun)
    found = extractor.extract(Article("own words", text))
    assert [e.name for e in found.entities if any(m.start == at for m in e.mentions)] == ([whose] if whose else [])


def test_what_another_said_is_told_within_what_is_said_and_ones_own_thoughts_are_not(extractor: Extractor) -> None:
    text = (
        "According to the Dunmore Herald, the board's chairman, Aled Pryce, has said the repairs cost £4 million.\n\n"
        "The mayor, Ines Calder, said she believed the money would be found."
    )  # invented
    statements = extractor.extract(Article("within", text, published=date(2024, 11, 12))).statements
    assert [s.speaker.name for s in statements] == ["Dunmore Herald", "Aled Pryce", "Ines Calder"]
    courier, pryce, calder = statements
    assert pryce.nested_in == courier.id
    assert courier.nested_in is None
    assert calder.text == "she believed the money would be found"


def test_names_are_the_networks_through_the_product(extractor: Extractor) -> None:
    text = "Fans of pilot Tarrow Motley cheered on Monday. Motley said that it was late."  # invented
    found = extractor.extract(Article("names", text, published=date(2024, 11, 12)))
    assert [(e.name, e.type) for e in found.entities] == [("Tarrow Motley", "person")]  # to spaCy an organization


def test_to_whom_it_is_said_is_heard_from_the_network_where_no_rule_tells(extractor: Extractor) -> None:
    text = "Ruth Calloway spoke at a dinner for donors on Monday. “You have been very kind,” she said."  # invented
    (said,) = extractor.extract(Article("hearers", text, published=date(2024, 11, 12))).statements
    assert said.addressee is not None
    assert said.addressee.name == "donors"


def test_what_stands_within_ones_own_thoughts_within_ones_words_is_held_by_these(extractor: Extractor) -> None:
    said = extractor.extract(Article("report", REPORT, published=date(2024, 11, 12))).statements[0]
    other = replace(said.speaker, entity="other")
    chain = (
        replace(said, id="a"),
        replace(said, id="b", nested_in="a"),
        replace(said, id="c", nested_in="b"),
        replace(said, id="d", nested_in="c", speaker=other),
    )
    assert [(s.id, s.nested_in) for s in pipeline._of_others(chain)] == [("a", None), ("d", "a")]


def _check(extraction: Extraction) -> None:
    text = extraction.article.text
    ids = [s.id for s in extraction.statements]
    assert len(ids) == len(set(ids))
    entities = {e.id for e in extraction.entities}
    for s in extraction.statements:
        assert s.content
        for start, end in (*s.source, *s.cue, *s.content, *s.speaker.chain):
            assert 0 <= start < end <= len(text)
        assert s.text == " … ".join(text[start:end] for start, end in s.content)
        assert s.speaker.entity is None or s.speaker.entity in entities
        assert s.nested_in is None or s.nested_in in ids
        assert 0 <= s.confidence <= 1
    for e in extraction.entities:
        assert all(0 <= start < end <= len(text) for start, end in e.mentions)


def test_what_holds_of_every_extraction(extractor: Extractor) -> None:
    extraction = extractor.extract(Article("report", REPORT))
    assert extraction.statements
    _check(extraction)


_WORDS = st.sampled_from(
    [
        *("Calloway", "Ruth Calloway", "she", "who", "said", "told", "that", "the minister", "on Tuesday", "not"),
        *("“", "”", '"', "'", "«", "»", ".", ",", "\n\n", "…", "—", "[sic]", "TRUMP:", "a deal", "2024"),
        *("👩\u200d👩\u200d👧", "é", "\u200b", "\x00", "\t"),
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.lists(_WORDS, max_size=60).map(" ".join), st.text(max_size=80)))
def test_no_text_breaks_it(extractor: Extractor, text: str) -> None:
    _check(extractor.extract(Article("x", text, published=date(2024, 2, 29))))


def test_the_same_input_gives_the_same_output(extractor: Extractor) -> None:
    articles = [Article("a", REPORT), Article("b", REPORT[:200]), Article("c", "")]
    first = list(extractor.extract_all(articles))
    assert list(extractor.extract_all(articles)) == first
    assert [extractor.extract(a) for a in articles] == first


def test_another_language_is_reported_and_not_extracted(extractor: Extractor) -> None:
    german = Article("d", "„Wir schaffen das“, sagte die Kanzlerin.", language="de")
    english, other = extractor.extract_all([Article("e", REPORT, language="en"), german])
    assert isinstance(english, Extraction)
    assert english.statements
    assert isinstance(other, Extraction)
    assert other.statements == ()
    assert "'de'" in other.warnings[0]


def test_statements_below_the_confidence_are_left_out() -> None:
    article = Article("report", REPORT)
    everything = Extractor().extract(article).statements
    threshold = sorted(s.confidence for s in everything)[-1]
    kept = Extractor(min_confidence=threshold).extract(article).statements
    assert kept == tuple(s for s in everything if s.confidence >= threshold)


def test_an_article_that_fails_costs_itself(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.assemble

    def fails_on_b(document: Document, network: Network, weights: Weights) -> Extraction:
        if document.article.id == "b":
            raise RuntimeError("boom")
        return real(document, network, weights)

    monkeypatch.setattr(pipeline, "assemble", fails_on_b)
    results = list(extractor.extract_all([Article("a", REPORT), Article("b", REPORT), Article("c", REPORT)]))
    assert [isinstance(r, InputError) for r in results] == [False, True, False]
    with pytest.raises(InputNotExtracted, match="b: extraction failed"):
        extractor.extract(Article("b", REPORT))


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_of_garbage_waits_and_is_left_as_it_was(
    extractor: Extractor, on: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, while_reading = pipeline.assemble, []

    def watched(document: Document, network: Network, weights: Weights) -> Extraction:
        while_reading.append(gc.isenabled())
        return real(document, network, weights)

    monkeypatch.setattr(pipeline, "assemble", watched)
    try:
        (gc.enable if on else gc.disable)()
        for _ in extractor.extract_all([Article("a", REPORT), Article("b", REPORT)]):
            assert gc.isenabled() == on
        assert gc.isenabled() == on
        assert while_reading == [False, False]
    finally:
        gc.enable()


def test_workers_give_what_one_process_gives() -> None:
    articles = [Article(f"a{i}", REPORT[i:]) for i in range(20)]
    assert list(extract_all(articles, workers=2)) == list(extract_all(articles))


def test_a_model_that_is_missing_is_said_so_by_workers_too() -> None:
    with pytest.raises(ModelError, match="no-such-model"):
        list(extract_all([Article("a", REPORT)], workers=2, model="no-such-model"))


def test_errors_come_whole_from_a_worker() -> None:
    error = pickle.loads(pickle.dumps(InputNotExtracted("a", "why")))
    assert (type(error), error.input, error.reason, str(error)) == (InputNotExtracted, "a", "why", "a: why")


def test_a_text_cut_anywhere_is_read(extractor: Extractor) -> None:
    articles = [Article(f"cut at {i}", REPORT[i:]) for i in range(0, 200, 7)]
    assert not [r for r in extractor.extract_all(articles) if isinstance(r, InputError)]
