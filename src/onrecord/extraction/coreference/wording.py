"""How to call those who have no name of their own: groups, documents, campaigns, offices and companies."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable
from typing import Final

from spacy.tokens import Doc, Token

from onrecord import lexicon
from onrecord.extraction.coreference import naming, vocabulary
from onrecord.extraction.coreference.found import Markable, Referent, covering
from onrecord.extraction.document import text_of
from onrecord.people import names
from onrecord.people.places import government, is_american

CAMPAIGN: Final = frozenset("campaign camp".split())
_BODIES: Final = frozenset("company firm group agency organization newspaper paper".split())
_NAMES: Final = frozenset("PERSON ORG GPE LOC NORP FAC EVENT LAW PRODUCT WORK_OF_ART".split())
_STOPS: Final = frozenset([",", ";", "—", "–", "--", "(", "\n"])  # where a phrase that names somebody ends
_WINDOW: Final = 1500  # mentions before and after, among which a fuller one is looked for
_NEAR: Final = 25  # mentions before, of which another can be one more
_MAKING: Final = lexicon.words("making documents")
_GETTING: Final = frozenset("see obtain review view".split())  # whoever does has not made it
COMMITTEES: Final = frozenset("panel committee subcommittee".split())
_SOME: Final = frozenset("a an one some many several another most".split())
_SPOKEN: Final = frozenset("address speech remark comment call testimony answer word".split())
_VAGUE: Final = frozenset("new latest recent other another".split())
# One usual form for those that go by several.
_FORMAL: Final = lexicon.values("usual names")


# In an article in the politics of the United States; other countries have a Senate, too.
_CHAMBERS: Final = {
    "senate": "US Senate", "house": "US House", "house of representatives": "US House", "congress": "US Congress",
}  # fmt: skip


class Wording:
    """The words of one article for its nameless speakers."""

    def __init__(self, doc: Doc, found: list[Markable]) -> None:
        self.doc, self.found = doc, found
        self.text = text_of(doc)
        self.at_head = {f.head: f for f in found}
        self.cover = covering(found)
        self.starts = [f.start for f in found]
        self.people = {f.start: f for f in found if f.kind == "name" and f.party and f.party.sort == "person"}
        self.owners = {f.start: f for f in found if f.kind != "name" and doc[f.head].dep_ == "poss"}
        self.lemmas = [doc[f.head].lemma_.lower() for f in found]
        self._usual = _FORMAL | _CHAMBERS if is_american(self.text) else _FORMAL

    def body(self, name: str) -> str:
        """The name of an organization or place in its usual form."""
        name = re.sub(r"['’]s?$", "", re.sub(r"\s+", " ", name))
        bare = re.sub(r"^[Tt]he ", "", name)
        return self._usual.get(bare.lower(), bare)

    def government(self, place: str) -> str:
        """The usual name of the place or, of a capital, that of its country."""
        name = self.body(place)
        return government(name, self.text) or name

    def phrase(self, head: Token, inside: Iterable[int]) -> str:
        """The words of a noun phrase up to a comma, with the full names of the persons in it."""
        allowed = set(inside)
        first = last = head.i
        while first - 1 in allowed or (first > 1 and first - 2 in allowed and self._joins(first - 1, allowed)):
            first -= 1
        while last + 1 < len(self.doc) and (last + 1 in allowed or self._joins(last + 1, allowed)):
            if self.doc[last + 1].text in _STOPS:
                break
            last += 1
        return self._text(first, last)

    def bearer(self, tokens: list[Token]) -> Markable | None:
        """`Westhaven Daily editor-in-chief Ann Lee`: the full name that a post leads up to, whatever the parse says."""
        first = tokens[0].i
        f = next((self.people[t.i] for t in tokens if t.i in self.people), None)
        if f is None or f.name is None or f.name.is_single:
            return None
        start = f.start
        while start > first and names.is_title(self.doc[start - 1].text):
            start -= 1
        post = self.doc[first:start]
        after = self.doc[f.end : f.end + 1].text
        if len(post) == 0 or post[-1].pos_ not in ("NOUN", "PROPN") or not (f.end > tokens[-1].i or after in _STOPS):
            return None
        lemmas = {t.lemma_.lower() for t in self.doc[first : f.start]}
        if lemmas.isdisjoint(vocabulary.ROLES) or any(t.tag_ in ("NNS", "VBD", "VBZ", "VBP") for t in post):
            return None
        plain = not any(t.pos_ == "ADP" and t.nbor().text != "-" for t in post)
        own = start < f.start or post[-1].lemma_.lower() in vocabulary.ROLES  # "widow of actor Ann Lee"
        return f if plain or not (own or lemmas & vocabulary.INSIDERS) else None

    def _text(self, first: int, last: int) -> str:
        pieces: list[str] = []
        i = first
        while i <= last:
            f = self.people.get(i)
            if f is not None and f.end <= last + 1 and f.party is not None:
                while pieces and names.is_title(pieces[-1].strip()):
                    pieces.pop()
                pieces.append(f.party.name + self.doc[f.end - 1].whitespace_)
                i = f.end
            elif (owner := self._owned(i, last)) is not None:
                pieces.append(owner[0])
                i = owner[1]
            else:
                pieces.append(self.doc[i].text_with_ws)
                i += 1
        text = re.sub(r"\s+", " ", "".join(pieces).strip())
        text = re.sub(r"^[\"”’] ", "", text)  # of the quotation before it
        opening = self.doc[first]
        named = opening.pos_ in ("PROPN", "PRON") or opening.ent_type_ in _NAMES
        if opening.is_sent_start and not named and text.startswith(opening.text):
            text = text[:1].lower() + text[1:] if text[1:2].islower() else text
        text = re.sub(r"^(?:the|by|from|in) | (?:who|that|which)$", "", text, flags=re.IGNORECASE)
        return re.sub(r"['’]s?$", "", text)

    def _owned(self, i: int, last: int) -> tuple[str, int] | None:
        """`her team`, `the company's team` by the name of the one who is meant, and the token after those words."""
        f = self.owners.get(i)
        party = f.party if f is not None else None
        if f is None or f.end > last + 1 or party is None or party.anonymous:
            return None
        if party.sort != "organization" and (party.sort != "person" or f.kind == "nominal"):
            return None  # `the attorney's office` is that of his post
        mark = "’s" if f.kind == "pronoun" else ""
        return f"{self.body(party.name)}{mark}{self.doc[f.end - 1].whitespace_}", f.end

    def _joins(self, i: int, allowed: set[int]) -> bool:
        """Marks inside a phrase, which the list of its words leaves out."""
        token = self.doc[i]
        if token.is_space:
            return "\n" not in token.text
        return i + 1 in allowed and token.text in ("-", "'", "’", '"', "“", "”", "/", ".", "&")

    def document(self, head: Token, inside: Iterable[int]) -> str:
        """A document by its maker: `Gallup poll`, `Associated Press count`; without what tells more of it."""
        allowed = set(inside)
        named = any(c.dep_ in ("poss", "compound") and (c.ent_type_ or c.pos_ == "PROPN") for c in head.children)
        maker = None if named else self._maker(head)
        if maker is not None:
            name = maker.name if maker.sort == "person" else self.body(maker.name)
            return f"{name} {head.lower_}"
        after = [c for c in head.children if c.i > head.i and (c.lower_ == "of" or c.dep_ == "nummod" or not named)]
        keep = {i for i in allowed if i <= head.i} | {head.i}
        keep |= {t.i for c in after for t in c.subtree if t.i in allowed}
        text = self.phrase(head, keep)
        return re.sub(r"^(?:[Aa]n?|[Tt]his|[Tt]hat) ", "", text) if " " in text[3:] and named else text

    def _maker(self, head: Token) -> Referent | None:
        """Whose a document is, by `by X` or `from X` after the noun, or by the verb that has it as its object."""
        near = []
        for token in head.subtree:
            above = token.head
            if above.dep_ == "acl" and above.lemma_ not in _GETTING:
                above = above.head
            if token.i > head.i and token.lower_ in ("by", "from") and above == head:
                near += list(token.children)
        if head.dep_ == "dobj" and head.head.lemma_.lower() in _MAKING:
            near += [c for c in head.head.children if c.dep_ == "nsubj"]
        for token in near:
            f = self.at_head.get(token.i)
            party = f.party if f is not None and f.kind != "nominal" else None
            if party is not None and party.sort in ("person", "organization") and not party.anonymous:
                return party
        return None

    def orator(self, head: Token) -> Referent | None:
        """`Lee's conference call`: whose words they are, where spoken."""
        return self._owner(head) if head.lemma_.lower() in _SPOKEN else None

    def one_more(self, head: Token) -> tuple[str, Markable] | None:
        """`Some users left. Others said`, `One user left. Another said`: of whom the last so begun were, and these."""
        several = head.lower_ == "others"
        if head.lower_ not in ("another", "others") or any(c.dep_ == "prep" for c in head.children):
            return None
        here = bisect_left(self.starts, head.i)
        for f in reversed(self.found[max(0, here - _NEAR) : here]):
            begun = f.kind == "nominal" and f.plural == several and self.doc[f.start].lower_ in _SOME
            if begun and self.doc[f.head].pos_ == "NOUN" and self.doc[f.head].dep_ == "nsubj":
                return f"{'other' if several else 'another'} {self.doc[f.start + 1 : f.head + 1].text}", f
        return None

    def share(self, text: str, head: Token) -> str:
        """`33%` alone is of those whom the last share before it was of."""
        before = self.doc[max(0, head.i - 1000) : head.i].text
        of = re.findall(r"(?:%| percent) (of (?:the )?(?:[a-z]+ ){0,2}[A-Za-z]+s)\b", before)
        return f"{text} {max(dict.fromkeys(of), key=of.count)}" if of else text

    def _introduces(self, found: Markable) -> bool:
        return not self.is_anaphor(found) or self.doc[found.start].lower_ in ("a", "an")

    def is_anaphor(self, found: Markable) -> bool:
        """`the report`, `this latest letter`, a headline's `Report`: a noun with nothing that tells which."""
        head = self.doc[found.head]
        first = self.doc[found.start]
        if first == head and head.lower_ == "police":
            return True
        told = (
            self._is_proper(found)
            or (found.sort == "document" and self._maker(head) is not None)
            or any(
                (c.dep_ in ("poss", "compound", "nmod", "nummod") and c.lower_ not in _VAGUE)
                or (c.dep_ == "amod" and c.lower_ not in _VAGUE and (c.ent_type_ or c.pos_ == "PROPN"))
                or (c.dep_ == "prep" and c.lower_ in ("of", "by", "from"))
                for c in head.children
            )
        )
        if first.lower_ in ("the", "this", "that", "these", "those"):
            return not told and not (found.plural and any(c.dep_ in ("prep", "relcl", "acl") for c in head.children))
        return not told and found.sort == "document" and not found.plural

    def is_panel(self, found: Markable) -> bool:
        """`a House panel`, or a headline's `House panel`: not a name, as its noun is in small letters."""
        return self.doc[found.head].text in COMMITTEES

    def earlier(self, found: Markable, lemma: str, speaking: Container[int]) -> Markable | None:
        """The fuller mention before it: a name with the noun in it, the same noun with more words, or, for `the
        company`, the last such name, of one that speaks (`speaking` are the heads of sources) before others."""
        here = bisect_left(self.starts, found.start)
        window = range(max(0, here - _WINDOW), here)
        before = [(self.found[i], self.lemmas[i]) for i in window if self.found[i].end <= found.start]
        bodies = [f for f, _ in before if f.kind == "name" and f.party and f.party.sort == "organization"]
        same = [f for f, m in before if f.kind == "nominal" and m == lemma and self._introduces(f)]
        same = [f for f in same if found.quoted or not f.quoted]
        if lemma in naming.PLACES:
            same = [f for f in same if f.party is None]
        if found.sort == "organization" and not found.plural:
            for f in reversed(bodies):
                if f.party and naming.is_called(f.party.name, lemma):
                    return f
        proper = [f for f in same if self._is_proper(f)]
        if proper:
            return proper[-1]
        after = range(here, min(here + _WINDOW, len(self.found)))
        later = [
            f for i in after
            if self.lemmas[i] == lemma and (f := self.found[i]).start > found.end and not f.plural
            and f.kind == "nominal" and self._is_proper(f)
        ]  # fmt: skip
        if later and found.sort == "document" and not same:
            return later[0]
        if same:
            return same[-1]
        if found.sort == "organization" and not found.plural and lemma in _BODIES and bodies:
            spoke = [f for f in bodies if f.party and any(m.head in speaking for m in f.party.mentions)]
            return (spoke or bodies)[-1]
        return None

    def _is_proper(self, found: Markable) -> bool:
        words = self.doc[found.start : found.end]
        return any(t.pos_ == "PROPN" and t.i != found.head and t.lower_ not in _VAGUE for t in words)

    def candidate(self, head: Token) -> tuple[Referent | None, Markable | None]:
        """Whose campaign: by the words beside it, or by the last campaign that was told; and where that was."""
        owner = self._owner(head)
        if owner is not None:
            return owner, None
        here = bisect_left(self.starts, head.i)
        for i in range(here - 1, max(-1, here - _WINDOW), -1):
            f = self.found[i]
            if f.head < head.i and self.lemmas[i] in CAMPAIGN:
                owner = self._owner(self.doc[f.head])
                if owner is not None:
                    return owner, f
        return None, None

    def _owner(self, head: Token) -> Referent | None:
        for child in head.children:
            if child.dep_ in ("poss", "compound", "nmod", "amod"):
                f = self.at_head.get(child.i) or self.cover.get(child.i)
                if f is not None and f.party is not None and f.party.sort == "person":
                    return f.party
        return None
