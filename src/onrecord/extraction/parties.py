"""Whom a noun phrase of the text stands for: an entity of the article, or else its own words."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from onrecord import lexicon
from onrecord.extraction import frames
from onrecord.extraction.coreference import vocabulary
from onrecord.extraction.document import Document, Resolution
from onrecord.model import EntityType, Party, Span

_OUTLET = re.compile(
    rf"{lexicon.pattern('outlets')}\b|\b(?:{lexicon.pattern('papers')}|Radio|Television|TV)$|"
    r"\b(?:Meet the Press|Face the Nation|This Week|State of the Union|Fox News Sunday|Today Show|60 Minutes)\b"
)


# what people together are called
_GATHERED = lexicon.words("gathered")
_AMOUNTS = lexicon.words("amounts")
_NO_NAMES = frozenset("Act Bill Law Amendment Treaty Award Prize Twitter Facebook".split())
_KINDS = ("TV", "Television", "Radio", "Press", "News", "Daily", "Weekly", "Magazine", "Review")

# "members of the committee" stand for the committee
_PART_OF = frozenset("member leader representative official staff lawmaker legislator".split())
_NOBODY = lexicon.words("nothing told")
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
    if lemma in _AMOUNTS and (of := next((c for c in noun.rights if c.lower_ == "of"), None)) is not None:
        return any(is_being(c) for c in of.children if c.dep_ == "pobj")
    if noun.pos_ == "PROPN" or noun.ent_type_ in ("PERSON", "ORG", "NORP", "GPE"):
        return noun.ent_type_ not in ("DATE", "TIME", "EVENT", "LAW", "WORK_OF_ART") and noun.text not in _NO_NAMES
    if noun.pos_ == "PRON":
        return ends not in ("it", "that", "this", "which", "what")
    return (
        lemma in vocabulary.ROLES
        or lemma in vocabulary.ORGANIZATIONS
        or lemma in vocabulary.GROUPS
        or ends in vocabulary.GROUPS
        or lemma in _GATHERED
        or bool(noun.tag_ == "NNS" and vocabulary.DOERS.search(ends))
    )


def _one_name(title: Token, word: Token) -> bool:
    """Whether a word is of the person's name that follows right after a title ("co-host Ruth Calloway")."""
    return all(t.ent_type_ == "PERSON" and not t.is_punct for t in word.doc[title.i + 1 : word.i + 1])


def party(document: Document, resolution: Resolution, noun: Token) -> Party | None:
    """Whom a noun or pronoun stands for: the entity of its mention, or else its own words; None for an open pronoun."""
    start, end = noun.idx, noun.idx + len(noun)
    best = None
    for mention in resolution.mentions:
        inside = mention.span.start <= start and end <= mention.span.end
        if inside and (best is None or (mention.entity and not best.entity)):
            best = mention
    if (best is None or not best.entity) and noun.lemma_.lower() in _PART_OF:
        whose = next((c for c in noun.children if c.dep_ == "poss" and c.lower_ == "whose"), None)
        if whose is not None and noun.head.dep_ == "relcl":
            return party(document, resolution, noun.head.head)
        for of in (c for c in noun.children if c.dep_ == "prep" and c.lower_ == "of"):
            for whole in (c for c in of.children if c.dep_ == "pobj"):
                found = party(document, resolution, whole)
                if found is not None and found.entity is not None:
                    return found
    named = next((c for c in noun.children if c.dep_ in ("appos", "flat") and c.ent_type_ == "PERSON"), None)
    if named is None and noun.pos_ == "NOUN" and noun.i + 1 < len(document.doc) and noun.nbor().ent_type_ == "PERSON":
        named = frames.head(tuple(t for t in noun.sent[noun.i + 1 - noun.sent.start :] if _one_name(noun, t)))
    if named is not None and (best is None or not best.entity):
        return party(document, resolution, named)
    if noun.ent_type_ in ("DATE", "TIME") or noun.lemma_.lower() in _NOBODY:
        return None
    if best is not None and best.entity:
        entity = resolution.entity(best.entity)
        return Party(entity.name, entity.type, entity.id, (best.span,))
    if noun.pos_ == "PRON":
        return None
    span = phrase(document.doc, noun)
    kind: EntityType = "group" if noun.tag_ in ("NNS", "NNPS") else "anonymous"
    if noun.pos_ == "PROPN":
        kind = "person" if noun.ent_type_ == "PERSON" else "organization"
    return Party(re.sub(r"\s+", " ", document.article.text[span.start : span.end]), kind, None, (span,))


def phrase(doc: Doc, noun: Token) -> Span:
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
    end = phrase(noun.doc, noun).end
    return max((t for t in noun.subtree if t.idx < end), key=lambda t: t.i)


def conjuncts(noun: Token) -> list[Token]:
    """A noun and those joined to it by "and" or a comma."""
    return sorted({noun, *noun.conjuncts}, key=lambda t: t.i)


def head_of(document: Document, span: Span) -> Token | None:
    """The governing token of a span."""
    return frames.head(frames.tokens(document.doc, (span,)))
