"""How well the stance model tells attitudes, on gold in the formats of `stance_data`."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.evaluation.classes import Classification
from onrecord.evaluation.stance_data import Example
from onrecord.extraction.stance.encoding import ATTITUDES, DIRECTED, Pair
from onrecord.extraction.stance.model import StanceModel


def directed(examples: Sequence[Example], model: StanceModel) -> Classification:
    """The directed task: how two entities stand to each other, five classes."""
    predicted = [int(reading.directed.argmax()) for reading in model.read(pairs(examples))]
    return Classification(DIRECTED, [e.label for e in examples], predicted)


def target(examples: Sequence[Example], model: StanceModel) -> Classification:
    """The target task: the attitude shown toward a target, three classes."""
    predicted = [int(reading.target.argmax()) for reading in model.read(pairs(examples))]
    return Classification(ATTITUDES, [e.label for e in examples], predicted)


def pairs(examples: Sequence[Example]) -> list[Pair]:
    """The examples as the model reads them."""
    return [Pair(e.text, (e.target,), (e.holder,) if e.holder else ()) for e in examples]
