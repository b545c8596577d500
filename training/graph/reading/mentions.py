"""What is known of two mentions beyond their words, for who is who: the features of coreference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onrecord.extraction.graph.pairs import PRONOUNS, Features, Words, form, relation

# Values of each feature: distance in words, paragraphs apart, and how two mentions are written and quoted.
COREFERENCE: Final = (14, 6, 6, 64, 5)

_SMALL: Final = frozenset("the a an of and for to in on at his her its their this that".split())
_WORD: Final = re.compile(r"[^\W_]+")


def content_words(words: str) -> list[str]:
    """The lower-cased words of a mention that tell something."""
    found = [w for w in _WORD.findall(re.sub(r"['’]s\b", "", words.lower())) if w not in _SMALL]
    return found or _WORD.findall(words.lower())


def alike(texts: Sequence[str]) -> NDArray[np.int64]:
    """How every two mentions' words match: 0 a pronoun, 1 not at all, 2 in part, 3 the last word, 4 the shorter's (or
    its initials), 5 all. Shape (n, n)."""
    words = [content_words(text) for text in texts]
    pronoun = np.array([form(text) < len(PRONOUNS) for text in texts], bool).reshape(-1)
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


def coreference(
    spans: Sequence[Words], texts: Sequence[str], speech: NDArray[np.int64], paragraphs: NDArray[np.int64]
) -> Features:
    """For every two mentions (the later, the earlier). `speech` numbers the content that a mention stands in, 0 for
    none; minus that number is a mention in its source."""
    starts = np.array([start for start, _ in spans], np.int64).reshape(-1)
    distance = np.abs(starts[:, None] - starts[None])
    apart = np.abs(paragraphs[starts][:, None] - paragraphs[starts][None])
    forms = np.array([form(text) for text in texts], np.int64).reshape(-1)
    said = speech
    return np.stack(
        [
            np.minimum(np.log2(distance + 1).astype(np.int64), COREFERENCE[0] - 1),
            np.minimum(apart, COREFERENCE[1] - 1),
            alike(texts),
            forms[:, None] * 8 + forms[None],
            relation(said[:, None], said[None]),
        ],
        -1,
    )
