"""Pronouns and nominals to the parties that they stand for, reading from left to right."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from spacy.tokens import Doc, Token

from onrecord.extraction.coreference import vocabulary
from onrecord.extraction.coreference.mentions import FIRST, NEUTER, PERSONAL, PLURAL, RELATIVE, Found, Party
from onrecord.extraction.coreference.salience import Discourse, coargument
from onrecord.people import names, offices

# Role words that a writer uses for the person of the moment without having introduced them as such.
_OPEN: Final = frozenset(
    "candidate billionaire mogul businessman businesswoman nominee front-runner frontrunner senator governor president "
    "congressman congresswoman secretary leader minister speaker magnate tycoon politician texan candidate contender "
    "veteran lady mayor chancellor premier pontiff democrat republican lawmaker star newcomer challenger incumbent "
    "socialist populist neurosurgeon man woman author host judge justice developer hopeful".split()
)


class Resolver:
    """Resolves the mentions of one article; names have their parties already."""

    def __init__(self, doc: Doc, found: list[Found], parties: list[Party], day: date | None) -> None:
        self.doc, self.found, self.day = doc, found, day
        self.parties = parties
        self.discourse = Discourse(doc)
        self.at_head = {f.head: f for f in found}
        self.sources: dict[int, frozenset[int]] = {}  # head of a source → ids of the parties its quotation names

    def narrative(self) -> None:
        """All that stands outside quotation marks; mentions inside are only seen by their names."""
        self._learn()
        for f in self.found:
            if f.party is None and not f.quoted and not f.rivals:
                self._resolve(f)
            self.discourse.add(f)
            if f.party is not None and f.head in self.sources and f.party.sort == "person":
                self.discourse.spoke.append((f.head, f.party))

    def _learn(self) -> None:
        """What stands before a name in its noun phrase describes its bearer: `Clinton spokesman Brian Fallon`."""
        for chunk in self.doc.noun_chunks:
            f = self.at_head.get(chunk.root.i)
            if f and f.kind == "name" and f.sort == "person" and f.party and chunk.start < f.start:
                self._describe(f.party, self.doc[chunk.start : f.start].text)
        for f in self.found:
            if f.kind == "nominal" and not f.plural and f.sort == "person":
                named = self._appositive(self.doc[f.head])
                if named and named.party and named.party.sort == "person":
                    f.party, f.via = named.party, named
                    named.party.mentions.append(f)
                    self._describe(named.party, self.doc[f.start : self.doc[f.head].right_edge.i + 1].text)

    def _describe(self, party: Party, words: str) -> None:
        """Learn a description, and the gender that its noun shows."""
        party.descriptions.append(words)
        said = set(_content(words))
        if party.gender is None and bool(said & vocabulary.MALE_ROLES) != bool(said & vocabulary.FEMALE_ROLES):
            party.gender = "m" if said & vocabulary.MALE_ROLES else "f"

    def quotations(self, speaker_at: dict[int, Party]) -> None:
        """All that stands inside them, once it is known by whom: `speaker_at` gives the party by token."""
        self.discourse = Discourse(self.doc)
        for f in self.found:
            if f.quoted and f.party is None and not f.rivals:
                word = self.doc[f.head].lower_
                speaker = speaker_at.get(f.head)
                if word in FIRST:
                    f.party = speaker
                    if speaker:
                        speaker.mentions.append(f)
                else:
                    self._resolve(f, not_=speaker)
            self.discourse.add(f)

    def _resolve(self, f: Found, not_: Party | None = None) -> None:
        token = self.doc[f.head]
        word = token.lower_
        if f.kind == "nominal":
            self._nominal(f, token)
        elif word in PERSONAL:
            self._link(f, self._personal(f, token, not_))
        elif word in RELATIVE:
            self._relative(f, token)
        elif word in PLURAL or word in NEUTER:
            self._impersonal(f, token, word in PLURAL)

    def _link(self, f: Found, ranked: list[tuple[float, Party]]) -> None:
        """Take the best unless the second is just as good, or list both."""
        if not ranked:
            return
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.05:
            f.rivals = tuple(p for _, p in ranked[:3])
            return
        f.rivals = tuple(p for _, p in ranked[:3])
        self._take(f, ranked[0][1])

    def _take(self, f: Found, party: Party) -> None:
        f.party = party
        earlier = [m for m in self.discourse.seen.get(id(party), ()) if m.start < f.start]
        f.via = earlier[-1] if earlier else (party.mentions[0] if party.mentions else None)
        party.mentions.append(f)
        if f.gender and party.sort == "person" and party.gender is None:
            party.gender = f.gender

    # -------------------------------------------------------------------------------------------- pronouns

    def _personal(self, f: Found, token: Token, not_: Party | None) -> list[tuple[float, Party]]:
        ranked = []
        named = self.sources.get(f.head, frozenset())
        for party in self.discourse.parties:
            if party.sort != "person" or party is not_ or names.genders_clash(f.gender, party.gender):
                continue
            score = self.discourse.score(party, token, source=f.head in self.sources)
            if score is None or any(
                coargument(token, self.doc[m.head]) for m in self.discourse.near(party, f.head)[:3]
            ):
                continue
            if party.gender is None:
                score -= 0.5
            if party.anonymous:
                score -= 0.5
            if id(party) in named:
                score -= 2.0
            ranked.append((score, party))
        if not ranked:
            ranked = [(0.0, p) for p in self._ahead(f)]
        return sorted(ranked, key=lambda x: -x[0])

    def _ahead(self, f: Found) -> list[Party]:
        """`When she arrived, Clinton ...`, or a headline's `She`: the first fitting person named after it."""
        for later in self.found:
            if later.start > f.end and later.party and later.party.sort == "person" and later.kind == "name":
                if not names.genders_clash(f.gender, later.party.gender):
                    return [later.party]
                if self.discourse.sentence[later.head] > self.discourse.sentence[f.head] + 3:
                    break
        return []

    def _relative(self, f: Found, token: Token) -> None:
        clause = next((t for t in (token.head, token.head.head, token.head.head.head) if t.dep_ == "relcl"), None)
        if clause is None:
            return
        noun = clause.head
        target = self.at_head.get(noun.i) or self._covering(noun.i)
        if target is None or (target.party is None and target.sort is None):
            before = [g for g in self.found if f.start - 2 <= g.end <= f.start and g.kind != "pronoun"]
            target = before[-1] if before else target
        if target is not None and target.party is None:
            target = self._appositive(self.doc[target.head]) or target
        if target is not None:
            f.sort, f.plural = target.sort, target.plural
            f.via = target
            if target.party:
                f.party = target.party
                target.party.mentions.append(f)

    def _covering(self, i: int) -> Found | None:
        return next((g for g in self.found if g.start <= i < g.end and g.kind != "pronoun"), None)

    def _impersonal(self, f: Found, token: Token, plural: bool) -> None:
        ranked = []
        for g in self.found:
            if g.start >= f.start or g.kind == "pronoun" or (g.party and g.party.sort in ("person", "place")):
                continue
            wanted = ("group", "organization") if plural else ("organization", "document")
            if (g.party.sort if g.party else g.sort) not in wanted or (plural and g.sort == "group" and not g.plural):
                continue
            distance = self.discourse.sentence[f.head] - self.discourse.sentence[g.head]
            if distance > 3 or coargument(token, self.doc[g.head]):
                continue
            subject = self.doc[g.head].dep_ in ("nsubj", "nsubjpass")
            value = -0.7 * distance + subject - 1.5 * g.quoted + (0.5 if plural and g.plural else 0.0)
            ranked.append((value, g.start, g))
        if ranked:
            best = max(ranked, key=lambda x: (x[0], x[1]))[2]
            f.via = best
            f.sort = best.party.sort if best.party else best.sort
            if best.party:
                f.party = best.party
                best.party.mentions.append(f)

    # -------------------------------------------------------------------------------------------- nominals

    def _nominal(self, f: Found, token: Token) -> None:
        if f.sort == "person" and not f.plural:
            self._role(f, token)
            if f.party is None and not f.rivals and (token.dep_ in ("nsubj", "nsubjpass") or f.head in self.sources):
                self._stranger(f, token)
        elif f.sort == "organization" and not f.plural:
            named = self._appositive(token)
            if named and named.party and named.party.sort == "organization":
                f.party, f.via = named.party, named
                named.party.mentions.append(f)

    def _stranger(self, f: Found, token: Token) -> None:
        """Somebody without a name: new, or the last one called by the same noun."""
        definite = self.doc[f.start].lower_ in ("the", "this", "that")
        for party in reversed(self.parties):
            if definite and party.anonymous and self.doc[party.mentions[0].head].lemma_ == token.lemma_:
                self._take(f, party)
                return
        party = Party("person", self.doc[f.start : f.end].text, f.gender, anonymous=True)
        party.mentions.append(f)
        self.parties.append(party)
        f.party = party

    def _appositive(self, token: Token) -> Found | None:
        """The name that an apposition or a copula ties to a noun."""
        near = [c for c in token.children if c.dep_ == "appos"]
        if token.dep_ == "appos":
            near.append(token.head)
        if token.dep_ == "attr" and token.head.lemma_ == "be" and token.head.tag_ in ("VBZ", "VBD", "VBP"):
            near += [c for c in token.head.children if c.dep_ == "nsubj"]
        for t in near:
            found = self.at_head.get(t.i)
            if found and found.kind == "name" and found.party:
                return found
        return None

    def _role(self, f: Found, token: Token) -> None:
        """`the former Florida governor`: whom the article or the knowledge base describes so, or the one in focus."""
        determiner = self.doc[f.start].lower_
        if determiner in ("a", "an", "one", "another", "some", "any", "no", "every", "each"):
            return
        words = self.doc[f.start : f.end].text
        lemma = token.lemma_.lower()
        if lemma in ("source", "person", "official", "voice"):
            return
        definite = determiner in ("the", "this", "that") or self.doc[f.start].dep_ == "poss"
        if not definite:
            return
        owned = any(c.dep_ == "poss" for c in token.children)
        owner = self._owner(f)
        ranked = []
        for party in self._persons():
            if names.genders_clash(f.gender, party.gender) or party is owner:
                continue
            fit = self._fit(words, lemma, party)
            if fit < 0:
                continue
            score = self.discourse.score(party, token)
            if fit == 0 and (score is None or owned or (lemma not in _OPEN and token.ent_type_ != "NORP")):
                continue
            near = self.discourse.near(party, f.head)
            if any(coargument(token, self.doc[m.head]) for m in near[:2]):
                continue
            ranked.append((3.0 * fit + (score if score is not None else -4.0), party))
        ranked.sort(key=lambda x: -x[0])
        if ranked:
            self._link(f, ranked)
        elif not owned:
            self._office(f, words)

    def _persons(self) -> list[Party]:
        return [p for p in self.parties if p.sort == "person" and not p.anonymous]

    def _owner(self, f: Found) -> Party | None:
        first = self.doc[f.head]
        for child in first.children:
            if child.dep_ == "poss":
                g = self.at_head.get(child.i)
                return g.party if g else None
        return None

    def _fit(self, words: str, lemma: str, party: Party) -> float:
        """1 the article calls the party so, or its office; 0 nothing known; -1 it is somebody else."""
        content = _content(words)
        for text in party.descriptions:
            described = _content(text)
            if lemma in described or any(w.startswith(lemma) for w in described):
                return 1.0 if content <= described | {lemma} else 0.7
        best = 0.0
        for name in party.names:
            if any(t.rstrip(".").lower() in (lemma, lemma[:3]) for t in name.titles):
                best = 0.6
        parsed = names.parse(party.name)
        figures = offices.named(parsed, self.day) if parsed else ()
        if figures:
            known = offices.describes(words, figures[0], self.day)
            return max(best, known) if known >= 0 else (best if best else -1.0)
        return best

    def _office(self, f: Found, words: str) -> None:
        """`the Foreign Secretary` whom the article does not name: who held the office on that day."""
        if self.day is None or self.doc[f.head].pos_ not in ("PROPN", "NOUN"):
            return
        figures = offices.holders(words, self.day)
        if not figures and re.fullmatch(r"(?i)the (?:us )?president", words):
            figures = offices.holders("president", self.day, "US")
        if len(figures) == 1:
            party = next((p for p in self.parties if p.name == figures[0].name), None)
            if party is None:
                party = Party("person", figures[0].name, figures[0].gender)
                parsed = names.parse(party.name)
                party.names += [parsed] if parsed else []
                self.parties.append(party)
            self._take(f, party)


def _content(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z]+", re.sub(r"['’]s\b", "", text.lower()))
    return frozenset(w for w in words if w not in ("the", "a", "an", "of", "and", "his", "her", "for", "in"))
