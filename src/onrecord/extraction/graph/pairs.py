"""What is known of a pair of spans beyond their words: where they stand to each other, and how they are written.

Features are small whole numbers, an array of (origins, candidates, features). Training reads by the same functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onrecord.extraction.attribution.encoding import Encoding
from onrecord.extraction.pronouns import HE, IT, RELATIVE, SHE, THEY, WE, YOU, I

Words = tuple[int, int]
"""`[first, last)` of the words of an encoding."""
Features = NDArray[np.int64]

STATEMENT: Final = (26, 7, 6, 8)  # values of each feature of `statement`
REFERENT: Final = (14, 6, 64, 5, 2)  # values of each feature of `referent`

_SMALL: Final = frozenset("the of and for".split())
PRONOUNS: Final = (HE, SHE, THEY, IT, I, WE, RELATIVE | YOU - {"yourself"})  # as the network was taught them


@lru_cache(maxsize=4096)  # the mentions of one article, each beside many others
def form(words: str) -> int:
    """How a mention is written: a kind of pronoun (0 to 6), or 7 for all else."""
    bare = words.lower().strip(" ,.\"“”'’")
    return next((n for n, kind in enumerate(PRONOUNS) if bare in kind), len(PRONOUNS))


def statement(
    contents: Sequence[Sequence[Words]],
    sources: Sequence[Sequence[Words]],
    spans: Sequence[Words],
    texts: Sequence[str],
    paragraphs: NDArray[np.int64],
) -> Features:
    """For every statement and every span: how far, how many paragraphs, whether inside the source or the content, how
    the span is written."""
    forms = np.array([form(text) for text in texts], np.int64).reshape(-1)
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    out = np.zeros((len(contents), len(spans), len(STATEMENT)), np.int64)
    for s, (content, source) in enumerate(zip(contents, sources, strict=True)):
        pieces = [*content, *source]
        first, last = min(a for a, _ in pieces), max(b for _, b in pieces)
        before, after = np.maximum(0, first - ends), np.maximum(0, starts - last)
        steps = np.minimum(12, np.log2(before + after + 1).astype(np.int64))
        in_source, in_content = within(source, starts, ends), within(content, starts, ends)
        leads = in_source & np.isin(starts, [a for a, _ in source])
        between = (starts >= first) & (starts < last)
        out[s, :, 0] = np.where(before > 0, 12 - steps, np.where(after > 0, 13 + steps, 12))
        out[s, :, 1] = np.clip(paragraphs[starts] - paragraphs[first], -3, 3) + 3
        out[s, :, 2] = np.select([leads, in_source, in_content, between], [3, 1, 2, 4], 0)
        out[s, :, 3] = forms
    return out


def spoken(
    spans: Sequence[Words], contents: Sequence[Sequence[Words]], sources: Sequence[Sequence[Words]]
) -> NDArray[np.int64]:
    """For each mention the number (from 1) of the innermost statement whose content it is in, or minus that of the
    first whose source it is in; 0 for neither."""
    found = np.zeros(len(spans), np.int64)
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    for n in reversed(range(len(sources))):
        found[within(sources[n], starts, ends)] = -(n + 1)
    for n in sorted(range(len(contents)), key=lambda n: -sum(b - a for a, b in contents[n])):
        found[within(contents[n], starts, ends)] = n + 1
    return found


def relation(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """How two mentions stand to what is said (`spoken`): 1 in one content, 2 and 3 one in it and one in its source,
    4 one in a content and one outside, 0 neither."""
    both = (one == other) & (one > 0)
    return np.select(
        [both, (one > 0) & (other == -one), (other > 0) & (one == -other), (one > 0) != (other > 0)], [1, 2, 3, 4], 0
    )


def referent(
    mention: int,
    candidates: Sequence[int],
    starts: NDArray[np.int64],
    texts: Sequence[str],
    said: NDArray[np.int64],
    apart: NDArray[np.int64],
) -> Features:
    """What is known of a pronoun or a noun and the mentions that it may mean (1, candidates, features). Of all mentions
    are given the first words, the words themselves, `spoken`, and the paragraphs; `mention` and `candidates` are
    indices."""
    others = np.array(candidates, np.int64)
    own = form(texts[mention])
    alike = _named if own == len(PRONOUNS) else _formed
    columns = (
        np.minimum(np.log2(np.abs(starts[others] - starts[mention]) + 1).astype(np.int64), REFERENT[0] - 1),
        np.minimum(np.abs(apart[others] - apart[mention]), REFERENT[1] - 1),
        np.array([alike(texts[mention], texts[n]) for n in candidates], np.int64),
        relation(said[[mention]], said[others]),
        (starts[others] < starts[mention]).astype(np.int64),
    )
    return np.stack(columns, -1)[None]


def _formed(pronoun: str, other: str) -> int:
    """How a pronoun and another mention are written."""
    return form(pronoun) * 8 + form(other)


def _named(noun: str, other: str) -> int:
    """Whether another mention ends with a noun's last word, is a name, and is new."""
    words = other.split()
    name = all(word[:1].isupper() for word in words if word.lower() not in _SMALL)
    return 4 * (_last(noun) == _last(other)) + 2 * name + (words[:1] != [] and words[0].lower() in ("a", "an"))


def _last(words: str) -> str:
    return words.rpartition(" ")[2].lower().strip(".,'’")


def within(pieces: Sequence[Words], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of spans `[start, end)`, which lie wholly in one of the pieces."""
    inside = np.zeros(len(starts), bool)
    for a, b in pieces:
        inside |= (a <= starts) & (ends <= b)
    return inside


def paragraphs(encoding: Encoding) -> NDArray[np.int64]:
    """The number of each word's paragraph."""
    found: NDArray[np.int64] = encoding.paragraphs[encoding.word_starts]
    return found
