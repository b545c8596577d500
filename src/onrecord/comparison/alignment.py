"""Where the words of a quotation stand in a source: matching runs, chained in their order, with what differs between.

Runs of words that both have are found by an index of the source's words; the best chain of them is chosen by dynamic
programming, and what lies between two runs is aligned word by word (Levenshtein's distance, by rapidfuzz).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz.distance import Levenshtein

from onrecord.comparison.tokens import Words, weight

StepKind = Literal["same", "replaced", "dropped", "added"]

_MOST: Final = 300  # runs that are chained
_MOST_PLACES: Final = 400  # of one seed in a source
_FAR: Final = 1500  # spoken words between two runs, at most
_SHORT: Final = 12  # words; of so short a quotation a single word is a seed too
_LONG: Final = 60  # words; of a longer one only pairs that tell something are seeds
_SLACK: Final = 3  # words beyond what replaces the quotation's first or last ones
_ALIGNED: Final = 80  # words between two runs that are aligned; more of them were left out


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of the quotation (`q`) against one of the source (`s`), each [start, end) of words.

    `dropped`: the source alone has it, and it was spoken there; `added`: the quotation alone.
    """

    kind: StepKind
    q: tuple[int, int]
    s: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The steps from a quotation to its place in a source, and how much of its words they cover (0 to 1, weighted)."""

    steps: tuple[Step, ...]
    coverage: float
    score: float

    @property
    def place(self) -> tuple[int, int]:
        """The words of the source from the first that is the same to the last."""
        same = [step.s for step in self.steps if step.kind == "same"]
        return same[0][0], same[-1][1]

    def covered(self) -> set[int]:
        """The words of the quotation that are the same in the source."""
        return {i for step in self.steps if step.kind == "same" for i in range(*step.q)}


@dataclass(frozen=True, slots=True)
class _Run:
    q: int
    s: int
    n: int


def positions(words: Sequence[str]) -> dict[str, list[int]]:
    """Where each word stands: the index of a source."""
    found: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        found.setdefault(word, []).append(at)
    return found


def align(
    quotation: Words,
    source: Sequence[str],
    index: Mapping[str, Sequence[int]],
    spoken: Sequence[int],
    *,
    part: tuple[int, int] | None = None,
) -> Alignment | None:
    """The best alignment of a quotation, or of a part of it, with a source; None where they share nothing that tells.

    `index` are the source's `positions`, `spoken` says of each of its words whether somebody says it (1) or the author
    writes it (0): the author's words between two spoken ones are not left out of a quotation.
    """
    first, last = part or (0, len(quotation))
    q = quotation.words
    runs = _runs(q, quotation.gaps, first, last, source, index)
    if not runs:
        return None
    said = _sums(spoken, runs)
    chain, score = _chain(runs, quotation, spoken, said)
    steps = tuple(_merged(_steps(quotation, first, last, source, spoken, chain)))
    counted = [i for i in range(first, last) if i not in quotation.bracketed] or list(range(first, last))
    same = {i for step in steps if step.kind == "same" for i in range(*step.q)}
    whole = sum(weight(q[i]) for i in counted)
    return Alignment(steps, sum(weight(q[i]) for i in counted if i in same) / whole if whole else 0.0, score)


def _runs(
    q: Sequence[str], gaps: Set[int], first: int, last: int, s: Sequence[str], index: Mapping[str, Sequence[int]]
) -> list[_Run]:
    """The maximal runs of words that both have, the longest of them; none goes on across an ellipsis."""
    seeds = [(i, size) for i, size in _seeds(q, first, last) if size == 1 or i + 1 not in gaps]
    found: dict[tuple[int, int], _Run] = {}
    ends: dict[int, int] = {}  # of the last run on each diagonal, in the source
    for i, size in seeds:
        rare = min(range(i, i + size), key=lambda k: len(index.get(q[k], ())))
        places = index.get(q[rare], ())
        for place in places[:_MOST_PLACES]:
            j = place - (rare - i)
            if j < 0 or ends.get(j - i, -1) >= j + size or tuple(s[j : j + size]) != tuple(q[i : i + size]):
                continue
            a, b, n = i, j, size
            while a > first and a not in gaps and b > 0 and q[a - 1] == s[b - 1]:
                a, b, n = a - 1, b - 1, n + 1
            while a + n < last and a + n not in gaps and b + n < len(s) and q[a + n] == s[b + n]:
                n += 1
            ends[j - i] = b + n
            found[a, b] = _Run(a, b, n)
    longest = sorted(found.values(), key=lambda r: -sum(weight(q[k]) for k in range(r.q, r.q + min(r.n, 40))))
    return sorted(longest[:_MOST], key=lambda r: (r.s, r.q))


def _seeds(q: Sequence[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The words or pairs of words that are looked up: (where, how many)."""
    size = last - first
    if size == 1:
        yield first, 1
        return
    telling = [i for i in range(first, last - 1) if weight(q[i]) + weight(q[i + 1]) > 1]
    for i in range(first, last - 1) if size <= _LONG or len(telling) < 3 else telling:
        yield i, 2
    if size <= _SHORT:
        yield from ((i, 1) for i in range(first, last) if weight(q[i]) == 1)


def _sums(spoken: Sequence[int], runs: Sequence[_Run]) -> dict[int, int]:
    """How many spoken words come before each place at which a run begins or ends."""
    marks = sorted({m for run in runs for m in (run.s, run.s + run.n)})
    found, total, at = {}, 0, 0
    for mark in marks:
        total += sum(spoken[at:mark])
        found[mark] = total
        at = mark
    return found


