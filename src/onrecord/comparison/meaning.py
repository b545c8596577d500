"""What a cut takes away: words that turn a sentence round, make it depend on something, or soften it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from onrecord import lexicon
from onrecord.comparison.tokens import Words
from onrecord.model import Printed

SignKind = Literal["negation", "condition", "hedge", "contrast", "reported words", "half-sentence"]

FEW: Final = 6  # words; of fewer quoted ones the sentence around them is looked at
NEGATIONS: Final = lexicon.words("words that turn a cut")
_CONDITIONS: Final = frozenset("if unless until till provided providing assuming except otherwise only".split())
_HEDGES: Final = lexicon.words("hedges")
_HEDGING: Final = lexicon.words("hedging phrases")
_CONTRASTS: Final = frozenset("but although though however yet despite nevertheless nonetheless".split())
_OTHERS: Final = frozenset("they he she people some critics opponents everybody everyone many".split())
_SAYING: Final = lexicon.words("others say")
_FRAMES: Final = lexicon.words("opinion verbs")
_STEP: Final = lexicon.words("step words")
_CLAUSE: Final = re.compile(r"[,;:.!?—–]|\s-+\s")
_SENTENCE: Final = re.compile(r"[.!?]|\n")
_TITLES: Final = frozenset(word.lower() for word in lexicon.words("abbreviated titles"))
_JOINING: Final = frozenset("and but or so because".split())
FILLERS: Final = frozenset("uh um er erm ah hmm mm eh uhm".split())


@dataclass(frozen=True, slots=True)
class Sign(Printed):
    """Something in the words around or between what was quoted that the reader of the quotation does not see."""

    kind: SignKind
    words: str


def signs(words: Sequence[str]) -> tuple[Sign, ...]:
    """What these words hold that matters to the meaning of those beside them; each kind and word once."""
    return tuple(dict.fromkeys(_signs(words)))


def _signs(words: Sequence[str]) -> Iterator[Sign]:
    for n, word in enumerate(words):
        pair = f"{words[n - 1]} {word}" if n else word
        if word in NEGATIONS:
            yield Sign("negation", word)
        elif word in _CONDITIONS:
            yield Sign("condition", word)
        elif word in _CONTRASTS:
            yield Sign("contrast", word)
        elif word in _HEDGES or pair in _HEDGING:
            yield Sign("hedge", pair if pair in _HEDGING else word)
        elif word in _SAYING and n and words[n - 1] in _OTHERS:
            yield Sign("reported words", pair)


def turning(words: Words, start: int, end: int) -> tuple[Sign, ...]:
    """The signs of a cut that turn the meaning of what is kept beside it: what was cut is [start, end) of the words.

    A negation, a hedge or another's words count where they stand in one clause with what is kept, a condition or a
    contrast where they belong to its sentence.
    """
    found = []
    for at in range(start, end):
        for sign in signs(words.words[max(start, at - 1) : at + 1])[-1:]:
            if sign.words.split()[-1] != words.words[at]:
                continue
            left = _runs_on(words, start, at + 1, _SENTENCE if sign.kind in ("condition", "contrast") else _CLAUSE)
            right = _runs_on(words, at + 1, end + 1, _SENTENCE if sign.kind == "condition" else _CLAUSE)
            near = at - start < 3 and left if sign.kind not in ("condition", "contrast") else left
            if near or (right and not any(w in _JOINING for w in words.words[at + 1 : end])):
                found.append(sign)
    return tuple(dict.fromkeys(found))


def _runs_on(words: Words, first: int, last: int, boundary: re.Pattern[str]) -> bool:
    """Is there no such boundary before any of the words [first, last)?"""
    return not any(boundary.search(_between(words, at)) for at in range(first, min(last, len(words))))


def before(words: Words, at: int, first: int) -> tuple[Sign, ...]:
    """What stands right before a quotation that begins at a word in the middle of a sentence, and governs it.

    `first` is where the utterance begins: `I don't think that ‖ we should leave`.
    """
    start = at
    while start > first and at - start < 8 and not _clause(words, start):
        start -= 1
    lead = words.words[start:at]
    found = []
    for n, word in enumerate(lead):
        rest = lead[n + 1 :]
        if word in NEGATIONS and all(w in _FRAMES or w in _STEP or w in ("going", "ever", "really") for w in rest):
            found.append(Sign("negation", words.printed(start + n, at)))
        elif word in _CONDITIONS and word != "only" and len(rest) <= 2:
            found.append(Sign("condition", words.printed(start + n, at)))
        elif word in _SAYING and n and lead[n - 1] in _OTHERS and all(w in _STEP for w in rest):
            found.append(Sign("reported words", words.printed(start + n - 1, at)))
    return tuple(found[:1])


def after(words: Words, at: int, last: int) -> tuple[Sign, ...]:
    """What follows right upon a quotation that ends in the middle of a sentence: `We will pay ‖ if they ask`."""
    if at >= last or _ends_sentence(words, at - 1):
        return ()
    few = words.words[at : min(last, at + 2)]
    if few[0] in _CONDITIONS or few[0] in ("but", "though", "although"):
        kind: SignKind = "condition" if few[0] in _CONDITIONS else "contrast"
        return (Sign(kind, words.printed(at, min(last, at + 6))),)
    if few[0] in ("not", "never") or tuple(few) == ("or", "not"):
        return (Sign("negation", words.printed(at, min(last, at + 6))),)
    return ()


def sentence(words: Words, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """The words of the sentence around [start, end), within the utterance [first, last)."""
    while start > first and not _opens_sentence(words, start):
        start -= 1
    while end < last and not _ends_sentence(words, end - 1):
        end += 1
    return start, end


def unseen(words: Words, start: int, end: int, first: int, last: int) -> tuple[Sign, ...]:
    """What the sentence around few words [start, end) has that turns them: a negation, or a condition."""
    begin, stop = sentence(words, start, end, first, last)
    rest = (*words.words[begin:start], *words.words[end:stop])
    return tuple(sign for sign in signs(rest) if sign.kind in ("negation", "condition"))


def _between(words: Words, at: int) -> str:
    """What stands between a word and the one before it."""
    if at <= 0 or at >= len(words):
        return "."
    return words.text[words.places[at - 1].end : words.places[at].start]


def _clause(words: Words, at: int) -> bool:
    return bool(_CLAUSE.search(_between(words, at)))


def _opens_sentence(words: Words, at: int) -> bool:
    between = _between(words, at)
    if between.strip() == "." and 0 < at < len(words):  # that of an abbreviation ends none
        before = words.words[at - 1]
        return not (before in _TITLES or len(before) == 1 or words.text[words.places[at].start].islower())
    return at <= 0 or bool(_SENTENCE.search(between))


def _ends_sentence(words: Words, at: int) -> bool:
    return _opens_sentence(words, at + 1) or at + 1 >= len(words)
