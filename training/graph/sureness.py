"""Fit how likely each field of a statement is right (`onrecord/extraction/sureness.py`) on the graph set, and write it
into the config.json of the package's model: `python -m training.graph sure [--without FOLD]`.

Right is what `score` counts as right. Printed is what to expect of outlets that the fit has not seen, by leaving each
fold out in turn: how far probabilities are from what comes true, and how much is told at nine in ten right.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.evaluation import record
from onrecord.evaluation.names import either, same, same_day
from onrecord.extraction import pipeline, sureness
from onrecord.extraction.attribution.confidence import named
from onrecord.extraction.choosing import Floats
from onrecord.extraction.document import Document
from onrecord.model import Extraction
from onrecord.reading.primary.article import with_turns
from training.graph import gold
from training.graph.choosing import fitted
from training.listening import listening
from training.shipped import folder_of, write_settings
from training.stance.fitting import parts, told_apart
from training.stance.graph import article_of

_SHOWN: Final = ("about", "stance")  # fields whose probability others have fitted
_HEARD: Final = ("heard", "heard, another", "heard, none")
_RARE: Final = 15  # fields that a piece of evidence must be known of
_SURE: Final = 0.9
_RIDGE: Final = 100.0  # of the standardised evidence


class Field(NamedTuple):
    """One field of one statement that its reader has too. `part` is what is left out with it (`fitting.parts`)."""

    name: str
    domain: str
    part: int
    right: bool
    known: Mapping[str, float]
    shown: float


def fields(articles: list[gold.Article], model: str | None = None) -> Iterator[Field]:
    """All that are told of statements that a reader has too."""
    extractor = pipeline.Extractor(model)
    with listening(sureness, "weighed", _known) as asked:
        for article, part in zip(articles, parts(articles), strict=True):
            found = extractor.extract(with_turns(article_of(article)))
            told, known = asked.pop()
            evidence = {(one.content, one.source, one.cue): k for one, k in zip(told, known, strict=True)}
            for statement, row in _pairs(article, found):
                own = evidence[statement.content, statement.source, statement.cue]
                for name, right, shown in _judged(article, row, found, statement):
                    yield Field(name, gold.domain(article), part, right, own.get(name, {}), shown)


def _known(document: Document, resolution: Any, occasions: Any, told: Any, _: Any) -> tuple[Any, list[Any]]:
    return document.attributions, [*sureness.evidence(document, resolution, occasions, told)]


def _pairs(article: gold.Article, found: Extraction) -> Iterator[tuple[Any, Any]]:
    """The statements that both have, with the reader's marks."""
    noted = [s for s in article["statements"].values() if s["content"]]
    pairs = record.matched([s["content"] for s in noted], [s.content for s in found.statements])
    yield from ((found.statements[j], noted[i]) for i, j in pairs.items())


def _judged(article: gold.Article, row: Any, found: Extraction, said: Any) -> Iterator[tuple[str, bool, float]]:
    """Each field that is told, whether the reader has the same, and what is told to be sure."""
    entities = article["entities"]

    def name(label: Any) -> str | None:
        labels = [label] if isinstance(label, str) else label or []
        return " & ".join(entities[x]["name"] for x in labels) or None

    labels = [row["speaker"]] if isinstance(row["speaker"], str) else row["speaker"] or []
    person = len(labels) == 1 and entities[labels[0]]["type"] == "person"
    yield "speaker", same(name(row["speaker"]), said.speaker.name, person=person), said.speaker.confidence
    if said.addressee is not None:
        yield "addressee", record.hears(name(row["addressee"]), said.addressee.name), said.addressee.confidence or 0.0
    if said.said_on is not None:
        day = row["said_on"]
        yield "said_on", bool(day) and same_day(day, said.said_on.value), said.said_on.confidence or 0.0
    occasion = next((o for o in found.occasions if o.id == said.occasion), None)
    if occasion is not None:
        spans = article["occasions"].get(row["occasion"] or "", {}).get("spans", [])
        right = any(s < o.end and e > o.start for s, e in spans for o in occasion.spans)
        yield "occasion", right, said.occasion_confidence or 0.0
    seen = [(entities[label]["name"], attitude) for label, attitude, _ in row["about"]]
    for party in said.about:
        yield "about", any(either(other, party.name) for other, _ in seen), party.confidence or 0.0
    for stance in said.stance:
        if stance.attitude != "neutral":
            right = any(either(other, stance.target) and a == stance.attitude for other, a in seen)
            yield "stance", right, stance.score


def weights(rows: Sequence[Field]) -> dict[str, float]:
    """What each piece of evidence counts, as it is in use."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        for key in row.known:
            counts[key] += 1
    names = ["always", *sorted(k for k, n in counts.items() if n >= _RARE and k != "always")]
    known = np.array([[row.known.get(n, 0.0) for n in names] for row in rows])
    folds = np.array([1 if row.part == gold.FOLDS else row.part for row in rows])
    heard = [names.index(n) for n in _HEARD if n in names]
    apart = told_apart(known, heard, folds) if heard else known
    found = fitted(apart, np.array([row.right for row in rows], float), _RIDGE)[: len(names)]
    return {name: round(float(w), 3) for name, w in zip(names, found, strict=True) if abs(w) >= 0.0005}


def held_out(rows: Sequence[Field]) -> Floats:
    """The probability of each, by weights that have not seen its outlet."""
    found = np.zeros(len(rows))
    for part in {row.part for row in rows}:
        fit = weights([row for row in rows if row.part != part])
        for n, row in enumerate(rows):
            if row.part == part:
                found[n] = named(row.known, fit)
    return found


def fit(options: argparse.Namespace) -> None:
    """Fit, report and write."""
    rows = [*fields(gold.read(), options.model)]
    found = {}
    for name in (*sureness.FIELDS, *_SHOWN):
        some = [row for row in rows if row.name == name]
        p = np.array([row.shown for row in some]) if name in _SHOWN else held_out(some)
        if name not in _SHOWN:
            found[name] = weights([row for row in some if row.part != options.without])
        for domain in ("political", "web", "both"):
            mine = np.array([domain in (row.domain, "both") for row in some])
            _tell(f"{name}, {domain}", p[mine], np.array([row.right for row in some])[mine])
    write_settings(folder_of(options.model), fields=found)


def _tell(name: str, p: Floats, right: NDArray[np.bool_]) -> None:
    """How many, how many right, how far off; the floor from which nine in ten are right (`floors.FLOORS`, by hand), and
    what share of all is told there."""
    order = (-p).argsort(kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(p) + 1)
    kept = np.flatnonzero(precision >= _SURE)
    floor, share = (p[order[kept[-1]]], (kept[-1] + 1) / len(p)) if len(kept) else (1.0, 0.0)
    bins = np.minimum((p * 10).astype(int), 9)
    off = sum(abs(p[bins == b].sum() - right[bins == b].sum()) for b in range(10)) / len(p)
    area = _area(p, right)
    print(
        f"{name:24} {len(p):5}  right {right.mean():.3f}  said {p.mean():.3f}  off {off:.3f}  area {area:.3f}  "
        f"nine in ten from {floor:.2f}: {share:.2f}"
    )


def _area(p: Floats, right: NDArray[np.bool_]) -> float:
    """How likely what is right is thought likelier than what is wrong."""
    ranks = np.argsort(np.argsort(p, kind="stable"), kind="stable") + 1
    good, bad = int(right.sum()), int((~right).sum())
    return float((ranks[right].sum() - good * (good + 1) / 2) / max(good * bad, 1))
