"""The graph set as pairs for the stance network, and the weights that are fitted over it."""

from __future__ import annotations

from typing import Any

import numpy as np

from training.graph import gold
from training.stance import fitting, graph

# Invented.
TEXT = (
    "Councillor Maud Kells said that Jonas Pryde had betrayed the valley, and that Ada Lunt knew of it. "
    "The feckless Pryde took the money."
)


def article() -> gold.Article:
    def at(words: str, begin: int = 0) -> list[int]:
        start = TEXT.index(words, begin)
        return [start, start + len(words)]

    told: dict[str, Any] = {"speaker": "E1", "about": [["E2", "negative", [at("betrayed")]]]}
    content = [TEXT.index("that Jonas"), TEXT.index(". The")]
    told |= {"source": [at("Councillor Maud Kells")], "cue": [at("said")], "content": [content]}
    pryde = [at("Jonas Pryde"), at("Pryde", 100)]
    return {
        "id": "web-invented",
        "text": TEXT,
        "entities": {
            "E1": {"name": "Maud Kells", "type": "person", "spans": [at("Councillor Maud Kells")]},
            "E2": {"name": "Jonas Pryde", "type": "person", "spans": pryde},
            "E3": {"name": "Ada Lunt", "type": "person", "spans": [at("Ada Lunt")]},
        },
        "times": {},
        "occasions": {},
        "statements": {"S1": told},
        "voice": [["E2", "negative", [at("feckless")]]],
    }


def test_an_article_is_pairs_of_its_statements_and_of_its_author() -> None:
    one = article()
    (found,) = graph.heard([one])
    rows = list(graph.rows(one, found))

    def told(origin: str) -> list[tuple[str, int, list[str]]]:
        mine = [row for row in rows if row["from"] == origin]
        return [(_at(r, r["target"])[0], r["label"], _at(r, r["words"])) for r in mine]

    assert told("read") == [("Jonas Pryde", 0, ["betrayed"]), ("Ada Lunt", 1, [])]
    assert ("Jonas Pryde", 0, ["betrayed"]) in told("asked")
    assert told("author") == [("Councillor Maud Kells", 1, []), ("Pryde", 0, ["feckless"])]
    assert all(bool(row["holder"]) == (row["from"] != "author") for row in rows)


def _at(row: graph.Row, spans: list[list[int]]) -> list[str]:
    return [row["text"][start:end] for start, end in spans]


def test_weights_find_what_tells_and_each_fold_is_read_by_the_others() -> None:
    random = np.random.default_rng(1)
    labels = random.integers(0, 3, 600)
    evidence = np.stack([np.ones(600), (labels == 0) + random.normal(0, 0.3, 600), random.normal(0, 1, 600)], 1)
    weights = fitting.fitted(evidence, labels)
    assert weights[1, 0] > 1 > abs(weights[2, 0])
    folds = np.arange(600) % 3
    labels[folds == 1] = 0  # what the other folds say of it is not taken from it
    held = fitting.held_out(evidence, labels, folds)
    assert held[folds == 1, 0].mean() < held[folds != 1, 0].mean()


def test_a_word_that_is_truer_of_what_was_taught_counts_as_it_does_elsewhere() -> None:
    random = np.random.default_rng(1)
    labels = random.integers(0, 3, 2000)
    folds = np.arange(2000) % 2  # the second is the one that the network was not taught on
    noise = random.normal(0, np.where(folds == fitting.UNTAUGHT, 5.0, 0.3), 2000)
    evidence = np.stack([np.ones(2000), (labels == 0) + noise], 1)
    trusting = fitting.fitted(evidence, labels)
    apart = fitting.fitted(fitting.told_apart(evidence, [1], folds), labels)
    assert abs(apart[1, 0]) < trusting[1, 0] < apart[2, 0]
    assert fitting.told_apart(evidence, [1], folds * 0) is evidence


def test_odds_that_come_true_too_seldom_are_taken_down() -> None:
    odds = np.zeros(100)
    right = (np.arange(100) < 20).astype(float)
    moved = fitting.shift(odds, right)
    assert abs(1 / (1 + np.exp(-moved)) - 0.2) < 1e-6
