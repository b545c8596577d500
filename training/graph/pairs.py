"""What is known of a pair of spans beyond their words: where they stand to each other, and how they are written.

Features are numbers below `SIZES[name]`, one array of (origins, candidates, features) for each choice; the product will
read by the same functions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onrecord.extraction.attribution.encoding import Encoding

Words = tuple[int, int]
Features = NDArray[np.int64]

# Values of each feature: distance in words, paragraphs apart, and how two spans are written or nested.
COREFERENCE: Final = (14, 6, 6, 64, 5)
STATEMENT: Final = (26, 7, 6, 8)

_PRONOUNS: Final = (
    frozenset("he him his himself".split()),
    frozenset("she her hers herself".split()),
    frozenset("they them their theirs themselves".split()),
    frozenset("it its itself".split()),
    frozenset("i me my mine myself".split()),
    frozenset("we us our ours ourselves".split()),
    frozenset("who whom whose which that you your yours".split()),
)
_SMALL: Final = frozenset("the a an of and for to in on at his her its their this that".split())
_WORD: Final = re.compile(r"[^\W_]+")


def form(words: str) -> int:
    """How a mention is written: a kind of pronoun (0 to 6), or 7 for all else."""
    bare = words.lower().strip(" ,.\"“”'’")
    return next((n for n, kind in enumerate(_PRONOUNS) if bare in kind), len(_PRONOUNS))


def content_words(words: str) -> list[str]:
    """The lower-cased words of a mention that tell something."""
    found = [w for w in _WORD.findall(re.sub(r"['’]s\b", "", words.lower())) if w not in _SMALL]
    return found or _WORD.findall(words.lower())


def alike(a: str, b: str) -> int:
    """How two mentions' words match: 0 pronouns, 1 not at all, 2 in part, 3 the last word, 4 the shorter's, 5 all."""
    if form(a) < len(_PRONOUNS) or form(b) < len(_PRONOUNS):
        return 0
    ours, theirs = content_words(a), content_words(b)
    if not ours or not theirs:
        return 1
    if ours == theirs:
        return 5
    shared = {*ours} & {*theirs}
    if not shared:
        short, long = sorted((ours, theirs), key=len)
        return 4 if len(short) == 1 and short[0] == "".join(w[0] for w in long) else 1
    if len(shared) == min(len({*ours}), len({*theirs})):
        return 4
    return 3 if ours[-1] == theirs[-1] else 2


def coreference(
    spans: Sequence[Words], texts: Sequence[str], speech: Sequence[int], paragraphs: NDArray[np.int64]
) -> Features:
    """For every two mentions (the later, the earlier). `speech` numbers the content that a mention stands in, 0 for
    none; minus that number is a mention in its source."""
    n = len(spans)
    starts = np.array([start for start, _ in spans], np.int64).reshape(-1)
    distance = np.abs(starts[:, None] - starts[None])
    apart = np.abs(paragraphs[starts][:, None] - paragraphs[starts][None])
    forms = np.array([form(text) for text in texts], np.int64).reshape(-1)
    matches = np.zeros((n, n), np.int64)
    for i in range(n):
        for j in range(i):
            matches[i, j] = alike(texts[i], texts[j])
    said = np.array(speech, np.int64).reshape(-1)
    relation = np.zeros((n, n), np.int64)
    relation[(said[:, None] == said[None]) & (said[:, None] > 0)] = 1  # in one quotation
    relation[(said[:, None] > 0) & (said[None] == -said[:, None])] = 2  # in it, and in its source
    relation[(said[None] > 0) & (said[:, None] == -said[None])] = 3
    relation[(relation == 0) & ((said[:, None] > 0) != (said[None] > 0))] = 4  # in one, and outside
    return np.stack(
        [
            np.minimum(np.log2(distance + 1).astype(np.int64), COREFERENCE[0] - 1),
            np.minimum(apart, COREFERENCE[1] - 1),
            matches,
            forms[:, None] * 8 + forms[None],
            relation,
        ],
        -1,
    )


def statement(
    contents: Sequence[Sequence[Words]],
    sources: Sequence[Sequence[Words]],
    spans: Sequence[Words],
    texts: Sequence[str],
    paragraphs: NDArray[np.int64],
) -> Features:
    """For every statement and every span: how far, how many paragraphs, whether inside the source or the content, how
    the span is written."""
    out = np.zeros((len(contents), len(spans), len(STATEMENT)), np.int64)
    forms = [form(text) for text in texts]
    for s, (content, source) in enumerate(zip(contents, sources, strict=True)):
        pieces = [*content, *source]
        first, last = min(a for a, _ in pieces), max(b for _, b in pieces)
        for m, (start, end) in enumerate(spans):
            before, after = max(0, first - end), max(0, start - last)
            steps = min(12, int(np.log2(before + after + 1)))
            gap = int(paragraphs[start]) - int(paragraphs[first])
            inside = 1 if _within(source, start, end) else 2 if _within(content, start, end) else 0
            if inside == 1 and any(a == start for a, _ in source):
                inside = 3
            if inside == 0 and first <= start < last:
                inside = 4
            out[s, m] = (
                12 - steps if before else 13 + steps if after else 12,
                min(3, max(-3, gap)) + 3,
                inside,
                forms[m],
            )
    return out


def _within(pieces: Sequence[Words], start: int, end: int) -> bool:
    return any(a <= start and end <= b for a, b in pieces)


def paragraphs(encoding: Encoding) -> NDArray[np.int64]:
    """The number of each word's paragraph."""
    found: NDArray[np.int64] = encoding.paragraphs[encoding.word_starts]
    return found
