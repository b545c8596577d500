"""The graph set: marked articles as spans, and back as the gold of the record's measures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from onrecord.evaluation import record
from training.graph import agreement, gold

TEXT = "Mayor Edda Quill called the plan a reckless gamble on Monday. She blamed Osric Vane."  # invented


def marked() -> dict[str, Any]:
    notes = {
        "mode": "speech",
        "polarity": "affirmed",
        "addressee": None,
        "occasion": None,
        "said_on": "2026-11-02",
        "basis": "T1",
        "nested_in": None,
        "title": "Mayor",
        "anonymity": None,
    }
    return {
        "id": "web-invented",
        "text": TEXT,
        "entities": {
            "E1": {"name": "Edda Quill", "type": "person", "spans": [[0, 16], [62, 65]]},
            "E2": {"name": "Osric Vane", "type": "person", "spans": [[73, 83]]},
        },
        "times": {"T1": {"value": "2026-11-02", "spans": [[51, 60]]}},
        "occasions": {},
        "statements": {
            "S1": notes | {"speaker": "E1", "about": [], "source": [[0, 16]], "cue": [[17, 23]], "content": [[24, 50]]},
            "S2": notes
            | {
                "speaker": "E1",
                "about": [["E2", "negative", ["blamed"]]],
                "source": [[62, 65]],
                "cue": [[66, 72]],
                "content": [[73, 83]],
            },
        },
        "voice": [["E1", "negative", ["reckless gamble"]]],
    }


def test_quoted_words_become_spans() -> None:
    row = gold.standoff(marked(), None)
    assert "text" not in row
    assert row["statements"]["S2"]["title"] == [0, 5]
    (entity, attitude, ((start, end),)) = row["statements"]["S2"]["about"][0]
    assert (entity, attitude, TEXT[start:end]) == ("E2", "negative", "blamed")
    ((_, _, ((start, end),)),) = row["voice"]
    assert TEXT[start:end] == "reckless gamble"


def test_it_is_gold_for_the_record_s_measures() -> None:
    article = gold.standoff(marked(), None, keep_text=True)
    note = gold.as_record(article)["annotations"][1]
    assert note["speaker"] == {"name": "Edda Quill", "type": "person"}
    assert note["stance"] == [{"target": "Osric Vane", "attitude": "negative"}]
    assert record.count(gold.as_record(article), None).n["found_gold"] == 2


def test_a_reader_agrees_with_himself_and_less_with_others() -> None:
    first, second = (gold.standoff(marked(), None, keep_text=True) for _ in range(2))
    scores = agreement.scores([(first, second)])
    assert scores["speaker_of_found"] == scores["mentions"]["F1"] == scores["coreference"]["F1"] == 1
    second["entities"]["E1"]["spans"].pop()
    second["entities"]["E2"]["spans"].append([62, 65])
    scores = agreement.scores([(first, second)])
    assert scores["mentions"]["F1"] == 1
    assert scores["coreference"]["F1"] < 1


def test_the_set_is_whole() -> None:
    if not (gold.SHARED / "graph").exists():
        pytest.skip("the corpora are not beside this checkout")
    articles = gold.read()
    assert len({a["id"] for a in articles}) == len(articles) >= 76
    for article in articles:
        length = len(article["text"])
        for row in (*article["entities"].values(), *article["times"].values(), *article["occasions"].values()):
            assert all(0 <= start < end <= length for start, end in row["spans"])
        for statement in article["statements"].values():
            assert statement["speaker"] is None or article["entities"].keys() >= {*_labels(statement["speaker"])}
            assert all(entity in article["entities"] for entity, _, _ in statement["about"])


def test_another_text_is_refused(tmp_path: Path) -> None:
    if not (gold.SHARED / "graph").exists():
        pytest.skip("the corpora are not beside this checkout")
    (tmp_path / "x.jsonl").write_text('{"id": "open", "sha256": "0", "text": "Other words."}\n')
    with pytest.raises(ValueError, match="open: the text is not the one"):
        gold.read(tmp_path)


def _labels(speaker: str | list[str]) -> list[str]:
    return speaker if isinstance(speaker, list) else [speaker]
