"""Fit what each evidence counts of whom a content is about (`onrecord/extraction/choosing.py`) on the graph set, and
write it into the config.json of the package's model: `python -m training.graph choose [--without FOLD]`.

The candidates are those of the statements that `extract` finds; right is the one of a reader's party's name, or of
several the one that the network finds likeliest. Printed is what to expect of outlets that the fit has not seen, by
leaving each fold out in turn: but the network was taught on all folds but one, which flatters it there (`told_apart`).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.evaluation.names import either
from onrecord.extraction import choosing
from onrecord.extraction.choosing import EVIDENCE, HEARD, Floats
from onrecord.extraction.weighing import AT_MOST, Weighing
from training.graph import gold
from training.listening import listening
from training.shipped import folder_of, write_settings
from training.stance import graph
from training.stance.fitting import parts, told_apart

_RIDGE: Final = 3.0  # of the standardised evidence
_FLOORS: Final = (0.28, 0.3, 0.32, 0.34, 0.36)


class Choice(NamedTuple):
    """One statement's candidates: their names, what is known of them, and the names of those whom its reader saw.
    `part` is what is left out with it (`fitting.parts`)."""

    domain: str
    fold: int
    part: int
    names: list[str]
    known: Floats
    right: NDArray[np.bool_]
    seen: list[str]


def choices(articles: list[gold.Article], model: str | None = None) -> Iterator[Choice]:
    """Those of every statement that the reader has too."""
    with listening(Weighing, "about", lambda self, read: (read, self.words(read))) as asked:
        whole = zip(articles, gold.folds(articles), parts(articles), graph.heard(articles, model), strict=True)
        for article, fold, part, found in whole:
            read, words = asked.pop()
            known = choosing.evidence(read, words)
            for i, told in graph.told(article, found).items():
                entities = [article["entities"][label] for label, _, _ in told]
                seen = [e["name"] for e in entities if e["type"] in gold.TARGETS][:AT_MOST]
                names = [one.party.name for one in read[i]]
                yield Choice(gold.domain(article), fold, part, names, known[i], _right(names, words[i], seen), seen)


def _right(names: list[str], word: Floats, seen: list[str]) -> NDArray[np.bool_]:
    right = np.zeros(len(names), bool)
    for name in seen:
        same = [n for n, other in enumerate(names) if not right[n] and either(name, other)]
        if same:
            right[min(same, key=lambda n: float(word[n, 0]))] = True
    return right


def fitted(x: Floats, y: Floats, strength: float = _RIDGE) -> Floats:
    """The weights under which what is right is likeliest, by Newton's method, drawn to 0 by such `strength`; the
    first evidence is always 1."""
    scale = np.where(np.ptp(x, axis=0) > 0, x.std(axis=0), 1.0)
    x, weights = x / scale, np.zeros(x.shape[1])
    ridge = np.diag([0.0, *[strength] * (len(weights) - 1)])
    for _ in range(20):
        p = choosing.likely(x, weights)
        weights += np.linalg.solve((x.T * (p * (1 - p))) @ x + ridge, x.T @ (y - p) - ridge @ weights)
    return weights / scale


def counted(choice: Choice, likely: Floats, floor: float) -> Counter[str]:
    """How many of those who are told are right, how many are told, and how many were seen."""
    told = [choice.names[n] for n in (-likely).argsort(kind="stable")[:AT_MOST] if likely[n] >= floor]
    n = Counter(told=len(told), seen=len(choice.seen))
    for name in choice.seen:
        same = next((other for other in told if either(name, other)), None)
        if same is not None:
            told.remove(same)
            n["right"] += 1
    return n


def fit(options: argparse.Namespace) -> None:
    """Fit, report and write."""
    rows = [*choices(gold.read(), options.model)]
    weights = {part: weighed([row for row in rows if row.part != part]) for part in {row.part for row in rows}}
    for floor in _FLOORS:
        counts: dict[tuple[str, object], Counter[str]] = {}
        for row in rows:
            n = counted(row, choosing.likely(row.known, weights[row.part]), floor)
            for part in ("all", row.fold):
                counts.setdefault((row.domain, part), Counter()).update(n)
        print(f"{floor:.2f}  " + "  ".join(f"{d} {part} {f1(n)}" for (d, part), n in sorted(counts.items(), key=str)))
    found = weighed([row for row in rows if row.fold != options.without]).round(3).tolist()
    parties = {name: weight for name, weight in zip(EVIDENCE, found, strict=True) if weight}
    write_settings(folder_of(options.model), parties=parties)


def weighed(rows: list[Choice]) -> Floats:
    """The weights of the evidence as it is in use."""
    known, right = np.concatenate([r.known for r in rows]), np.concatenate([r.right for r in rows]).astype(float)
    folds = np.concatenate([np.full(len(r.names), r.fold) for r in rows])
    return fitted(told_apart(known, [EVIDENCE.index(name) for name in HEARD], folds), right)[: len(EVIDENCE)]


def f1(n: Counter[str]) -> str:
    """F1 and precision of what is told."""
    return f"{2 * n['right'] / max(n['told'] + n['seen'], 1):.3f} ({n['right'] / max(n['told'], 1):.2f})"
