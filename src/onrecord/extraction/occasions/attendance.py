"""Who takes part in an occasion, read off the clause that names it."""

from __future__ import annotations

import re

from spacy.tokens import Token

from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.occasions.clause import CARRIERS, SEATS, agents, entity_text, objects, subject_above, told
from onrecord.extraction.parties import conjuncts, is_being, party
from onrecord.model import OccasionKind, Party

_BROKER = frozenset("broker mediate facilitate".split())
_WITHIN = frozenset("at in during after for to on from over".split())
# what is done by these is not done at it: who prepares "for a debate", who dwells "on the meeting"
_AWAY: dict[OccasionKind, frozenset[str]] = {
    "debate": frozenset(("to", "for", "from", "on")),
    **dict.fromkeys(("call", "interview", "visit"), frozenset[str]()),
}
_POLITICAL = re.compile(r"\b(?:(Democrat(?:s|ic)?\b|DNC\b)|Republicans?\b|GOP\b|RNC\b)")


def participants(
    document: Document,
    resolution: Resolution,
    token: Token,
    verb: Token | None,
    kind: OccasionKind,
    speakers: dict[int, Party],
) -> tuple[Party, ...]:
    """Who takes part, as far as the clause tells; empty where none of them is an entity of the article."""
    if token.lemma_.lower() == "convention" and (host := _political_party(document, resolution, token)):
        return (host,)
    found: dict[str, Party] = {}
    for noun in _named(token, verb, kind):
        if noun != token and (p := _participant(document, resolution, noun, kind)) is not None:
            found.setdefault(p.entity or p.name, p)
    if kind == "debate" and not any(p.type == "person" for p in found.values()):
        host = _political_party(document, resolution, token)  # "the GOP debate"
        found = {host.entity or host.name: host} if host is not None else found
    for p in _speaker_there(token, verb, kind, speakers):
        found.setdefault(p.entity or p.name, p)
    if all(p.type == "anonymous" for p in found.values()):
        return ()
    anybody_known = any(p.entity is not None for p in found.values())
    return tuple(found.values()) if anybody_known or len(found) > 1 else ()


def _named(token: Token, verb: Token | None, kind: OccasionKind) -> list[Token]:
    """The nouns for those who may take part: first those beside the occasion's word, then those of its clause."""
    nouns = [n for child in token.children for n in _beside(token, child, kind)]
    if token.pos_ == "VERB":
        nouns += _of_verb(token)
    elif verb is not None:
        nouns += _of_clause(token, verb, kind)
    around = (*(token if verb is None else verb).children, *token.children)
    return nouns + [n for child in around if child.lower_ == "accompanied" for n in _companions(child)]


def _beside(token: Token, child: Token, kind: OccasionKind) -> list[Token]:
    """Whom one word names that hangs from the occasion's own; a word has one place there, and so one rule."""
    if child.dep_ in ("poss", "compound", "nmod"):
        return _owners(token, child, kind)
    if child.dep_ in ("prep", "agent"):
        return _partners(child)
    return _doers(child, kind) if token.pos_ == "VERB" else []


def _owners(token: Token, name: Token, kind: OccasionKind) -> list[Token]:
    """ "Trump's meeting", "the Clinton rally", but no "White House meeting", which only says where."""
    if name.ent_type_ not in ("PERSON", "ORG", "NORP"):
        return [name] if name.dep_ == "poss" else []
    if kind == "speech" and token.pos_ == "NOUN" and name.dep_ != "poss" and name.ent_type_ != "PERSON":
        return [whose for whose in name.lefts if whose.dep_ == "poss"]  # "her State of the Union address"
    return [] if SEATS.search(entity_text(name)) else conjuncts(name)


def _partners(preposition: Token) -> list[Token]:
    """ "Talks with Iran", "a debate between the two"; "an interview on CNN", but no "talks on trade"."""
    nouns = objects(preposition)
    if preposition.lower_ in ("on", "of", "to"):
        nouns = nouns if any(n.ent_type_ in ("ORG", "PERSON", "NORP") for n in nouns) else []
    elif preposition.lower_ not in ("with", "between", "by", "among"):
        return []
    return [n for noun in nouns for n in conjuncts(noun)]


def _doers(child: Token, kind: OccasionKind) -> list[Token]:
    """ "She met him" names both; what is visited or hosted takes no part, only who visits."""
    deps = ("nsubj",) if kind in ("visit", "other") else ("nsubj", "nsubjpass", "dobj")
    return conjuncts(child) if child.dep_ in deps else []


def _of_verb(verb: Token) -> list[Token]:
    """Who is told, and who does what has no subject of its own ("she flew to Oslo to meet him")."""
    own = any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)
    return [*told(verb), *([] if own else subject_above(verb))]


