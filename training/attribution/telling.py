"""Fit how likely it is that anything is stated where a model finds an attribution, and write it into its config.json.

    python -m training.attribution.telling MODEL_FOLDER GOLD.jsonl [--without FOLD]

GOLD are articles that the network was not trained on; the pages of the graph set are added. Right is a content that
shares 0.3 of the union with a reader's. Printed are precision and recall of each at thresholds, every fifth article
(or fold of outlets) by the others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.evaluation import record
from onrecord.evaluation.gold import read_gold
from onrecord.extraction.attribution.confidence import EVIDENCE, Confidence, evidence, length
from onrecord.extraction.attribution.joining import attributions, joined
from onrecord.extraction.attribution.model import AttributionModel
from training.attribution.calibration import fitted
from training.graph import gold
from training.shipped import write_settings

_LEAST = 0.3
_FOLDS = 5


def articles(path: Path) -> Iterator[tuple[str, int, str, list[Any]]]:
    """The domain, the fold, the text and the readers' contents of each."""
    for n, article in enumerate(read_gold(path)):
        yield "gold", n % _FOLDS, article.text, [a.content for a in article.attributions if a.content]
    marked = gold.read()
    for row, fold in zip(marked, gold.folds(marked), strict=True):
        if gold.domain(row) == "web":
            yield "web", fold, row["text"], [s["content"] for s in row["statements"].values() if s["content"]]


def main(folder: Path, path: Path, without: int | None) -> None:
    """Fit, report and write."""
    model = AttributionModel.load(folder)
    rows: list[tuple[str, int, tuple[float, ...], bool]] = []
    there = {"gold": 0, "web": 0}
    for domain, fold, text, contents in articles(path):
        reading = model.reading(text)
        found = [a.content for a in attributions(reading, Confidence())]
        right = set(record.matched(contents, found, least=_LEAST).values())
        known = ((*evidence(reading, pieces), length(reading, pieces)) for pieces in joined(reading))
        rows += [(domain, fold, values, n in right) for n, values in enumerate(known)]
        there[domain] += len(contents)
    x, y = np.array([values for _, _, values, _ in rows]), np.array([right for *_, right in rows], dtype=float)
    folds, web = np.array([fold for _, fold, *_ in rows]), np.array([domain == "web" for domain, *_ in rows])
    held = np.zeros(len(y))
    for fold in range(_FOLDS):
        weights = fitted(x[folds != fold], y[folds != fold])
        held[folds == fold] = 1 / (1 + np.exp(-weights[0] - x[folds == fold] @ weights[1:]))
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7):
        kept = held >= threshold
        for domain, of in (("gold", ~web), ("web", web)):
            precision, recall = y[kept & of].mean(), y[kept & of].sum() / there[domain]
            print(f"{threshold:.1f}  {domain:4}  precision {precision:.3f}  recall {recall:.3f}")
    kept = ~web | (folds != without)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    weights = dict(zip(("intercept", *EVIDENCE), fitted(x[kept], y[kept]).round(4).tolist(), strict=True))
    write_settings(folder, confidence=config["confidence"] | {"statement": weights})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--without", type=int, help="leave this fold's pages out of what is written")
    arguments = parser.parse_args()
    main(arguments.model, arguments.gold, arguments.without)
