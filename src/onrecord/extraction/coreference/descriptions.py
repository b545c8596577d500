"""Who a noun stands for: `the former Florida governor`, `the harpist`, `a spokesman for Lee`, a headline's `Lawmaker`.

What the article itself says of its persons is learned first (`X, the Y`; `Y X`; `X is the Y`); then each description is
read where it stands, by what was learned, by the offices that public figures hold, or by who is in focus.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from spacy.tokens import Doc, Token

from onrecord import lexicon
from onrecord.extraction.coreference import naming, vocabulary
from onrecord.extraction.coreference.bodies import Bodies
from onrecord.extraction.coreference.found import Markable, Referent, covering
from onrecord.extraction.coreference.salience import Discourse
from onrecord.people import names, offices, titles
from onrecord.people.places import spoken_of

# Role words that a writer uses for the person of the moment without having introduced them as such.
_OPEN: Final = lexicon.words("open roles")

_SMALL: Final = lexicon.words("small words") | {"s", "former", "top", "senior"}
_CROWD: Final = 200
_LEAD: Final = 2  # paragraphs: headline, deck, and the first of the text
_AT_HOME: Final = 0.5
_SURE: Final = 0.75  # of whom a noun means, by the network
_MENTIONS: Final = 8  # of one party, that it is asked about
_BACK: Final = 50_000  # code points: a section of the network, which says nothing of what stands farther back
_FAR: Final = -2.0  # the least that distance takes off a fitting description
_SPEAKING_FOR: Final = frozenset("spokesman spokeswoman spokesperson attorney lawyer".split())
_ALIKE: Final = {
    "spokesman": "spokesperson", "spokeswoman": "spokesperson", "lawyer": "attorney", "counsel": "attorney",
    "defender": "attorney", "chairwoman": "chairman", "chair": "chairman", "adviser": "advisor",
}  # fmt: skip


Likely = Callable[[Markable, Sequence[Markable]], Sequence[float]]
"""How likely a pronoun or noun means each of some mentions before it."""


class Describer:
    """Resolves the nominals of one article; names have their parties already."""

    def __init__(self, doc: Doc, found: list[Markable], parties: list[Referent], day: date | None) -> None:
        self.doc, self.found, self.day = doc, found, day
        self.parties = parties
        self.discourse = Discourse(doc)
        self.at_head = {f.head: f for f in found}
        self.starts = [f.start for f in found]
        self.cover = covering(found)
        self.home = naming.home([p for p in parties if p.sort == "person"], day)
        self.full_at = {f.start: f for f in found if f.kind == "name" and f.name and not f.name.is_single}
        self.bodies = Bodies(found, parties)
        self.described: dict[str, list[Referent]] = {}  # by the words of what the article calls them
        self.strangers: dict[str, Referent] = {}  # the nameless, by the noun they were called by
        self.reporters: dict[int, int] = {}  # token of an indirect content → head of its source
        self.sources: dict[int, frozenset[int]] = {}  # head of a source → ids of the parties its quotation names
        self.likely: Likely | None = None  # what the network makes of a pronoun or noun, where there is one

    def learn(self) -> None:
        """What stands before a name in its noun phrase describes its bearer: `Clinton spokesman Brian Fallon`."""
        for chunk in self.doc.noun_chunks:
            f = self.at_head.get(chunk.root.i)
            if f and f.kind == "name" and f.sort == "person" and f.party and chunk.start < f.start:
                self._describe(f.party, self.doc[chunk.start : f.start].text.rpartition(" and ")[2])
        callings: set[str] = set()
        for f in self.found:
            if f.kind == "nominal" and not f.plural and f.sort in ("person", None):
                beside = f.sort == "person" or self.doc[f.head].dep_ == "appos"
                named = (self.appositive(self.doc[f.head]) or self._after_comma(f)) if beside else None
                if named and named.party and named.party.sort == "person":
                    f.sort, f.party, f.via = "person", named.party, named
                    callings.add(self.doc[f.head].lemma_.lower())
                    named.party.mentions.append(f)
                    self._describe(named.party, self._words(f))

        for party in self._persons():
            for word in {w for text in party.descriptions for w in _content(text)}:
                self.described.setdefault(word, []).append(party)
        for f in self.found:
            lemma = self.doc[f.head].lemma_.lower()
            if f.kind == "nominal" and f.sort is None and not f.plural and lemma in callings:
                f.sort = "person"  # "the harpist", once the article has said who is one

    def _after_comma(self, f: Markable) -> Markable | None:
        """`an attorney for Lee, Ann Dean,`: the full name after the comma that ends the noun's own phrase."""
        for i in range(f.head + 1, min(f.head + 9, len(self.doc) - 1)):
            token = self.doc[i]
            if token.pos_ in ("VERB", "AUX") or token.is_sent_start:
                return None
            if token.text == ",":
                named = self.full_at.get(i + 1)
                closes = named is not None and self.doc[named.end : named.end + 1].text in (",", ".")
                return named if closes and self.doc[f.head + 1].lower_ in ("for", "of", "to", "with") else None
        return None

    def _describe(self, party: Referent, words: str) -> None:
        """Learn a description, and the gender that its noun shows."""
        words = words.split(", ")[0].strip()
        while words and words.split()[-1].lower() in ("sir", "lord", "dame", "lady"):
            words = words.rpartition(" ")[0].strip()
        if not words or (" " not in words and names.is_title(words) and words.endswith(".")):
            return
        party.descriptions.append(words)
        said = set(_content(words))
        if party.gender is None and bool(said & vocabulary.MALE_ROLES) != bool(said & vocabulary.FEMALE_ROLES):
            party.gender = "m" if said & vocabulary.MALE_ROLES else "f"

    def link(self, f: Markable, ranked: list[tuple[float, Referent]]) -> None:
        """Take the best unless the second is just as good, or list both."""
        if not ranked:
            return
        f.rivals = tuple(p for _, p in ranked[:3])
        if len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= 0.05:
            self.take(f, ranked[0][1])

    def take(self, f: Markable, party: Referent) -> None:
        """Let a mention stand for a party, by way of the party's last mention."""
        f.party = party
        seen = reversed(self.discourse.seen.get(id(party), ()))
        f.via = next((m for m in seen if m.start < f.start), party.mentions[0] if party.mentions else None)
        party.mentions.append(f)
        if f.gender and party.sort == "person" and party.gender is None:
            party.gender = f.gender

    def nominal(self, f: Markable, token: Token) -> None:
        """Resolve a noun phrase, where it stands for somebody."""
        if f.sort == "person" and not f.plural:
            self._role(f, token)
            if (f.party is None or f.party.anonymous) and not f.rivals and (below := self._named_below(f, token)):
                self._known_now(f, below)
            if f.party is None and self._meant(f, token):
                return
            if f.party is None and not f.rivals and (token.dep_ in ("nsubj", "nsubjpass") or f.head in self.sources):
                self._stranger(f, token)
        elif f.sort == "organization" and not f.plural:
            named = self.appositive(token)
            if named and named.party and named.party.sort == "organization":
                f.party, f.via = named.party, named
                named.party.mentions.append(f)
                self.bodies.told[token.lemma_.lower()] = named.party
            elif named is None and not self._meant(f, token) and (body := self.bodies.of(f, token, self.discourse)):
                self.take(f, body)
        elif f.sort not in (None, "document") or f.head in self.sources:  # a thing is nobody, unless it speaks
            self._meant(f, token)

    def _meant(self, f: Markable, token: Token) -> bool:
        """`the carmaker`, `the former mayor`: whom the network is sure that it means, of those who have a name."""
        if self.likely is None or self.doc[f.start].lower_ not in ("the", "this", "that"):
            return False
        seen = [
            (m, party)
            for party in self.discourse.since(self.doc[f.start].idx - _BACK)
            if not party.anonymous
            and party.sort in ("person", "organization", "group")
            and not names.genders_clash(f.gender, party.gender)
            for m in self.discourse.seen[id(party)][-_MENTIONS:]
            if m.kind != "pronoun" and m.end <= f.start
        ]
        votes: dict[int, float] = {}
        for (_, party), p in zip(seen, self.likely(f, [m for m, _ in seen]), strict=True):
            votes[id(party)] = votes.get(id(party), 0.0) + p
        best = max((party for _, party in seen), key=lambda party: votes[id(party)], default=None)
        if best is None or votes[id(best)] < _SURE or self.discourse.acts_on(best, token):
            return False
        self.take(f, best)
        return True

    def _known_now(self, f: Markable, party: Referent) -> None:
        """The stranger whom a mention stood for, if any, has a name."""
        stranger = f.party
        self.take(f, party)
        if stranger is not None:
            for mention in stranger.mentions:
                if mention is not f:
                    mention.party = party
                    party.mentions.append(mention)
            self.parties.remove(stranger)
            self.discourse.forget(stranger)
            self.strangers = {noun: p for noun, p in self.strangers.items() if p is not stranger}

    def _named_below(self, f: Markable, token: Token) -> Referent | None:
        """`A Romanian hacker was sentenced.` and then `Lee, 44, ...`: a report's first words keep the name back.

        The one whose full name opens a paragraph soon after the lead and was not heard before, where only one does.
        """
        here = self.discourse.paragraph[f.head]
        if here > _LEAD or token.lemma_.lower() in vocabulary.INSIDERS or token.dep_ not in ("nsubj", "nsubjpass"):
            return None
        if self.doc[f.start].lower_ in vocabulary.INDEFINITE - {"a", "an", "one"}:
            return None
        for later in self.found[bisect_left(self.starts, f.end) :]:
            below = self.discourse.paragraph[later.head]
            if below > here + 2:
                return None
            if below == here or later.kind != "name" or later.sort != "person" or later.quoted or not later.party:
                continue
            first = later.party.mentions[0] is later and not names.genders_clash(f.gender, later.party.gender)
            opens = self.doc[later.start - 1].is_space and self.doc[later.end : later.end + 1].text == ","
            return later.party if opens and first and later.start in self.full_at else None
        return None

    def _stranger(self, f: Markable, token: Token) -> None:
        """Somebody new, without a name, or with a first name only."""
        called = self._first_named(f)
        if called is not None:
            self.take(f, called)
            self.strangers[token.lemma_] = called
            return
        party = Referent("person", self.doc[f.start : f.end].text, f.gender, anonymous=True)
        party.mentions.append(f)
        self.parties.append(party)
        self.strangers[token.lemma_] = f.party = party

    def _first_named(self, f: Markable) -> Referent | None:
        """`A woman`, where one of her gender, and only one, speaks further below under a first name and no other."""
        if f.gender is None:
            return None
        below = [
            p for p in self._persons()
            if p.gender == f.gender and p.mentions and p.mentions[0].start > f.start
            and all(n.is_single and not n.titles and names.is_given_name(n.family) for n in p.names)
            and any(m.head in self.sources for m in p.mentions)
        ]  # fmt: skip
        return below[0] if len(below) == 1 else None

    def appositive(self, token: Token) -> Markable | None:
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

    def _role(self, f: Markable, token: Token) -> None:
        """`the former Florida governor`: whom the article or the knowledge base describes so, or the one in focus."""
        first = self.doc[f.start]
        lemma = token.lemma_.lower()
        words = self._words(f)
        if lemma in ("source", "person", "official", "voice") or first.lower_ in vocabulary.INDEFINITE - {"a", "an"}:
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
            self.take(f, stranger)
            return
        told = f.head in self.sources and lemma not in vocabulary.INSIDERS
        open_ = not owned and (lemma in _OPEN or token.ent_type_ == "NORP" or told)
        owner = self._owner(f)
        ranked = []
        for party in self._candidates(f, lemma):
            if names.genders_clash(f.gender, party.gender) or party is owner:
                continue
            fit = self._fit(words, lemma, party, owner)
            score = self.discourse.score(party, token)
            if fit < 0 or (fit == 0 and (score is None or not open_)):
                continue
            if self.discourse.acts_on(party, token):
                continue
            near_by = score if score is not None else -4.0
            # One whom the article calls so may be far back.
            near_by = max(near_by, _FAR) if fit == 1.0 else near_by
            ranked.append((3.0 * fit + near_by + _AT_HOME * self._is_at_home(party), party))
        ranked.sort(key=lambda x: -x[0])
        if ranked:
            self.link(f, ranked)
        elif not owned:
            self._office(f, self.doc[f.start : f.end].text)

    def _is_at_home(self, party: Referent) -> bool:
        """`the president` is rather the one of the country that most of the article's public figures are of."""
        parsed = names.parse(party.name)
        figures = offices.named(parsed, self.day) if parsed else ()
        return bool(figures) and figures[0].country == self.home

    def _words(self, f: Markable) -> str:
        """A noun phrase with what `of` or `for` adds to it."""
        end = f.end
        if end < len(self.doc) and self.doc[end].lower_ in ("of", "for", "to", "at"):
            end = min(self.doc[end].right_edge.i + 1, end + 8)
        return self.doc[f.start : end].text

    def _introduced(self, f: Markable, words: str, lemma: str) -> None:
        """`a spokesman for Lee`, when the article names one, and only one, whom it describes so."""
        if lemma not in _SPEAKING_FOR:
            return
        fits = [p for p in self._candidates(f, lemma) if self._fit(words, lemma, p, None) == 1.0]
        if len(fits) == 1 and not names.genders_clash(f.gender, fits[0].gender):
            self.take(f, fits[0])

    def _announced(self, f: Markable, words: str) -> bool:
        """A headline's `Lawmaker urges`: the first speaker of the text below whom nothing speaks against."""
        for head in sorted(self.sources):
            g = self.at_head.get(head)
            if g is not None and g.kind == "name" and g.party is not None and g.party.sort == "person":
                figures = offices.named(g.name, self.day) if g.name else ()
                if not figures or titles.describes(words, figures[0], self.day) >= 0:
                    self.take(f, g.party)
                    return True
                break
        return False

    def _known_stranger(self, f: Markable, token: Token) -> Referent | None:
        """The nameless one whom the article has called by the same noun."""
        if self.doc[f.start].lower_ not in ("the", "this", "that"):
            return None
        return self.strangers.get(token.lemma_)

    def _candidates(self, f: Markable, lemma: str) -> list[Referent]:
        """Whom a description may mean: all, or of a crowd those who were spoken of lately or are called so."""
        if len(self.parties) <= _CROWD:
            return self._persons()
        called = self.described.get(_ALIKE.get(lemma, lemma), [])
        found = {id(p): p for p in (*self.discourse.recent(f.head), *called[:_CROWD])}
        return [p for p in found.values() if p.sort == "person" and not p.anonymous]

    def _persons(self) -> list[Referent]:
        return [p for p in self.parties if p.sort == "person" and not p.anonymous]

    def _owner(self, f: Markable) -> Referent | None:
        first = self.doc[f.head]
        for child in first.children:
            if child.dep_ == "poss":
                g = self.at_head.get(child.i)
                return g.party if g else None
        return None

    def _fit(self, words: str, lemma: str, party: Referent, owner: Referent | None) -> float:
        """1 the article calls the party so, or its office; 0 nothing known; -1 it is somebody else."""
        asked_of, told_of = ({*spoken_of(text)} for text in (words, " ".join(party.descriptions)))
        elsewhere = bool(asked_of) and asked_of.isdisjoint(told_of)
        if elsewhere and told_of:
            return -1.0  # "South Dakota's governor" is not the governor of Missouri
        content = _content(words)
        content |= _content(owner.name.split()[-1]) if owner else frozenset()
        for text in party.descriptions:
            described = _content(text)
            kind = _ALIKE.get(lemma, lemma)
            if kind in described:
                told, asked = described - {kind}, content - {kind}
                if asked <= described or (told and told <= content):
                    return 1.0
                if (asked & told or not told) and not elsewhere:
                    return 0.7
                return 0.0 if owner else 0.3  # "the prime minister" is hardly the foreign one
        best = 0.0
        for name in party.names:
            if any(t.rstrip(".").lower() in (lemma, lemma[:3]) for t in name.titles):
                best = 0.6
        parsed = names.parse(party.name)
        figures = offices.named(parsed, self.day) if parsed else ()
        if figures:
            known = titles.describes(words, figures[0], self.day)
            return max(best, known) if known >= 0 else (best if best else -1.0)
        return best

    def _office(self, f: Markable, words: str) -> None:
        """`the Foreign Secretary` whom the article does not name: who held the office on that day."""
        if self.day is None or self.doc[f.head].pos_ not in ("PROPN", "NOUN"):
            return
        figures = offices.holders(words, self.day)
        if not figures and re.fullmatch(r"(?i)the (?:us )?president", words):
            figures = offices.holders("president", self.day, "US")
        if len(figures) == 1:
            party = next((p for p in self.parties if p.name == figures[0].name), None)
            if party is None:
                party = Referent("person", figures[0].name, figures[0].gender)
                parsed = names.parse(party.name)
                party.names += [parsed] if parsed else []
                self.parties.append(party)
            self.take(f, party)


def _content(text: str) -> frozenset[str]:
    """The words that tell something, with one form for nouns that mean the same."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"['’]s\b", "", text.lower()))
    return frozenset(_ALIKE.get(w, w) for w in words if w not in _SMALL)
