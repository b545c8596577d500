"""Logistic regressions of attitudes, and where what is fitted is written."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from onrecord.extraction.stance.model import DEFAULT
from onrecord.extraction.stance.weighing import likely

_RIDGE: Final = 10.0  # of the standardised evidence

Doubles = NDArray[np.float64]


def fitted(evidence: Doubles, labels: NDArray[np.int64]) -> Doubles:
    """The weights (evidence, 2) under which the labels are likeliest, by Newton's method; the first evidence is always
    1."""
    scale = np.where(np.ptp(evidence, axis=0) > 0, evidence.std(axis=0), 1.0)
    x, size = evidence / scale, evidence.shape[1]
    ridge = np.diag([0.0, *[_RIDGE] * (size - 1)])
    told = np.eye(3)[labels][:, [0, 2]]
    weights = np.zeros((size, 2))
    for _ in range(30):
        p = likely(x, weights)[:, [0, 2]].astype(float)
        gradient = x.T @ (told - p) - ridge @ weights
        curvature = np.zeros((2 * size, 2 * size))
        for a in range(2):
            for b in range(2):
                along = p[:, a] * ((a == b) - p[:, b])
                curvature[a * size : (a + 1) * size, b * size : (b + 1) * size] = (x.T * along) @ x + (a == b) * ridge
        weights += np.linalg.solve(curvature, gradient.T.ravel()).reshape(2, size).T
    return weights / scale[:, None]


def held_out(evidence: Doubles, labels: NDArray[np.int64], folds: NDArray[np.int64]) -> Doubles:
    """What weights fitted on the other folds say of each."""
    found = np.zeros((len(labels), 3))
    for fold in np.unique(folds):
        other = folds != fold
        found[~other] = likely(evidence[~other], fitted(evidence[other], labels[other]))
    return found


def shift(odds: Doubles, right: Doubles) -> float:
    """What to add to log-odds that all too seldom come true, or too often."""
    found = 0.0
    for _ in range(30):
        p = 1 / (1 + np.exp(-odds - found))
        found += float((right - p).sum() / (p * (1 - p)).sum())
    return found


def written(part: str, value: dict[str, Any]) -> None:
    """Write a part of the settings of the package's model."""
    path = Path(str(files("onrecord") / "models" / DEFAULT / "config.json"))
    config = json.loads(path.read_text(encoding="utf-8"))
    config[part] = value
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
