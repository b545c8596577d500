"""Fit how likely an author's attitude is, on the graph set, and write it into the config.json of the package's model.

    python -m training.stance.author [--without FOLD]

Two fits: of a stretch in which a reader found words of the author's that show an attitude, by the head for the text's
own; and of an article's attitude by what its stretches show together, whose odds are some times as good. The second
learns from stretches that the first has not seen: each fold is left out in turn.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

import numpy as np

from onrecord.evaluation import record
from onrecord.extraction import pipeline, voice
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.stance.encoding import ATTITUDES
from onrecord.extraction.stance.model import default_model
from onrecord.extraction.stance.weighing import LEAST, OPINIONS, STRETCH, Floats, likely
from onrecord.model import Stance
from training.graph import gold
from training.stance.weighing import Doubles, article_of, fitted, written

Stretch = tuple[
    int, str, Floats, int, int
]  # article, target, evidence, attitude shown by its words, what the reader saw


def stretches(articles: list[gold.Article]) -> Iterator[Stretch]:
    """Each question of each article that has loaded words for the attitude that the text's head finds likelier."""
    model, extractor = default_model(), pipeline.Extractor()
    seen: list[tuple[voice.AuthorQuestion, Floats, int]] = []

    def noted(document: Document, resolution: Resolution) -> tuple[Stance, ...]:
        asked = list(voice.questions(document, resolution, model.loaded))
        for question, reading in zip(asked, model.read([q.pair for q in asked]), strict=True):
            shown = 0 if reading.target[0] >= reading.target[2] else 2
            if question.words(shown - 1, model.loaded):
                own = reading.opinions.reshape(-1, 2)[OPINIONS.index("target")]
                seen.append((question, np.array([1.0, *own], np.float32), shown))
        return ()

    reading, pipeline.voice.read = pipeline.voice.read, noted  # type: ignore[assignment]
    for n, row in enumerate(articles):
        seen.clear()
        extractor.extract(article_of(row))
        told = [(row["entities"][label]["name"], attitude, words) for label, attitude, words in row["voice"]]
        for question, known, shown in seen:
            start, end = question.stretch
            saw = (
                ATTITUDES.index(attitude)
                for name, attitude, words in told
                if record.either(name, question.target) and any(start <= word[0] < end for word in words)
            )
            yield n, question.target, known, shown, next(saw, 1)
    pipeline.voice.read = reading


def together(rows: list[Stretch], probabilities: Doubles) -> dict[tuple[int, str, int], float]:
    """For each article, target and attitude how likely it is that some stretch shows it."""
    found: dict[tuple[int, str, int], float] = {}
    for (n, target, _, shown, _), p in zip(rows, probabilities, strict=True):
        found[n, target, shown] = 1 - (1 - found.get((n, target, shown), 0.0)) * (1 - float(p[shown]))
    return found


def shift(odds: Doubles, right: Doubles) -> float:
    """What to add to log-odds that all too seldom come true, or too often."""
    found = 0.0
    for _ in range(30):
        p = 1 / (1 + np.exp(-odds - found))
        found += float((right - p).sum() / (p * (1 - p)).sum())
    return found


def main(without: int | None) -> None:
    """Fit, report and write."""
    articles = gold.read()
    folds = gold.folds(articles)
    rows = list(stretches(articles))
    of = np.array([folds[n] for n, *_ in rows])
    x, y = np.array([row[2] for row in rows], dtype=float), np.array([row[4] for row in rows])
    held = np.zeros((len(y), 3))
    for fold in set(folds):
        held[of == fold] = likely(x[of == fold], fitted(x[of != fold], y[of != fold]))
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
    return any(record.either(name, target) and attitude == ATTITUDES[shown] for name, attitude in told)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", type=int, help="leave this fold's outlets out")
    main(parser.parse_args().without)
