"""What coreference works with: mentions as they are found, and the parties that they stand for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc, Token

from onrecord.model import Span
from onrecord.people.names import Gender, PersonName

Sort = Literal["person", "organization", "place", "group", "document"]


@dataclass(slots=True, eq=False)
class Markable:
    """A mention at tokens `[start, end)` with its head; `party` is set when it is resolved, `via` to its antecedent."""

    start: int
    end: int
    head: int
    kind: Literal["name", "nominal", "pronoun"]
    sort: Sort | None = None
    name: PersonName | None = None
    gender: Gender | None = None
    plural: bool = False
    quoted: bool = False
    party: Referent | None = None
    via: Markable | None = None
    rivals: tuple[Referent, ...] = ()

    def span(self, doc: Doc) -> Span:
        """Where it stands in the text."""
        last = doc[self.end - 1]
        return Span(doc[self.start].idx, last.idx + len(last))


@dataclass(slots=True, eq=False)
class Referent:
    """One who is spoken of: what the mentions of an article add up to."""

    sort: Sort
    name: str
    gender: Gender | None = None
    anonymous: bool = False
    names: list[PersonName] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    mentions: list[Markable] = field(default_factory=list)


def covering(found: list[Markable]) -> dict[int, Markable]:
    """By token, the first name or nominal that it is within."""
    cover: dict[int, Markable] = {}
    for f in reversed(found):
        if f.kind != "pronoun":
            cover.update(dict.fromkeys(range(f.start, f.end), f))
    return cover


def role(token: Token) -> str:
    """The grammatical part of a phrase's head: subject, object, possessive or other; conjuncts as their first."""
    while token.dep_ == "conj" and token.head != token:
        token = token.head
    dep = token.dep_
    if dep == "appos":
        return role(token.head)
    if dep in ("nsubj", "nsubjpass", "csubj"):
        return "subject"
    if dep == "poss":
        return "possessive"
    if dep in ("dobj", "dative", "attr"):
        return "object"
    if dep == "pobj" and token.head.dep_ == "agent":
        return "subject"
    return "other"
