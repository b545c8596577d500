"""Where a text speaks of an occasion: the verb or noun that names it, who takes part, where, when, whether it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord.extraction import dates, frames, timex
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.parties import conjuncts, is_body, is_outlet, party, phrase
from onrecord.extraction.timex import Timex
from onrecord.model import OccasionKind, OccasionStatus, Party, Span

NOUNS: dict[str, OccasionKind] = {
    "interview": "interview", "podcast": "interview", "appearance": "interview", "broadcast": "interview",
    "meeting": "meeting", "dinner": "meeting", "lunch": "meeting", "luncheon": "meeting", "talk": "meeting",
    "summit": "meeting", "roundtable": "meeting", "discussion": "meeting", "negotiation": "meeting",
    "sitdown": "meeting", "huddle": "meeting", "townhall": "meeting", "consultation": "meeting",
    "call": "call", "conversation": "call",
    "visit": "visit", "trip": "visit", "tour": "visit",
    "debate": "debate",
    "rally": "rally", "fundraiser": "rally",
    "speech": "speech", "address": "speech", "remark": "speech", "keynote": "speech", "lecture": "speech",
    "sermon": "speech",
    "hearing": "hearing", "testimony": "hearing", "trial": "hearing", "sentencing": "hearing", "deposition": "hearing",
    "conference": "press conference", "briefing": "press conference", "breakfast": "press conference",
    "convention": "other", "caucus": "other", "ceremony": "other", "protest": "other", "event": "other",
    "demonstration": "other", "forum": "other", "funeral": "other", "gala": "other", "vigil": "other",
    "gathering": "other", "inauguration": "other",
}  # fmt: skip
VERBS: dict[str, OccasionKind] = {
    "meet": "meeting", "huddle": "meeting", "dine": "meeting", "confer": "meeting", "host": "meeting",
    "negotiate": "meeting", "phone": "call", "visit": "visit", "travel": "visit", "fly": "visit", "tour": "visit",
    "campaign": "visit", "debate": "debate", "rally": "rally", "testify": "hearing", "interview": "interview",
    "protest": "other", "speak": "speech", "address": "speech", "sit": "meeting", "tell": "interview",
    "vote": "other", "appear": "interview", "ask": "interview", "say": "interview",
}  # fmt: skip
_AUDIENCES = frozenset(
    "crowd audience supporter rally gathering conference convention congregation worker student voter assembly council "
    "parliament congress union church university college".split()
)
_VOTING = frozenset("panel committee house senate council board commission court chamber parliament assembly".split())
_INVESTIGATORS = frozenset("agent investigator police detective prosecutor".split())
_OF_THE_PRESS = frozenset("press news media".split())
_PHONE = frozenset("phone telephone conference video".split())
_MEET_NOUNS = frozenset("meeting talk call discussion conversation negotiation dinner lunch debate summit".split())
_CARRIERS = frozenset(
    "have hold give deliver make attend host take conduct join hold schedule plan schedule cancel skip postpone set "
    "address keynote lead moderate organize stage follow conclude arrange".split()
)
_PLANS = frozenset("plan schedule expect set slate intend prepare due agree arrange hope invite".split())


@dataclass(frozen=True, slots=True)
class Found:
    """One place where an occasion is named; `when` is the expression that dates it."""

    kind: OccasionKind
    head: Token
    span: Span
    participants: tuple[Party, ...]
    place: str | None
    when: Timex | None
    status: OccasionStatus
    phone: bool = False


def find(
    document: Document,
    resolution: Resolution,
    times: Sequence[Timex],
    outside: frozenset[int],
    speakers: dict[int, Party],
) -> list[Found]:
    """The occasions that the narration names, in text order.

    `outside` are the indices of the tokens that are in no content; `speakers` gives the one who speaks in the clause of
    a cue, by the index of each of its tokens.
    """
    out = []
    for token in document.doc:
        if token.i not in outside:
            continue
        kind = _kind(token)
        if kind is not None:
            found = _read(document, resolution, times, token, kind, speakers)
            if found is not None:
                out.append(found)
    return out


def _kind(token: Token) -> OccasionKind | None:
    lemma = token.lemma_.lower()
    if token.pos_ in ("NOUN", "PROPN"):
        kind = NOUNS.get(lemma)
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
        if lemma in ("appearance", "broadcast") and not any(c.lower_ in ("on", "of") for c in token.children):
            return None
        if lemma == "event" and not before & {"campaign", "town", "fundraising"}:
            return None
        return "rally" if lemma == "event" and "campaign" in before else kind
    if token.pos_ == "VERB":
        kind = VERBS.get(lemma)
        if lemma == "meet" and not _meets(token):
            return None
        if lemma in ("travel", "fly", "campaign", "tour") and not _goal(token):
            return None
        if lemma == "host" and not _hosts(token):
            return None
        if lemma == "vote":
            return kind if any(c.dep_ == "nsubj" and c.lemma_.lower() in _VOTING for c in token.children) else None
        if lemma == "sit":
            below = {c.lower_ for c in token.children}
            return kind if "down" in below and ("with" in below or _meets(token)) else None
        if lemma == "address":
            return kind if any(c.dep_ == "dobj" and _is_audience(c) for c in token.children) else None
        if lemma in ("tell", "speak", "appear", "ask", "say"):
            return _spoken(token)
        return kind
    return None


def _spoken(verb: Token) -> OccasionKind | None:
    """ "told CNN" and "spoke to the Times" are interviews, "told a crowd" a speech, "told a news conference" one."""
    if verb.lemma_.lower() == "speak" and any(
        c.dep_ == "prep" and c.lower_ in ("at", "before") and any(_is_audience(g) or g.ent_type_ for g in c.children)
        for c in verb.children
    ):
        return "speech"
    for noun in _told(verb):
        if noun.lemma_.lower() in _INVESTIGATORS and verb.lemma_.lower() == "tell":
            return "interview"
        name = _entity_text(noun)
        told = verb.lemma_.lower() in ("tell", "speak")
        if is_outlet(name) or (told and noun.ent_type_ == "ORG" and noun.pos_ == "PROPN" and not is_body(name)):
            return "interview"
        if noun.lemma_.lower() in _AUDIENCES:
            return "press conference" if noun.lemma_.lower() == "conference" else "speech"
    return None


def _is_audience(noun: Token) -> bool:
    return noun.lemma_.lower() in _AUDIENCES or noun.ent_type_ in ("ORG", "FAC")


def _entity_text(noun: Token) -> str:
    return " ".join(
        t.text for t in noun.doc[noun.left_edge.i : noun.i + 1] if t.dep_ in ("compound", "nmod") or t == noun
    )


def _told(verb: Token) -> Iterable[Token]:
    for child in verb.children:
        if verb.lemma_.lower() == "tell" and child.dep_ in ("dobj", "dative") and child.pos_ in ("NOUN", "PROPN"):
            yield child
        if child.dep_ in ("prep", "dative") and (
            (verb.lemma_.lower() in ("speak", "say") and child.lower_ in ("to", "with"))
            or (verb.lemma_.lower() in ("appear", "say", "ask") and child.lower_ == "on")
        ):
            yield from (g for g in child.children if g.dep_ == "pobj")


def _meets(verb: Token) -> bool:
    """People meet with somebody, or meet as the subject's plural; a deadline is met too."""
    if any(c.dep_ == "prep" and c.lower_ == "with" for c in verb.children):
        return True
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    if objects:
        return any(o.ent_type_ in ("PERSON", "ORG", "NORP") or o.pos_ == "PROPN" or o.pos_ == "PRON" for o in objects)
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    return subject is not None and (
        subject.tag_ in ("NNS", "NNPS") or bool(subject.conjuncts) or subject.pos_ == "PROPN"
    )


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
) -> Found | None:
    verb = token if token.pos_ == "VERB" else _verb(token)
    people = _participants(document, resolution, token, verb, kind, speakers)
    if not people:
        return None
    when = _when(document, times, token, verb)
    status = _status(document, token, verb, when)
    first, last = (token, token) if token.pos_ == "VERB" else (token.left_edge, token)
    while first.i < last.i and (first.is_space or first.is_punct):
        first = first.nbor()
    span = Span(first.idx, last.idx + len(last))
    phone = kind == "call" or any(c.lower_ in _PHONE for c in token.lefts)
    return Found(kind, token, span, people, _place(document, token, verb), when, status, phone)


