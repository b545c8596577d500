"""What kind of occasion a noun or verb names, if any: by the lexicon, and by what else the word can mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from spacy.tokens import Token

from onrecord import lexicon
from onrecord.extraction import frames
from onrecord.extraction.occasions import clause, telling
from onrecord.extraction.parties import is_being, is_body, is_outlet
from onrecord.model import OccasionKind, Party

NOUNS: dict[str, OccasionKind] = cast("dict[str, OccasionKind]", lexicon.values("nouns of occasions"))
VERBS: dict[str, OccasionKind] = cast("dict[str, OccasionKind]", lexicon.values("verbs of occasions"))
PHONE = frozenset("phone telephone conference video".split())
_AT_TIMES = cast("dict[str, OccasionKind]", lexicon.values("nouns of possible occasions"))
_DONE_AT_TIMES = cast("dict[str, OccasionKind]", lexicon.values("verbs of possible occasions"))
_EVENTS = lexicon.words("last words of events' names")
_VOTING = lexicon.words("voting bodies")


def kind(token: Token) -> OccasionKind | None:
    """The kind of the occasion that a word names; None where it names none."""
    if token.pos_ in ("NOUN", "PROPN"):
        return _of_noun(token)
    return _of_verb(token) if token.pos_ == "VERB" else None


def at_a_body(token: Token, speakers: dict[int, Party]) -> OccasionKind | None:
    """What is said "at the Security Council" or "before the committee" is said in its session."""
    if token.ent_type_ != "ORG" or token.dep_ != "pobj" or token.head.lower_ not in ("at", "before"):
        return None
    verb = frames.verb_above(token)
    return "speech" if verb is not None and verb.i in speakers and is_body(clause.entity_text(token)) else None


def at_times(token: Token) -> OccasionKind | None:
    """The kind of the occasion that a word may name, though most often it names none."""
    lemma = token.lemma_.lower()
    if token.pos_ == "VERB":
        return None if lemma in telling.SAID else _DONE_AT_TIMES.get(lemma) or VERBS.get(lemma)
    if token.pos_ not in ("NOUN", "PROPN") or token.dep_ in ("compound", "amod", "nmod"):
        return None
    kind = _AT_TIMES.get(lemma) or _AT_TIMES.get(lemma.removesuffix("s")) or NOUNS.get(lemma)
    if kind is not None:
        return kind
    return "other" if token.ent_type_ == "EVENT" or (token.pos_ == "PROPN" and token.lower_ in _EVENTS) else None


def _of_noun(noun: Token) -> OccasionKind | None:
    lemma = noun.lemma_.lower()
    if lemma not in NOUNS and noun.tag_ in ("NNP", "NNPS"):
        lemma = lemma.removesuffix("s")  # "Talks" at a sentence's start
    if lemma not in NOUNS or noun.dep_ == "compound" or (noun.ent_type_ == "ORG" and lemma != "convention"):
        return None
    before = _before(noun)
    if lemma in _WITHOUT_PRESS:
        return "press conference" if before & telling.OF_THE_PRESS and noun.pos_ == "NOUN" else _WITHOUT_PRESS[lemma]
    if lemma == "event" and "campaign" in before:
        return "rally"
    names_one = _NOUN_TESTS.get(lemma)
    return NOUNS[lemma] if names_one is None or names_one(noun) else None


def _before(noun: Token) -> set[str]:
    return {c.lower_ for c in noun.lefts if c.dep_ in ("compound", "amod", "nmod")}


def _with_somebody(noun: Token) -> bool:
    """ "Talks with Iran", not "talk of war"."""
    return any(c.lower_ in ("with", "between") for c in noun.children)


def _is_phoned(noun: Token) -> bool:
    """ "A phone call", "a call with Putin", not "a call for peace"."""
    return bool(_before(noun) & PHONE) or _with_somebody(noun)


def _are_delivered(noun: Token) -> bool:
    """ "In remarks at", "made remarks"; other remarks are what was said, and not an occasion."""
    return noun.dep_ == "pobj" or noun.head.lemma_.lower() in ("make", "give", "deliver")


def _is_on_air(noun: Token) -> bool:
    """ "An appearance on Fox News", "a broadcast of Meet the Press", not "an appearance on the campaign trail"."""
    shown = [n for c in noun.children if c.lower_ in ("on", "of") for n in clause.objects(c)]
    return any(n.pos_ == "PROPN" for n in shown)


def _goes_to_a_place(word: Token) -> bool:
    """ "Flew to Oslo", "campaigned in Ohio", "a flight to Rome", not "went to bed"."""
    ways = [c for c in word.children if c.dep_ == "prep" and c.lower_ in ("to", "in", "through", "across")]
    return any(g.ent_type_ in ("GPE", "LOC") for way in ways for g in way.children)


# "a news conference", "a press briefing", "a press breakfast"; and what they are without the press
_WITHOUT_PRESS: dict[str, OccasionKind | None] = {"conference": "other", "briefing": None, "breakfast": "meeting"}
_NOUN_TESTS: dict[str, Callable[[Token], bool]] = {
    "flight": _goes_to_a_place,
    "call": _is_phoned,
    "talk": _with_somebody,
    "conversation": _with_somebody,
    "discussion": _with_somebody,
    "remark": _are_delivered,
    "appearance": _is_on_air,
    "broadcast": _is_on_air,
}


def _of_verb(verb: Token) -> OccasionKind | None:
    lemma = verb.lemma_.lower()
    if verb.text[0].isupper() and not verb.is_sent_start:
        return None  # of a title ("Meet the Press")
    if lemma in telling.VERBS:
        return telling.kind(verb)
    if lemma == "sit":
        return _sat_down(verb)
    names_one = _VERB_TESTS.get(lemma)
    return VERBS.get(lemma) if names_one is None or names_one(verb) else None


def _sat_down(verb: Token) -> OccasionKind | None:
    """ "Sat down with CNN" is an interview, "the two sat down" a meeting, "sat down the child" none."""
    below = {c.lower_ for c in verb.children}
    together = "with" in below or (_meets(verb) and not _objects(verb))
    if "down" not in below or not together:
        return None
    return "interview" if any(is_outlet(clause.entity_text(n)) for n in clause.told(verb)) else VERBS["sit"]


def _meets(verb: Token) -> bool:
    """People meet with somebody, or meet as the subject's plural; a deadline is met too."""
    if any(c.dep_ == "prep" and c.lower_ == "with" for c in verb.children):
        return True
    objects = _objects(verb)
    if objects:
        return any(is_being(o) for o in objects)
    subject = next(iter(_subjects(verb)), None)
    return subject is not None and (subject.tag_ in ("NNS", "NNPS") or bool(subject.conjuncts))


def _hosts(verb: Token) -> bool:
    """ "Hosted Merkel", not "hosted the show"."""
    return any(o.ent_type_ in ("PERSON", "NORP") for o in _objects(verb))


def _votes(verb: Token) -> bool:
    """ "The Senate voted", not "she voted in Ohio"."""
    return any(s.lemma_.lower() in _VOTING for s in _subjects(verb))


def _addresses(verb: Token) -> bool:
    """ "Addressed the crowd", not "addressed the question"."""
    return any(telling.is_audience(o) for o in _objects(verb))


def _subjects(verb: Token) -> list[Token]:
    return [c for c in verb.children if c.dep_ == "nsubj"]


def _objects(verb: Token) -> list[Token]:
    return [c for c in verb.children if c.dep_ == "dobj"]


_VERB_TESTS: dict[str, Callable[[Token], bool]] = {
    "meet": _meets,
    **dict.fromkeys(("travel", "fly", "go", "campaign", "tour"), _goes_to_a_place),
    "host": _hosts,
    "vote": _votes,
    "address": _addresses,
    "brief": _addresses,
}
