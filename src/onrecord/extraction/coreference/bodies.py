"""Which organization a noun stands for: `the Afghan government`, `the commission`, `the company`."""

from __future__ import annotations

import math
from typing import Final

from spacy.tokens import Token

from onrecord.extraction.coreference import naming, vocabulary
from onrecord.extraction.coreference.found import Markable, Referent
from onrecord.extraction.coreference.salience import Discourse
from onrecord.extraction.coreference.wording import CAMPAIGN, COMMITTEES

_NUMBERS: Final = ("DATE", "TIME", "CARDINAL", "ORDINAL")
_BESIDE: Final = ("compound", "amod", "nmod")
_BARE: Final = ("det", "punct", "cc", "conj", "case")


class Bodies:
    """The organizations of one article, by what nouns call them. Those that only a noun names join `parties`."""

    def __init__(self, found: list[Markable], parties: list[Referent]) -> None:
        self._parties = parties
        self._at_head = {f.head: f for f in found}
        self.told: dict[str, Referent] = {}  # by the noun that stood beside the name: `the group, Halden Works`
        self._by_name = {naming.body_key(p.name): p for p in parties if p.sort == "organization"}

    def of(self, f: Markable, token: Token, discourse: Discourse) -> Referent | None:
        """The one that a noun phrase with that head stands for."""
        party = self._called(f, token)
        if party is None and token.doc[f.start].lower_ in ("the", "this", "that"):
            party = self._meant(token, discourse)
        return party

    def _called(self, f: Markable, token: Token) -> Referent | None:
        """`the Afghan government`, `the Trump campaign`: a body that goes by its noun and the name before it."""
        proper = [
            t.left_edge for t in token.children
            if t.dep_ in _BESIDE and t.i < f.head and (t.pos_ == "PROPN" or t.ent_type_ in ("NORP", "GPE", "ORG"))
        ]  # fmt: skip
        first = min(proper, key=lambda t: t.i, default=None)
        lemma = token.lemma_.lower()
        if first is None or not first.text[:1].isupper() or first.ent_type_ in _NUMBERS or lemma in COMMITTEES:
            return None
        words = token.doc[first.i : f.head + 1]
        if any(t.is_bracket or t.is_quote for t in words):
            return None
        text = words.text
        beside = self._at_head.get(f.head - 1)
        if lemma in CAMPAIGN and beside is not None and beside.party is not None:
            text = f"{beside.party.name} {lemma}"
        party = self._by_name.get(text.lower())
        if party is None:
            party = self._by_name[text.lower()] = Referent("organization", text)
            self._parties.append(party)
        return party

    def _meant(self, token: Token, discourse: Discourse) -> Referent | None:
        """`the commission`, `the company`: the organization that has the noun in its name, or the one in focus."""
        if any(c.dep_ not in _BARE for c in token.children):
            return None
        near = [p for p in discourse.recent(token.i) if p.sort == "organization" and not discourse.acts_on(p, token)]
        lemma = token.lemma_.lower()
        called = next((p for p in near if naming.is_called(p.name, lemma)), self.told.get(lemma))
        if called is not None or lemma not in ("company", "firm"):
            return called
        kinds = vocabulary.ORGANIZATIONS | vocabulary.NAME_OF_BODY
        companies = [p for p in near if not kinds.intersection(naming.body_key(p.name).split()[-1:])]
        return max(companies, key=lambda p: discourse.score(p, token) or -math.inf, default=None)
