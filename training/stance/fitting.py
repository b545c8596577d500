"""Logistic regressions of attitudes, and where what is fitted is written.

The graph network was taught on the graph set but for one fold (`UNTAUGHT`), so of the others' outlets its word is truer
than it is in use. Where it is evidence, it is told apart there (`told_apart`): the weights that are kept are those of
its word about what it has not seen, drawn toward the others' as far as there is too little of it to tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from onrecord.extraction.stance.model import DEFAULT
from onrecord.extraction.stance.weighing import likely
from training.graph import gold
from training.shipped import write_settings

_RIDGE: Final = 10.0  # of the standardised evidence

UNTAUGHT: Final = 1  # the fold of the graph set that graph-en-1 was not taught on

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


def told_apart(evidence: Doubles, heard: Sequence[int], folds: NDArray[np.int64]) -> Doubles:
    """The evidence, and once more the columns that are the graph network's word where it was taught on the outlet."""
    taught = (folds != UNTAUGHT)[:, None]
    if taught.all() or not taught.any():
        return evidence
    return np.hstack([evidence, evidence[:, list(heard)] * taught, taught])


def parts(articles: Sequence[gold.Article]) -> list[int]:
    """What is left out in turn: the folds, the untaught one in two, so that some of it is always there."""
    folds = gold.folds(articles)
    outlets = [str(a.get("outlet") or a["id"]) for a in articles]
    count = Counter(outlet for outlet, fold in zip(outlets, folds, strict=True) if fold == UNTAUGHT)
    other = {outlet for n, (outlet, _) in enumerate(sorted(count.items(), key=lambda c: (-c[1], c[0]))) if n % 2}
    return [gold.FOLDS if outlet in other else fold for outlet, fold in zip(outlets, folds, strict=True)]


def held_out(
    evidence: Doubles, labels: NDArray[np.int64], parts: NDArray[np.int64], heard: Sequence[int] = ()
) -> Doubles:
    """What weights fitted on the other parts say of each; `heard` are the columns of the graph network's word."""
    folds = np.where(parts == gold.FOLDS, UNTAUGHT, parts)
    found = np.zeros((len(labels), 3))
    for part in np.unique(parts):
        other = parts != part
        known = told_apart(evidence[other], heard, folds[other]) if len(heard) else evidence[other]
        weights = fitted(known, labels[other])[: evidence.shape[1]]
        found[~other] = likely(evidence[~other], weights)
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
    write_settings(Path(str(files("onrecord") / "models" / DEFAULT)), **{part: value})
