"""Which words of a page are the words of an extract of it: both in the same order, the extract without places.

Runs that occur once in each are matched first (patience diff), the longest increasing sequence of them kept and grown
in both directions; what lies between two of them is small, and is left to difflib. Time is bounded, whatever the input.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Trigram = tuple[str, str, str]

_GAP = 4_000_000  # cells of a gap's table that difflib is asked to fill, and
_BUDGET = 40_000_000  # of all gaps together


def align(extract: Sequence[str], page: Sequence[str]) -> bytearray:
    """For each word of the page 1 where it is aligned with one of the extract, else 0."""
    a, b = _trigrams(extract), _trigrams(page)
    aligned = bytearray(len(page))
    for start, size in _matches(a, b):
        aligned[start : start + size + 2] = b"\1" * (size + 2)
    return aligned


def _trigrams(words: Sequence[str]) -> list[Trigram]:
    return list(zip(words, words[1:], words[2:], strict=False))


def _matches(a: list[Trigram], b: list[Trigram]) -> Iterator[tuple[int, int]]:
    """Runs of b that are matched: where each begins, and how many trigrams it has."""
    budget = _BUDGET
    last_a = last_b = 0
    for i, j in [*_anchors(a, b), (len(a), len(b))]:
        if i < last_a or j < last_b:
            continue  # within a run that has been grown over it
        start_a, start_b = i, j
        while start_a > last_a and start_b > last_b and a[start_a - 1] == b[start_b - 1]:
            start_a, start_b = start_a - 1, start_b - 1
        cells = (start_a - last_a) * (start_b - last_b)
        if 0 < cells <= min(_GAP, budget):
            budget -= cells
            matcher = SequenceMatcher(None, a[last_a:start_a], b[last_b:start_b], autojunk=False)
            for match in matcher.get_matching_blocks():
                if match.size:
                    yield last_b + match.b, match.size
        end_a, end_b = i, j
        while end_a < len(a) and end_b < len(b) and a[end_a] == b[end_b]:
            end_a, end_b = end_a + 1, end_b + 1
        if end_b > start_b:
            yield start_b, end_b - start_b
        last_a, last_b = end_a, end_b


def _anchors(a: list[Trigram], b: list[Trigram]) -> list[tuple[int, int]]:
    """Pairs of places of the trigrams that occur once in each: the longest sequence that rises in both."""
    once_a = {t for t, n in Counter(a).items() if n == 1}
    once_b = {t for t, n in Counter(b).items() if n == 1 and t in once_a}
    at_b = {t: j for j, t in enumerate(b) if t in once_b}
    pairs = [(i, at_b[t]) for i, t in enumerate(a) if t in at_b]
    tails: list[int] = []  # the smallest last place in b of a rising sequence of each length
    ends: list[int] = []  # and which pair that is
    before: list[int] = []
    for k, (_, j) in enumerate(pairs):
        n = bisect_left(tails, j)
        before.append(ends[n - 1] if n else -1)
        if n == len(tails):
            tails.append(j)
            ends.append(k)
        else:
            tails[n], ends[n] = j, k
    chain: list[tuple[int, int]] = []
    k = ends[-1] if ends else -1
    while k >= 0:
        chain.append(pairs[k])
        k = before[k]
    return chain[::-1]
