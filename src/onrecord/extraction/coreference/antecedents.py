"""What `they` and `it` mean: of what was spoken of before, the likeliest by weights learned on marked articles.

`training/graph/antecedents` fits the weights, which `models/antecedents-en-1` has: for each word those of what is known
of a mention before it. Rules by hand were right of half of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from onrecord.extraction import folders
from onrecord.extraction.coreference.found import Markable, role
from onrecord.extraction.coreference.salience import Discourse

_NUMBERS: Final = frozenset("DATE TIME MONEY PERCENT CARDINAL QUANTITY ORDINAL".split())
_BESIDE: Final = ("compound", "nmod", "amod")

Known = Mapping[str, float]
"""What is known of one candidate, by name."""


def best(plural: bool, known: Sequence[Known]) -> int:
    """Which of the candidates a `they` (`plural`) or an `it` means; the first of those that are as likely."""
    weights = folders.weights(folders.ANTECEDENTS, "antecedent")["they" if plural else "it"]
    scores = [sum(weights.get(name, 0.0) * value for name, value in of.items()) for of in known]
    return max(range(len(scores)), key=lambda n: (scores[n], -n))


class Clues:
    """What is known of candidates in one article. `sources` are the heads of its sources, `reporters` by token the head
    of the source that tells it."""

    def __init__(self, discourse: Discourse, sources: Mapping[int, object], reporters: Mapping[int, int]) -> None:
        self.doc, self.discourse, self.sources, self.reporters = discourse.doc, discourse, sources, reporters

    def of(self, f: Markable, g: Markable, between: int) -> Known:
        """Of a mention before a pronoun, with so many others between."""
        heard = len(self.discourse.seen.get(id(g.party), ())) if g.party else 0
        numbers = {"mentions between": math.log1p(between), "heard of": math.log1p(heard)}
        return numbers | dict.fromkeys((*self._place(f, g), *self._kind(g), *self._saying(f, g)), 1.0)

    def _place(self, f: Markable, g: Markable) -> Iterator[str]:
        pronoun, head, near = self.doc[f.head], self.doc[g.head], self.discourse
        back = near.sentence[f.head] - near.sentence[g.head]
        part = role(head)
        yield f"sentences back: {back}"
        yield f"part: {part}"
        if role(pronoun) == part == "subject":
            yield f"both subjects, sentences back: {min(back, 2)}"
        if pronoun.dep_ == "poss" and back < 2:
            yield f"of a possessive, part: {part}, sentences back: {back}"
        if near.paragraph[f.head] != near.paragraph[g.head]:
            yield "another paragraph"
        if f.quoted != g.quoted:
            yield "quoted otherwise"

    def _kind(self, g: Markable) -> Iterator[str]:
        head, first = self.doc[g.head], self.doc[g.start].lower_
        sort = (g.party.sort if g.party else g.sort) or "thing"
        yield "sort: unnamed" if g.party and g.party.anonymous else f"sort: {sort}"
        yield "plural" if g.plural else "singular"
        yield g.kind
        tests = {
            "indefinite": first in ("a", "an"),
            "definite": first in ("the", "this", "that", "these"),
            "with a clause": any(c.dep_ in ("relcl", "acl") for c in head.children),
            "one of several": any(True for _ in head.conjuncts),
            "after a preposition": head.dep_ == "pobj",
            "beside another": head.dep_ == "appos",
            "before a noun": head.dep_ in _BESIDE,
            "a number or a time": head.ent_type_ in _NUMBERS,
            "a common noun": g.kind == "nominal" and sort == "thing" and not g.plural,
        }
        yield from (name for name, holds in tests.items() if holds)

    def _saying(self, f: Markable, g: Markable) -> Iterator[str]:
        speaks = g.head in self.sources
        if speaks:
            yield "speaks"
        if f.head in self.sources and speaks:
            yield "both speak"
        if f.head in self.sources and (g.party.sort if g.party else g.sort) is None:
            yield "a thing, of a speaker"
        if self.reporters.get(f.head) == g.head:
            yield "tells it"
