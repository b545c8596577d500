"""Who takes part in an occasion, read off the clause that names it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Token

from onrecord import lexicon
from onrecord.extraction import frames
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.parties import conjuncts, is_being, party
from onrecord.model import OccasionKind, Party

CARRIERS = lexicon.words("carrying")
_WATCH = frozenset("see watch hear cover".split())
_BROKER = frozenset("broker mediate facilitate".split())
_AHEAD = frozenset("upcoming coming forthcoming next future planned tomorrow".split())
_HALLS = frozenset("assembly parliament congress council nation party conference committee".split())
_WITHIN = frozenset("at in during after for to on from over".split())
SEATS = re.compile(r"White House|Kremlin|Downing Street|Oval Office|Capitol|Pentagon|Camp David|Trump Tower|Chequers")
# an occasion takes no part in another ("told a news conference")
_GATHERINGS = frozenset("conference meeting rally gathering convention townhall debate hearing".split())
_POLITICAL = re.compile(r"\b(?:(Democrat(?:s|ic)?\b|DNC\b)|Republicans?\b|GOP\b|RNC\b)")


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


def verb_above(noun: Token) -> Token | None:
    """The verb that a noun hangs from."""
    for above in noun.ancestors:
        if above.pos_ in frames.VERBAL:
            return above
    return None


def participants(
    document: Document,
    resolution: Resolution,
    token: Token,
    verb: Token | None,
    kind: OccasionKind,
    speakers: dict[int, Party],
) -> tuple[Party, ...]:
    """Who takes part, as far as the clause tells; empty where none of them is an entity of the article."""
    nouns: list[Token] = []
    extra: list[Party] = []
    for child in token.children:
        if child.dep_ in ("poss", "compound", "nmod") and child.ent_type_ in ("PERSON", "ORG", "NORP"):
            whose = [p for p in child.lefts if p.dep_ == "poss"]
            if kind == "speech" and token.pos_ == "NOUN" and child.dep_ != "poss" and child.ent_type_ != "PERSON":
                nouns += whose  # "her State of the Union address"
            elif not SEATS.search(entity_text(child)):
                nouns += conjuncts(child)
        elif child.dep_ == "poss":
            nouns.append(child)
        if child.dep_ in ("prep", "agent") and child.lower_ in ("with", "between", "by", "among", "to", "on", "of"):
            objects = [g for g in child.children if g.dep_ == "pobj"]
            if child.lower_ in ("on", "of", "to") and not (
                kind in ("interview", "speech", "hearing")
                and any(o.ent_type_ in ("ORG", "PERSON", "NORP") or o.lemma_ in _HALLS for o in objects)
            ):
                continue
            for o in objects:
                nouns += conjuncts(o)
        if (
            token.pos_ == "VERB" and child.dep_ in ("nsubj", "nsubjpass", "dobj") and kind not in ("visit", "other")
        ) or (token.pos_ == "VERB" and child.dep_ == "nsubj"):
            nouns += conjuncts(child)
    if token.pos_ == "VERB":
        nouns += list(told(token))
        if not any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children):
            nouns += _subject_above(token)
    elif verb is None:
        if token.dep_ == "pobj" and token.head.head.ent_type_ == "PERSON":
            nouns.append(token.head.head)
    else:
        carried = token.dep_ in ("dobj", "attr") and verb.lemma_.lower() in CARRIERS | {"be"}
        within = token.dep_ == "pobj" and token.head.lower_ in _WITHIN
        # who speaks after "the speech" may have watched it
        if within and token.head.lower_ in ("after", "for", "from") and kind == "speech":
            within = False
        if within and (verb.lemma_.lower() in _WATCH or any(c.dep_ == "neg" for c in verb.children)):
            nouns += [c for c in verb.children if c.dep_ == "dobj" and verb.lemma_.lower() in _WATCH]
            within = False
        if token.head.lower_ in ("to", "for", "from", "on") and kind == "debate":
            within = False
        if token.head.lower_ == "on" and kind not in ("call", "interview", "visit"):
            within = False
        if kind == "other" and token.lemma_.lower() in ("convention", "caucus"):
            carried = within = False  # a party's, whoever comes
        if within and token.head.head.ent_type_ == "PERSON":
            nouns.append(token.head.head)
        if within and verb.i in speakers and _is_ahead(token):
            within = False  # who speaks of it now is not at it yet
        if carried or within or token.dep_ in ("nsubjpass",):
            subject = _subject_above(verb, itself=True)
            nouns += subject
            nouns += [g for c in verb.children if c.dep_ == "agent" for g in c.children if g.dep_ == "pobj"]
            if within and verb.i in speakers:
                extra.append(speakers[verb.i])
        if carried or within:
            if verb.lemma_.lower() in ("meet", "face", "join"):
                nouns += [n for c in verb.children if c.dep_ == "dobj" for n in conjuncts(c)]
            if kind in ("call", "meeting", "press conference"):
                nouns += [n for t in told(verb) for n in conjuncts(t)]
            for child in verb.children:
                if child.dep_ == "prep" and child.lower_ == "with":
                    for o in (g for g in child.children if g.dep_ == "pobj"):
                        nouns += conjuncts(o)
    anchor = verb if verb is not None else token
    for child in (*anchor.children, *token.children):
        nouns += _companions(child) if child.lower_ == "accompanied" else []
    found: dict[str, Party] = {}
    for noun in nouns:
        if noun == token or noun.lemma_.lower() in _GATHERINGS or _is_told_of(noun):
            continue
        p = party(document, resolution, noun)
        named = p is not None and p.entity is not None and p.type in ("person", "organization")
        if p is not None and (named or is_being(noun)) and _takes_part(noun, p, kind):
            found.setdefault(p.entity or p.name, p)
    if token.lemma_.lower() in ("convention", "caucus") and (host := _political_party(document, resolution, token)):
        return (host,)
    at = token.dep_ == "pobj" and token.head.lower_ in ("at", "in", "on") and not _is_ahead(token)
    if at and not any(p.entity for p in found.values()):
        # the parse may hang "on a call with reporters" from another verb of the sentence
        told_here = {p.name: p for i, p in speakers.items() if token.sent.start <= i < token.sent.end}
        extra += told_here.values() if len(told_here) == 1 and kind not in ("visit", "other") else ()
    for p in extra:
        found.setdefault(p.entity or p.name, p)
    anybody_known = any(p.entity is not None for p in found.values())
    return tuple(found.values()) if anybody_known or len(found) > 1 else ()


def _political_party(document: Document, resolution: Resolution, convention: Token) -> Party | None:
    """The party whose convention it is: by its name, or the one that the text named last."""
    text = document.article.text
    own = document.doc[convention.left_edge.i : convention.i + 1].text
    other = (
        convention.lemma_.lower() != "convention"
        or convention.pos_ == "PROPN"
        or any(
            (c.dep_ == "prep" and c.lower_ in ("on", "against", "of"))
            or (
                c.dep_ in ("compound", "nmod")
                and c.ent_type_ != "GPE"
                and c.lower_ not in ("party", "state", "national")
            )
            for c in convention.children
        )
    )  # a treaty, or that of a trade
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
    objects = [
        o for by in accompanied.children for o in by.children if o.dep_ == "pobj" and by.lower_ in ("by", "with")
    ]
    return [noun for o in objects for noun in conjuncts(o) if is_being(noun)]


def brokers(token: Token, verb: Token | None) -> list[Token]:
    """Who brings others together without being one of them ("talks brokered by Oman", "Oman mediated talks")."""
    nouns: list[Token] = []
    for child in token.subtree:
        if child.dep_ in ("acl", "relcl") and child.lemma_.lower() in _BROKER:
            nouns += [o for c in child.children if c.dep_ == "agent" for o in c.children if o.dep_ == "pobj"]
        if child.lower_ in ("brokered", "mediated") and child.i > 1 and child.nbor(-1).text == "-":
            nouns.append(child.nbor(-2))  # "Oman-brokered talks"
    if verb is not None and verb != token and verb.lemma_.lower() in _BROKER:
        if token.dep_ == "dobj":
            nouns += [c for c in verb.children if c.dep_ == "nsubj"]
        if token.dep_ == "nsubjpass":
            nouns += [o for c in verb.children if c.dep_ == "agent" for o in c.children if o.dep_ == "pobj"]
    return [n for noun in nouns for n in conjuncts(noun) if n.pos_ == "PROPN"]


def _is_ahead(token: Token) -> bool:
    """ "The upcoming debates", "next month's summit"."""
    return any(t.lemma_.lower() in _AHEAD for child in token.lefts for t in child.subtree)


def _is_told_of(noun: Token) -> bool:
    """ "told supporters that he had faith": what is told, where the parse takes it for one who is."""
    return any(t.lower_ == "that" or t.pos_ in frames.VERBAL for t in noun.lefts)


def _takes_part(noun: Token, party: Party, kind: OccasionKind) -> bool:
    """Countries confer too, but a place is elsewhere only where something is held."""
    if party.type == "place":
        first = next((t for t in (noun, *noun.conjuncts) if t.dep_ != "conj"), noun)
        confers = first.dep_ == "pobj" and first.head.lower_ in ("with", "between", "among")
        holds = first.dep_ == "nsubj" and kind in ("meeting", "call")
        return noun.ent_type_ == "GPE" and (confers or holds)
    return party.type in ("person", "organization", "group", "anonymous")


def _subject_above(verb: Token, *, itself: bool = False) -> list[Token]:
    """The subject of a verb, or of the verb that it is the aim, the manner or the complement of."""
    token = verb
    for step in range(5):
        # the nearest: a dateline is taken for a subject too
        subject = next((c for c in reversed(list(token.lefts)) if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is None and step == 0 and itself:
            beside = _people_before(token)
            if beside:
                return beside
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


def _people_before(verb: Token) -> list[Token]:
    """The persons right before a verb whose subject the parse has lost ("... and Biden were at the meeting")."""
    if verb.i == 0 or verb.nbor(-1).ent_type_ != "PERSON" or verb.nbor(-1).sent != verb.sent:
        return []
    people = [verb.nbor(-1)]
    while people[-1].dep_ == "conj" and not any(t.is_punct for t in verb.doc[people[-1].head.i : people[-1].i]):
        people.append(people[-1].head)
    return people[::-1]
