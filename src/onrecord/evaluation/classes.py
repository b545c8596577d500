"""How well classes are told apart: accuracy, and precision, recall and F1 of each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClassScore:
    """One class: shares from 0 to 1, and how often it is in the gold and in the prediction."""

    precision: float
    recall: float
    f1: float
    gold: int
    predicted: int


@dataclass(frozen=True, slots=True)
class Classification:
    """Gold and predicted classes, by their places in `classes`, one each per example."""

    classes: tuple[str, ...]
    gold: Sequence[int]
    predicted: Sequence[int]

    @property
    def accuracy(self) -> float:
        """The share of examples whose class is right."""
        return sum(g == p for g, p in zip(self.gold, self.predicted, strict=True)) / len(self.gold)

    @property
    def macro_f1(self) -> float:
        """The mean of the classes' F1, over those that the gold or the prediction has."""
        scores = [s.f1 for s in self.per_class().values() if s.gold or s.predicted]
        return sum(scores) / len(scores)

    def per_class(self) -> dict[str, ClassScore]:
        """The score of every class; F1 is 0 where a class is neither in the gold nor predicted."""
        found = {}
        for number, name in enumerate(self.classes):
            gold, predicted = self.gold.count(number), self.predicted.count(number)
            right = sum(g == p == number for g, p in zip(self.gold, self.predicted, strict=True))
            found[name] = ClassScore(
                precision=right / predicted if predicted else 0.0,
                recall=right / gold if gold else 0.0,
                f1=2 * right / (gold + predicted) if gold + predicted else 0.0,
                gold=gold,
                predicted=predicted,
            )
        return found