def _verb(noun: Token) -> Token | None:
    for above in noun.ancestors:
        if above.pos_ in frames.VERBAL:
            return above
    return None


def _participants(
    document: Document,
    resolution: Resolution,
    token: Token,
    verb: Token | None,
    kind: OccasionKind,
    speakers: dict[int, Party],
) -> tuple[Party, ...]:
    nouns: list[Token] = []
    extra: list[Party] = []
    for child in token.children:
        if child.dep_ in ("poss", "compound", "nmod") and child.ent_type_ in ("PERSON", "ORG", "NORP"):
            nouns += conjuncts(child)
        elif child.dep_ == "poss":
            nouns.append(child)
        if child.dep_ in ("prep", "agent") and child.lower_ in ("with", "between", "by", "among", "to", "on", "of"):
            objects = [g for g in child.children if g.dep_ == "pobj"]
            if child.lower_ in ("on", "of", "to") and not (
                kind in ("interview", "speech") and any(o.ent_type_ in ("ORG", "PERSON", "NORP") for o in objects)
            ):
                continue
            for o in objects:
                nouns += conjuncts(o)
        if (token.pos_ == "VERB" and child.dep_ in ("nsubj", "nsubjpass", "dobj") and kind != "visit") or (
            token.pos_ == "VERB" and child.dep_ == "nsubj"
        ):
            nouns += conjuncts(child)
    if token.pos_ == "VERB":
        nouns += list(_told(token))
        if not any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children):
            nouns += _subject_above(token)
    elif verb is None:
        if token.dep_ == "pobj" and token.head.head.ent_type_ == "PERSON":
            nouns.append(token.head.head)
    else:
        carried = token.dep_ in ("dobj", "attr") and verb.lemma_.lower() in _CARRIERS | {"be"}
        within = token.dep_ == "pobj" and token.head.lower_ in (
            "at",
            "in",
            "during",
            "after",
            "for",
            "to",
            "on",
            "from",
        )
        if within and token.head.head.ent_type_ == "PERSON":
            nouns.append(token.head.head)
        if carried or within or token.dep_ in ("nsubjpass",):
            subject = _subject_above(verb, itself=True)
            nouns += subject
            if within and verb.i in speakers:
                extra.append(speakers[verb.i])
        if carried or within:
            for child in verb.children:
                if child.dep_ == "prep" and child.lower_ == "with":
                    for o in (g for g in child.children if g.dep_ == "pobj"):
                        nouns += conjuncts(o)
    anchor = verb if verb is not None else token
    for child in (*anchor.children, *token.children):
        if child.lower_ == "accompanied":
            for by in child.children:
                for o in (g for g in by.children if g.dep_ == "pobj"):
                    nouns += conjuncts(o)
    found: dict[str, Party] = {}
    for p in [party(document, resolution, n) for n in nouns if n != token] + extra:
        if p is not None and p.type in ("person", "organization", "group", "anonymous"):
            found.setdefault(p.entity or p.name, p)
    named = [p for p in found.values() if p.entity is not None]
    return tuple(found.values()) if named else ()


