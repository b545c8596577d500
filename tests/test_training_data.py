"""From annotated articles to labelled word pieces."""

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from onrecord.extraction.quotes import INSIDE
from training.attribution.data import (
    ROLES,
    TAGS,
    Annotated,
    Annotation,
    Augmentation,
    Labelled,
    batches,
    joined,
    labelled,
    read,
    unswapped,
    window,
    windows,
    without,
)

ROOT = Path(__file__).parents[1]
DEV = ROOT / "../shared/data/polnear/dev.jsonl"

# Invented.
TEXT = "“We lost,” Mr. Brandt said. “It hurts.”\n\nHis party denied that it had paid."


def spans(*words: str, text: str = TEXT) -> list[tuple[int, int]]:
    return [(text.index(w), text.index(w) + len(w)) for w in words]


ARTICLE: Annotated = {
    "id": "invented",
    "text": TEXT,
    "attributions": [
        {"source": spans("Mr. Brandt"), "cue": spans("said"), "content": spans("“We lost,”", "“It hurts.”")},
        {"source": spans("His party"), "cue": spans("denied"), "content": spans("that it had paid")},
    ],
}


def base_tokenizer() -> Tokenizer:
    folder = next((ROOT / "src/onrecord/models").glob("attribution-en-*"))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return base_tokenizer()


@pytest.fixture(scope="module")
def text(tokenizer: Tokenizer) -> Labelled:
    return labelled(ARTICLE, tokenizer)


def said(text: Labelled, role: str) -> list[str]:
    starts, ends = text.encoding.starts, text.encoding.ends
    return [TEXT[starts[first] : ends[last - 1]] for first, last in text.spans[role]]


def test_labels_lead_back_to_the_annotated_words(text: Labelled) -> None:
    assert said(text, "content") == ["“We lost,”", "“It hurts.”", "that it had paid"]
    assert said(text, "source") == ["Mr. Brandt", "His party"]
    assert said(text, "cue") == ["said", "denied"]
    assert text.members["content"] == [frozenset({0}), frozenset({0}), frozenset({1})]
    for role in ROLES:
        for first, last in text.spans[role]:
            assert TAGS[text.tags[first]] == f"B-{role}"
            assert {TAGS[t] for t in text.tags[first + 1 : last]} <= {f"I-{role}"}


def test_pieces_of_one_content_with_only_punctuation_between_are_one() -> None:
    assert joined("“Yes. No,” he said.", [(0, 5), (6, 10)]) == [(0, 10)]
    assert joined("“Yes,” he said. “No.”", [(16, 21), (0, 6)]) == [(0, 6), (16, 21)]


def test_a_source_shared_by_two_attributions_is_one_span_of_both(tokenizer: Tokenizer) -> None:
    shared: Annotation = {"source": spans("Mr. Brandt"), "cue": spans("denied"), "content": spans("that it had paid")}
    found = labelled({**ARTICLE, "attributions": [ARTICLE["attributions"][0], shared]}, tokenizer)
    assert found.members["source"] == [frozenset({0, 1})]


def test_of_two_overlapping_spans_the_first_stays(tokenizer: Tokenizer) -> None:
    other: Annotation = {"source": spans("Brandt said"), "cue": [], "content": spans("It hurts")}
    found = labelled({**ARTICLE, "attributions": [*ARTICLE["attributions"], other]}, tokenizer)
    assert said(found, "source") == ["Mr. Brandt", "His party"]


def test_swapped_sources_and_cues_are_put_right() -> None:
    text = "Ada said it."

    def attribution(source: str, cue: str) -> Annotation:
        return {"source": spans(source, text=text), "cue": spans(cue, text=text), "content": spans("it", text=text)}

    rows = [attribution("Ada", "said") for _ in range(9)] + [attribution("said", "Ada")]
    found = unswapped([{"id": str(i), "text": text, "attributions": [row]} for i, row in enumerate(rows)])
    assert all(article["attributions"] == [attribution("Ada", "said")] for article in found)


def test_windows_hold_every_piece_once(text: Labelled) -> None:
    found = list(windows(text, 12, np.random.default_rng(0)))
    assert len(found) > 1
    pieces = np.concatenate([part.encoding.ids for part in found])
    assert pieces.tolist() == text.encoding.ids[: len(pieces)].tolist()
    assert all(len(part) <= 12 for part in found)


def test_a_window_keeps_whole_spans_and_begins_anew_within_a_cut_one(text: Labelled) -> None:
    first = int(text.spans["content"][1][0])
    part = window(text, first + 1, len(text))
    assert said(part, "content") == ["that it had paid"]
    assert TAGS[part.tags[0]] == "B-content"


def test_without_its_first_piece_a_span_begins_with_the_next(text: Labelled) -> None:
    dropped = np.zeros(len(text), dtype=np.bool_)
    dropped[text.spans["content"][0][0]] = True
    part = without(text, dropped)
    assert said(part, "content")[0] == "We lost,”"
    assert TAGS[part.tags[part.spans["content"][0][0]]] == "B-content"
    assert len(part) == len(text) - 1
    cut = window(text, 1, len(text))  # begins within a span, and then loses that beginning
    tags = without(cut, np.arange(len(cut)) == 0).tags
    assert TAGS[tags[0]] == "B-content"
    assert TAGS[tags[1]] == "I-content"


def test_augmentation(text: Labelled) -> None:
    random = np.random.default_rng(0)
    stripped = Augmentation(strip_marks=1, lose_mark=0, flat_casing=0, mask_word=0, mask_id=103)(text, random)
    assert said(stripped, "content") == ["We lost,", "It hurts.", "that it had paid"]
    assert not stripped.encoding.features[:, 0].any()
    lost = Augmentation(strip_marks=0, lose_mark=1, flat_casing=0, mask_word=0, mask_id=103)(text, random)
    assert len(lost) == len(text) - 1
    flat = Augmentation(strip_marks=0, lose_mark=0, flat_casing=1, mask_word=1, mask_id=103)(text, random)
    assert len(set(flat.encoding.features[:, 1].tolist()) - {0}) == 1
    assert set(flat.encoding.ids.tolist()) == {103}
    assert (text.encoding.features[:, 0] > INSIDE).sum() == 4  # the text itself is as it was


def test_batches_keep_to_the_limit_and_lose_nothing(text: Labelled) -> None:
    parts = [window(text, start, end) for start in range(8) for end in range(start + 5, len(text))]
    found = batches(parts, 64, np.random.default_rng(0))
    assert sum(map(len, found)) == len(parts)
    assert all(len(batch) * (max(map(len, batch)) + 2) <= 64 for batch in found)


@pytest.mark.skipif(not DEV.exists(), reason="the corpus is not here")
def test_the_corpus_survives_the_way_to_labels(tokenizer: Tokenizer) -> None:
    articles = read(DEV)
    texts = [labelled(article, tokenizer) for article in articles]
    attributions = sum(len(a["attributions"]) for a in articles)
    assert attributions == 2192
    assert sum(len(set().union(*text.members["content"])) for text in texts) == attributions
