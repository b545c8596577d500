"""How likely each field is right: what is known of it, on an invented report, and the weights in the package."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import log

import pytest
from invented_reports import document as marked_document

from onrecord.extraction import coreference, sureness
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.pipeline import Extractor
from onrecord.extraction.sureness import StatementFields
from onrecord.model import Article, Occasion, Party, SaidOn, Span

# An invented report.
MARKED = (
    "Edda Quill met Osric Vane in Halden on Monday. [1 She] {1 told} Vane <1 that the pier was lost>. "
    "<2 “It can be saved,”> [2 he] {2 said}. Days later [3 a spokesman for the port] {3 said} <3 it had burned>."
)


@pytest.fixture(scope="module")
def document() -> Document:
    return marked_document(MARKED, date(2026, 11, 26))


@pytest.fixture(scope="module")
def resolution(document: Document) -> Resolution:
    return coreference.resolve(document)


def span(document: Document, words: str) -> Span:
    at = document.article.text.index(words)
    return Span(at, at + len(words))


def told(document: Document, resolution: Resolution) -> list[StatementFields]:
    """What is told of the three statements: the first has all fields, and the network has read it."""
    speakers = resolution.speakers
    vane = next(e for e in resolution.entities if e.name == "Osric Vane")
    hearer = Party("Osric Vane", "person", vane.id, (_vane(document),))
    day = SaidOn("2026-11-23", span(document, "on Monday"), "carried")
    quill = speakers[0].entity or ""
    heard = {"speaker": {quill: 0.9, vane.id: 0.05}, "said_on": {"2026-11-23": 0.6}}
    return [
        StatementFields(speakers[0], hearer, day, "o1", "speech", heard),
        StatementFields(speakers[1], None, None, None, "speech"),
        StatementFields(speakers[2], None, None, None, "speech"),
    ]


def _vane(document: Document) -> Span:
    at = document.article.text.index("told Vane") + len("told ")
    return Span(at, at + len("Vane"))


def meeting(document: Document) -> Occasion:
    return Occasion("o1", "meeting", None, ("Edda Quill", "Osric Vane"), "Halden", "2026-11-23", "happened",
                    (span(document, "met"),))  # fmt: skip


def test_what_is_known_of_each_field_that_a_statement_has(document: Document, resolution: Resolution) -> None:
    known = [*sureness.evidence(document, resolution, [meeting(document)], told(document, resolution))]
    assert [sorted(fields) for fields in known] == [[*sorted(sureness.FIELDS)], ["speaker"], ["speaker"]]
    assert [next(k for k in fields["speaker"] if k.startswith("source")) for fields in known] == [
        "source: she", "source: he", "source: role",
    ]  # fmt: skip
    hearer, day, occasion = (known[0][name] for name in ("addressee", "said_on", "occasion"))
    assert (hearer["telling"], hearer["in the statement"], hearer["one speaks"]) == (1, 1, 1)
    assert (day["rule: carried"], day["own"], day["before"], day["this week"]) == (1, 0, 1, 1)
    assert (occasion["there"], occasion["dated"], occasion["kind: meeting"]) == (1, 1, 1)


def test_the_networks_word_counts_where_it_has_read_the_statement(document: Document, resolution: Resolution) -> None:
    known = [*sureness.evidence(document, resolution, [], told(document, resolution))]
    heard, unheard = known[0]["speaker"], known[1]["speaker"]
    assert heard["heard"] == pytest.approx(log(9))
    assert heard["heard, another"] < -2
    assert unheard["unheard"] == 1
    assert "heard" not in unheard


def test_fields_are_as_likely_as_the_weights_have_it(document: Document, resolution: Resolution) -> None:
    weights = {"speaker": {"always": 1.0, "heard": 1.0}, "addressee": {"telling": -2.0}, "occasion": {"there": 3.0}}
    given = told(document, resolution)
    first, second, _ = sureness.weighed(document, resolution, [meeting(document)], given, weights)
    assert first.speaker.confidence > 0.95 > second.speaker.confidence > 0.5
    assert first.addressee is not None
    assert first.addressee.confidence == pytest.approx(0.119)
    assert first.occasion_confidence == pytest.approx(0.953)
    assert first.said_on is not None
    assert first.said_on.confidence is None
    assert sureness.weighed(document, resolution, [], given, {}) == [
        replace(one, occasion_confidence=None) for one in given
    ]


def test_the_packages_model_weighs_every_field() -> None:
    text = (
        "Edda Quill told Osric Vane on Monday that the pier was lost.\n\n“It can be saved,” Vane said in an interview."
    )
    found = Extractor().extract(Article("invented", text, published=date(2026, 11, 26)))
    first = found.statements[0]
    assert first.speaker.name == "Edda Quill"
    assert 0.8 < first.speaker.confidence < 1
    assert first.addressee is not None
    assert (first.addressee.confidence or 0) > 0.4
    assert first.said_on is not None
    assert (first.said_on.confidence or 0) > 0.7
    assert all(0 < (party.confidence or 0) < 1 for s in found.statements for party in s.about)
