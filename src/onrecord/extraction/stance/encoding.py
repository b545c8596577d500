"""A pair of holder and target in a text, as the stance model reads it: word pieces with features and roles.

Training and the product read pairs by this module alone, so that a model meets in use what it was trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.extraction.attribution.encoding import FEATURE_SIZES, Encoding, encode
from onrecord.model import Attitude, Span

NOBODY, HOLDER, TARGET = range(3)
ROLES: Final = ("nobody", "holder", "target")
# What the model says of a pair: an attitude, and how p, the holder, and q, the target, stand to each other.
ATTITUDES: Final[tuple[Attitude, ...]] = ("negative", "neutral", "positive")
DIRECTED: Final = (
    "neutral",
    "p positive toward q",
    "q positive toward p",
    "p negative toward q",
    "q negative toward p",
)

_STRIDES: Final = np.array([int(np.prod(FEATURE_SIZES[i + 1 :])) for i in range(len(FEATURE_SIZES))])


@dataclass(frozen=True, slots=True)
class Pair:
    """A target in a text, and the holder whose stance is asked; without a holder it is the text's own.

    Spans are code points of `text`; the target has at least one.
    """

    text: str
    target: tuple[Span, ...]
    holder: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PairEncoding:
    """The word pieces of a pair, without special tokens, one row each.

    `starts` and `ends` are code points of the pair's text; `features` has the columns of
    `attribution.encoding.FEATURES`; `roles` are NOBODY, HOLDER or TARGET.
    """

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    features: NDArray[np.uint8]
    roles: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)


def encode_pairs(pairs: Sequence[Pair], tokenizer: Tokenizer, size: int) -> list[PairEncoding]:
    """The word pieces of each pair, at most `size`: around the target, with as much of the holder as there is room for.

    A text that several share is read once.
    """
    texts = {text: encode(text, tokenizer) for text in {pair.text for pair in pairs}}
    return [_encoded(pair, texts[pair.text], size) for pair in pairs]


def _encoded(pair: Pair, encoding: Encoding, size: int) -> PairEncoding:
    roles = np.full(len(encoding), NOBODY, dtype=np.int64)
    for role, spans in ((HOLDER, pair.holder), (TARGET, pair.target)):
        for start, end in spans:
            roles[(encoding.starts < end) & (encoding.ends > start)] = role
    first, last = _window(roles, size)
    return PairEncoding(
        ids=encoding.ids[first:last],
        starts=encoding.starts[first:last],
        ends=encoding.ends[first:last],
        features=encoding.features[first:last],
        roles=roles[first:last],
    )


def _window(roles: NDArray[np.int64], size: int) -> tuple[int, int]:
    """`[first, last)` of at most `size` pieces, with the marked ones in the middle, or the first target's."""
    if len(roles) <= size:
        return 0, len(roles)
    marked = np.flatnonzero(roles)
    if len(marked) and marked[-1] - marked[0] >= size:
        targets = np.flatnonzero(roles == TARGET)
        marked = targets[:1] if len(targets) else marked[:1]
    middle = int(marked[0] + marked[-1] + 1) // 2 if len(marked) else 0
    first = min(max(0, middle - size // 2), len(roles) - size)
    return first, first + size


@dataclass(frozen=True, slots=True, eq=False)
class PairBatch:
    """Arrays (batch, length) with the special tokens, padded at the end; `features` are folded into one number."""

    ids: NDArray[np.int64]
    mask: NDArray[np.float32]
    features: NDArray[np.int64]
    roles: NDArray[np.int64]


def collate(pairs: Sequence[PairEncoding], first_id: int, last_id: int) -> PairBatch:
    """Pairs as one batch."""
    shape = (len(pairs), max(map(len, pairs)) + 2)
    ids, features, roles = (np.zeros(shape, np.int64) for _ in range(3))
    mask = np.zeros(shape, np.float32)
    for row, pair in enumerate(pairs):
        end = len(pair) + 1
        ids[row, 0], ids[row, 1:end], ids[row, end] = first_id, pair.ids, last_id
        mask[row, : end + 1] = 1
        features[row, 1:end] = pair.features @ _STRIDES
        roles[row, 1:end] = pair.roles
    return PairBatch(ids, mask, features, roles)
