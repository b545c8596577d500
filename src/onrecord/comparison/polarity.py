"""Words that take sides: each belongs to a scale, at one of its two ends.

Two statements oppose each other where their words stand at the two ends of one scale about the same thing, a negation
turning each round. The words are the lexicon's.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from onrecord import lexicon

# Verbs and phrases that turn what depends on them round, as a negation does.
TURNING: Final = lexicon.words("turning")
TURNING_PHRASES: Final = frozenset(
    ("rule out", "turn down", "call off", "back out", "pull out", "strike down", "tone down", "dial back")
)
NEGATIONS: Final = lexicon.words("negations of a clause") | {"n't"}

CONCILIATORY: Final = re.compile(
    r"\b(?:(?:find |found )?common ground|work(?:ing)? (?:together|closely|well)?\s*with|get(?:ting)? along|"
    r"good (?:relations?|terms)|"
    r"look(?:s|ing)? forward to|make peace|bury the hatchet|good (?:conversation|meeting|relationship)|"
    r"warm(?:ly)?|friendship|partnership|unite behind|come together|rally behind)\b",
)  # in small letters: a Trans-Pacific Partnership is none


@cache
def scales() -> dict[str, tuple[tuple[str, int], ...]]:
    """For each lemma its scales, and the end of each: +1 the upper, -1 the lower."""
    found: dict[str, list[tuple[str, int]]] = {}
    for end, words in lexicon.groups("scales").items():
        scale, _, sign = end.rpartition(" ")
        for word in words:
            found.setdefault(word, []).append((scale, 1 if sign == "+" else -1))
    return {word: tuple(ends) for word, ends in found.items()}
