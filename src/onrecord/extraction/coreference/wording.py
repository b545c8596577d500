"""How to call those who have no name of their own: groups, documents, campaigns, offices and companies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from spacy.tokens import Doc, Token

from onrecord.extraction.coreference.mentions import Found, Party
from onrecord.people import names

CAMPAIGN: Final = frozenset("campaign camp".split())
_BODIES: Final = frozenset("company firm group agency organization newspaper paper".split())
_STOPS: Final = frozenset([",", ";", "—", "–", "--", "(", "\n"])  # where a phrase that names somebody ends
# One usual form for those that go by several.
_FORMAL: Final = {
    "u.s.": "United States", "us": "United States", "america": "United States", "united states of america":
    "United States", "u.k.": "United Kingdom", "uk": "United Kingdom", "britain": "United Kingdom",
    "gop": "Republican Party", "rnc": "Republican National Committee", "dnc": "Democratic National Committee",
    "ap": "Associated Press", "doj": "US Department of Justice", "nra": "National Rifle Association",
    "senate": "US Senate", "u.s. senate": "US Senate", "house": "US House", "house of representatives": "US House",
    "u.s. house of representatives": "US House", "congress": "US Congress", "eu": "European Union",
    "un": "United Nations", "u.n.": "United Nations", "scotus": "Supreme Court", "isis": "Islamic State",
    "isil": "Islamic State",
}  # fmt: skip


def body_name(name: str) -> str:
    """The name of an organization or place in its usual form."""
    name = re.sub(r"['’]s?$", "", re.sub(r"\s+", " ", name))
    bare = re.sub(r"^[Tt]he ", "", name)
    return _FORMAL.get(bare.lower(), bare)


class Wording:
    """The words of one article for its nameless speakers."""

    def __init__(self, doc: Doc, found: list[Found]) -> None:
        self.doc, self.found = doc, found
        self.at_head = {f.head: f for f in found}
        self.lemmas = [doc[f.head].lemma_.lower() for f in found]

    def phrase(self, head: Token, inside: Iterable[int]) -> str:
        """The words of a noun phrase up to a comma, with the full names of the persons in it."""
        allowed = set(inside)
        first = last = head.i
        while first - 1 in allowed or (first > 1 and first - 2 in allowed and self.doc[first - 1].text in ("-", "/")):
            first -= 1
        while last + 1 < len(self.doc) and (last + 1 in allowed or self._joins(last + 1, allowed)):
            if self.doc[last + 1].text in _STOPS:
                break
            last += 1
        return self._text(first, last)

    def _text(self, first: int, last: int) -> str:
        pieces: list[str] = []
        i = first
        starts = {f.start: f for f in self.found if f.kind == "name" and f.party and f.party.sort == "person"}
        while i <= last:
            f = starts.get(i)
            if f is not None and f.end <= last + 1 and f.party is not None:
                while pieces and names.is_title(pieces[-1].strip()):
                    pieces.pop()
                pieces.append(f.party.name + self.doc[f.end - 1].whitespace_)
                i = f.end
            else:
                pieces.append(self.doc[i].text_with_ws)
                i += 1
        text = re.sub(r"\s+", " ", "".join(pieces).strip())
        text = re.sub(r"^(?:the|by|from|in) ", "", text, flags=re.IGNORECASE)
        if self.doc[first].is_sent_start and self.doc[first].pos_ != "PROPN" and text[1:2].islower():
            text = text[:1].lower() + text[1:]
        return re.sub(r"['’]s?$", "", text)

    def _joins(self, i: int, allowed: set[int]) -> bool:
        """Marks inside a phrase, which the list of its words leaves out."""
        return self.doc[i].is_punct and i + 1 in allowed and self.doc[i].text in "-'’\"“”/.&"

    def document(self, head: Token, inside: Iterable[int]) -> str:
        """A document by its maker: `Gallup poll`, `Associated Press count`; without what tells more of it."""
        allowed = set(inside)
        named = any(c.dep_ in ("poss", "compound") and (c.ent_type_ or c.pos_ == "PROPN") for c in head.children)
        maker = None if named else self._maker(head)
        if maker is not None:
            name = maker.name if maker.sort == "person" else body_name(maker.name)
            return f"{name} {head.lower_}"
        after = [c for c in head.children if c.i > head.i and (c.lower_ == "of" or c.dep_ == "nummod" or not named)]
        keep = {i for i in allowed if head.left_edge.i <= i <= head.i} | {head.i}
        keep |= {t.i for c in after for t in c.subtree if t.i in allowed}
        text = self.phrase(head, keep)
        return re.sub(r"^(?:[Aa]n?|[Tt]his|[Tt]hat) ", "", text) if " " in text[3:] and named else text

    def _maker(self, head: Token) -> Party | None:
        """Who `by X` or `from X` after a noun says that a document is of."""
        for token in head.subtree:
            if token.i > head.i and token.lower_ in ("by", "from") and token.dep_ in ("prep", "agent"):
                above = token.head
                if above == head or (above.dep_ == "acl" and above.head == head):
                    for child in token.children:
                        f = self.at_head.get(child.i)
                        if f is not None and f.party is not None and f.party.sort in ("person", "organization"):
                            return f.party
        return None

    def share(self, text: str, head: Token) -> str:
        """`33%` alone is of those whom the last share before it was of."""
        before = self.doc[: head.i].text
        of = re.findall(r"(?:%|percent) (of (?:the )?(?:[a-z]+ ){0,2}[A-Za-z]+s)\b", before)
        return f"{text} {max(dict.fromkeys(of), key=of.count)}" if of else text

    def is_anaphor(self, found: Found) -> bool:
        """`the report`, `this latest letter`, a headline's `Report`: a noun with nothing that tells which."""
        head = self.doc[found.head]
        first = self.doc[found.start]
        told = any(
            c.dep_ in ("poss", "compound", "nmod", "nummod")
            or (c.dep_ == "amod" and (c.ent_type_ or c.pos_ == "PROPN"))
            or (c.dep_ == "prep" and c.lower_ in ("of", "by", "from"))
            for c in head.children
        )
        definite = first.lower_ in ("the", "this", "that", "these", "those")
        return not told and (definite or (first.is_sent_start is True and found.end - found.start == 1))

    def earlier(self, found: Found, lemma: str) -> Found | None:
        """The fuller mention before it: a name with the noun in it, the same noun with more words, or, for `the
        company`, the last such name."""
        before = [(f, m) for f, m in zip(self.found, self.lemmas, strict=True) if f.end <= found.start]
        bodies = [f for f, _ in before if f.kind == "name" and f.party and f.party.sort == "organization"]
        same = [f for f, m in before if f.kind == "nominal" and m == lemma and not self.is_anaphor(f)]
        if found.sort == "organization" and not found.plural:
            for f in reversed(bodies):
                if f.party and lemma in f.party.name.lower().split():
                    return f
        proper = [f for f in same if any(self.doc[i].pos_ == "PROPN" for i in range(f.start, f.end))]
        if proper or [f for f in same if f.end - f.start > 1]:
            return (proper or [f for f in same if f.end - f.start > 1])[-1]
        if found.sort == "organization" and not found.plural and lemma in _BODIES and bodies:
            return bodies[-1]
        return None

    def candidate(self, head: Token) -> tuple[Party | None, Found | None]:
        """Whose campaign: by the words beside it, or by the last campaign that was told; and where that was."""
        owner = self._owner(head)
        if owner is not None:
            return owner, None
        for f, lemma in zip(reversed(self.found), reversed(self.lemmas), strict=True):
            if f.head < head.i and lemma in CAMPAIGN:
                owner = self._owner(self.doc[f.head])
                if owner is not None:
                    return owner, f
        return None, None

    def _owner(self, head: Token) -> Party | None:
        for child in head.children:
            if child.dep_ in ("poss", "compound", "nmod", "amod"):
                f = self.at_head.get(child.i) or next((g for g in self.found if g.start <= child.i < g.end), None)
                if f is not None and f.party is not None and f.party.sort == "person":
                    return f.party
        return None
