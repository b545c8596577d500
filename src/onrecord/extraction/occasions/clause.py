"""The clause that an occasion is named in: its verb, its subject, whom it tells, and the names in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Token

from onrecord import lexicon
from onrecord.extraction.parties import conjuncts

CARRIERS = lexicon.words("carrying")
SEATS = re.compile(r"White House|Kremlin|Downing Street|Oval Office|Capitol|Pentagon|Camp David|Trump Tower|Chequers")


def told(verb: Token) -> Iterable[Token]:
    """Who is told or spoken to, on what channel or stage one appears."""
    for child in verb.children:
        if verb.lemma_.lower() == "tell" and child.dep_ in ("dobj", "dative") and child.pos_ in ("NOUN", "PROPN"):
            yield child
        if child.dep_ in ("prep", "dative") and (
            (verb.lemma_.lower() in ("speak", "say", "talk") and child.lower_ in ("to", "with"))
            or (verb.lemma_.lower() == "sit" and child.lower_ == "with")
            or (verb.lemma_.lower() in ("appear", "say", "ask") and child.lower_ == "on")
        ):
            yield from (g for g in child.children if g.dep_ == "pobj")


def entity_text(noun: Token) -> str:
    """A proper name, from its first word to its head."""
    return " ".join(
        t.text for t in noun.doc[noun.left_edge.i : noun.i + 1] if t.dep_ in ("compound", "nmod") or t == noun
    )


def objects(preposition: Token) -> list[Token]:
    """What a preposition governs."""
    return [c for c in preposition.children if c.dep_ == "pobj"]


def agents(verb: Token) -> list[Token]:
    """Who did what is told in the passive ("was brokered by Oman")."""
    return [o for c in verb.children if c.dep_ == "agent" for o in objects(c)]


def subject_above(verb: Token, *, itself: bool = False) -> list[Token]:
    """The subject of a verb, or of the verb that it is the aim, the manner or the complement of."""
    token = verb
    for step in range(5):
        # the nearest: a dateline is taken for a subject too
        subject = next((c for c in reversed(list(token.lefts)) if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is None and step == 0 and itself and (beside := _people_before(token)):
            return beside
        if subject is not None and (itself or step):
            return conjuncts(subject)
        if token.dep_ in ("acl", "relcl"):
            return [token.head]
        if (
            token.dep_ not in ("xcomp", "advcl", "conj", "pcomp", "pobj", "dobj", "prep", "ccomp")
            or token.head == token
        ):
            return []
        token = token.head
    return []


def _people_before(verb: Token) -> list[Token]:
    """The persons right before a verb whose subject the parse has lost ("... and Biden were at the meeting")."""
    if verb.i == 0 or verb.nbor(-1).ent_type_ != "PERSON":
        return []
    people = [verb.nbor(-1)]
    while people[-1].dep_ == "conj" and not any(t.is_punct for t in verb.doc[people[-1].head.i : people[-1].i]):
        people.append(people[-1].head)
    return people[::-1]
