"""Texts that share many of their runs of words, found without comparing each with each.

A text has a MinHash signature of its runs of five words (Broder 1997), cut into bands that are looked up
(locality-sensitive hashing). The bands are kept in records, hence they are computed here, in a way that stays the same.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final
from zlib import crc32

import numpy as np

_RUN: Final = 5  # words
LEAST: Final = 40  # runs of a text that is compared at all
_BANDS: Final = 42  # of
_ROWS: Final = 3  # figures: finds 99 % of the pairs that share half of all their runs, 68 % of those that share 30 %
_CHUNK: Final = 4096  # runs at a time: a long text takes no more memory than a short one
_WORD: Final = re.compile(r"\w+")
_RANDOM: Final = np.random.Generator(np.random.PCG64(1997)).integers(0, 2**63, (2, _BANDS * _ROWS), dtype=np.uint64)
_FACTORS: Final = _RANDOM[0] * np.uint64(2) + np.uint64(1)
_OFFSETS: Final = _RANDOM[1]


def runs(text: str) -> frozenset[int]:
    """The runs of five words of a text, each as a number of 32 bits."""
    words = _WORD.findall(text.lower())
    return frozenset(crc32(" ".join(words[i : i + _RUN]).encode()) for i in range(len(words) - _RUN + 1))


def bands(runs: frozenset[int]) -> list[int]:
    """The bands of the signature, as numbers of 64 bits with a sign."""
    lowest = np.full(_BANDS * _ROWS, np.iinfo(np.uint64).max)
    hashes = np.fromiter(runs, dtype=np.uint64, count=len(runs))
    for some in np.array_split(hashes, len(hashes) // _CHUNK + 1):
        mixed = (some[:, None] * _FACTORS + _OFFSETS) >> np.uint64(32)  # multiply-shift (Dietzfelbinger 1996)
        lowest = np.minimum(lowest, mixed.min(axis=0))
    found = set()
    for n, band in enumerate(lowest.astype("<u8").reshape(_BANDS, _ROWS)):
        digest = blake2b(bytes([n]) + band.tobytes(), digest_size=8).digest()
        found.add(int.from_bytes(digest, "little", signed=True))
    return sorted(found)
