"""Fit how likely it is that another states anything where a model finds an attribution within a content, and write it
into its config.json as `within`.

    python -m training.attribution.within MODEL_FOLDER [--without FOLD] [--floor P]

The graph set's pages have what is reported within what is reported, PolNeAR does not. Right is a content that
shares 0.3 of the union with that of such a statement. Printed are precision and recall at thresholds, every fold of
outlets by the others.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from onrecord.evaluation import record
from onrecord.extraction.attribution.confidence import Confidence, evidence
from onrecord.extraction.attribution.inner import bare, of_another
from onrecord.extraction.attribution.joining import attributions, joined
from onrecord.extraction.attribution.model import AttributionModel
from onrecord.model import Span, words_at
from training.attribution.calibration import fitted
from training.graph import gold
from training.shipped import write_settings

Spans = Sequence[Sequence[int]]

_LEAST = 0.3
_WEIGHTS = ("intercept", "content", "source", "cue", "without_source", "without_cue")


def candidates(model: AttributionModel, text: str) -> Iterator[tuple[tuple[Span, ...], tuple[float, ...]]]:
    """The content of whatever the model finds within the contents of a text, with what its weights are for."""
    found = model.attributions(text, model.readings(text))
    for start, end in dict.fromkeys(span for a in found for span in bare(text, a.content)):
        reading = model.reading(text[start:end])
        for a, pieces in zip(attributions(reading, Confidence(), offset=start), joined(reading), strict=True):
            if a.cue and a.source and of_another(words_at(text, a.source, " ")):
                yield a.content, evidence(reading, pieces)


def marked(article: gold.Article) -> list[Spans]:
    """The contents that lie mostly within a longer one."""
    contents = [row["content"] for row in article["statements"].values()]
    return [content for content in contents if any(_is_within(content, other) for other in contents)]


def _is_within(content: Spans, other: Spans) -> bool:
    length = sum(end - start for start, end in content)
    shared = sum(max(0, min(e, f) - max(s, t)) for s, e in content for t, f in other)
    return 2 * shared > length and sum(end - start for start, end in other) > length


def main(folder: Path, without: int | None, floor: float) -> None:
    """Fit, report and write."""
    model = AttributionModel.load(folder)
    rows: list[tuple[int, tuple[float, ...], bool]] = []
    there, political, elsewhere = 0, 0, list[tuple[float, ...]]()
    articles = gold.read()
    for article, fold in zip(articles, gold.folds(articles), strict=True):
        found = list(candidates(model, article["text"]))
        if gold.domain(article) == "web":
            inner = marked(article)
            right = set(record.matched(inner, [content for content, _ in found], least=_LEAST).values())
            rows += [(fold, known, n in right) for n, (_, known) in enumerate(found)]
            there += len(inner)
        else:
            political += 1
            elsewhere += [known for _, known in found]
    x, y = np.array([known for _, known, _ in rows]), np.array([right for *_, right in rows], dtype=float)
    folds = np.array([fold for fold, *_ in rows])
    held = np.zeros(len(y))
    for fold in set(folds.tolist()):
        held[folds == fold] = _likely(fitted(x[folds != fold], y[folds != fold]), x[folds == fold])
    weights = fitted(x[folds != without], y[folds != without])
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7):
        kept = held >= threshold
        told = f"{kept.sum():4}  precision {y[kept].mean():.3f}  recall {y[kept].sum() / there:.3f}"
        others = (_likely(weights, np.array(elsewhere)) >= threshold).sum() / political
        print(f"{threshold:.1f}  web {told}  political {others:.2f} an article")
    known = Confidence(**dict(zip(_WEIGHTS, weights.round(4).tolist(), strict=True)), floor=floor)
    write_settings(folder, within={name: value for name, value in asdict(known).items() if value is not None})


def _likely(weights: np.ndarray, x: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    return 1 / (1 + np.exp(-weights[0] - x @ weights[1:]))  # type: ignore[no-any-return]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--without", type=int, help="leave this fold's pages out of what is written")
    parser.add_argument("--floor", type=float, default=0.7, help="what is less likely is not told")
    arguments = parser.parse_args()
    main(arguments.model, arguments.without, arguments.floor)
