"""The printings of an utterance, found among many statements by the rare pairs of words that they share.

No two are compared that share none; what is word for word the same is compared once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from math import log
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from onrecord.comparison.genealogy import Form, SameSpeaker, alike, apart, one_utterance
from onrecord.comparison.tokens import STOP, shifted, weight

_FIRM: Final = 4  # telling words of a form by which others are joined
_COMMON: Final = 60  # forms that have a pair of words; a pair of more is a phrase that many use
_NEAR: Final = 8  # forms that one is compared with
_SHARED: Final = 0.35  # of a form's pairs, by what they tell, that another has


def grouped(forms: Sequence[Form], same_speaker: SameSpeaker, of: int | None = None) -> list[list[Form]]:
    """The forms of each utterance that has several, each in the order given; `of` is the key of a form, if only the
    utterance that it prints is asked for: what has no way to it is not compared.

    Quotations that tell enough are joined where they are one. The others (few words, reported speech, primary sources)
    join no two: each is put where it fits best, a primary source wherever a form is in it.
    """
    families = _Families(forms, same_speaker)
    index = Pairs([forms[n] for n in families.chosen])
    about = {
        n: [m for m in (families.chosen[k] for k in index.near(at)) if forms[m].article != forms[n].article]
        for at, n in enumerate(families.chosen)
    }
    if of is not None:
        about = _reached(about, families.root(next(n for n, form in enumerate(forms) if form.key == of)))
    loose: list[tuple[int, list[int]]] = []
    for n, near in about.items():
        if not _is_firm(forms[n]):
            loose.append((n, near))
            continue
        for other in near:
            if _is_firm(forms[other]):
                families.join(n, other)
    for n, near in loose:
        rated = [(alike(forms[n], forms[m], same_speaker), apart(forms[n], forms[m]), m) for m in near]
        fitting = sorted((-score, days, m) for score, days, m in rated if score and _is_firm(forms[m]))
        for _, _, other in fitting if forms[n].primary else fitting[:1]:
            families.hold(n, other)
    return families.found()


def _reached(about: Mapping[int, list[int]], first: int) -> dict[int, list[int]]:
    """Of forms and those near to each, in either direction, what there is a way to from the first."""
    ways: dict[int, set[int]] = defaultdict(set)
    for n, near in about.items():
        for other in near:
            ways[n].add(other)
            ways[other].add(n)
    reached, new = {first}, {first}
    while new := {other for n in new for other in ways[n]} - reached:
        reached |= new
    return {n: near for n, near in about.items() if n in reached}


def _is_firm(form: Form) -> bool:
    """Does a form tell enough to join others by? Few words are in many an utterance."""
    return form.quoted and not form.primary and sum(w not in STOP and len(w) > 2 for w in form.words.words) >= _FIRM


class _Families:
    """The forms that were joined: a union of those that are one, and what is held beside them."""

    def __init__(self, forms: Sequence[Form], same_speaker: SameSpeaker) -> None:
        self._forms = forms
        self._same = same_speaker
        self._parent = list(range(len(forms)))
        self._held: list[tuple[int, int]] = []
        self.chosen: list[int] = []  # one for all that are word for word the same
        last: dict[tuple[str, str | None, bool], int] = {}
        for n in sorted(range(len(forms)), key=lambda n: (forms[n].day or date.max, n)):
            key = (forms[n].text, forms[n].speaker, forms[n].primary)
            if key in last and one_utterance(forms[n], forms[last[key]], same_speaker):
                self._parent[n] = self.root(last[key])
            else:
                self.chosen.append(n)
            last[key] = n

    def join(self, n: int, other: int) -> None:
        """Make two one, where they are."""
        a, b = self.root(n), self.root(other)
        if a != b and one_utterance(self._forms[n], self._forms[other], self._same):
            self._parent[b] = a

    def hold(self, n: int, other: int) -> None:
        """Put a form, and all that are word for word the same, beside another."""
        self._held.append((n, other))

    def found(self) -> list[list[Form]]:
        """The families of several."""
        members: dict[int, set[int]] = defaultdict(set)
        for n in range(len(self._forms)):
            members[self.root(n)].add(n)
        moved = {self.root(n) for n, _ in self._held}
        beside: dict[int, set[int]] = defaultdict(set)
        for n, other in self._held:
            beside[self.root(other)] |= members[self.root(n)]
        families = [sorted(own | beside[root]) for root, own in members.items() if root not in moved]
        return [[self._forms[n] for n in family] for family in sorted(families) if len(family) > 1]

    def root(self, n: int) -> int:
        """The one that stands for all that are one with a form."""
        parent = self._parent
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n


class Pairs:
    """Forms by the pairs of neighbouring words that tell something, whatever their person and tense."""

    def __init__(self, forms: Iterable[Form]) -> None:
        own = [_pairs(form.words.words) for form in forms]
        self._ends = np.cumsum([0, *map(len, own)], dtype=np.int64)
        self._pairs = np.concatenate(own) if own else np.zeros(0, np.uint32)
        owners = np.repeat(np.arange(len(own), dtype=np.int32), np.diff(self._ends))
        order = np.argsort(self._pairs, kind="stable")
        self._sorted, self._owners = self._pairs[order], owners[order]

    def near(self, n: int) -> list[int]:
        """The forms that share most with one, by its number; the nearest first."""
        mine = self._pairs[self._ends[n] : self._ends[n + 1]]
        starts = np.searchsorted(self._sorted, mine, "left")
        ends = np.searchsorted(self._sorted, mine, "right")
        many = len(self._ends)
        scores: dict[int, float] = defaultdict(float)
        whole = 0.0
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            told = log(many / (end - start))
            whole += told
            if 1 < end - start <= _COMMON:
                for other in self._owners[start:end].tolist():
                    scores[other] += told
        scores.pop(n, None)
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:_NEAR]
        sizes = ((other, score, self._ends[other + 1] - self._ends[other]) for other, score in best)
        return [o for o, score, size in sizes if score >= _SHARED * whole * min(1.0, size / len(mine))]


def _pairs(words: Sequence[str]) -> NDArray[np.uint32]:
    folded = [shifted(word) for word in words]
    both = list(zip(pairwise(folded), pairwise(words), strict=True))
    telling = [pair for pair, (x, y) in both if weight(x) + weight(y) > 1] or [pair for pair, _ in both]
    return np.unique(np.fromiter((crc32(f"{a} {b}".encode()) for a, b in telling), np.uint32, len(telling)))
