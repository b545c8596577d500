"""Text as the attribution model reads it: word pieces with offsets and features, in overlapping windows.

Training and the product read texts by this module alone, so that a model meets in use what it was trained on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.extraction.quotes import canonical_marks, mark_states

# Columns of `Encoding.features`, with the number of values of each.
FEATURES: Final = ("quotation mark state", "casing", "paragraph start")
FEATURE_SIZES: Final = (4, 5, 2)

UNCASED, LOWER, CAPITALIZED, UPPER, MIXED_CASE = range(5)

_PARAGRAPH: Final = re.compile(r"[^\n\r]+")
_PARAGRAPHS_AT_ONCE: Final = 256


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """The word pieces of one text, without special tokens; every array has one row per piece.

    `starts` and `ends` are code points of the text. `word_starts` marks the first piece of each word,
    `paragraph_starts` the first of each paragraph, `paragraphs` counts paragraphs from 0. `features` has a column for
    each of `FEATURES`.
    """

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    word_starts: NDArray[np.bool_]
    paragraph_starts: NDArray[np.bool_]
    paragraphs: NDArray[np.int64]
    features: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.ids)


def encode(text: str, tokenizer: Tokenizer) -> Encoding:
    """The word pieces of `text`, read paragraph by paragraph (a line with anything but white space on it).

    Quotation marks of all styles are read as “ and ”. `tokenizer` must neither truncate nor pad. Linear in the length
    of the text.
    """
    marked = canonical_marks(text)
    lines = [line.span() for line in _PARAGRAPH.finditer(marked) if not line.group().isspace()]
    ids: list[NDArray[np.int64]] = []
    offsets: list[NDArray[np.int64]] = []
    words: list[NDArray[np.int64]] = []
    for first in range(0, len(lines), _PARAGRAPHS_AT_ONCE):
        some = lines[first : first + _PARAGRAPHS_AT_ONCE]
        encoded = tokenizer.encode_batch([marked[start:end] for start, end in some], add_special_tokens=False)
        for (start, _), pieces in zip(some, encoded, strict=True):
            ids.append(np.array(pieces.ids, dtype=np.int64))
            offsets.append(np.array(pieces.offsets, dtype=np.int64).reshape(-1, 2) + start)
            words.append(np.array(pieces.word_ids, dtype=np.int64))
    lengths = np.array([len(part) for part in ids], dtype=np.int64)
    paragraphs = np.repeat(np.arange(len(lengths)), lengths)
    starts, ends = _concatenated(offsets).reshape(-1, 2).T
    paragraph_starts = _changes(paragraphs)
    word_starts = _changes(_concatenated(words)) | paragraph_starts
    features = np.stack(
        [mark_states(marked)[starts], _casings(text, starts, ends, word_starts), paragraph_starts], axis=1
    )
    return Encoding(
        ids=_concatenated(ids),
        starts=starts.copy(),
        ends=ends.copy(),
        word_starts=word_starts,
        paragraph_starts=paragraph_starts,
        paragraphs=paragraphs,
        features=features.astype(np.uint8),
    )


def pieces_of(encoding: Encoding, start: int, end: int) -> tuple[int, int]:
    """The pieces `[first, last)` of the words that lie by more than half in the characters `[start, end)`."""
    starts, ends = encoding.starts, encoding.ends
    first = int(np.searchsorted(ends, start, side="right"))
    last = int(np.searchsorted(starts, end, side="left"))

    def inside(piece: int) -> bool:
        covered = min(int(ends[piece]), end) - max(int(starts[piece]), start)
        return covered * 2 > int(ends[piece] - starts[piece])

    while first < last and not inside(first):
        first += 1
    while first < last and not inside(last - 1):
        last -= 1
    while first < last and not encoding.word_starts[first]:
        first -= 1
    while first < last < len(encoding) and not encoding.word_starts[last]:
        last += 1
    return first, last


def window_end(encoding: Encoding, start: int, size: int) -> int:
    """Where a window of at most `size` pieces from `start` ends: before the last paragraph that begins in its second
    half, else before the last word that does not fit."""
    limit = start + size
    if limit >= len(encoding):
        return len(encoding)
    half = start + size // 2
    breaks = np.flatnonzero(encoding.paragraph_starts[half : limit + 1])
    if not len(breaks):
        breaks = np.flatnonzero(encoding.word_starts[half : limit + 1])
    return half + int(breaks[-1]) if len(breaks) else limit


def windows(encoding: Encoding, size: int, overlap: int) -> NDArray[np.int64]:
    """`[start, end)` of the windows that together hold every piece: at most `size` pieces each, sharing up to
    `overlap` with the one before. Shape (n, 2); one empty window for an empty text.

    A window begins with a paragraph where the overlap has one, else with a word. `overlap` must be below half of
    `size`.
    """
    if not 0 <= overlap < size // 2:
        raise ValueError(f"overlap {overlap} is not below half of the window size {size}")
    start, end = 0, window_end(encoding, 0, size)
    found = [(start, end)]
    while end < len(encoding):
        earliest = max(end - overlap, start + 1)
        breaks = np.flatnonzero(encoding.paragraph_starts[earliest:end])
        if not len(breaks):
            breaks = np.flatnonzero(encoding.word_starts[earliest:end])
        start = earliest + int(breaks[0]) if len(breaks) else end
        end = window_end(encoding, start, size)
        found.append((start, end))
    return np.array(found, dtype=np.int64)


def owners(length: int, windows: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each of `length` pieces the window that reads it best: where it is farthest from an edge inside the text."""
    owner = np.zeros(length, dtype=np.int64)
    margin = np.full(length, -1, dtype=np.int64)
    for number, (start, end) in enumerate(windows):
        places = np.arange(start, end)
        left = places - start if start > 0 else np.full(end - start, length)
        right = end - 1 - places if end < length else np.full(end - start, length)
        here = np.minimum(left, right)
        better = here > margin[start:end]
        owner[start:end][better] = number
        margin[start:end][better] = here[better]
    return owner


def _concatenated(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _changes(values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """True where a value differs from the one before it, and at the first."""
    changed = np.ones(len(values), dtype=np.bool_)
    changed[1:] = values[1:] != values[:-1]
    return changed


def _casings(
    text: str, starts: NDArray[np.int64], ends: NDArray[np.int64], word_starts: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The casing of its whole word for every piece."""
    firsts = np.flatnonzero(word_starts)
    lasts = np.append(firsts, len(starts))[1:] - 1
    words = [_casing(text[start:end]) for start, end in zip(starts[firsts].tolist(), ends[lasts].tolist(), strict=True)]
    return np.repeat(np.array(words, dtype=np.int64), lasts - firsts + 1)


@lru_cache(maxsize=65536)
def _casing(word: str) -> int:
    if not any(character.isalpha() for character in word):
        return UNCASED
    if word.islower():
        return LOWER
    if word.isupper():
        return UPPER if len(word) > 1 else CAPITALIZED
    return CAPITALIZED if word[0].isupper() and word[1:].islower() else MIXED_CASE
