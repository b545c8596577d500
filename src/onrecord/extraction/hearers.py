"""Whom the frame of a statement itself names as the one told, asked or written to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from onrecord import lexicon
from onrecord.extraction import frames
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.frames import Frame
from onrecord.extraction.parties import is_being, party
from onrecord.model import Party, Span, Speaker

# verbs whose object is the one who is told
_TELL = lexicon.words("telling somebody")
# verbs and nouns after which "to" (or another of these) brings in the one who is told
_TO = {
    "to": lexicon.words("saying to"),
    "with": lexicon.words("talking with"),
    "from": frozenset(["question"]),
    "at": frozenset("tweet shout yell scream".split()),
    "before": frozenset("testify speak appear".split()),
}
# after these, and "to" or "with", somebody is told whatever the verb of saying is
_PRESENT = frozenset("reporter journalist crowd audience supporter voter donor delegate lawmaker".split())
_URGE = lexicon.words("urging") | {"encourage"}
_ADDRESS = frozenset("address brief answer thank welcome tell".split())  # "Briefing the council, she said"
_ASKED = frozenset("ask press question".split())
_NOT_TOLD = lexicon.words("not telling")
# common nouns in the singular that can be told something
_HEARERS = lexicon.words("hearers")
_CROWDS = frozenset("crowd audience congregation".split())


def told(document: Document, resolution: Resolution, frame: Frame) -> Iterator[Party]:
    """Those whom the frame itself names as told, asked or written to, the likeliest first."""
    return _parties(document, resolution, _nouns(frame))


def urged(document: Document, resolution: Resolution, frame: Frame) -> Iterator[Party]:
    """Those who are to do what the content says, and who may be elsewhere when it is said ("called on them to go")."""
    return _parties(document, resolution, (noun for verb in _verbs(frame) for noun in _urged(verb)))


def offered(document: Document, resolution: Resolution) -> list[Party]:
    """All in an article who may be told something, once for every mention: who has a name, and others that can hear."""
    entities = {e.id: e for e in resolution.entities if e.type != "document"}
    found: list[Party] = []
    named: set[int] = set()
    for mention in resolution.mentions:
        entity = entities.get(mention.entity or "")
        if entity is not None:
            found.append(Party(entity.name, entity.type, entity.id, (mention.span,)))
        if mention.entity:
            named.update(range(*mention.span))
    nouns = (t for t in document.doc if t.pos_ in ("NOUN", "PROPN") and t.dep_ != "compound" and t.idx not in named)
    others = (party(document, resolution, noun) for noun in nouns if is_being(noun) and can_hear(noun))
    return found + [p for p in others if p is not None]


def _parties(document: Document, resolution: Resolution, nouns: Iterable[Token]) -> Iterator[Party]:
    for noun in nouns:
        if _can_hear(noun, document, resolution) and (found := _stands_for(document, resolution, noun)) is not None:
            yield found


def _nouns(frame: Frame) -> Iterator[Token]:
    if frame.head is None:
        return
    allowed, cue = {t.i for t in frame.around} | {t.i for t in frame.cue}, {t.i for t in frame.cue}
    verbs, governed = _verbs(frame), frame.governed
    for verb in verbs:
        within = [t for t in _objects(verb) if verb.i in cue and _is_first(t, frame)]
        passive = verb.i in cue and verb.tag_ == "VBN"  # whoever "was told" may stand in the content
        yield from (
            t
            for t in _objects(verb)
            if t.i in allowed or (passive and t.dep_ == "nsubjpass") or (t in within and t not in set(_urged(verb)))
        )
    for prep in frame.around:
        if prep.i in governed and prep.dep_ in ("prep", "dative") and prep.lower_ in _TO:
            nouns = (n for n in prep.children if n.dep_ in ("pobj", "pcomp") and n.i in allowed)
            yield from (n for n in nouns if _brings_in(prep, n, frame, cue))
    for token in frame.around:  # "..., she said when asked by a reporter"
        asked = token.dep_ == "agent" and token.head.lemma_.lower() in _ASKED and token.head != frame.head
        if asked and token.i in governed:
            yield from (c for c in token.children if c.dep_ == "pobj" and c.i in allowed)
    for verb in verbs:  # "said Smith, looking out on the crowd"
        for beside in (c for c in verb.children if c.dep_ == "advcl" and c.tag_ == "VBG"):
            yield from (t for t in beside.subtree if t.dep_ == "pobj" and t.i in allowed and t.lemma_ in _CROWDS)


def can_hear(noun: Token) -> bool:
    """Whether a noun, by its form alone, stands for somebody who can be told something."""
    if noun.pos_ in ("PROPN", "PRON") or noun.tag_ == "NNS":
        return noun.ent_type_ not in ("DATE", "TIME", "EVENT", "LAW") and noun.lemma_.lower() not in _NOT_TOLD
    return noun.pos_ == "NOUN" and noun.lemma_.lower() in _HEARERS


def is_asking(frame: Frame) -> bool:
    """Whether the cue is a question's: "asked", "pressed"."""
    return frame.head is not None and frame.head.lemma_.lower() in _ASKED


