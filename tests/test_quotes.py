"""Quotation marks: the mask that kinds are judged by, and the states that the model is shown."""

import importlib.util
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.extraction.quotes import canonical_marks, kind, mark_states, quotation_mask

SHARED = Path(__file__).parents[2] / "shared"


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said no.", ""),
        ('He said "no".', '"no"'),
        ("He said “no”.", "“no”"),
        ("He said «no».", "«no»"),
        ("He said ''no''.", "''no'"),
        ("He said ‘not now’ twice.", "‘not now’"),
        ("He said 'not now' twice.", "'not now'"),
        ("The voters' choice and the party's, he said.", ""),
        ("“Open to the end\nNext line.", "“Open to the end"),
        ("A closing mark” alone.", ""),
        ("“One “two” three", "“One “two”"),
        ("“He called it ‘odd’,” she said.", "“He called it ‘odd’,”"),
    ],
)
def test_mask(text: str, inside: str) -> None:
    mask = quotation_mask(text)
    assert "".join(c for c, m in zip(text, mask, strict=True) if m) == inside


def test_kind_counts_letters_and_digits_only() -> None:
    text = "He said “no”, and that “yes” is far."
    assert kind(text, [(8, 13)]) == "direct"
    assert kind(text, [(23, len(text))]) == "mixed"
    assert kind(text, [(0, 7)]) == "indirect"
    assert kind(text, [(12, 13)]) == "indirect"
    assert kind(text, []) == "indirect"


def test_mask_and_kind_agree_with_the_shared_scorer() -> None:
    script = SHARED / "tools" / "score_attributions.py"
    if not script.exists():
        pytest.skip("the shared scorer is not here")
    spec = importlib.util.spec_from_file_location("score_attributions", script)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    for line in (SHARED / "data/polnear/dev.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        mask = quotation_mask(article["text"])
        assert mask == scorer.quote_mask(article["text"])
        for attribution in article["attributions"]:
            spans = attribution["content"]
            assert kind(article["text"], spans, mask) == scorer.kind_of(article["text"], spans, mask)


@pytest.mark.parametrize(
    ("text", "canonical", "states"),
    [
        ('a "b c" d', "a “b c” d", "002111300"),
        ("a “b” c", "a “b” c", "0021300"),
        ("a «b» c", "a “b” c", "0021300"),
        ("''b'' c", "“\0b\0” c", "2111300"),
        ('"b\nc" d', "“b\nc” d", "2100300"),  # `c"` closes by its surroundings, though the line before was left open
        ("a ‘b c’ d", "a “b c” d", "002111300"),
        ("a 'b isn't c,' d", "a “b isn't c,” d", "0021111111111300"),
        ("the b's and c's d", "the b's and c's d", "0" * 17),
        ("“a ‘b c’ d”", "“a ‘b c’ d”", "21111111113"),
    ],
)
def test_canonical_marks_and_states(text: str, canonical: str, states: str) -> None:
    assert canonical_marks(text) == canonical
    assert "".join(map(str, mark_states(canonical))) == states


@given(st.text(alphabet="ab '\"“”‘’«»\n.", max_size=60))
def test_any_text_gives_one_value_per_character(text: str) -> None:
    assert len(quotation_mask(text)) == len(text) == len(canonical_marks(text)) == len(mark_states(text))
    assert kind(text, [(0, len(text))]) in {"direct", "mixed", "indirect"}
