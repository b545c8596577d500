"""The labelled pairs, and how one is read; all statements here are invented."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from test_agreement import standing

from onrecord.comparison.contradiction import EVIDENCE, Side, evidence, opposed
from training.contradiction import data
from training.contradiction.__main__ import fit, held_out


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (data.FOLDER / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("name", [*data.REAL, "invented.jsonl"])
def test_every_pair_has_a_label_and_only_oppositions_a_kind(name: str) -> None:
    every = rows(name)
    assert len({row["pair"] for row in every}) == len(every)
    for row in every:
        assert row["label"] in data.LABELS
        assert (row["kind"] is not None) == (row["label"] in ("contradicts", "changed"))


def test_what_is_invented_is_marked_and_has_its_words_and_what_is_real_has_none() -> None:
    for row in rows("invented.jsonl"):
        assert row["drawn"] == "invented"
        assert all(set(row[side]) == {"source", "cue", "content"} for side in ("then", "now"))  # type: ignore[call-overload]
    for name in data.REAL:
        for row in rows(name):
            assert row["drawn"] != "invented"
            assert all(set(row[side]) == {"article", "spans"} for side in ("then", "now"))  # type: ignore[call-overload]


def side(content: str, cue: str, article: str = "") -> Side:
    return replace(standing(content, cue).side, cue=cue, article=article)


def test_opposite_attitudes_make_an_opposition_likelier_and_like_ones_less() -> None:
    then, now = side("Osric Vane", "criticized", "a"), side("Osric Vane", "endorsed", "b")
    alone = opposed(then, now, 0.9, ())
    assert opposed(then, now, 0.9, [(-0.6, 0.6)]) > alone > opposed(then, now, 0.9, [(0.6, 0.6)])


def test_where_the_author_tells_two_apart_in_one_article_they_are_likelier_to_oppose() -> None:
    now = side("she was against the harbour tunnel", "said", "a")
    then = [side("she supported the harbour tunnel", "once said", article) for article in ("a", "b")]
    here, elsewhere = (opposed(one, now, 0.8, ()) for one in then)
    assert here > elsewhere > opposed(side("she supported the harbour tunnel", "said", "b"), now, 0.8, ())


def test_a_question_opposes_nothing() -> None:
    assert opposed(side("whether Vane should go", "asked"), side("Vane should not go", "said"), 0.9, [(-0.9, 0.9)]) == 0


def test_pairs_with_a_text_in_common_are_in_one_fold() -> None:
    told = data.Told(side("she will pay", "said"), np.ones(2, np.float32), {})
    named = [("a", "b"), ("b", "c"), ("d", "e"), ("f", "g"), ("h", "i"), ("c", "j"), ("k", "l")]
    pairs = [data.Pair(n % 3, True, "x", told, told, keys) for n, keys in enumerate(named)]
    of = data.folds(pairs, 3)
    assert of[0] == of[1] == of[5]
    assert Counter(of.tolist()).keys() == {0, 1, 2}


def test_of_written_pairs_more_oppose_and_that_is_left_out_of_the_weights() -> None:
    known = evidence(side("she supported it", "said"), side("she opposed it", "said"), 0.8, [(0.5, -0.5)])
    assert known.shape == (len(EVIDENCE),)
    random = np.random.default_rng(1)
    x = np.hstack([np.ones((300, 1)), random.normal(size=(300, 2))])
    y = np.where(x[:, 1] > 1, data.OPPOSED, np.where(x[:, 2] > 1, data.AGREES, data.UNRELATED))
    more = (x[:60], np.zeros(60, dtype=np.int64))  # all of them oppose
    assert fit(x, y, more).shape == (3, 2)
    of, plain = np.arange(300) % 5, np.ones(300, dtype=bool)
    said = held_out(x, y, of, plain, more)
    assert (said.argmax(axis=1) == y).mean() > 0.85
    plain[:10] = False
    assert (held_out(x, y, of, plain, more)[:10] == (0, 1, 0)).all()
