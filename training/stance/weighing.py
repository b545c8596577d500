"""Fit what a statement's evidence counts, on the graph set, and write it into the config.json of the package's model.

    python -m training.stance.weighing [--without FOLD]

The network was not trained on these articles. They are read as in use, so that what is learnt is how far to trust the
network on the statements and parties that are found: an attitude toward somebody of whom the reader thought that the
statement is not about him is wrong. Printed is what to expect of outlets that the fit has not seen, by leaving each
fold out in turn.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from onrecord.evaluation import record
from onrecord.extraction.pipeline import Extractor
from onrecord.extraction.stance.encoding import ATTITUDES
from onrecord.extraction.stance.model import DEFAULT, default_model
from onrecord.extraction.stance.weighing import EVIDENCE, Floats, likely
from onrecord.model import Article, Extraction
from training.graph import gold

_RIDGE: Final = 10.0  # of the standardised evidence
_FLOORS: Final = (0.3, 0.4, 0.5, 0.6, 0.7)

Doubles = NDArray[np.float64]


def examples(articles: list[gold.Article]) -> Iterator[tuple[int, Floats, int]]:
    """For each statement that the reader has too and each party found in it: the article's number, the evidence, and
    the attitude that the reader saw (its number in ATTITUDES)."""
    model, extractor = default_model(), Extractor()
    seen: list[Floats] = []
    under = model.under

    def noted(known: Floats) -> Floats:
        seen.append(known)
        return under(known)

    model.under = noted  # type: ignore[method-assign]
    for n, row in enumerate(articles):
        seen.clear()
        found = extractor.extract(article_of(row))
        for known, label in zip(seen, _labels(row, found), strict=True):
            if label is not None:
                yield n, known, label


def article_of(row: gold.Article) -> Article:
    """An article of the graph set, as it is extracted."""
    published = date.fromisoformat(row["published"]) if row.get("published") else None
    return Article(row["id"], row["text"], outlet=row.get("outlet"), published=published)


def _labels(row: gold.Article, found: Extraction) -> Iterator[int | None]:
    noted = gold.as_record(row)
    notes = [a["stance"] for s, a in zip(noted["attributions"], noted["annotations"], strict=True) if s["content"]]
    contents = [s["content"] for s in noted["attributions"] if s["content"]]
    pairs = {j: i for i, j in record.matched(contents, [s.content for s in found.statements]).items()}
    for j, statement in enumerate(found.statements):
        for stance in statement.stance:
            told = notes[pairs[j]] if j in pairs else ()
            same = (t["attitude"] for t in told if record.either(t["target"], stance.target))
            yield ATTITUDES.index(next(same, "neutral")) if j in pairs else None


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


def main(without: int | None) -> None:
    """Fit, report and write."""
    articles = gold.read()
    rows = list(examples(articles))
    folds = np.array(gold.folds(articles))[[n for n, _, _ in rows]]
    x, y = np.array([known for _, known, _ in rows], dtype=float), np.array([label for _, _, label in rows])
    held = np.zeros((len(y), 3))
    for fold in set(folds.tolist()):
        held[folds == fold] = likely(x[folds == fold], fitted(x[folds != fold], y[folds != fold]))
    shown, score = np.where(held[:, 0] > held[:, 2], 0, 2), np.maximum(held[:, 0], held[:, 2])
    print(f"{len(y)} pairs, {(y != 1).mean():.3f} with an attitude")
    for floor in _FLOORS:
        kept = score >= floor
        right = (shown == y)[kept]
        found = right.sum() / (y != 1).sum()
        print(f"{floor:.1f}  shown {kept.sum()}  right {right.mean():.3f}  of the attitudes {found:.3f}")
    weights = fitted(x[folds != without], y[folds != without])
    written("weighing", dict(zip(EVIDENCE, weights.round(3).tolist(), strict=True)))


def written(part: str, value: dict[str, Any]) -> None:
    """Write a part of the settings of the package's model."""
    path = Path(str(files("onrecord") / "models" / DEFAULT / "config.json"))
    config = json.loads(path.read_text(encoding="utf-8"))
    config[part] = value
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", type=int, help="leave this fold's outlets out")
    main(parser.parse_args().without)
