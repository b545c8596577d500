"""Whom "he", "she" and nouns mean, where the rules alone go wrong: the graph network has a word (invented texts)."""

from __future__ import annotations

import numpy as np

import onrecord
from onrecord.extraction.graph import pairs
from onrecord.model import Article


def meant(text: str, words: str) -> list[str]:
    """The names of those whose mention begins with the last of some words."""
    at = text.index(words) + words.rindex(" ") + 1
    found = onrecord.extract(Article("a", text)).entities
    return [e.name for e in found if any(start == at for start, _ in e.mentions)]


def test_the_network_has_a_word() -> None:
    text = "Mayor Tom Birk met Senator Olaf Dahl on Monday. Dahl told reporters that Birk had kept his word."
    assert meant(text, "kept his") == ["Tom Birk"]


def test_who_has_no_name_is_meant_too() -> None:
    assert meant("It rained. The clerk of the town wept, for she was ill.", "for she") == ["The clerk"]


def test_what_is_known_of_a_pronoun_and_a_mention() -> None:
    starts, texts = np.array([0, 5, 30]), ["Tom Birk", "he", "Olaf Dahl"]
    said = pairs.spoken([(0, 2), (5, 6), (30, 32)], [[(4, 20)]], [[(0, 3)]])
    assert said.tolist() == [-1, 1, 0]
    known = pairs.referent(1, [0, 2], starts, texts, said, np.array([0, 0, 3]))
    # Distance (log2), paragraphs apart, both forms, the other is the source or stands outside, the other stands before.
    assert known.tolist() == [[[2, 0, 7, 2, 1], [4, 3, 7, 4, 0]]]


def test_what_is_known_of_a_noun_and_a_mention() -> None:
    texts = ["Orvane Motors of Halden", "a carmaker,", "the mayor", "the carmaker"]
    known = pairs.referent(3, [0, 1, 2], np.arange(4), texts, np.zeros(4, np.int64), np.zeros(4, np.int64))
    assert known[0, :, 2].tolist() == [2, 5, 0]  # a name; the same last word, and new; neither


def test_a_noun_stands_for_a_named_one_and_a_thing_for_nobody() -> None:
    text = (
        "Orvane Motors will cut 300 jobs at its plant in Halden, Osric Vane said on Monday.\n\n"
        "The German automaker, which makes vans, says the plant lost money. Unions called a strike at the plant."
    )
    (carmaker,) = (e for e in onrecord.extract(Article("a", text)).entities if e.name == "Orvane Motors")
    assert "The German automaker" in [text[start:end] for start, end in carmaker.mentions]
    assert meant(text, "says the") == []  # "the plant"
