"""How it is taught which words are names: what readers marked as tags, and a head that finds what it was taught."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch", reason="teaching needs torch")

from invented_reports import parser

from onrecord.extraction.graph import tagging
from onrecord.extraction.graph.heads import Heads
from training.graph import names

Named = list[tuple[str, str]]


def tagged(text: str, *marked: tuple[str, str], all_marked: bool = True) -> tuple[Named, list[str]]:
    """The names by their tags, with their sorts, and the words of which nothing is known."""
    doc = next(parser().parse([text]))
    mentions = [(text.index(words), text.index(words) + len(words), sort) for words, sort in marked]
    tags = names.tags(doc, mentions, all_marked=all_marked)
    found: Named = []
    for token, tag in zip(doc, tags.tolist(), strict=True):
        if tag > 0 and tag % 2:
            found.append((token.text, [*tagging.SORTS][tag // 2]))
        elif tag > 0:
            found[-1] = (f"{found[-1][0]} {token.text}", found[-1][1])
    return found, [token.text for token, tag in zip(doc, tags.tolist(), strict=True) if tag < 0]


@pytest.mark.parametrize(
    ("text", "mention", "name"),
    [
        ("Reporters met Israeli Prime Minister Edda Quill.", "Israeli Prime Minister Edda Quill", ["Edda Quill"]),
        ("Reporters met Mr. Orrin on Monday.", "Mr. Orrin", ["Orrin"]),
        ("Reporters met Edda Quill of the council.", "Edda Quill of the council", ["Edda Quill"]),
        ("They met Jean-Claude Orrin.", "Jean-Claude Orrin", ["Jean - Claude Orrin"]),
        ("They met the mayor on Monday.", "the mayor", []),
        ("It was late, and she left.", "she", []),
        ("They met the Mayor on Monday.", "the Mayor", []),  # a post is no name
    ],
)
def test_of_a_mention_of_a_person_the_name_is_tagged(text: str, mention: str, name: list[str]) -> None:
    assert tagged(text, (mention, "person"))[0] == [(words, "person") for words in name]


def test_a_body_is_tagged_whole_without_its_article_and_groups_at_a_sentences_beginning_are_no_names() -> None:
    text = "Protesters left the Institute for Sea and Land on Monday."
    found, _ = tagged(text, ("the Institute for Sea and Land", "organization"), ("Protesters", "group"))
    assert found == [("Institute for Sea and Land", "organization")]


def test_what_is_named_within_a_mention_is_tagged_and_ends_the_name_beside_it() -> None:
    text = "They met Halden Works Director Edda Quill in Westhaven."
    marked = (("Halden Works Director Edda Quill", "person"), ("Halden Works", "organization"), ("Westhaven", "place"))
    expected = [("Halden Works", "organization"), ("Edda Quill", "person"), ("Westhaven", "place")]
    assert tagged(text, *marked)[0] == expected


def test_where_not_all_names_are_marked_nothing_is_known_of_other_capitals() -> None:
    text = "Then Edda Quill met Orrin in town."
    found, unknown = tagged(text, ("Edda Quill", "person"), all_marked=False)
    assert found == [("Edda Quill", "person")]
    assert unknown == ["Then", "Orrin"]
    assert tagged(text, ("Edda Quill", "person"))[1] == []


def invented(seed: int, *, marked: bool = True) -> names.Tagged:
    """Twelve words, two of which are a person's name, as their states and what stands before them tell."""
    random = np.random.default_rng(seed)
    states = random.normal(size=(12, 384)).astype(np.float32)
    features = np.zeros((12, len(tagging.FEATURES)), np.int64)
    tags = np.zeros(12, np.int64)
    at = int(random.integers(1, 10))
    states[at, 0] += 30
    states[at + 1, 1] += 30
    features[at - 1, 1] = 3  # the part of speech before a name
    tags[at : at + 2] = (1, 2) if marked else (-1, -1)
    return names.Tagged(states, features, tags)


def heads(texts: list[names.Tagged]) -> Heads:
    taught = names.taught([(text, 1.0) for text in texts])
    return Heads({f"name.{name}": weights.numpy() for name, weights in taught.state_dict().items()})


def test_what_was_taught_is_found_by_the_package() -> None:
    learnt = heads([invented(n) for n in range(400)])
    for seed in range(1000, 1020):
        text = invented(seed)
        start = int(np.flatnonzero(text.tags == 1)[0])
        assert tagging.named(learnt, text.states, text.features) == [(start, start + 2, "PERSON")]


def test_what_nobody_marked_teaches_nothing() -> None:
    learnt = heads([invented(n, marked=False) for n in range(400)])
    assert not any(tagging.named(learnt, t.states, t.features) for t in map(invented, range(1000, 1020)))


def test_what_is_told_counts_names_by_their_last_words_and_sorts() -> None:
    learnt = heads([invented(n) for n in range(400)])
    some = [invented(n) for n in range(1000, 1010)]
    assert [*names.told(learnt, some)] == ["person: 10, P 1.000, R 1.000"]
    nobody = [names.Tagged(t.states, t.features, np.zeros_like(t.tags)) for t in some[:5]]
    assert [*names.told(learnt, [*nobody, *some[5:]])] == ["person: 5, P 0.500, R 1.000"]
