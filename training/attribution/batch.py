"""Windows as tensors: word pieces, words, spans, and the choices that the links have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from onrecord.extraction.attribution.linking import pair_features
from training.attribution.data import LINKS, ROLES, Labelled
from training.attribution.network import Candidates, Shape


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Padded windows.

    `ids`, `mask` (batch, length) and `features` (batch, length, 3) with the two special tokens; `words` (batch, words)
    the row of each word's first piece, `word_mask`, `tags` its label, `taught` (batch, words, tags) what a teacher says
    of it, all zeros where there is none. `spans` by role (batch, n, 2), rows of the encoder's output. By link,
    `candidates` and `targets` (batch, from, to + 1), a row of which is all False where there is no span to choose for.
    """

    ids: Tensor
    mask: Tensor
    features: Tensor
    words: Tensor
    word_mask: Tensor
    tags: Tensor
    taught: Tensor
    spans: dict[str, Tensor]
    candidates: dict[str, Candidates]
    targets: dict[str, Tensor]


def collate(items: Sequence[Labelled], shape: Shape) -> Batch:
    """The windows as one batch for an encoder of that shape."""
    size, length = len(items), max(map(len, items)) + 2
    firsts = [np.flatnonzero(item.encoding.word_starts) for item in items]
    ids = np.zeros((size, length), np.int64)
    mask = np.zeros((size, length), np.int64)
    features = np.zeros((size, length, items[0].encoding.features.shape[1]), np.int64)
    words = np.zeros((size, max(map(len, firsts))), np.int64)
    word_mask = np.zeros(words.shape, np.float32)
    tags = np.zeros(words.shape, np.int64)
    taught = np.zeros((*words.shape, items[0].taught.shape[1]), np.float32)
    for row, (item, first) in enumerate(zip(items, firsts, strict=True)):
        pieces = len(item)
        ids[row, 0], ids[row, 1 : pieces + 1], ids[row, pieces + 1] = shape.first_id, item.encoding.ids, shape.last_id
        mask[row, : pieces + 2] = 1
        features[row, 1 : pieces + 1] = item.encoding.features
        words[row, : len(first)] = first + 1
        word_mask[row, : len(first)] = 1
        tags[row, : len(first)] = item.tags[first]
        taught[row, : len(first)] = item.taught[first]
    spans = {role: _padded_spans([item.spans[role] + 1 for item in items]) for role in ROLES}
    candidates, targets = {}, {}
    for a, b in LINKS:
        candidates[f"{a}-{b}"], targets[f"{a}-{b}"] = _choices(items, a, b)
    return Batch(
        ids=torch.from_numpy(ids),
        mask=torch.from_numpy(mask),
        features=torch.from_numpy(features),
        words=torch.from_numpy(words),
        word_mask=torch.from_numpy(word_mask),
        tags=torch.from_numpy(tags),
        taught=torch.from_numpy(taught),
        spans=spans,
        candidates=candidates,
        targets=targets,
    )


def _padded_spans(rows: Sequence[NDArray[np.int64]]) -> Tensor:
    padded = np.tile(np.array([0, 1]), (len(rows), max(1, *map(len, rows)), 1))
    for row, spans in enumerate(rows):
        padded[row, : len(spans)] = spans
    return torch.from_numpy(padded)


def _choices(items: Sequence[Labelled], a: str, b: str) -> tuple[Candidates, Tensor]:
    shape = (len(items), max(1, *(len(i.spans[a]) for i in items)), max(1, *(len(i.spans[b]) for i in items)))
    features = np.zeros((*shape, 3), np.int64)
    allowed = np.zeros(shape, np.bool_)
    targets = np.zeros((*shape[:2], shape[2] + 1), np.bool_)
    for row, item in enumerate(items):
        origins, ends = len(item.spans[a]), len(item.spans[b])
        features[row, :origins, :ends] = pair_features(item.spans[a], item.spans[b], item.encoding.paragraphs)
        # a piece of content continues an earlier one
        allowed[row, :origins, :ends] = np.tri(origins, ends, -1) if a == b else True
        right = np.array([[bool(m & n) for n in item.members[b]] for m in item.members[a]], dtype=np.bool_).reshape(
            origins, ends
        )
        right &= allowed[row, :origins, :ends]
        targets[row, :origins, :ends] = right
        targets[row, :origins, -1] = ~right.any(1)
    return Candidates(torch.from_numpy(features), torch.from_numpy(allowed)), torch.from_numpy(targets)
