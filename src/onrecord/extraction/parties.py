"""Whom a noun phrase of the text stands for: an entity of the article, or else its own words."""

from __future__ import annotations

import re

from spacy.tokens import Token

from onrecord import lexicon
from onrecord.extraction.coreference import vocabulary
from onrecord.extraction.document import Document, Resolution
from onrecord.model import EntityType, Party, Span

_OUTLET = re.compile(
    rf"{lexicon.pattern('outlets')}\b|\b(?:{lexicon.pattern('papers')}|Radio|Television|TV)$|"
    r"\b(?:Meet the Press|Face the Nation|This Week|State of the Union|Fox News Sunday|Today Show|60 Minutes)\b"
)


# what people together are called
_GATHERED = lexicon.words("gathered")
_NO_NAMES = frozenset("Act Bill Law Amendment Treaty Award Prize Twitter Facebook".split())
_KINDS = ("TV", "Television", "Radio", "Press", "News", "Daily", "Weekly", "Magazine", "Review")

# bodies that one tells something without giving them an interview
_BODY = re.compile(rf"\b{lexicon.pattern('bodies one speaks to')}\b")


def is_outlet(name: str) -> bool:
    """Whether a name is that of a newspaper, agency, channel or programme."""
    return name not in _KINDS and bool(_OUTLET.search(name.removeprefix("the ").removeprefix("The ")))


def is_body(name: str) -> bool:
    """Whether a name is that of a public body, party or court."""
    return bool(_BODY.search(name))


def is_being(noun: Token) -> bool:
    """Whether a noun stands for those who can speak and be spoken to: a name, a pronoun, a role, a body."""
    lemma, ends = noun.lemma_.lower(), noun.lower_
    if noun.pos_ == "PROPN" or noun.ent_type_ in ("PERSON", "ORG", "NORP", "GPE"):
        return noun.ent_type_ not in ("DATE", "TIME", "EVENT", "LAW", "WORK_OF_ART") and noun.text not in _NO_NAMES
    return (
        lemma in vocabulary.ROLES
        or lemma in vocabulary.ORGANIZATIONS
        or lemma in vocabulary.GROUPS
        or lemma in _GATHERED
        or bool(noun.tag_ == "NNS" and vocabulary.DOERS.search(ends))
    )


def party(document: Document, resolution: Resolution, noun: Token) -> Party | None:
    """Whom a noun or pronoun stands for: the entity of its mention, or else its own words; None for an open pronoun."""
    over = resolution.mentions_over(Span(noun.idx, noun.idx + len(noun)))
    best = next((mention for mention in over if mention.entity), None)
    if best is not None and best.entity:
        entity = resolution.entity(best.entity)
        return Party(entity.name, entity.type, entity.id, (best.span,))
    if noun.pos_ == "PRON":
        return None
    span = phrase(noun)
    kind: EntityType = "group" if noun.tag_ in ("NNS", "NNPS") else "anonymous"
    if noun.pos_ == "PROPN":
        kind = "person" if noun.ent_type_ == "PERSON" else "organization"
    return Party(re.sub(r"\s+", " ", document.article.text[span.start : span.end]), kind, None, (span,))


def phrase(noun: Token) -> Span:
    """A noun with what stands before it and the "of" that completes it, without its relative clauses."""
    left = noun.left_edge
    while left.i < noun.i and (left.is_punct or left.is_space or left.lower_ in ("both", "even", "only", "also")):
        left = left.nbor()
    right = noun
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "from") and (whole := _whole(child)) is not None:
            right = whole
        elif child.dep_ not in ("compound", "flat"):
            break
    return Span(left.idx, right.idx + len(right))


def _whole(prep: Token) -> Token | None:
    """The last word of a preposition's noun, without what is added to that."""
    noun = next((c for c in prep.children if c.dep_ == "pobj"), None)
    if noun is None:
        return None
    end = phrase(noun).end
    return max((t for t in noun.subtree if t.idx < end), key=lambda t: t.i)


def conjuncts(noun: Token) -> list[Token]:
    """A noun and those joined to it by "and" or a comma."""
    return sorted({noun, *noun.conjuncts}, key=lambda t: t.i)
