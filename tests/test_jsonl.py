"""The JSON lines of `read` and `extract`, and their schema."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from record_strategies import TEXT, extractions, invented

from onrecord.errors import InputMalformed
from onrecord.exporting.jsonl import article_line, extraction_from_line, extraction_line
from onrecord.exporting.schemas import schema
from onrecord.model import Article, Extraction, Speaker

# DESIGN.md, "The face".
LINE = [
    "id", "title", "byline", "outlet", "published", "url", "language",
    "statements", "occasions", "entities", "voice", "repairs", "warnings", "corrected", "made_by",
]  # fmt: skip
STATEMENT = [
    "id", "kind", "mode", "polarity", "source", "cue", "content", "text",
    "speaker", "addressee", "occasion", "said_on", "about", "stance", "nested_in", "confidence", "primary",
    "corrected", "confirmed", "occasion_confidence", "link", "source_text",
]  # fmt: skip
VALIDATOR = jsonschema.Draft202012Validator(schema())

slow_data = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None, max_examples=50
)


def test_the_line_of_extract_has_the_keys_of_the_design_in_their_order() -> None:
    line = extraction_line(invented())
    assert list(line) == LINE
    assert list(extraction_line(invented(), with_text=True)) == [*LINE[:7], "text", *LINE[7:]]
    assert all(list(statement) == STATEMENT for statement in line["statements"])
    first, second, _ = line["statements"]
    assert list(first["speaker"]) == ["name", "type", "entity", "confidence", "candidates"]
    assert list(first["said_on"]) == ["value", "basis", "rule", "confidence"]
    party = ["name", "type", "entity", "spans", "confidence"]
    assert list(first["about"][0]) == list(second["addressee"]) == party
    assert list(first["stance"][0]) == list(line["voice"][0]) == ["target", "attitude", "score", "spans"]
    assert list(line["occasions"][0]) == [
        "id",
        "kind",
        "plover",
        "participants",
        "place",
        "date",
        "status",
        "spans",
        "duration",
    ]
    assert list(line["entities"][0]) == ["id", "name", "type", "aliases", "offices", "mentions"]


def test_the_values_of_a_line_are_plain_json() -> None:
    line = extraction_line(invented())
    assert json.loads(json.dumps(line)) == line
    assert line["published"] == "2024-09-26"
    start, end = line["statements"][0]["content"][0]
    assert TEXT[start:end] == line["statements"][0]["text"]
    assert line["warnings"] == ["byline guessed", "no occasion model"]


def test_the_line_of_read_has_the_article_and_nothing_extracted() -> None:
    line = article_line(invented().article)
    keys = "id title byline outlet published url path sha256 language text repairs warnings published_evidence turns"
    assert list(line) == keys.split()
    assert line["published_evidence"] == {"rule": "meta", "text": "article:published_time"}
    assert article_line(Article("a", "Text."))["published"] is None


def test_the_schema_is_valid_versioned_and_demands_every_key() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["$id"] == "urn:onrecord:schema:extraction:1"
    assert schema()["required"] == LINE
    assert schema()["$defs"]["Statement"]["required"] == STATEMENT
    assert "chain" not in json.dumps(schema())
    for key in LINE:
        line = extraction_line(invented())
        del line[key]
        with pytest.raises(jsonschema.ValidationError, match=key):
            VALIDATOR.validate(line)


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "quoted"), ("content", [[1, 2, 3]]), ("content", [1, 2]), ("confidence", "high"), ("speaker", None)],
)
def test_the_schema_refuses_what_is_not_a_statement(field: str, value: object) -> None:
    line = extraction_line(invented())
    line["statements"][0][field] = value
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(line)
    with pytest.raises(InputMalformed, match=field):
        extraction_from_line({**line, "text": TEXT})


@slow_data
@given(extractions())
def test_every_line_is_valid_and_reads_back(extraction: Extraction) -> None:
    line = extraction_line(extraction, with_text=True)
    VALIDATOR.validate(line)
    back = extraction_from_line(json.dumps(line))
    bare = replace(
        extraction.article, path=None, sha256=None, anchors=(), turns=(), published_evidence=None, warnings=()
    )
    assert back.article == bare
    assert back.warnings == extraction.article.warnings + extraction.warnings
    assert [replace(s, speaker=replace(s.speaker, chain=())) for s in extraction.statements] == list(back.statements)
    assert (back.occasions, back.entities, back.voice) == (extraction.occasions, extraction.entities, extraction.voice)
    assert extraction_line(back, with_text=True) == line


def test_a_line_made_before_fields_were_weighed_reads_back() -> None:
    line = extraction_line(invented(), with_text=True)
    assert line == extraction_line(extraction_from_line(line), with_text=True)
    for said in line["statements"]:
        assert said.pop("occasion_confidence") is None
        for part in (*said["about"], *filter(None, (said["addressee"], said["said_on"]))):
            assert part.pop("confidence") is None
    back = extraction_from_line(json.dumps(line))
    assert [replace(s, speaker=replace(s.speaker, chain=())) for s in invented().statements] == list(back.statements)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "truncated"),
        (b"[]", "object"),
        (b"\xff", "not a line"),
        (json.dumps(extraction_line(invented())), "--with-text"),
        (json.dumps({**extraction_line(invented()), "text": "Short."}), r"span \[\d+, \d+\] is not within"),
    ],
)
def test_what_is_not_a_line_is_refused_by_name(line: bytes | str, reason: str) -> None:
    with pytest.raises(InputMalformed, match=f"corpus.jsonl:3: .*{reason}"):
        extraction_from_line(line, "corpus.jsonl:3")


def test_an_unknown_speaker_is_null_in_the_line() -> None:
    extraction = invented()
    unknown = replace(extraction.statements[2], speaker=Speaker(None, "unknown", candidates=("A B", "C D")))
    line = extraction_line(replace(extraction, statements=(unknown,)))
    assert line["statements"][0]["speaker"] == {
        "name": None, "type": "unknown", "entity": None, "confidence": 0.0, "candidates": ["A B", "C D"],
    }  # fmt: skip
    VALIDATOR.validate(line)
