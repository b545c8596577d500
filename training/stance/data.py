"""Examples of every task as pairs with a head and a label, their augmentation, and batches as tensors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from onrecord.evaluation.stance_data import Example, read_directed, read_targets
from onrecord.extraction.attribution.encoding import FEATURE_SIZES
from onrecord.extraction.stance.encoding import HOLDER, NOBODY, TARGET, Pair, PairEncoding, collate, encode_pairs
from onrecord.model import Span

# A directed class when p and q change places, and what it says of p's attitude toward q.
SWAPPED: Final = (0, 2, 1, 4, 3)
MAPPED: Final = (1, 2, 1, 0, 1)
_EXCHANGED: Final = np.array([NOBODY, TARGET, HOLDER])


@dataclass(frozen=True, slots=True)
class Item:
    """An encoded pair, the head that it teaches, and its label."""

    pair: PairEncoding
    head: str
    label: int

    def __len__(self) -> int:
        return len(self.pair)


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors (batch, length) and, for each head, the rows that teach it with their labels."""

    ids: Tensor
    mask: Tensor
    features: Tensor
    roles: Tensor
    labels: dict[str, tuple[Tensor, Tensor]]


def items(config: dict[str, Any], run: Path, part: str, tokenizer: Tokenizer) -> dict[str, list[Item]]:
    """The examples of each head; `part` is `train` or `dev`. The statements lie in `run` (see `statements.py`)."""
    data, size = config["data"], config["pairs"]["size"]
    directed = read_directed(Path(data[f"directed_{part}"]))
    target = read_targets(Path(data[f"target_{part}"]))
    rows = [json.loads(line) for line in (run / f"record_{part}.jsonl").open(encoding="utf-8")]
    statement = [(Pair(r["text"], _spans(r["target"]), _spans(r["holder"])), r["label"]) for r in rows]
    examples = {
        "target": [(pair_of(e), e.label) for e in target],
        "statement": statement,
        "directed": [(pair_of(e), e.label) for e in directed],
    }
    return {
        head: [
            Item(pair, head, label)
            for pair, (_, label) in zip(encode_pairs([p for p, _ in some], tokenizer, size), some, strict=True)
        ]
        for head, some in examples.items()
    }


def pair_of(example: Example) -> Pair:
    return Pair(example.text, (example.target,), (example.holder,) if example.holder else ())


def _spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(*p) for p in pairs)


def augmented(item: Item, random: np.random.Generator, mask_word: float, mask_id: int) -> Item:
    """Some words hidden; p and q of a directed pair change places half of the time."""
    pair, label = item.pair, item.label
    hidden = (random.random(len(pair)) < mask_word) & (pair.roles == NOBODY)
    pair = replace(pair, ids=np.where(hidden, mask_id, pair.ids))
    if item.head == "directed" and random.random() < 0.5:
        pair, label = replace(pair, roles=_EXCHANGED[pair.roles]), SWAPPED[label]
    return Item(pair, item.head, label)


def batch_of(items: Sequence[Item], first_id: int, last_id: int) -> Batch:
    """Items as tensors; the features unfolded again, as the network learns an embedding for each."""
    arrays = collate([item.pair for item in items], first_id, last_id)
    features = np.stack(np.unravel_index(arrays.features, FEATURE_SIZES), -1)
    labels = {}
    for head in ("target", "statement", "directed"):
        rows = [row for row, item in enumerate(items) if item.head == head]
        labels[head] = (
            torch.tensor(rows, dtype=torch.long),
            torch.tensor([items[r].label for r in rows], dtype=torch.long),
        )
    return Batch(
        torch.from_numpy(arrays.ids),
        torch.from_numpy(arrays.mask),
        torch.from_numpy(features),
        torch.from_numpy(arrays.roles),
        labels,
    )
