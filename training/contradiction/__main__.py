"""Fit the weights of `onrecord.comparison.contradiction` on the pairs beside this file, and measure them on others.

python -m training.contradiction tests/data/shifts/pairs.txt
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import RowMapping, select

from onrecord.comparison import contradiction
from onrecord.comparison.contradiction import plain
from onrecord.comparison.embeddings import unpack
from onrecord.comparison.shifts import LIKE
from onrecord.record import Record
from onrecord.record.schema import readings
from training.contradiction import pairs

_PENALTY = 0.3
_WILD = 1.0  # what the record's pairs weigh together, the written ones being 1


def fit(x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted logistic regression with an L2 penalty (not on the constant), by Newton's method."""
    x = np.hstack([np.ones((len(x), 1)), x])
    penalty = _PENALTY * np.eye(x.shape[1])
    penalty[0, 0] = 0
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (weight * (p - y)) + penalty @ weights
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + penalty
        weights -= np.linalg.solve(hessian, gradient)
    return weights


def wild(record: Path) -> NDArray[np.float64]:
    """Features of pairs of plain statements of one holder, alike in topic, on two days."""
    rng = np.random.default_rng(1)
    by_holder: dict[str, list[RowMapping]] = defaultdict(list)
    with Record(record, read_only=True) as opened, opened.database.connect() as connection:
        for row in connection.execute(select(readings).order_by(readings.c.statement_pk)).mappings():
            if plain(row["claim"]):
                by_holder[row["holder"]].append(row)
    found = []
    for rows in by_holder.values():
        vectors = unpack([r["vector"] for r in rows])
        pairs = np.argwhere(np.triu(vectors @ vectors.T >= LIKE, 1))
        for a, b in rng.permutation(pairs)[: 20 * len(rows)]:
            if rows[a]["day"] != rows[b]["day"]:
                cosine = float(vectors[a] @ vectors[b])
                found.append(contradiction.features(rows[a]["claim"], rows[b]["claim"], cosine))
    return np.array(found)


def main(test: Path, record: Path) -> None:
    train = [p for p in pairs.read(Path(__file__).parent / "pairs.txt") if p.plain]
    x = np.array([contradiction.features(p.then, p.now, p.cosine) for p in train])
    others = wild(record)
    y = np.array([*(float(p.opposes) for p in train), *np.zeros(len(others))])
    share = np.array([*np.ones(len(train)), *np.full(len(others), _WILD * len(train) / len(others))])
    weights = fit(np.vstack([x, others]), y, share)
    print(f"{len(train)} pairs, {len(others)} of the record")
    for name, weight in zip(("constant", *contradiction.NAMES), weights, strict=True):
        print(f"{weight:8.2f}  {name}")
    contradiction.WEIGHTS = tuple(round(float(w), 2) for w in weights)  # type: ignore[misc]
    print(contradiction.WEIGHTS)
    for file in (Path(__file__).parent / "pairs.txt", test):
        print(pairs.report(pairs.read(file)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
