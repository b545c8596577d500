"""Are two printings of a statement in the same words, and which words differ?

The same are they whose words are: quotation marks, dashes, spaces, commas, full stops and the case of a word's first
letter do not count. Everything else does: any word, number, sign or currency, brackets and question marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

Difference = tuple[str, str]  # the words here, and those there; "" where one has none

_TOKEN: Final = re.compile(
    r"""
    (?<![^\s("“‘'«„])[-\u2212–](?=[^\w\s]?\.?\d)                # a minus, not a dash
  | (?<![\w.])\.\d+                                             # .5
  | \d\w*(?:[.,:]\d\w*)*                                        # 3, 1,000, 8.5m, 10:30
  | (?<!\w)[^\W\d_](?:\.[^\W\d_])+(?!\w)                        # U.S.
  | \w+(?:'\w+)*                                                # never, don't
  | \?+ | [%‰&@\#/§\[\]]
  | [^\w\s'"`´^.,:;!()*…\u2212–-]                               # symbols; punctuation is left out below
    """,
    re.VERBOSE,
)
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’‘ʼ‛", "'"))
_MEANING: Final = frozenset("%‰&@#/§[]?")  # punctuation that counts
_LONG: Final = 500  # words; of a longer text only the rarer ones are aligned, those between follow


def words(text: str) -> tuple[str, ...]:
    """What counts of a text: its words, numbers and signs, with a small first letter each.

    >>> words("“I will NEVER – never – pay $3.5 million.”")
    ('i', 'will', 'nEVER', 'never', 'pay', '$', '3.5', 'million')
    """
    return tuple(_folded(token) for token, _, _ in _tokens(_plain(text)))


def same(a: str, b: str) -> bool:
    """Are the two in the same words? An equivalence; texts without any word are the same as each other only."""
    return words(a) == words(b)


def differences(a: str, b: str) -> tuple[Difference, ...]:
    """The words in which `a` and `b` differ, in their order; empty where they are the same.

    >>> differences("I will never pay 3 million", "“I will always pay 8 million,”")
    (('never', 'always'), ('3', '8'))
    """
    texts = _plain(a), _plain(b)
    tokens = [list(_tokens(text)) for text in texts]
    folded = [[_folded(token) for token, _, _ in some] for some in tokens]
    long = max(map(len, folded)) > _LONG
    matcher = SequenceMatcher(None, folded[0], folded[1], autojunk=long)
    found = []
    for tag, *places in matcher.get_opcodes():
        if tag != "equal":
            of_a, of_b = ((0, *places[:2]), (1, *places[2:]))
            found.append((_stretch(texts, tokens, *of_a), _stretch(texts, tokens, *of_b)))
    return tuple(found)


def bag(words: Sequence[str]) -> Counter[str]:
    """The words of a text whatever their case and order, to ask how much two have in common."""
    return Counter(word.lower() for word in words)


def likeness(a: Counter[str], b: Counter[str]) -> float:
    """How many words two bags have in common, of the larger one's: 0 to 1."""
    larger = max(a.total(), b.total())
    return (a & b).total() / larger if larger else 0.0


def containment(a: Counter[str], b: Counter[str]) -> float:
    """How many words two bags have in common, of the smaller one's: 0 to 1."""
    smaller = min(a.total(), b.total())
    return (a & b).total() / smaller if smaller else 0.0


def _plain(text: str) -> str:
    # Soft hyphens and other characters without width are no part of a word.
    composed = unicodedata.normalize("NFC", text).translate(_APOSTROPHES)
    return "".join(c for c in composed if unicodedata.category(c) != "Cf")


def _tokens(text: str) -> list[tuple[str, int, int]]:
    found = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        counts = token[0].isalnum() or token[0] in _MEANING or len(token) > 1 or token == "_"
        if counts or unicodedata.category(token)[0] in "SM" or token in "-\u2212–":
            found.append((token, *match.span()))
    return found


def _folded(token: str) -> str:
    if token in ("-", "\u2212", "–"):
        return "-"
    if token[0] == "?":
        return "?"
    bare = token if token[0].isdigit() or token[0] == "." else token.replace(".", "")
    return bare[0].lower() + bare[1:]


def _stretch(
    texts: Sequence[str], tokens: Sequence[Sequence[tuple[str, int, int]]], side: int, start: int, end: int
) -> str:
    """The words of one side from token to token, as they are printed."""
    if start == end:
        return ""
    return " ".join(texts[side][tokens[side][start][1] : tokens[side][end - 1][2]].split())
