"""Two printings of one utterance: whether they are that, how each has the other's words, and how far they are apart.

Reported speech is compared whatever its person and tense: "she would never support it" meets "I will never support it".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from onrecord.comparison.alignment import Alignment, align, positions
from onrecord.comparison.meaning import FILLERS, NEGATIONS
from onrecord.comparison.tokens import STOP, Words, shifted, tokens
from onrecord.comparison.variants import Difference

SameSpeaker = Callable[[str, str, str], bool]  # a name, and another name with its type
FormKind = Literal["verbatim", "elided", "bracketed", "altered", "partial", "reported"]

_ALIKE: Final = ((14, 0.6), (8, 0.75), (0, 0.9))  # of the words of a form so long, weighted, that the other has
_RETOLD: Final = 0.7  # of them, where one of the two is reported speech
_FEW: Final = 3  # words; fewer are anybody's
_RUN: Final = 5  # words in a row that a form has whole, of which one that tells is enough
_TELLS: Final = 2.0  # what the shared words tell, at least: two that not every text has
_RETELLS: Final = 4.0  # where one of the two is reported speech
_LONG: Final = 5.0  # and what they tell where the day does not matter
_DAYS: Final = 14  # between two printings of one utterance, where few words are shared
_FEW_DAYS: Final = 3  # where only two telling words are


@dataclass(frozen=True, eq=False, slots=True)
class Form:
    """One printing of an utterance. `text` are its quoted words or, where there are none, those that report it."""

    key: int
    text: str
    speaker: str | None
    speaker_type: str
    quoted: bool
    day: date | None
    article: int
    primary: bool = False

    @property
    def words(self) -> Words:
        """Its words, made anew where many others were asked for since."""
        return _words(self.text)

    @property
    def size(self) -> int:
        """How many words."""
        return len(self.words)


@lru_cache(maxsize=16384)
def _words(text: str) -> Words:
    return tokens(text)


@dataclass(frozen=True, slots=True)
class Relation:
    """How one form has another one's words."""

    kind: FormKind
    differences: tuple[Difference, ...]
    cuts: tuple[str, ...]


def relation(form: Form, other: Form) -> Relation:
    """How a form prints what another, longer one has: the words that differ are (here, there)."""
    if form.words.words == other.words.words and not (form.words.gaps or form.words.bracketed - other.words.bracketed):
        return Relation("verbatim" if form.quoted or not other.quoted else "reported", (), ())
    found = _aligned(form, other)
    if found is None:
        return Relation("altered", ((form.words.printed(0, form.size), other.words.printed(0, other.size)),), ())
    differences: list[Difference] = []
    cuts: list[str] = []
    bracketed = False
    for n, step in enumerate(found.steps):
        if step.kind == "same":
            continue
        mine, theirs = range(*step.q), range(*step.s)
        inner = 0 < n < len(found.steps) - 1
        if mine and all(i in form.words.bracketed for i in mine):
            bracketed = True
        elif not (mine and theirs) and _tell_nothing(form.words, mine) and _tell_nothing(other.words, theirs):
            pass
        elif not mine and inner and any(step.q[0] <= gap <= step.q[1] for gap in form.words.gaps):
            cuts.append(other.words.printed(*step.s))
        elif not theirs and any(step.s[0] <= gap <= step.s[1] for gap in other.words.gaps):
            pass  # the other one left this out
        elif mine and all(i in other.words.bracketed for i in theirs) and theirs:
            pass  # the other one put something else there
        else:
            differences.append((form.words.printed(*step.q), other.words.printed(*step.s)))
    if not form.quoted and other.quoted:
        return Relation("reported", tuple(differences), tuple(cuts))
    start, end = found.place
    kind: FormKind = "verbatim" if end - start >= other.size - len(other.words.bracketed) else "partial"
    if bracketed or form.words.bracketed & found.covered() - other.words.bracketed:
        kind = "bracketed"
    elif cuts:
        kind = "elided"
    if differences:
        kind = "altered"
    return Relation(kind, tuple(differences), tuple(cuts))


def _tell_nothing(words: Words, some: range) -> bool:
    """Are these words an editor's, or none?"""
    return all(words.words[i] in FILLERS or i in words.bracketed for i in some)


def distance(form: Form, other: Form) -> float:
    """How far a form is from one that it may have come from: words that differ, and words more than that one has."""
    found = relation(form, other)
    changed = sum(max(len(a.split()), len(b.split())) for a, b in found.differences)
    return changed + 0.1 * abs(form.size - other.size) + 2 * max(0, form.size - other.size)


def place(form: Form, other: Form) -> tuple[int, int] | None:
    """The words [start, end) of another form that a form stands in; None where it does not."""
    found = _aligned(form, other)
    return found.place if found is not None and found.coverage >= _ALIKE[0][1] else None


def one_utterance(a: Form, b: Form, same_speaker: SameSpeaker) -> bool:
    """Do two forms print one utterance? Of two that only report, nobody can tell."""
    return alike(a, b, same_speaker) > 0


def alike(a: Form, b: Form, same_speaker: SameSpeaker) -> float:
    """How much of the shorter form the longer one has (0 to 1), where they print one utterance; else 0."""
    short, long = sorted((a, b), key=lambda form: form.size)
    if short.size < _FEW or not (short.quoted or long.quoted):
        return 0.0
    retold = not (short.quoted and long.quoted)
    found = _shifted(short, long) if retold else _aligned(short, long)
    least = _RETOLD if retold else next(share for size, share in _ALIKE if short.size >= size)
    if found is None or found.coverage < least or (retold and _negated(short) != _negated(long, *found.place)):
        return 0.0
    start, end = found.place
    if end - start > 2 * short.size + 12 and not short.words.gaps:
        return 0.0  # its words are there, but scattered
    words = short.words.words
    told = sum(1.0 for i in found.covered() if words[i] not in STOP and len(words[i]) > 2)
    whole = found.coverage == 1 and end - start == short.size >= _RUN
    if told < (_RETELLS if retold else 1.0 if whole else _TELLS) or not _may_be_one(short, long, told, same_speaker):
        return 0.0
    days = _DAYS if told >= _TELLS + 1 else _FEW_DAYS
    return found.coverage if (told >= _LONG and not retold) or apart(a, b) <= days else 0.0


def _negated(form: Form, start: int = 0, end: int | None = None) -> bool:
    return any(word in NEGATIONS for word in form.words.words[start:end])


def apart(a: Form, b: Form) -> int:
    """The days between two printings; 0 where one is not dated."""
    return abs((a.day - b.day).days) if a.day and b.day else 0


def _may_be_one(a: Form, b: Form, told: float, same_speaker: SameSpeaker) -> bool:
    """May their speakers be one? Where few words are shared, both are to be known."""
    if a.speaker is None or b.speaker is None:
        return told >= _LONG
    return same_speaker(a.speaker, b.speaker, b.speaker_type)


def _aligned(form: Form, other: Form) -> Alignment | None:
    words = other.words.words
    return align(form.words, words, positions(words), bytes([1]) * len(words))


def _shifted(form: Form, other: Form) -> Alignment | None:
    """The alignment of the two whatever their person and tense."""
    mine, theirs = (replace(f.words, words=tuple(map(shifted, f.words.words))) for f in (form, other))
    return align(mine, theirs.words, positions(theirs.words), bytes([1]) * len(theirs))