def _subject_above(verb: Token, *, itself: bool = False) -> list[Token]:
    """The subject of a verb, or of the verb that it is the aim, the manner or the complement of."""
    token = verb
    for step in range(5):
        subject = next((c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None and (itself or step):
            return conjuncts(subject)
        if token.dep_ in ("acl",):
            return [token.head]
        if token.dep_ == "relcl":
            return [token.head]
        if (
            token.dep_ not in ("xcomp", "advcl", "conj", "pcomp", "pobj", "dobj", "prep", "ccomp")
            or token.head == token
        ):
            return []
        token = token.head
    return []


def _when(document: Document, times: Sequence[Timex], token: Token, verb: Token | None) -> Timex | None:
    best: tuple[int, int] | None = None
    for n, t in enumerate(times):
        if t.type not in ("DATE", "TIME") or dates.calendar(t.value) is None:
            continue
        words = frames.tokens(document.doc, (t.span,))
        if not words or words[0].sent != token.sent:
            continue
        chain = {a.i for w in words for a in (w, *w.ancestors)}
        governor = timex.governor(document.doc, t.span)
        if token.i in chain or (verb is not None and governor == verb):
            distance = abs(words[0].i - token.i)
            if best is None or distance < best[0]:
                best = distance, n
    return times[best[1]] if best is not None else None


def _status(document: Document, token: Token, verb: Token | None, when: Timex | None) -> OccasionStatus:
    anchor = verb if verb is not None else token
    if any(c.dep_ == "neg" for c in anchor.children) or any(c.lower_ == "no" for c in token.lefts):
        return "denied"
    published = document.article.published
    value = dates.calendar(when.value) if when else None
    if published is not None and value is not None and value[:10] > published.isoformat() and "W" not in value:
        return "planned"
    lemmas = {a.lemma_.lower() for a in (anchor, *anchor.ancestors)} | {c.lemma_.lower() for c in token.children}
    auxiliaries = {c.lower_ for c in anchor.children if c.dep_ == "aux"}
    if auxiliaries & {"would", "could", "might", "should"}:
        return "hypothetical"
    if (
        auxiliaries & {"will", "'ll", "’ll"}
        or ("to" in auxiliaries and lemmas & _PLANS)
        or lemmas & {"upcoming", "planned"}
    ):
        return "planned"
    return "happened"


def _place(document: Document, token: Token, verb: Token | None) -> str | None:
    for anchor in (token, verb):
        if anchor is None:
            continue
        for prep in anchor.children:
            if prep.dep_ != "prep" or prep.lower_ not in ("at", "in", "to", "from", "on"):
                continue
            for noun in prep.children:
                here = noun.ent_type_ in ("GPE", "LOC", "FAC", "ORG") and prep.lower_ in ("at", "in")
                if noun.dep_ == "pobj" and (here or noun.ent_type_ in ("GPE", "LOC", "FAC")):
                    span = phrase(document.doc, noun)
                    return document.article.text[span.start : span.end]
    return None
