"""Examples of every task as pairs with a head and a label, their augmentation, and batches as tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from onrecord.evaluation.stance_data import Example, read_directed, read_targets
from onrecord.extraction.attribution.encoding import FEATURE_SIZES
from onrecord.extraction.stance.encoding import HOLDER, NOBODY, TARGET, Pair, PairEncoding, collate, encode_pairs
from onrecord.model import Span, Spans
from training.graph import gold

# A directed class when p and q change places, and what it says of p's attitude toward q.
SWAPPED: Final = (0, 2, 1, 4, 3)
MAPPED: Final = (1, 2, 1, 0, 1)
# The class of each head that says nothing of anybody.
NEUTRAL: Final = {"target": 1, "statement": 1, "directed": 0}
_HEADS: Final = {"target": "target", "record": "statement", "directed": "directed"}
_EXCHANGED: Final = np.array([NOBODY, TARGET, HOLDER])

Labelled = tuple[Pair, int, Spans]  # and the words that a reader named as showing it


@dataclass(frozen=True, slots=True)
class Item:
    """An encoded pair, the head that it teaches, its label, and which pieces a reader named as showing it (or none)."""

    pair: PairEncoding
    head: str
    label: int
    shown: NDArray[np.bool_]

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
    shown: Tensor


def items(config: dict[str, Any], run: Path, part: str, tokenizer: Tokenizer) -> dict[str, list[Item]]:
    """The examples of each corpus; `part` is `train` or `dev`. The statements lie in `run` (see `statements.py`)."""
    data, size = config["data"], config["pairs"]["size"]
    examples: dict[str, list[Labelled]] = {
        "directed": [(pair_of(e), e.label, ()) for e in read_directed(Path(data[f"directed_{part}"]))],
        "target": [(pair_of(e), e.label, ()) for e in read_targets(Path(data[f"target_{part}"]))],
        "record": _rows(run / f"record_{part}.jsonl"),
    }
    return {name: encoded(some, _HEADS[name], tokenizer, size) for name, some in examples.items()}


def graph_items(
    config: dict[str, Any], run: Path, without: Sequence[int], tokenizer: Tokenizer
) -> dict[str, list[Item]]:
    """The graph set's examples by where they come from (see `graph.py`), without some folds'."""
    rows = [row for row in gold.lines(run / "graph.jsonl") if row["fold"] not in without]
    return {
        name: encoded([_example(r) for r in rows if r["from"] == name], "statement", tokenizer, config["pairs"]["size"])
        for name in ("read", "asked", "author")
    }


def encoded(some: list[Labelled], head: str, tokenizer: Tokenizer, size: int) -> list[Item]:
    pairs = encode_pairs([pair for pair, _, _ in some], tokenizer, size)
    return [Item(p, head, label, _within(p, words)) for p, (_, label, words) in zip(pairs, some, strict=True)]


def _within(pair: PairEncoding, spans: Spans) -> NDArray[np.bool_]:
    found = np.zeros(len(pair), np.bool_)
    for start, end in spans:
        found |= (pair.starts < end) & (pair.ends > start)
    return found


def _rows(path: Path) -> list[Labelled]:
    return [_example(row) for row in gold.lines(path)]


def _example(row: dict[str, Any]) -> Labelled:
    return Pair(row["text"], _spans(row["target"]), _spans(row["holder"])), row["label"], _spans(row.get("words", ()))


def pair_of(example: Example) -> Pair:
    return Pair(example.text, (example.target,), (example.holder,) if example.holder else ())


def _spans(pairs: Sequence[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(*p) for p in pairs)


def augmented(item: Item, random: np.random.Generator, mask_word: float, mask_id: int) -> Item:
    """Some words hidden; p and q of a directed pair change places half of the time."""
    pair, label = item.pair, item.label
    hidden = (random.random(len(pair)) < mask_word) & (pair.roles == NOBODY)
    pair = replace(pair, ids=np.where(hidden, mask_id, pair.ids))
    if item.head == "directed" and random.random() < 0.5:
        pair, label = replace(pair, roles=_EXCHANGED[pair.roles]), SWAPPED[label]
    return replace(item, pair=pair, label=label)


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
    shown = np.zeros(arrays.ids.shape, np.bool_)
    for row, item in enumerate(items):
        shown[row, 1 : len(item) + 1] = item.shown
    return Batch(
        torch.from_numpy(arrays.ids),
        torch.from_numpy(arrays.mask),
        torch.from_numpy(features),
        torch.from_numpy(arrays.roles),
        labels,
        torch.from_numpy(shown),
    )
