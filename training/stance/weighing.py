"""Fit what a statement's evidence counts, and what an author's does (`author.py`), on the graph set, and write it into
the config.json of the package's model.

    python -m training.stance.weighing FOLDS=MODEL… [--without FOLD]

Each fold is read by a model that was not taught on it, as in use, so that what is learnt is how far to trust the
network on the statements and parties that are found: an attitude toward somebody of whom the reader thought that the
statement is not about him is wrong. Printed is what to expect of outlets that the fit has not seen, by leaving each
fold out in turn.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Final

import numpy as np

from onrecord.extraction.stance import statements
from onrecord.extraction.stance.model import StanceModel
from onrecord.extraction.stance.weighing import EVIDENCE, GRAPH, Floats
from training.graph import gold
from training.stance import author, graph
from training.stance.fitting import UNTAUGHT, fitted, held_out, parts, told_apart, written

_FLOORS: Final = (0.3, 0.4, 0.5, 0.6, 0.7)

Example = tuple[int, Floats, int]  # part, evidence, the attitude that the reader saw (`graph.number`)


def models(named: list[str]) -> dict[int, StanceModel]:
    """The model for each fold, which was not taught on it, from `FOLDS=FOLDER`."""
    found: dict[int, StanceModel] = {}
    for folds, _, folder in (name.partition("=") for name in named):
        found |= dict.fromkeys(map(int, folds.split(",")), StanceModel.load(folder))
    return found


def examples(article: gold.Article, part: int, found: graph.Heard, model: StanceModel) -> Iterator[Example]:
    """For each statement that the reader has too, each party found in it."""
    told, questions = graph.told(article, found), found.questions
    readings = model.read([q.pair for q in questions])
    for question, known in zip(questions, statements.known(found.resolution, questions, readings), strict=True):
        if question.attribution in told:
            attitude, _ = graph.attitude(article, told[question.attribution], question.party.name)
            yield part, known, graph.number(attitude)


def fit(rows: list[Example], without: int | None) -> None:
    """Fit, report and write."""
    of, evidence, labels = zip(*rows, strict=True)
    parts, x, y = np.array(of), np.array(evidence, dtype=float), np.array(labels)
    folds = np.where(parts == gold.FOLDS, UNTAUGHT, parts)
    names = (*EVIDENCE, *GRAPH)
    heard = [names.index(name) for name in GRAPH]
    likelihood = held_out(x, y, parts, heard)
    shown, score = np.where(likelihood[:, 0] > likelihood[:, 2], 0, 2), likelihood[:, [0, 2]].max(axis=1)
    print(f"{len(y)} pairs, {(y != 1).mean():.3f} with an attitude")
    for floor in _FLOORS:
        for name, some in (("all", folds >= 0), ("untaught", folds == UNTAUGHT)):
            kept = (score >= floor) & some
            right = (shown == y)[kept]
            found = right.sum() / (y[some] != 1).sum()
            print(f"{floor:.1f}  {name}: shown {kept.sum()}  right {right.mean():.3f}  of the attitudes {found:.3f}")
    kept = folds != without
    weights = fitted(told_apart(x[kept], heard, folds[kept]), y[kept])[: len(names)]
    written("with graph", dict(zip(names, weights.round(3).tolist(), strict=True)))
    weights = fitted(x[kept, : len(EVIDENCE)], y[kept])
    written("weighing", dict(zip(EVIDENCE, weights.round(3).tolist(), strict=True)))


def main() -> None:
    """Read all articles once, and fit both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("held", nargs="+", metavar="FOLDS=MODEL", help="who reads which folds: 0,2=FOLDER")
    parser.add_argument("--without", type=int, help="leave this fold's outlets out of what is written")
    asked = parser.parse_args()
    held, articles = models(asked.held), gold.read()
    own: list[Example] = []
    stretches: list[author.Stretch] = []
    whole = zip(articles, gold.folds(articles), parts(articles), graph.heard(articles), strict=True)
    for n, (article, fold, part, found) in enumerate(whole):
        own += examples(article, part, found, held[fold])
        stretches += author.stretches(n, article, found, held[fold])
    fit(own, asked.without)
    author.fit(articles, stretches, asked.without)


if __name__ == "__main__":
    main()
