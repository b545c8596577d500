"""What spaCy's attribute ruler and lemmatizer say of a text, asked once for each kind of token.

The ruler gives parts of speech and morphology. What its rules ask of a token depends on its tag, word and dependency
alone, and a lemma on its word, part of speech and morphology: so what they come to is kept. The outcome is spaCy's own,
in a fifth less of its whole time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from spacy.attrs import DEP, IS_SPACE, LEMMA, LOWER, MORPH, ORTH, POS, TAG  # type: ignore[import-not-found]
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.strings import StringStore
from spacy.tokens import Doc

_ASKED: Final = {"TAG": TAG, "LOWER": LOWER, "DEP": DEP, "IS_SPACE": IS_SPACE}
_GIVEN: Final = {"POS": POS, "MORPH": MORPH, "LEMMA": LEMMA}
_NOTHING: Final = (0, 0, 0)
_WORD: Final = list(_ASKED).index("LOWER")

Kind = tuple[int, ...]  # a token's values of what is asked, in that order
Given = tuple[int, ...]  # and of what is given
Match = tuple[int, int, int, int]  # the number of a rule, the string that stands for it, its first token and the end


@dataclass(frozen=True, slots=True)
class _Condition:
    """That the value at a place of a token's kind is, or else is not, one of those wanted, or matches a pattern."""

    place: int
    wanted: frozenset[int] | re.Pattern[str]
    one: bool = True

    def holds(self, kind: Kind, strings: StringStore) -> bool:
        """Does a token of that kind meet it?"""
        value = kind[self.place]
        if isinstance(self.wanted, re.Pattern):
            return self.wanted.search(strings[value]) is not None
        return (value in self.wanted) == self.one


@dataclass(frozen=True, slots=True)
class _Met:
    """What a kind of token meets: what the rules on it alone give it, and of others the part that it may be."""

    given: Given
    alone: tuple[int, ...]
    parts: frozenset[tuple[int, int]]


class Attributes:
    """In the place of an `AttributeRuler`: gives the tokens of a text, which have none yet, their attributes."""

    def __init__(self, ruler: AttributeRuler) -> None:
        """ValueError where a rule of it asks for more than this module knows."""
        self._ruler: Any = ruler
        self._strings = ruler.vocab.strings
        rules: list[dict[str, Any]] = list(ruler.patterns)
        self._rules = [
            (number, [_conditions(token, self._strings) for token in pattern], rule["attrs"].keys() <= _GIVEN.keys())
            for number, rule in enumerate(rules)
            for pattern in rule["patterns"]
        ]
        of_words = [c.wanted for _, tokens, _ in self._rules for token in tokens for c in token if c.place == _WORD]
        self._patterns = [wanted for wanted in of_words if isinstance(wanted, re.Pattern)]
        self._listed = {word for wanted in of_words if not isinstance(wanted, re.Pattern) for word in wanted}
        self._words: dict[int, int] = {}  # each word, or 0 if no rule asks for it
        self._met: dict[Kind, _Met] = {}

    def __call__(self, doc: Doc) -> Doc:
        """The same text, with its attributes."""
        met = []
        for place, (tag, word, dep, space) in enumerate(doc.to_array(list(_ASKED.values())).tolist()):
            kind = tag, self._asked(word), dep, space
            found = self._met.get(kind)
            if found is None:
                found = self._met[kind] = self._meets(doc, kind, place)
            met.append(found)
        given = np.array([m.given for m in met], dtype=np.uint64).reshape(-1, len(_GIVEN))
        doc.from_array(list(_GIVEN.values()), given)  # type: ignore[arg-type]
        several = {m for place, found in enumerate(met) if found.parts for m in self._begun(met, place)}
        touched = {place for *_, start, end in several for place in range(start, end)}
        alone = (self._match(number, place, 1) for place in touched for number in met[place].alone)
        self._set(doc, sorted([*several, *alone]))  # where rules contradict each other, the last one holds
        return doc

    def _asked(self, word: int) -> int:
        known = self._words.get(word)
        if known is None:
            asked = word in self._listed or any(p.search(self._strings[word]) for p in self._patterns)
            known = self._words[word] = word if asked else 0
        return known

    def _meets(self, doc: Doc, kind: Kind, place: int) -> _Met:
        alone, parts = [], set()
        for rule, (number, tokens, kept) in enumerate(self._rules):
            for part, token in enumerate(tokens):
                if all(condition.holds(kind, self._strings) for condition in token):
                    if kept and len(tokens) == 1:
                        alone.append(number)
                    else:
                        parts.add((rule, part))
        given = self._set(doc, [self._match(number, place, 1) for number in alone])
        return _Met(given, tuple(alone), frozenset(parts))

    def _begun(self, met: Sequence[_Met], place: int) -> list[Match]:
        """The matches that begin at a place, of rules whose outcome is not kept."""
        found = []
        for rule, part in met[place].parts:
            number, tokens, _ = self._rules[rule]
            rest = met[place + 1 : place + len(tokens)]
            whole = part == 0 and len(rest) == len(tokens) - 1
            if whole and all((rule, n) in m.parts for n, m in enumerate(rest, 1)):
                found.append(self._match(number, place, len(tokens)))
        return found

    def _match(self, number: int, place: int, size: int) -> Match:
        return number, self._strings.add(str(number)), place, place + size

    def _set(self, doc: Doc, matches: list[Match]) -> Given:
        """What the last token of some matches is given by them."""
        if not matches:
            return _NOTHING
        self._ruler.set_annotations(doc, matches)
        token = doc[matches[-1][2]]
        return token.pos, token.morph.key, token.lemma  # type: ignore[attr-defined]


class Lemmas:
    """In the place of a rule-based `Lemmatizer`: gives every token of a text that has no lemma yet the one it gives."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer
        self._strings = lemmatizer.vocab.strings
        self._given: dict[Kind, int] = {}
        known: Any = lemmatizer.lookups.get_table("lemma_index")
        for part, words in known.items():
            known[part] = frozenset(words)  # in a list every word would be looked for from the first on

    def __call__(self, doc: Doc) -> Doc:
        """The same text, with its lemmas."""
        lemmas = []
        for place, kind in enumerate(map(tuple, doc.to_array([ORTH, POS, MORPH, LEMMA]).tolist())):
            lemma = kind[-1] or self._given.get(kind)
            if lemma is None:
                lemma = self._given[kind] = self._strings.add(self._lemmatizer.lemmatize(doc[place])[0])
            lemmas.append(lemma)
        doc.from_array([LEMMA], np.array(lemmas, dtype=np.uint64))  # type: ignore[arg-type]
        return doc


def _conditions(token: dict[str, Any], strings: StringStore) -> list[_Condition]:
    """What a pattern of spaCy's matcher asks of a token; ValueError where it is more than this module knows."""
    found = []
    for name, value in token.items():
        asked = value if isinstance(value, dict) else {"IN": [value]}
        how, wanted = next(iter(asked.items()))
        if name not in _ASKED or how not in ("IN", "NOT_IN", "REGEX") or len(asked) > 1:
            raise ValueError(f"a rule asks for {name} {value}")
        place = list(_ASKED).index(name)
        if how == "REGEX":
            found.append(_Condition(place, re.compile(str(wanted))))
        else:
            values = frozenset(strings.add(v) if isinstance(v, str) else int(v) for v in wanted)
            found.append(_Condition(place, values, how == "IN"))
    return found
