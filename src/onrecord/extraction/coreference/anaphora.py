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


_INDEFINITE: Final = frozenset("a an one another some any no every each".split())
_SMALL: Final = frozenset("the a an of and his her their for in to at on s former top senior".split())
_SPEAKING_FOR: Final = frozenset("spokesman spokeswoman spokesperson attorney lawyer".split())
_ALIKE: Final = {
    "spokesman": "spokesperson", "spokeswoman": "spokesperson", "lawyer": "attorney", "counsel": "attorney",
    "chairwoman": "chairman", "chair": "chairman", "adviser": "advisor",
}  # fmt: skip


class Resolver:
    """Resolves the mentions of one article; names have their parties already."""

    def __init__(self, doc: Doc, found: list[Found], parties: list[Party], day: date | None) -> None:
        self.doc, self.found, self.day = doc, found, day
        self.parties = parties
        self.discourse = Discourse(doc)
        self.at_head = {f.head: f for f in found}
        self.reporters: dict[int, int] = {}  # token of an indirect content → head of its source
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
                self._describe(f.party, self.doc[chunk.start : f.start].text.rpartition(" and ")[2])
        for f in self.found:
            if f.kind == "nominal" and not f.plural and f.sort in ("person", None):
                named = self._appositive(self.doc[f.head]) or self._after_comma(f)
                if named and named.party and named.party.sort == "person":
                    f.sort, f.party, f.via = "person", named.party, named
                    named.party.mentions.append(f)
                    self._describe(named.party, self._words(f))

        described = {word for p in self._persons() for text in p.descriptions for word in _content(text)}
        for f in self.found:
            lemma = self.doc[f.head].lemma_.lower()
            if f.kind == "nominal" and f.sort is None and not f.plural and lemma in described:
                f.sort = "person"  # "the harpist", once the article has said who is one

    def _after_comma(self, f: Found) -> Found | None:
        """`an attorney for Lee, Ann Dean,`: the full name after the comma that ends the noun's own phrase."""
        starts = {g.start: g for g in self.found if g.kind == "name" and g.name and not g.name.is_single}
        for i in range(f.head + 1, min(f.head + 9, len(self.doc) - 1)):
            token = self.doc[i]
            if token.pos_ in ("VERB", "AUX") or token.is_sent_start:
                return None
            if token.text == ",":
                named = starts.get(i + 1)
                closes = named is not None and self.doc[named.end : named.end + 1].text in (",", ".")
                return named if closes and self.doc[f.head + 1].lower_ in ("for", "of", "to", "with") else None
        return None

    def _describe(self, party: Party, words: str) -> None:
        """Learn a description, and the gender that its noun shows."""
        words = words.split(", ")[0]
        while (
            words and names.is_title(words.split()[-1]) and words.split()[-1].lower() in ("sir", "lord", "dame", "lady")
        ):
            words = words.rpartition(" ")[0]
        if not words or (" " not in words and names.is_title(words) and words.endswith(".")):
            return
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
                score -= 0.8
            if id(party) in named:
                score -= 2.0
            reporter = self.at_head.get(self.reporters.get(f.head, -1))
            if reporter is not None and reporter is not f and reporter.party is party:
                score += 0.8  # "Lee said she would"
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
        outer = noun.head.head if noun.dep_ == "pobj" else noun
        if outer.i in self.at_head and self.at_head[outer.i].sort == "person" and token.lower_ in ("who", "whom"):
            near = self.at_head.get(noun.i)
            if near is None or (near.kind == "nominal" and near.party is None):
                noun = outer  # "the nominee for president, who"
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
        """Somebody new, without a name."""
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
        first = self.doc[f.start]
        lemma = token.lemma_.lower()
        words = self._words(f)
        if lemma in ("source", "person", "official", "voice") or first.lower_ in _INDEFINITE - {"a", "an"}:
            return
        if first.lower_ in ("a", "an"):
            self._introduced(f, words, lemma)
            return
        owned = any(c.dep_ == "poss" for c in token.children)
        bare = first.pos_ not in ("DET", "PRON") and not owned
        headline = bare and self.discourse.paragraph[f.head] <= 1 and len(token.sent) < 25
        if not (first.lower_ in ("the", "this", "that") or owned or first.dep_ == "poss" or headline):
            return
        if headline and f.head in self.sources and self._announced(f, words):
            return
        stranger = self._known_stranger(f, token)
        if stranger is not None:
            self._take(f, stranger)
            return
        told = f.head in self.sources and any(c.dep_ in ("amod", "nummod") for c in token.children)
        open_ = not owned and (lemma in _OPEN or token.ent_type_ == "NORP" or told)
        owner = self._owner(f)
        ranked = []
        for party in self._persons():
            if names.genders_clash(f.gender, party.gender) or party is owner:
                continue
            fit = self._fit(words, lemma, party, owner)
            score = self.discourse.score(party, token)
            if fit < 0 or (fit == 0 and (score is None or not open_)):
                continue
            near = self.discourse.near(party, f.head)
            if any(coargument(token, self.doc[m.head]) for m in near[:2]):
                continue
            ranked.append((3.0 * fit + (score if score is not None else -4.0), party))
        ranked.sort(key=lambda x: -x[0])
        if ranked:
            self._link(f, ranked)
        elif not owned:
            self._office(f, self.doc[f.start : f.end].text)

    def _words(self, f: Found) -> str:
        """A noun phrase with what `of` or `for` adds to it."""
        end = f.end
        if end < len(self.doc) and self.doc[end].lower_ in ("of", "for", "to", "at"):
            end = min(self.doc[end].right_edge.i + 1, end + 8)
        return self.doc[f.start : end].text

    def _introduced(self, f: Found, words: str, lemma: str) -> None:
        """`a spokesman for Lee`, when the article names one, and only one, whom it describes so."""
        if lemma not in _SPEAKING_FOR:
            return
        fits = [p for p in self._persons() if self._fit(words, lemma, p, None) == 1.0]
        if len(fits) == 1 and not names.genders_clash(f.gender, fits[0].gender):
            self._take(f, fits[0])

    def _announced(self, f: Found, words: str) -> bool:
        """A headline's `Lawmaker urges`: the first speaker of the text below whom nothing speaks against."""
        for head in sorted(self.sources):
            g = self.at_head.get(head)
            if g is not None and g.kind == "name" and g.party is not None and g.party.sort == "person":
                figures = offices.named(g.name, self.day) if g.name else ()
                if not figures or offices.describes(words, figures[0], self.day) >= 0:
                    self._take(f, g.party)
                    return True
                break
        return False

    def _known_stranger(self, f: Found, token: Token) -> Party | None:
        """The nameless one whom the article has called by the same noun."""
        if self.doc[f.start].lower_ not in ("the", "this", "that"):
            return None
        for party in reversed(self.parties):
            if party.anonymous and self.doc[party.mentions[0].head].lemma_ == token.lemma_:
                return party
        return None

    def _persons(self) -> list[Party]:
        return [p for p in self.parties if p.sort == "person" and not p.anonymous]

    def _owner(self, f: Found) -> Party | None:
        first = self.doc[f.head]
        for child in first.children:
            if child.dep_ == "poss":
                g = self.at_head.get(child.i)
                return g.party if g else None
        return None

    def _fit(self, words: str, lemma: str, party: Party, owner: Party | None) -> float:
        """1 the article calls the party so, or its office; 0 nothing known; -1 it is somebody else."""
        content = _content(words)
        content |= _content(owner.name.split()[-1]) if owner else frozenset()
        for text in party.descriptions:
            described = _content(text)
            kind = _ALIKE.get(lemma, lemma)
            if kind in described:
                told = described - {kind}
                return 1.0 if content - {kind} <= described or (told and told <= content) else 0.7
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
    """The words that tell something, with one form for nouns that mean the same."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"['’]s\b", "", text.lower()))
    return frozenset(_ALIKE.get(w, w) for w in words if w not in _SMALL)