def _can_hear(noun: Token, document: Document, resolution: Resolution) -> bool:
    if can_hear(noun):
        return True
    found = party(document, resolution, noun)  # "the mogul", where the article says which
    return found is not None and found.entity is not None and found.type == "person"


def _stands_for(document: Document, resolution: Resolution, noun: Token) -> Party | None:
    """Whom the word stands for; "me" in what somebody says is who says it, elsewhere the article's author."""
    if noun.lower_ == "me":
        article = document.article
        if within := document.contents_over(noun.idx):
            return _party_of(resolution.speakers[within[-1]], noun)
        name = article.byline or article.outlet
        span = Span(noun.idx, noun.idx + len(noun))
        return Party(name, "person" if article.byline else "organization", None, (span,)) if name else None
    return party(document, resolution, noun)


def _party_of(speaker: Speaker, noun: Token) -> Party | None:
    if speaker.name is None or speaker.type not in ("person", "organization"):
        return None
    return Party(speaker.name, speaker.type, speaker.entity, (Span(noun.idx, noun.idx + len(noun)),))


def _verbs(frame: Frame) -> list[Token]:
    """The cue's verbs, and the participles that go with them ("attacked the plan, telling reporters that ...")."""
    if frame.head is None:
        return []
    verbs = [frame.head, *(t for t in frame.cue if t.pos_ in frames.VERBAL and t != frame.head)]
    participles = [c for v in verbs for c in v.children if c.dep_ == "advcl" and c.tag_ == "VBG"]
    return verbs + [p for p in participles if p.lemma_.lower() in (_URGE if p.i > verbs[0].i else _ADDRESS)]


def _is_first(noun: Token, frame: Frame) -> bool:
    """Whether a content begins with the one who is told ("warned | the council that ...")."""
    return noun.left_edge.i - 1 in {t.i for t in frame.cue} and any(t.i > noun.i for t in noun.head.rights)


def _objects(verb: Token) -> Iterable[Token]:
    if verb.lemma_.lower() not in _TELL:
        return
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    for child in verb.children:
        whose = any(c.tag_ == "POS" for c in child.children)  # "told CNN's Ruth Calloway"
        if (child.dep_ in ("dobj", "dative") and not whose) or (passive and child.dep_ == "nsubjpass"):
            yield child
    bare = not any(c.dep_ in ("nsubj", "nsubjpass", "dobj") for c in verb.children)
    if bare and verb.tag_ == "VBN" and verb.dep_ == "advcl" and verb.lemma_.lower() in _ASKED:
        yield from (c for c in verb.head.lefts if c.dep_ == "nsubj")  # "When asked whether ..., she said"


def _urged(verb: Token) -> Iterable[Token]:
    """Who is to do what the content says ("urged them to leave", "called on them to leave"), though within it."""
    lemma = verb.lemma_.lower()
    for child in verb.children:
        to_do = child.dep_ in ("ccomp", "xcomp") and any(c.lower_ == "to" and c.dep_ == "aux" for c in child.children)
        if to_do and lemma in _URGE:
            yield from (c for c in child.children if c.dep_ == "nsubj")
            yield from (c for c in verb.children if c.dep_ == "dobj" and c.i < child.i)
        if lemma == "call" and child.dep_ == "prep" and child.lower_ in ("on", "upon"):
            yield from (c for c in child.children if c.dep_ == "pobj")


def _brings_in(prep: Token, noun: Token, frame: Frame, cue: set[int]) -> bool:
    """Whether a preposition brings in the one who is told, by what it hangs from."""
    above = prep.head
    if above.i in cue and prep.lower_ in ("to", "with") and noun.lemma_.lower() in _PRESENT:
        return True
    if above.lemma_.lower() not in _TO[prep.lower_]:
        return False
    return above.pos_ not in frames.VERBAL or above.i in cue or _aside(above, frame)


def _aside(verb: Token, frame: Frame) -> bool:
    """ "Calloway, speaking to reporters, said", "officials who spoke to the paper said"."""
    beside = verb.head == frame.head or verb.head.i in {t.i for t in frame.source}
    told = verb.tag_ == "VBG" or verb.dep_ == "relcl"
    return told and verb.lemma_.lower() in ("speak", "talk", "write") and beside
