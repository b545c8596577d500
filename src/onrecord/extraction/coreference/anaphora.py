"""Pronouns and nominals to the parties that they stand for, reading from left to right."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import Final

from spacy.tokens import Token

from onrecord.extraction.coreference import antecedents
from onrecord.extraction.coreference.antecedents import Clues, Known
from onrecord.extraction.coreference.descriptions import Describer, Likely
from onrecord.extraction.coreference.found import Markable, Referent, role
from onrecord.extraction.coreference.mentions import PERSONAL
from onrecord.extraction.coreference.salience import Discourse, coargument
from onrecord.extraction.pronouns import IT, RELATIVE, THEY, YOU, I
from onrecord.people import names

_LEAST: Final = 0.02  # likelihood that the network can leave anybody
_OWN: Final = 0.7  # likelihood from which a pronoun in quotation marks stands for their speaker: they are mistaken then
_NEAR: Final = 3  # sentences back in which stands what `they` and `it` mean
_AHEAD: Final = 20  # sentences in which a pronoun's name may follow


class Resolver(Describer):
    """Resolves the mentions of one article; names have their parties already."""

    def narrative(self) -> None:
        """All that stands outside quotation marks; mentions inside are only seen by their names."""
        self.learn()
        for f in self.found:
            if f.party is None and not f.quoted and not f.rivals:
                self._resolve(f)
            self.discourse.add(f)
            if f.party is not None and f.head in self.sources and f.party.sort == "person":
                self.discourse.spoke.append((f.head, f.party))

    def quotations(self, speaker_at: dict[int, Referent], told_at: dict[int, Referent]) -> None:
        """All that stands inside them, once it is known by whom and to whom: the parties by token."""
        self.discourse = Discourse(self.doc)
        for f in self.found:
            if f.quoted and f.party is None and not f.rivals:
                word = self.doc[f.head].lower_
                speaker = speaker_at.get(f.head)
                if word in I or word in YOU:
                    f.party = speaker if word in I else told_at.get(f.head)
                    if f.party:
                        f.party.mentions.append(f)
                else:
                    self._resolve(f, not_=speaker)
            self.discourse.add(f)

    def _resolve(self, f: Markable, not_: Referent | None = None) -> None:
        token = self.doc[f.head]
        word = token.lower_
        if f.kind == "nominal":
            self.nominal(f, token)
        elif word in PERSONAL:
            self.link(f, self._personal(f, token, not_))
        elif word in RELATIVE:
            self._relative(f, token)
        elif word in THEY or word in IT:
            self._impersonal(f, token, word in THEY)

    def _personal(self, f: Markable, token: Token, not_: Referent | None) -> list[tuple[float, Referent]]:
        ranked = []
        named = self.sources.get(f.head, frozenset())
        for party in self.discourse.recent(f.head):
            if party.sort != "person" or names.genders_clash(f.gender, party.gender):
                continue
            if party is not_ and self.likely is None:
                continue
            score = self.discourse.score(party, token, source=f.head in self.sources)
            if score is None or any(
                coargument(token, self.doc[m.head]) for m in self.discourse.near(party, f.head)[:3]
            ):
                continue
            if party.gender is None:
                score -= 0.5
            if party.anonymous:
                score -= 0.8
            if id(party) in named:
                score -= 2.0
            reporter = self.at_head.get(self.reporters.get(f.head, -1))
            if reporter is not None and reporter is not f and reporter.party is party:
                score += 0.8  # "Lee said she would"
            ranked.append((score, party))
        if ranked and self.likely is not None:
            ranked = self._read(f, ranked, self.likely, not_)
        if not ranked:
            ranked = [(0.0, p) for p in self._ahead(f) if p is not not_]
        return sorted(ranked, key=lambda x: -x[0])

    def _read(
        self, f: Markable, ranked: list[tuple[float, Referent]], likely: Likely, not_: Referent | None
    ) -> list[tuple[float, Referent]]:
        """With what the network makes of the names and descriptions of each, and of who is named next in the sentence:
        `When she arrived, Clinton ...`. Whose own words it takes the pronoun to stand in has to be likely."""
        seen = {id(p): [m for m in self.discourse.near(p, f.head) if m.kind != "pronoun"] for _, p in ranked}
        for name in self._next(f):
            if name.party is not None and id(name.party) not in seen:
                ranked = [*ranked, (0.0, name.party)]
                seen[id(name.party)] = []
            seen[id(name.party)].append(name)
        each = iter(likely(f, [m for _, party in ranked for m in seen[id(party)]]))
        means = [sum(next(each) for _ in seen[id(party)]) for _, party in ranked]
        return [
            (score + math.log(_LEAST + p), party)
            for (score, party), p in zip(ranked, means, strict=True)
            if party is not not_ or p >= _OWN
        ]

    def _next(self, f: Markable) -> Iterator[Markable]:
        """The names that may be meant and follow in the sentence."""
        return (n for n in self._following(f, 0) if not coargument(self.doc[f.head], self.doc[n.head]))

    def _ahead(self, f: Markable) -> list[Referent]:
        """`When she arrived, Clinton ...`, or a headline's `She`: the first fitting person named after it."""
        return [n.party for n in islice(self._following(f, _AHEAD), 1) if n.party is not None]

    def _following(self, f: Markable, sentences: int) -> Iterator[Markable]:
        """The names of fitting persons after a pronoun, so many sentences on."""
        for later in self.found[bisect_left(self.starts, f.end) :]:
            if self.discourse.sentence[later.head] > self.discourse.sentence[f.head] + sentences:
                break
            party = later.party if later.kind == "name" else None
            if party and party.sort == "person" and not names.genders_clash(f.gender, party.gender):
                yield later

    def _back(self, f: Markable, sentences: int) -> Iterator[Markable]:
        """The mentions before one, the nearest first, so many sentences back."""
        for i in range(bisect_left(self.starts, f.start) - 1, -1, -1):
            if self.discourse.sentence[f.head] - self.discourse.sentence[self.found[i].head] > sentences:
                break
            yield self.found[i]

    def _relative(self, f: Markable, token: Token) -> None:
        clause = next((t for t in (token.head, token.head.head, token.head.head.head) if t.dep_ == "relcl"), None)
        if clause is None:
            return
        noun = clause.head
        outer = noun.head.head if noun.dep_ == "pobj" else noun
        if outer.i in self.at_head and self.at_head[outer.i].sort == "person" and token.lower_ in ("who", "whom"):
            near = self.at_head.get(noun.i)
            if near is None or (near.kind == "nominal" and near.party is None):
                noun = outer  # "the nominee for president, who"
        if token.lower_ in ("who", "whom"):
            noun = self._somebody(noun)
        target = self.at_head.get(noun.i) or self.cover.get(noun.i)
        if target is None or (target.party is None and target.sort is None):
            before = (g for g in self._back(f, 0) if f.start - 2 <= g.end <= f.start and g.kind != "pronoun")
            target = next(before, target)
        if target is not None and target.party is None:
            target = self.appositive(self.doc[target.head]) or target
        if target is not None:
            f.sort, f.plural = target.sort, target.plural
            f.via = target
            if target.party:
                f.party = target.party
                target.party.mentions.append(f)

    def _somebody(self, noun: Token) -> Token:
        """The noun, or the one that it hangs on, that `who` can mean: `Democrats across the country, who`."""
        for token in (noun, noun.head, noun.head.head, noun.head.head.head):
            f = self.at_head.get(token.i) or self.cover.get(token.i)
            if f is not None and (f.party.sort if f.party else f.sort) in ("person", "group"):
                return token
            if token.pos_ in ("VERB", "AUX"):
                break
        return noun

    def _two(self, f: Markable) -> Markable | None:
        """`Lee and Dean have more in common. They`, `Lee and Dean left as they`: the first of the persons who are named
        together last, here or in the sentence before."""
        here = self.discourse.sentence[f.head]
        for g in self._back(f, 1):
            head = self.doc[g.head]
            subject = head.dep_ in ("nsubj", "nsubjpass")
            if g.quoted or coargument(head, self.doc[f.head]) or not (subject or head.dep_ in ("dobj", "appos")):
                continue
            both = [self.at_head.get(t.i) for t in (head, *head.conjuncts)]
            known = [h for h in both if h is not None and h.party is not None and h.party.sort == "person"]
            if len(known) == len(both) > 1:
                return g
            if subject and self.discourse.sentence[g.head] < here:
                return None
        return None

    def _impersonal(self, f: Markable, token: Token, plural: bool) -> None:
        if plural and token.dep_ in ("nsubj", "nsubjpass") and not f.quoted and (two := self._two(f)):
            f.via, f.sort = two, "group"
            return
        before = self.candidates(f, plural)
        if before:
            best = before[antecedents.best(plural, [known for _, known in before])][0]
            f.via = best
            f.sort = best.party.sort if best.party else best.sort
            if best.party:
                f.party = best.party
                best.party.mentions.append(f)

    def candidates(self, f: Markable, plural: bool) -> list[tuple[Markable, Known]]:
        """The mentions that a `they` or an `it` can mean, the nearest first, with what is known of each."""
        evidence = Clues(self.discourse, self.sources, self.reporters)
        before = enumerate(self._back(f, _NEAR))
        return [(g, evidence.of(f, g, between)) for between, g in before if self._can_be(f, g, plural)]

    def _can_be(self, f: Markable, g: Markable, plural: bool) -> bool:
        if g.kind == "pronoun" or g.end > f.start or coargument(self.doc[f.head], self.doc[g.head]):
            return False
        sort = g.party.sort if g.party else g.sort
        if not plural and f.head in self.sources:  # a thing, or where it was, does not speak
            return sort not in (None, "person") and (sort != "place" or role(self.doc[g.head]) == "subject")
        return plural or sort != "person"
