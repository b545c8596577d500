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
"""`[first, last)` of the words of an encoding."""
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


def alike(texts: Sequence[str]) -> NDArray[np.int64]:
    """How every two mentions' words match: 0 a pronoun, 1 not at all, 2 in part, 3 the last word, 4 the shorter's (or
    its initials), 5 all. Shape (n, n)."""
    words = [content_words(text) for text in texts]
    pronoun = np.array([form(text) < len(_PRONOUNS) for text in texts], bool).reshape(-1)
    numbers = {word: n for n, word in enumerate(dict.fromkeys(w for row in words for w in row))}
    bags = np.zeros((len(texts), len(numbers)), np.float32)
    for row, found in enumerate(words):
        bags[row, [numbers[w] for w in found]] = 1
    sizes = bags.sum(1)
    shared = bags @ bags.T
    initials = np.array(["".join(w[0] for w in row) if len(row) > 1 else f"#{n}" for n, row in enumerate(words)])
    single = np.array([row[0] if len(row) == 1 else f"##{n}" for n, row in enumerate(words)])
    short = single[:, None] == initials[None]
    last = np.array([numbers[row[-1]] if row else -1 - n for n, row in enumerate(words)], np.int64).reshape(-1)
    whole = np.array([" ".join(row) or f"#{n}" for n, row in enumerate(words)])
    matches = np.full(shared.shape, 2, np.int64)
    matches[last[:, None] == last[None]] = 3
    matches[shared == np.minimum(sizes[:, None], sizes[None])] = 4
    matches[shared == 0] = 1
    matches[short | short.T] = 4
    matches[whole[:, None] == whole[None]] = 5
    matches[pronoun[:, None] | pronoun[None]] = 0
    return matches


def spoken(
    spans: Sequence[Words], contents: Sequence[Sequence[Words]], sources: Sequence[Sequence[Words]]
) -> list[int]:
    """For each mention the number (from 1) of the innermost statement whose content it is in, or minus that of the
    first whose source it is in; 0 for neither."""
    found = np.zeros(len(spans), np.int64)
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    for n in reversed(range(len(sources))):
        found[_within(sources[n], starts, ends)] = -(n + 1)
    for n in sorted(range(len(contents)), key=lambda n: -sum(b - a for a, b in contents[n])):
        found[_within(contents[n], starts, ends)] = n + 1
    return [int(n) for n in found]


def coreference(
    spans: Sequence[Words], texts: Sequence[str], speech: Sequence[int], paragraphs: NDArray[np.int64]
) -> Features:
    """For every two mentions (the later, the earlier). `speech` numbers the content that a mention stands in, 0 for
    none; minus that number is a mention in its source."""
    starts = np.array([start for start, _ in spans], np.int64).reshape(-1)
    distance = np.abs(starts[:, None] - starts[None])
    apart = np.abs(paragraphs[starts][:, None] - paragraphs[starts][None])
    forms = np.array([form(text) for text in texts], np.int64).reshape(-1)
    said = np.array(speech, np.int64).reshape(-1)
    relation = np.zeros((len(said), len(said)), np.int64)
    relation[(said[:, None] == said[None]) & (said[:, None] > 0)] = 1  # in one quotation
    relation[(said[:, None] > 0) & (said[None] == -said[:, None])] = 2  # in it, and in its source
    relation[(said[None] > 0) & (said[:, None] == -said[None])] = 3
    relation[(relation == 0) & ((said[:, None] > 0) != (said[None] > 0))] = 4  # in one, and outside
    return np.stack(
        [
            np.minimum(np.log2(distance + 1).astype(np.int64), COREFERENCE[0] - 1),
            np.minimum(apart, COREFERENCE[1] - 1),
            alike(texts),
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
    forms = np.array([form(text) for text in texts], np.int64).reshape(-1)
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    out = np.zeros((len(contents), len(spans), len(STATEMENT)), np.int64)
    for s, (content, source) in enumerate(zip(contents, sources, strict=True)):
        pieces = [*content, *source]
        first, last = min(a for a, _ in pieces), max(b for _, b in pieces)
        before, after = np.maximum(0, first - ends), np.maximum(0, starts - last)
        steps = np.minimum(12, np.log2(before + after + 1).astype(np.int64))
        in_source, in_content = _within(source, starts, ends), _within(content, starts, ends)
        leads = in_source & np.isin(starts, [a for a, _ in source])
        between = (starts >= first) & (starts < last)
        out[s, :, 0] = np.where(before > 0, 12 - steps, np.where(after > 0, 13 + steps, 12))
        out[s, :, 1] = np.clip(paragraphs[starts] - paragraphs[first], -3, 3) + 3
        out[s, :, 2] = np.select([leads, in_source, in_content, between], [3, 1, 2, 4], 0)
        out[s, :, 3] = forms
    return out


def _within(pieces: Sequence[Words], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    inside = np.zeros(len(starts), bool)
    for a, b in pieces:
        inside |= (a <= starts) & (ends <= b)
    return inside


def paragraphs(encoding: Encoding) -> NDArray[np.int64]:
    """The number of each word's paragraph."""
    found: NDArray[np.int64] = encoding.paragraphs[encoding.word_starts]
    return found