def _of_clause(token: Token, verb: Token, kind: OccasionKind) -> list[Token]:
    """Who takes part by the verb that the occasion's noun hangs from ("she held a rally", "he said at the meeting")."""
    if not (_is_carried(token, verb) or _is_at(token, verb, kind) or token.dep_ == "nsubjpass"):
        return []
    return [*subject_above(verb, itself=True), *agents(verb), *_joined(verb, kind)]


def _is_carried(token: Token, verb: Token) -> bool:
    """Whether the verb says no more than that it was held ("gave a speech", "it was an interview")."""
    return token.dep_ in ("dobj", "attr") and verb.lemma_.lower() in CARRIERS | {"be"}


def _is_at(token: Token, verb: Token, kind: OccasionKind) -> bool:
    """Whether what the verb tells is done at the occasion ("said at the rally"), not before it or away from it."""
    within = token.dep_ == "pobj" and token.head.lower_ in _WITHIN - _AWAY.get(kind, {"on"})
    party_s = kind == "other" and token.lemma_.lower() == "convention"  # whoever comes
    return within and not party_s and not any(c.dep_ == "neg" for c in verb.children)


def _joined(verb: Token, kind: OccasionKind) -> list[Token]:
    """ "Met Biden at the summit", "told reporters on a call", "appeared at a rally with Sanders"."""
    nouns: list[Token] = []
    if kind in ("call", "meeting", "press conference"):
        nouns += told(verb)
    nouns += [o for c in verb.children if c.dep_ == "prep" and c.lower_ == "with" for o in objects(c)]
    return [n for noun in nouns for n in conjuncts(noun)]


def _participant(document: Document, resolution: Resolution, noun: Token, kind: OccasionKind) -> Party | None:
    """The party that a noun stands for, where it is one that can take part: somebody, by name or by a word."""
    found = party(document, resolution, noun)
    if found is None or (found.type == "place" and not _confers(noun, kind)):
        return None
    named = found.entity is not None and found.type in ("person", "organization")
    return found if named or is_being(noun) else None


def _speaker_there(
    token: Token, verb: Token | None, kind: OccasionKind, speakers: dict[int, Party]
) -> tuple[Party, ...]:
    """ "... , she said at the meeting": who speaks at it takes part, whatever the parse makes of the subject."""
    if token.pos_ == "VERB" or verb is None or verb.i not in speakers:
        return ()
    return (speakers[verb.i],) if _is_at(token, verb, kind) else ()


def _political_party(document: Document, resolution: Resolution, convention: Token) -> Party | None:
    """The party whose convention it is: by its name, or the one that the text named last."""
    text = document.article.text
    own = document.doc[convention.left_edge.i : convention.i + 1].text
    of = any(c.dep_ == "prep" and c.lower_ in ("on", "against", "of") for c in convention.children)  # a treaty
    other = of or convention.lemma_.lower() != "convention" or convention.pos_ == "PROPN"  # by its own name alone
    before = [] if other else [*_POLITICAL.finditer(text, 0, convention.idx)][-1:]
    named = _POLITICAL.search(own) or (before[0] if before else None)
    if named is None:
        return None
    name = "Democratic Party" if named[1] else "Republican Party"
    entity = next((e for e in resolution.entities if e.name == name), None)
    return Party(name, "organization", entity.id if entity else name, ())


def companions(document: Document, resolution: Resolution, accompanied: Token) -> tuple[Party, ...]:
    """Whom somebody was accompanied by."""
    found = (party(document, resolution, noun) for noun in _companions(accompanied))
    return tuple(p for p in found if p is not None)


def _companions(accompanied: Token) -> list[Token]:
    beside = [o for by in accompanied.children if by.lower_ in ("by", "with") for o in objects(by)]
    return [noun for o in beside for noun in conjuncts(o) if is_being(noun)]


def brokers(token: Token, verb: Token | None) -> list[Token]:
    """Who brings others together without being one of them ("talks brokered by Oman", "Oman mediated talks")."""
    nouns: list[Token] = []
    for child in token.subtree:
        if child.dep_ in ("acl", "relcl") and child.lemma_.lower() in _BROKER:
            nouns += agents(child)
        if child.lower_ in ("brokered", "mediated") and child.i > 1 and child.nbor(-1).text == "-":
            nouns.append(child.nbor(-2))  # "Oman-brokered talks"
    if verb is not None and verb != token and verb.lemma_.lower() in _BROKER:
        if token.dep_ == "dobj":
            nouns += [c for c in verb.children if c.dep_ == "nsubj"]
        if token.dep_ == "nsubjpass":
            nouns += agents(verb)
    return [n for noun in nouns for n in conjuncts(noun) if n.pos_ == "PROPN"]


def _confers(noun: Token, kind: OccasionKind) -> bool:
    """Countries confer too, but a place is elsewhere only where something is held."""
    first = next((t for t in (noun, *noun.conjuncts) if t.dep_ != "conj"), noun)
    holds = first.dep_ == "nsubj" and kind in ("meeting", "call")
    return noun.ent_type_ == "GPE" and (holds or (first.dep_ == "pobj" and first.head.lower_ != "at"))
