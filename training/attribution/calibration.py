"""Fit the confidence of a model folder on marked articles, and write it into its config.json.

    python -m training.attribution.calibration MODEL_FOLDER GOLD.jsonl

The articles should not be those that the network was trained on: there it is too sure of itself. Printed is what to
expect on articles that the fit has not seen either: the expected calibration error and precision at thresholds, by
tenfold cross-validation over articles.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onrecord.evaluation.gold import read_gold
from onrecord.evaluation.spans import Comparison
from onrecord.extraction.attribution.confidence import Confidence, evidence
from onrecord.extraction.attribution.joining import attributions, joined
from onrecord.extraction.attribution.model import AttributionModel
from training.shipped import write_settings

Floats = NDArray[np.float64]

_FOLDS = 10
_BINS = 10
_RIDGE = 0.1


def fitted(features: Floats, right: Floats) -> Floats:
    """Weights of a logistic regression, the intercept first (Newton's method, a small ridge)."""
    x = np.column_stack([np.ones(len(features)), features])
    ridge = _RIDGE * np.diag([0.0, *np.ones(features.shape[1])])
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        p = _sigmoid(x @ weights)
        weights += np.linalg.solve((x.T * (p * (1 - p))) @ x + ridge, x.T @ (right - p) - ridge @ weights)
    return weights


def expected_error(confidence: Floats, right: Floats) -> float:
    """Expected calibration error: the mean gap between confidence and share of right ones, over ten equal bins."""
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = [abs((confidence - right)[bins == b].sum()) for b in range(_BINS)]
    return float(sum(gaps) / len(right))


def _sigmoid(x: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-x))
    return result


def main(folder: Path, gold: Path) -> None:
    """Fit, report and write."""
    model = AttributionModel.load(folder)
    features, right, fold = [], [], []
    for number, article in enumerate(read_gold(gold)):
        reading = model.reading(article.text)
        found = list(attributions(reading, Confidence()))
        features += [evidence(reading, pieces) for pieces in joined(reading)]
        right += Comparison(article.text, article.attributions, found).right()
        fold += [number % _FOLDS] * len(found)
    x, y, folds = np.array(features), np.array(right, dtype=float), np.array(fold)
    held_out = np.zeros(len(y))
    for k in range(_FOLDS):
        weights = fitted(x[folds != k], y[folds != k])
        held_out[folds == k] = _sigmoid(np.column_stack([np.ones((folds == k).sum()), x[folds == k]]) @ weights)
    print(f"{len(y)} attributions, {y.mean():.3f} right; expected calibration error {expected_error(held_out, y):.3f}")
    for threshold in np.arange(0, 1, 0.1):
        kept = held_out >= threshold
        shares = y[kept].mean(), kept.mean(), y[kept].sum() / y.sum()
        print(f"{threshold:.1f}  precision {shares[0]:.3f}  kept {shares[1]:.3f}  right ones kept {shares[2]:.3f}")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    choices = tomllib.loads(Path(__file__).with_name("config.toml").read_text(encoding="utf-8"))["confidence"]
    choices |= {name: value for name, value in config.get("confidence", {}).items() if name in choices}  # once chosen
    choices |= {name: value for name, value in config.get("confidence", {}).items() if name == "statement"}  # `telling`
    names = [name for name in Confidence.__dataclass_fields__ if name not in (*choices, "statement")]
    write_settings(folder, confidence=dict(zip(names, fitted(x, y).round(4).tolist(), strict=True)) | choices)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
