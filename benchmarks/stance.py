"""How well stance is told, beside the majority class and VADER, a lexicon with rules.

    python benchmarks/stance.py [--data ../shared/data/stance] [--model NAME]

The lexicon knows no holders and no targets: the sentence's compound score is positive from 0.05, negative to -0.05
(the thresholds of its authors), toward whatever is asked about; in the directed task it is p's attitude toward q.
VADER: Hutto and Gilbert, ICWSM 2014 (vaderSentiment on PyPI, MIT).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from onrecord.evaluation import stance, stance_data
from onrecord.evaluation.classes import Classification
from onrecord.evaluation.stance_data import Example
from onrecord.extraction.stance.model import StanceModel

# The class of a sentence that is negative, neutral, positive.
_TARGET = (0, 1, 2)
_DIRECTED = (3, 0, 1)


def majority(classes: tuple[str, ...], train: Sequence[Example], dev: Sequence[Example]) -> Classification:
    """The commonest class of the training split, always."""
    commonest = Counter(e.label for e in train).most_common(1)[0][0]
    return Classification(classes, [e.label for e in dev], [commonest] * len(dev))


def vader(classes: tuple[str, ...], dev: Sequence[Example], labels: tuple[int, int, int]) -> Classification:
    """The sentence's sentiment, whoever shows it toward whom."""
    analyzer = SentimentIntensityAnalyzer()
    scores = [analyzer.polarity_scores(e.text)["compound"] for e in dev]
    predicted = [labels[0 if s <= -0.05 else 2 if s >= 0.05 else 1] for s in scores]
    return Classification(classes, [e.label for e in dev], predicted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/stance"))
    parser.add_argument("--model", help="a stance model's name or folder; default: the one in the wheel")
    arguments = parser.parse_args()
    model = StanceModel.load(arguments.model)
    for task, read, name, ours, classes, labels in (
        ("target", stance_data.read_targets, "newsmtsc_{}.jsonl", stance.target, stance_data.TARGET, _TARGET),
        ("directed", stance_data.read_directed, "directed_{}.tsv", stance.directed, stance_data.DIRECTED, _DIRECTED),
    ):
        train, dev = (read(arguments.data / name.format(part)) for part in ("train", "dev"))
        print(f"{task}: {len(dev)} examples")
        for who, found in (
            ("majority", majority(classes, train, dev)),
            ("VADER", vader(classes, dev, labels)),
            (model.name, ours(dev, model)),
        ):
            each = "  ".join(f"{score.f1:.3f}" for score in found.per_class().values())
            print(f"  {who:12} accuracy {found.accuracy:.3f}  macro F1 {found.macro_f1:.3f}  per class {each}")


if __name__ == "__main__":
    main()