def _chain(
    runs: Sequence[_Run], quotation: Words, spoken: Sequence[int], said: Mapping[int, int]
) -> tuple[list[_Run], float]:
    q = quotation.words
    gaps = sorted(quotation.gaps)
    best: list[float] = []
    back: list[int] = []
    cut: list[int] = []  # words by which a run is shortened at its front, where the one before it overlaps
    worth = [
        sum(weight(q[k]) for k in range(r.q, r.q + r.n)) * (1.0 if spoken[r.s] else 0.8) + 0.4 * (r.n - 1) for r in runs
    ]
    for n, run in enumerate(runs):
        best.append(worth[n])
        back.append(-1)
        cut.append(0)
        for m in range(n):
            before = runs[m]
            over = max(0, before.q + before.n - run.q, before.s + before.n - run.s)
            if over >= run.n or before.q >= run.q or before.s >= run.s:
                continue
            left_out = max(0, said[run.s] - said[before.s + before.n]) if before.s + before.n <= run.s else 0
            if left_out > _FAR:
                continue
            at = bisect_left(gaps, before.q + before.n)
            marked = at < len(gaps) and gaps[at] <= run.q + over
            between = max(0, run.q - before.q - before.n)
            cost = 0.15 * between + (0.3 + 0.002 * left_out if marked else 0.1 * min(left_out, 40))
            lost = over * (worth[n] / run.n)
            if (score := best[m] + worth[n] - lost - cost) > best[n]:
                best[n], back[n], cut[n] = score, m, over
    at = max(range(len(runs)), key=best.__getitem__)
    score = best[at]
    chain = []
    while at >= 0:
        run, over = runs[at], cut[at]
        chain.append(_Run(run.q + over, run.s + over, run.n - over))
        at = back[at]
    return chain[::-1], score


def _steps(
    quotation: Words, first: int, last: int, s: Sequence[str], spoken: Sequence[int], chain: Sequence[_Run]
) -> Iterator[Step]:
    q = quotation.words
    head = chain[0].q - first
    if head:
        yield from _ends(q, (first, chain[0].q), s, (max(0, chain[0].s - head - _SLACK), chain[0].s), front=True)
    for n, run in enumerate(chain):
        if n:
            before = chain[n - 1]
            yield from _between(q, (before.q + before.n, run.q), s, (before.s + before.n, run.s), spoken)
        yield Step("same", (run.q, run.q + run.n), (run.s, run.s + run.n))
    end_q, end_s = chain[-1].q + chain[-1].n, chain[-1].s + chain[-1].n
    if end_q < last:
        yield from _ends(q, (end_q, last), s, (end_s, min(len(s), end_s + last - end_q + _SLACK)), front=False)


def _ends(
    q: Sequence[str], mine: tuple[int, int], s: Sequence[str], theirs: tuple[int, int], *, front: bool
) -> Iterator[Step]:
    """The words before the first run or after the last one, against those of the source that are nearest to them.

    The source goes on there: what it alone has at the far end is no part of this.
    """
    words = list(q[mine[0] : mine[1]])
    ends = [(at, theirs[1]) if front else (theirs[0], at) for at in range(theirs[0], theirs[1] + 1)]
    ends.sort(key=lambda some: abs(some[1] - some[0] - len(words)))  # one word for another, where that is as near
    if len(words) <= _ALIGNED:
        best = min(ends, key=lambda some: Levenshtein.distance(words, list(s[some[0] : some[1]])))
    else:
        best = ends[0]
    yield from _opcodes(q, mine, s, best)


def _between(
    q: Sequence[str], mine: tuple[int, int], s: Sequence[str], theirs: tuple[int, int], spoken: Sequence[int]
) -> Iterator[Step]:
    if mine[0] == mine[1] and theirs[0] == theirs[1]:
        return
    if theirs[1] - theirs[0] <= _ALIGNED:
        for step in _opcodes(q, mine, s, theirs):
            if step.kind != "dropped" or any(spoken[step.s[0] : step.s[1]]):
                yield step
        return
    if mine[0] < mine[1]:
        yield Step("added", mine, (theirs[0], theirs[0]))
    if any(spoken[theirs[0] : theirs[1]]):
        yield Step("dropped", (mine[1], mine[1]), theirs)


_KINDS: Final[dict[str, StepKind]] = {"equal": "same", "replace": "replaced", "delete": "added", "insert": "dropped"}


def _opcodes(q: Sequence[str], mine: tuple[int, int], s: Sequence[str], theirs: tuple[int, int]) -> Iterator[Step]:
    codes = Levenshtein.opcodes(list(q[mine[0] : mine[1]]), list(s[theirs[0] : theirs[1]]))
    for code in codes:
        yield Step(
            _KINDS[code.tag],
            (mine[0] + code.src_start, mine[0] + code.src_end),
            (theirs[0] + code.dest_start, theirs[0] + code.dest_end),
        )


def _merged(steps: Iterator[Step]) -> Iterator[Step]:
    """Neighbouring steps of one kind as one; a replaced stretch takes in what was added or dropped beside it."""
    held: Step | None = None
    for step in steps:
        if held is None:
            held = step
        elif held.q[1] == step.q[0] and held.s[1] == step.s[0] and _one_kind(held.kind, step.kind):
            kind: StepKind = held.kind if held.kind == step.kind else "replaced"
            held = Step(kind, (held.q[0], step.q[1]), (held.s[0], step.s[1]))
        else:
            yield held
            held = step
    if held is not None:
        yield held


def _one_kind(a: StepKind, b: StepKind) -> bool:
    return a == b or ("same" not in (a, b) and "replaced" in (a, b) and "dropped" not in (a, b))
