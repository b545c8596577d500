"""How likely an author's attitude is, on the graph set (`weighing.py` runs it).

Two fits: of a stretch in which a reader found words of the author's that show an attitude, by two of the heads; and of
an article's attitude by what its stretches show together, whose odds are some times as good. The second learns from
stretches that the first has not seen: each fold is left out in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from onrecord.evaluation.names import either
from onrecord.extraction.stance.encoding import ATTITUDES
from onrecord.extraction.stance.model import StanceModel, default_model
from onrecord.extraction.stance.weighing import LEAST, STRETCH, Floats, stretch
from training.graph import gold
from training.stance import graph
from training.stance.fitting import Doubles, fitted, held_out, shift, written

# article, target, evidence, attitude shown by its words, what the reader saw
Stretch = tuple[int, str, Floats, int, int]


def stretches(n: int, article: gold.Article, found: graph.Heard, model: StanceModel) -> Iterator[Stretch]:
    """Each question of an article that has loaded words for the attitude that the text's head finds likelier."""
    loaded = default_model().loaded
    told = [(article["entities"][label]["name"], attitude, words) for label, attitude, words in article["voice"]]
    for question, reading in zip(found.author, model.read([q.pair for q in found.author]), strict=True):
        shown = 0 if reading.target[0] >= reading.target[2] else 2
        if question.words(shown - 1, loaded):
            start, end = question.stretch
            saw = (
                ATTITUDES.index(attitude)
                for name, attitude, words in told
                if either(name, question.target) and any(start <= word[0] < end for word in words)
            )
            yield n, question.target, stretch(reading.opinions), shown, next(saw, 1)


def together(rows: list[Stretch], probabilities: Doubles) -> dict[tuple[int, str, int], float]:
    """For each article, target and attitude how likely it is that some stretch shows it."""
    found: dict[tuple[int, str, int], float] = {}
    for (n, target, _, shown, _), p in zip(rows, probabilities, strict=True):
        found[n, target, shown] = 1 - (1 - found.get((n, target, shown), 0.0)) * (1 - float(p[shown]))
    return found


def fit(articles: list[gold.Article], rows: list[Stretch], without: int | None) -> None:
    """Fit, report and write."""
    folds = gold.folds(articles)
    of = np.array([folds[n] for n, *_ in rows])
    x, y = np.array([row[2] for row in rows], dtype=float), np.array([row[4] for row in rows])
    held = held_out(x, y, of)
    entries = together(rows, held)
    right = np.array([_saw(articles[n], target, shown) for n, target, shown in entries], dtype=float)
    odds = np.log([p / (1 - p) for p in entries.values()])
    kept = np.array([folds[n] != without for n, _, _ in entries])
    settled = shift(odds[kept], right[kept])
    shown = 1 / (1 + np.exp(-odds - settled)) >= LEAST
    print(f"{shown.sum()} of {len(entries)} shown, {right[shown].mean():.3f} right")
    weights = fitted(x[of != without], y[of != without])
    config: dict[str, Any] = dict(zip(STRETCH, weights.round(3).tolist(), strict=True))
    written("voice", config | {"settled": round(settled, 3)})


def _saw(row: gold.Article, target: str, shown: int) -> bool:
    told = ((row["entities"][label]["name"], attitude) for label, attitude, _ in row["voice"])
    return any(either(name, target) and attitude == ATTITUDES[shown] for name, attitude in told)
