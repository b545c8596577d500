"""Words that are broken over the end of a line: which hyphens are the break's, and which the word's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from onrecord import lexicon

HYPHENS = "-‐\u00ad"  # what may stand where a word is broken
_SOFT = "\u00ad"
_BEFORE = lexicon.words("before hyphens")
_AFTER = lexicon.words("after hyphens")
REASON = "a word broken over two lines"


def words_of(lines: Iterable[str]) -> Counter[str]:
    """How often a document prints each word, compounds as one."""
    return Counter(word for line in lines for word in re.findall(r"[\w-]+", line.lower()))


def is_broken(before: str, after: str) -> bool:
    """Whether a word is broken between two lines."""
    return len(before) > 2 and before[-1] in HYPHENS and before[-2].isalpha() and after[:1].islower()


def is_compound(before: str, after: str, words: Counter[str]) -> bool:
    """Whether the hyphen at a line's end is the word's own ("long-term") and not the break's ("negoti-ated")."""
    if before[-1] in _SOFT:
        return False
    left = re.findall(r"\w+", before)[-1].lower()
    right = re.findall(r"\w+", after)[0].lower()
    if words[left + right] or words[f"{left}-{right}"]:
        return words[f"{left}-{right}"] > words[left + right]
    return left in _BEFORE or right in _AFTER
