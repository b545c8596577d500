"""Fit the weights of `onrecord.extraction.coreference.antecedents`, by what readers marked as one with each pronoun.

A candidate is right where the mention that a reader marked at its place, or that ends with it, is of the pronoun's
entity; pronouns that no reader marked (`it rains`), and those of whom nothing before is right, teach nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Final
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from onrecord.extraction import coreference
from onrecord.extraction.attribution import AttributionModel
from onrecord.extraction.coreference.anaphora import Resolver
from onrecord.extraction.coreference.antecedents import Known
from onrecord.extraction.coreference.found import Markable
from onrecord.extraction.document import Document
from onrecord.extraction.folders import ANTECEDENTS
from onrecord.extraction.language import Parser
from onrecord.model import Article, Span
from training.graph import gold

_RIDGE: Final = 2.0
_STEPS: Final = 250
_RATE: Final = 0.1
_RARE: Final = 8  # what is known of fewer candidates has no weight

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A pronoun: its fold, what is known of each candidate, and which of them are right."""

    fold: int
    plural: bool
    known: tuple[Known, ...]
    right: tuple[bool, ...]


class _Asking(Resolver):
    """A resolver that keeps what it asks."""

    def candidates(self, f: Markable, plural: bool) -> list[tuple[Markable, Known]]:
        found = super().candidates(f, plural)
        _KEPT.append((f.span(self.doc), plural, [(g.span(self.doc), known) for g, known in found]))
        return found


_KEPT: Final[list[tuple[Span, bool, list[tuple[Span, Known]]]]] = []


def asked() -> Iterator[Asked]:
    """The pronouns of all articles."""
    articles = gold.read()
    texts = [a["text"] for a in articles]
    found = AttributionModel.load().predict(texts)
    documents = zip(articles, gold.folds(articles), found, Parser().parse(texts), strict=True)
    for row, fold, attributions, doc in documents:
        published = date.fromisoformat(row["published"]) if row.get("published") else None
        _KEPT.clear()
        with mock.patch.object(coreference, "Resolver", _Asking):
            coreference.resolve(Document(Article(row["id"], row["text"], published=published), doc, attributions))
        yield from _labelled(row, fold)


def _labelled(row: gold.Article, fold: int) -> Iterator[Asked]:
    marked = {Span(*span): label for label, entity in row["entities"].items() for span in entity["spans"]}
    by_end: dict[int, list[Span]] = {}
    for span in marked:
        by_end.setdefault(span.end, []).append(span)

    def entity(place: Span) -> str | None:
        ending = min(by_end.get(place.end, ()), key=lambda s: abs(s.start - place.start), default=None)
        return marked.get(place) or (marked[ending] if ending else None)

    for pronoun, plural, candidates in _KEPT:
        label = marked.get(pronoun)
        right = tuple(label is not None and entity(place) == label for place, _ in candidates)
        if any(right):
            yield Asked(fold, plural, tuple(known for _, known in candidates), right)


def fitted(rows: list[Asked]) -> dict[str, float]:
    """The weights under which the right candidates are likeliest together: a conditional logit, by gradient steps."""
    counts = Counter(name for row in rows for known in row.known for name in known)
    names = sorted(name for name, n in counts.items() if n >= _RARE)
    place = {name: n for n, name in enumerate(names)}
    x = np.zeros((sum(len(row.known) for row in rows), len(names)))
    for line, known in enumerate(known for row in rows for known in row.known):
        for name, value in known.items():
            if name in place:
                x[line, place[name]] = value
    right = np.array([r for row in rows for r in row.right], dtype=float)
    starts = np.cumsum([0, *(len(row.known) for row in rows)])[:-1]
    sizes = np.array([len(row.known) for row in rows])
    weights, speed, spread = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, _STEPS + 1):
        gradient = x.T @ (_share(x @ weights, starts, sizes) - _share(x @ weights, starts, sizes, right))
        gradient += _RIDGE * weights
        speed, spread = 0.9 * speed + 0.1 * gradient, 0.99 * spread + 0.01 * gradient**2
        rate = _RATE * (1.0 if step < 0.6 * _STEPS else 0.3)
        weights -= rate * (speed / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}


def _share(
    scores: Doubles, starts: NDArray[np.int64], sizes: NDArray[np.int64], among: Doubles | None = None
) -> Doubles:
    """How likely each candidate of a pronoun is, `among` some of them."""
    powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    powers = powers if among is None else powers * among
    found: Doubles = powers / np.repeat(np.add.reduceat(powers, starts) + 1e-300, sizes)
    return found


def right(rows: list[Asked], weights: dict[str, float]) -> int:
    """How many pronouns the weights lead to a right candidate."""
    scored = [[sum(weights.get(n, 0.0) * v for n, v in known.items()) for known in row.known] for row in rows]
    return sum(row.right[int(np.argmax(scores))] for row, scores in zip(rows, scored, strict=True))


def main() -> None:
    """Tell what to expect of outlets that a fit has not seen, and write the weights of all."""
    rows, weights = list(asked()), {}
    for word, plural in (("they", True), ("it", False)):
        of = [row for row in rows if row.plural == plural]
        held = [
            right([row for row in of if row.fold == n], fitted([row for row in of if row.fold != n]))
            for n in range(gold.FOLDS)
        ]
        print(f"{word}: {sum(held)} of {len(of)} right ({', '.join(map(str, held))} by fold)")
        weights[word] = fitted(of)
    path = Path(str(files("onrecord") / "models" / ANTECEDENTS / "config.json"))
    path.write_text(json.dumps({"weights": weights}, indent=1) + "\n", encoding="utf-8")
