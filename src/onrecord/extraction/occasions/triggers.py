"""Where a text speaks of an occasion: the verb or noun that names it, who takes part, where, when, whether it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from spacy.tokens import Token

from onrecord import lexicon
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.occasions import attendance, setting
from onrecord.extraction.parties import is_being, is_body, is_outlet, party
from onrecord.extraction.timex import Timex
from onrecord.model import OccasionKind, OccasionStatus, Party, Span

NOUNS: dict[str, OccasionKind] = cast("dict[str, OccasionKind]", lexicon.values("nouns of occasions"))
VERBS: dict[str, OccasionKind] = cast("dict[str, OccasionKind]", lexicon.values("verbs of occasions"))
_AUDIENCES = lexicon.words("audiences")
_BENCH = frozenset("court jury judge tribunal inquiry inquest committee panel magistrate hearing".split())
_WRITTEN = frozenset("email statement letter message text memo".split())
_VOTING = lexicon.words("voting bodies")
_INVESTIGATORS = frozenset("agent investigator police detective prosecutor".split())
_OF_THE_PRESS = frozenset("press news media".split())
_OFFICES = lexicon.words("great offices")
_PAGES = frozenset("site website page webpage web".split())
_SITTING = frozenset("closed joint executive committee".split())
_RECALLED = ("meeting", "call")
_LINES = frozenset("phone telephone".split())
_PHONE = frozenset("phone telephone conference video".split())


@dataclass(frozen=True, slots=True)
class OccasionMention:
    """One place where an occasion is named; `when` is the expression that dates it."""

    kind: OccasionKind
    head: Token
    span: Span
    participants: tuple[Party, ...]
    place: str | None
    when: Timex | None
    status: OccasionStatus
    phone: bool = False
    duration: str | None = None
    verb: Token | None = None  # that it hangs from, itself where it is one
    definite: bool = False  # "the meeting", and nothing more: one that the text has named before
    brokered: bool = False  # by one who is no party to it


def find(
    document: Document,
    resolution: Resolution,
    times: Sequence[Timex],
    outside: frozenset[int],
    speakers: dict[int, Party],
) -> list[OccasionMention]:
    """The occasions that the narration names, in text order.

    `outside` are the indices of the tokens that are in no content; `speakers` gives the one who speaks in the clause of
    a cue, by the index of each of its tokens.
    """
    out: list[OccasionMention] = []
    for token in document.doc:
        if token.lower_ == "accompanied" and out and (more := attendance.companions(document, resolution, token)):
            out[-1] = _joined_by(out[-1], token, more)
        kind = _kind(token) or _at_a_body(token, speakers)
        if kind is None or (token.i not in outside and kind not in _RECALLED):
            continue
        found = _read(document, resolution, times, token, kind, speakers)
        if found is not None and (token.i in outside or _is_recalled(found)):
            out.append(found)
    return out


def _joined_by(found: OccasionMention, accompanied: Token, more: tuple[Party, ...]) -> OccasionMention:
    """ "She flew to Oslo. She was accompanied by ...": they took part in what the sentence before tells of."""
    near = 0 <= accompanied.sent.start - found.head.sent.end <= 1
    subject = next((c for c in accompanied.children if c.dep_ == "nsubjpass"), None)
    if not near or subject is None or subject.pos_ not in ("PRON", "PROPN"):
        return found
    return replace(found, participants=found.participants + tuple(p for p in more if p not in found.participants))


def _is_recalled(found: OccasionMention) -> bool:
    """Whether what is told in a quotation is told as it was: two named parties met."""
    named = [p for p in found.participants if p.entity is not None]
    return found.status == "happened" and len(named) > 1 and found.head.tag_ in ("VBD", "VBN", "NN")


def _kind(token: Token) -> OccasionKind | None:
    lemma = token.lemma_.lower()
    if token.pos_ in ("NOUN", "PROPN"):
        if lemma not in NOUNS and token.tag_ in ("NNP", "NNPS"):
            lemma = lemma.removesuffix("s")  # "Talks" at a sentence's start
        kind = NOUNS.get(lemma)
        if lemma == "flight" and not _goal(token):
            return None
        if kind is None or token.dep_ == "compound" or (token.ent_type_ == "ORG" and lemma != "convention"):
            return None
        before = {c.lower_ for c in token.lefts if c.dep_ in ("compound", "amod", "nmod")}
        if lemma in ("conference", "briefing", "breakfast"):
            if lemma == "breakfast" and not before & _OF_THE_PRESS:
                return "meeting"
            return "press conference" if before & _OF_THE_PRESS else "other" if lemma == "conference" else None
        if lemma == "call" and not (before & _PHONE or any(c.lower_ in ("with", "between") for c in token.children)):
            return None
        if lemma in ("talk", "conversation", "discussion") and not any(
            c.lower_ in ("with", "between") for c in token.children
        ):
            return None
        if lemma == "session" and not (before & _SITTING or any(_of_body(c) for c in token.children)):
            return None
        if lemma == "caucus" and token.tag_ in ("NN", "NNP"):
            return None  # a party's members in a chamber
        if lemma == "remark" and token.dep_ != "pobj" and token.head.lemma_.lower() not in ("make", "give", "deliver"):
            return None  # what was said, and not an occasion
        if lemma == "speech" and "stump" in before:
            return None  # what is said at every stop
        if lemma in ("appearance", "broadcast") and not any(_on_air(c) for c in token.children):
            return None
        if lemma == "event" and not before & {"campaign", "town", "fundraising"}:
            return None
        return "rally" if lemma == "event" and "campaign" in before else kind
    if token.pos_ == "VERB":
        kind = VERBS.get(lemma)
        if token.text[0].isupper() and not token.is_sent_start:
            return None  # of a title ("Meet the Press")
        if lemma == "visit" and any(c.lemma_.lower() in _PAGES for c in token.children):
            return None
        if lemma == "rally" and not _rallies(token):
            return None
        if lemma == "meet" and not _meets(token):
            return None
        if lemma in ("travel", "fly", "go", "campaign", "tour") and not _goal(token):
            return None
        if lemma == "host" and not _hosts(token):
            return None
        if lemma == "vote":
            return kind if any(c.dep_ == "nsubj" and c.lemma_.lower() in _VOTING for c in token.children) else None
        if lemma == "sit":
            below = {c.lower_ for c in token.children}
            together = "with" in below or (_meets(token) and not any(c.dep_ == "dobj" for c in token.children))
            press = any(is_outlet(attendance.entity_text(n)) for n in attendance.told(token))
            return None if "down" not in below or not together else "interview" if press else kind
        if lemma in ("address", "brief"):
            return kind if any(c.dep_ == "dobj" and _is_audience(c) for c in token.children) else None
        if lemma in ("tell", "speak", "talk", "appear", "ask", "say"):
            return _spoken(token)
        if lemma == "hear":
            return kind if any(c.dep_ == "nsubj" and c.lemma_.lower() in _BENCH for c in token.children) else None
        if lemma == "warn":
            return (
                kind if any(c.dep_ == "dobj" and is_body(attendance.entity_text(c)) for c in token.children) else None
            )
        return kind
    return None


def _on_air(prep: Token) -> bool:
    """ "An appearance on Fox News", "a broadcast of Meet the Press", not "an appearance on the campaign trail"."""
    names = [c for c in prep.children if c.dep_ == "pobj"]
    return prep.lower_ in ("on", "of") and any(n.pos_ == "PROPN" or n.ent_type_ or n.left_edge.is_quote for n in names)


def _of_body(prep: Token) -> bool:
    return prep.lower_ == "of" and any(is_body(attendance.entity_text(o)) for o in prep.children if o.dep_ == "pobj")


def _at_a_body(token: Token, speakers: dict[int, Party]) -> OccasionKind | None:
    """What is said "at the Security Council" or "before the committee" is said in its session."""
    if token.ent_type_ != "ORG" or token.dep_ != "pobj" or token.head.lower_ not in ("at", "before"):
        return None
    verb = attendance.verb_above(token)
    return "speech" if verb is not None and verb.i in speakers and is_body(attendance.entity_text(token)) else None


def _spoken(verb: Token) -> OccasionKind | None:
    """ "told CNN" and "spoke to the Times" are interviews, "told a crowd" a speech, "told a news conference" one."""
    if verb.lemma_.lower() == "speak" and any(
        c.dep_ == "prep" and c.lower_ in ("at", "before") and any(_is_audience(g) or g.ent_type_ for g in c.children)
        for c in verb.children
    ):
        return "speech"
    preps = [c for c in verb.children if c.dep_ == "prep"]
    if any(g.lemma_.lower() in _WRITTEN for c in preps if c.lower_ in ("in", "by", "via") for g in c.children):
        return None  # "told the paper in an email"
    if verb.lemma_.lower() in ("speak", "talk") and any(
        g.lemma_.lower() in _LINES for c in preps if c.lower_ in ("by", "on", "over") for g in c.children
    ):
        return "call"
    if verb.lemma_.lower() == "talk":
        return None
    if verb.lemma_.lower() == "tell" and verb.tag_ in ("VBZ", "VBP") and not verb.nbor(-1).is_quote:
        nouns = [n for n in attendance.told(verb) if n.tag_ != "NNS"]  # "tells audiences" is no one speech
    else:
        nouns = list(attendance.told(verb))
    for noun in nouns:
        if noun.lemma_.lower() in _BENCH and verb.lemma_.lower() == "tell":
            return "hearing"
        if noun.lemma_.lower() in _INVESTIGATORS and verb.lemma_.lower() == "tell":
            return "interview"
        name = attendance.entity_text(noun)
        told = verb.lemma_.lower() in ("tell", "speak")
        owner = next((c.text for c in noun.children if c.dep_ == "poss"), "")
        if (
            is_outlet(name)
            or is_outlet(owner)
            or (told and noun.ent_type_ == "ORG" and noun.pos_ == "PROPN" and not is_body(name))
        ):
            return "interview"
        if noun.lemma_.lower() in _AUDIENCES:
            press = {c.lower_ for c in noun.lefts} & _OF_THE_PRESS
            return "press conference" if noun.lemma_.lower() == "conference" and press else "speech"
    return None


def _is_audience(noun: Token) -> bool:
    return noun.lemma_.lower() in _AUDIENCES or noun.ent_type_ in ("ORG", "FAC")


def _meets(verb: Token) -> bool:
    """People meet with somebody, or meet as the subject's plural; a deadline is met too. Those who "met in a debate"
    debated."""
    at = (g for c in verb.children if c.dep_ == "prep" and c.lower_ in ("in", "at", "for") for g in c.children)
    if any(g.lemma_.lower() in NOUNS for g in at):
        return False
    if any(c.dep_ == "prep" and c.lower_ == "with" for c in verb.children):
        return True
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    if objects:
        return any(
            o.ent_type_ in ("PERSON", "ORG", "NORP") or o.lemma_.lower() in _OFFICES or is_being(o) for o in objects
        )
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    return subject is not None and (
        subject.tag_ in ("NNS", "NNPS") or bool(subject.conjuncts) or subject.pos_ == "PROPN"
    )


def _rallies(verb: Token) -> bool:
    """People rally; supporters are rallied anywhere, and so do shares and teams."""
    subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    people = all(s.ent_type_ in ("PERSON", "NORP") or (s.pos_ != "PROPN" and is_being(s)) for s in subjects)
    return people and not any(c.dep_ == "dobj" for c in verb.children)


def _hosts(verb: Token) -> bool:
    return any(c.dep_ == "dobj" and c.ent_type_ in ("PERSON", "NORP") for c in verb.children)


def _goal(verb: Token) -> bool:
    return any(
        c.dep_ == "prep"
        and c.lower_ in ("to", "in", "through", "across")
        and any(g.ent_type_ in ("GPE", "LOC") for g in c.children)
        for c in verb.children
    )


def _read(
    document: Document,
    resolution: Resolution,
    times: Sequence[Timex],
    token: Token,
    kind: OccasionKind,
    speakers: dict[int, Party],
) -> OccasionMention | None:
    verb = token if token.pos_ == "VERB" else attendance.verb_above(token)
    people = attendance.participants(document, resolution, token, verb, kind, speakers)
    definite = _is_definite(token)
    if not people and not definite:
        return None
    if definite and token.dep_ == "pobj" and verb is not None and any(c.dep_ == "neg" for c in verb.children):
        return None  # one that somebody was not at may be another than the text last named
    when = setting.when(document, times, token, verb)
    status = setting.status(document, token, verb, when)
    first, last = (token, token) if token.pos_ == "VERB" else (token.left_edge, token)
    for word in document.doc[first.i : last.i]:  # after the dateline that the parse has hung on it
        if word.is_space or (word.is_punct and word.text not in "-'’\"“”") or first.is_punct or first.is_space:
            first = word.nbor()
    span = Span(first.idx, last.idx + len(last))
    third = attendance.brokers(token, verb)
    people += tuple(p for n in third if (p := party(document, resolution, n)) is not None and p not in people)
    phone = kind == "call" or any(c.lower_ in _PHONE for c in token.lefts)
    place, lasted = setting.place(document, token, verb), setting.duration(document, times, token, verb)
    return OccasionMention(kind, token, span, people, place, when, status, phone, lasted, verb, definite, bool(third))


def _is_definite(token: Token) -> bool:
    if token.pos_ != "NOUN" or token.tag_ != "NN":
        return False
    below = [c for c in token.children if not c.is_punct and not c.is_space]
    return [c.lower_ for c in below if c.i < token.i] in (["the"], ["that"], ["this"]) and not any(
        c.dep_ in ("prep", "relcl", "acl", "npadvmod") for c in below
    )
