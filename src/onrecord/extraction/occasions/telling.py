"""What kind of occasion it was that somebody spoke at, by whom he told, on what, and by what line."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord import lexicon
from onrecord.extraction.occasions import clause
from onrecord.extraction.parties import is_body, is_outlet
from onrecord.model import OccasionKind

VERBS = frozenset("tell speak talk appear ask say".split())
SAID = ("tell", "say", "ask")
BENCH = frozenset("court jury judge tribunal inquiry inquest committee panel magistrate hearing".split())
OF_THE_PRESS = frozenset("press news media".split())
_AUDIENCES = lexicon.words("audiences")
_BEFORE_THE_PRESS = ("speak", "appear")  # whom one "told" is the medium, or who asked, and no occasion
_WRITTEN = frozenset("email statement letter message text memo".split())
_LINES = frozenset("phone telephone".split())


def kind(verb: Token) -> OccasionKind | None:
    """ "spoke to the Times" is an interview, "told a crowd" a speech, "told a news conference" one; "told CNN" is none,
    as CNN is whom it was told to."""
    lemma = verb.lemma_.lower()
    if lemma == "speak" and _is_before_audience(verb):
        return "speech"
    if _is_by(verb, ("in", "by", "via"), _WRITTEN):
        return None  # "told the paper in an email"
    if lemma in ("speak", "talk") and _is_by(verb, ("by", "on", "over"), _LINES):
        return "call"
    by_hearer = (_told(lemma, noun) for noun in _hearers(verb))
    return next((found for found in by_hearer if found is not None), None)


def is_audience(noun: Token) -> bool:
    """ "A crowd", "Congress", "the Economic Club"."""
    return noun.lemma_.lower() in _AUDIENCES or noun.ent_type_ in ("ORG", "FAC")


def _is_before_audience(verb: Token) -> bool:
    """ "Spoke at the university", "spoke before a crowd"."""
    stages = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in ("at", "before")]
    return any(is_audience(g) for stage in stages for g in stage.children)


def _is_by(verb: Token, prepositions: tuple[str, ...], means: frozenset[str]) -> bool:
    """Whether it was said by such means ("in an email", "over the telephone")."""
    preps = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in prepositions]
    return any(g.lemma_.lower() in means for c in preps for g in c.children)


def _hearers(verb: Token) -> list[Token]:
    """Who is told, but for those who are told again and again ("tells audiences" is no one speech)."""
    habit = verb.lemma_.lower() == "tell" and verb.tag_ in ("VBZ", "VBP")
    return [n for n in clause.told(verb) if not (habit and n.tag_ == "NNS")]


def _told(lemma: str, hearer: Token) -> OccasionKind | None:
    """The kind by one of those who are told: "told the court", "spoke to CNN", "told the crowd"."""
    noun = hearer.lemma_.lower()
    if lemma == "tell" and noun in BENCH:
        return "hearing"
    if _is_press(lemma, hearer):
        return "interview"
    press = {c.lower_ for c in hearer.lefts} & OF_THE_PRESS
    if press and noun in ("conference", "briefing"):
        return "press conference"
    if noun in _AUDIENCES:
        return "speech"
    return None


def _is_press(lemma: str, hearer: Token) -> bool:
    """ "Spoke to CNN", and to any organization that does not sit as a body."""
    if lemma not in _BEFORE_THE_PRESS:
        return False
    name = clause.entity_text(hearer)
    named = hearer.ent_type_ == "ORG" and not is_body(name)
    return is_outlet(name) or (named and lemma == "speak")
