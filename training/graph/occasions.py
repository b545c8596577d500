"""Fit the weights by which occasions are told (`onrecord.extraction.occasions.choosing`), and write them:
`python -m training.graph occasions`.

Four regressions, each upon what the ones before it say of outlets that they were not fitted on: who takes part, which
places name an occasion, which of those are one, and which occasions a reader has too. Printed is what to expect of
outlets that the fit has not seen, by leaving each fold out in turn.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np

from onrecord.evaluation.names import either, group
from onrecord.evaluation.record import attended
from onrecord.extraction.attribution.confidence import named
from onrecord.extraction.folders import OCCASIONS
from onrecord.extraction.occasions import choosing
from onrecord.extraction.occasions.attending import Known
from onrecord.extraction.occasions.choosing import ChosenOccasion, PossibleOccasion, Weights
from training.graph import gold
from training.graph.choosing import f1
from training.listening import listening
from training.stance import graph

_RIDGE: Final = {"attends": 2.0, "names": 3.0, "same": 3.0, "kept": 3.0}
_RARE: Final = {"attends": 6, "names": 4, "same": 4, "kept": 4}  # what is known of fewer has no weight
_FLOORS: Final = (0.2, 0.25, 0.3, 0.35, 0.4)


@dataclass(frozen=True, slots=True)
class Read:
    """An article's places, and its reader's occasions by label."""

    domain: str
    fold: int
    places: list[PossibleOccasion]
    events: dict[str, Any]
    spans: dict[str, list[list[int]]]

    def label(self, place: PossibleOccasion) -> str | None:
        """The occasion that a reader marked there: of several one of its group, and of those the shortest."""
        at = place.found.head.idx
        over = {n: min(e - s for s, e in of) for n, of in self.spans.items() if any(s <= at < e for s, e in of)}
        return min(over, key=lambda n: (not self.is_of(place, n), over[n]), default=None)

    def is_of(self, place: PossibleOccasion, label: str) -> bool:
        """Whether it is of the reader's group."""
        return group(self.events[label]["kind"]) == group(place.found.kind)


Rows = list[tuple[int, Known, bool]]
"""Folds, what is known, and whether it is right."""


def read(articles: list[gold.Article]) -> Iterator[Read]:
    """Each article as the product reads it."""
    with listening(choosing, "chosen", list[PossibleOccasion]) as asked:
        for article, fold, _ in zip(articles, gold.folds(articles), graph.heard(articles), strict=True):
            yield of(article, fold, asked.pop())


def of(article: gold.Article, fold: int, places: list[PossibleOccasion]) -> Read:
    """What a reader marked beside an article's places."""
    events = dict(zip(article["occasions"], gold.as_record(article)["events"], strict=True))
    spans = {label: row["spans"] for label, row in article["occasions"].items()}
    return Read(gold.domain(article), fold, places, events, spans)


class Fits:
    """Weights of one step fitted on all folds, and on all but each."""

    def __init__(self, step: str, rows: Rows) -> None:
        self.all = fitted(step, rows)
        self.without = {fold: fitted(step, [r for r in rows if r[0] != fold]) for fold in range(gold.FOLDS)}


def fitted(step: str, rows: Rows) -> dict[str, float]:
    """The weights under which what is right is likeliest, by Newton's method."""
    count = Counter(name for _, known, _ in rows for name, value in known.items() if value)
    names = [name for name, n in count.items() if n >= _RARE[step]]
    column = {name: n for n, name in enumerate(names)}
    x, y = np.zeros((len(rows), len(names))), np.array([right for _, _, right in rows], float)
    for n, (_, known, _) in enumerate(rows):
        for name, value in known.items():
            if name in column:
                x[n, column[name]] = value
    ridge = np.diag([0.001 if name == "always" else _RIDGE[step] for name in names])
    weights = np.zeros(len(names))
    for _ in range(10):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        curvature = p * (1 - p) + 1e-6
        found = np.linalg.solve((x.T * curvature) @ x + ridge, x.T @ (curvature * (x @ weights) + y - p))
        done, weights = float(np.abs(found - weights).max()) < 0.001, found
        if done:
            break
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True) if abs(w) >= 0.001}


def fit(options: argparse.Namespace) -> None:
    """Fit, report and write."""
    rows = [*read(gold.read())]
    weights, kept = fits(rows)
    for floor in _FLOORS:
        counts: dict[tuple[str, str], Counter[str]] = {}
        for row, choices in kept:
            n = counted(row, [choice for choice, p in choices if p >= floor])
            for part in ("all", str(row.fold)):
                counts.setdefault((row.domain, part), Counter()).update(n)
        print(f"{floor:.2f}  " + "  ".join(f"{d} {part} {f1(n)}" for (d, part), n in sorted(counts.items())))
    folder = Path(str(files("onrecord") / "models" / OCCASIONS))
    written = {"weights": weights}
    (folder / "config.json").write_text(json.dumps(written, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def fits(rows: list[Read]) -> tuple[Weights, list[tuple[Read, list[tuple[ChosenOccasion, float]]]]]:
    """The weights, and each article's occasions, with how likely weights that have not seen it find each."""
    known: Rows = []
    for row in rows:
        for place in row.places:
            if (label := row.label(place)) is not None:
                theirs = row.events[label]["participants"]
                known += [(row.fold, k, any(either(t, p.name) for t in theirs)) for p, k in place.parties]
    attends = Fits("attends", known)
    for row in rows:
        choosing.attend(row.places, attends.without[row.fold])
    labels = {id(p): row.label(p) for row in rows for p in row.places}

    def is_one(row: Read, place: PossibleOccasion) -> bool:
        label = labels[id(place)]
        return label is not None and row.is_of(place, label)

    names = Fits("names", [(row.fold, p.known, is_one(row, p)) for row in rows for p in row.places])
    likely = [choosing.name(row.places, names.without[row.fold]) for row in rows]
    pairs: Rows = [
        (row.fold, k, labels[id(a)] == labels[id(b)])
        for row, places in zip(rows, likely, strict=True)
        for b in places
        for a, k in b.before
        if labels[id(a)] and labels[id(b)]
    ]
    same = Fits("same", pairs)
    choices = [choosing.join(places, same.without[row.fold]) for row, places in zip(rows, likely, strict=True)]
    right = [matched(row, some) for row, some in zip(rows, choices, strict=True)]
    whole = zip(rows, choices, right, strict=True)
    kept = Fits("kept", [(row.fold, c.known, id(c) in ours) for row, some, ours in whole for c in some])
    weights = {"attends": attends.all, "names": names.all, "same": same.all, "kept": kept.all}
    told = [
        (row, [(c, named(c.known, kept.without[row.fold])) for c in some])
        for row, some in zip(rows, choices, strict=True)
    ]
    return weights, told


def matched(row: Read, choices: Sequence[ChosenOccasion]) -> set[int]:
    """The ids of those that a reader has, the likeliest first."""
    free = sorted(choices, key=lambda c: -c.known["likely"])
    found = set()
    for event in row.events.values():
        same = next((c for c in free if group(event["kind"]) == group(_kind(c)) and attended(event, _printed(c))), None)
        if same is not None:
            free.remove(same)
            found.add(id(same))
    return found


def counted(row: Read, choices: Sequence[ChosenOccasion]) -> Counter[str]:
    """How many are right, are told, and were seen."""
    return Counter(right=len(matched(row, choices)), told=len(choices), seen=len(row.events))


def _kind(choice: ChosenOccasion) -> str:
    return choice.best.found.kind


def _printed(choice: ChosenOccasion) -> dict[str, Any]:
    return {"participants": [p.name for p in choice.parties]}
