"""To whom a content is said: the one told, asked or written to, as far as the text says so, resolved like a speaker."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from onrecord.extraction import frames, scenes
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.frames import Frame
from onrecord.model import EntityType, Party, Span

# verbs whose object is the one who is told
_TELL = frozenset(
    "tell ask inform remind assure warn urge press advise brief address thank notify promise persuade convince exhort "
    "implore beg question quiz interview text email e-mail write call lecture instruct order counsel reassure answer "
    "challenge caution invite greet".split()
)
# verbs and nouns after which "to" (or another of these) brings in the one who is told
_TO = {
    "to": frozenset(
        "say speak talk write explain suggest state testify announce address complain mention confess admit read pitch "
        "appeal report respond reply give send deliver issue letter email e-mail memo message note speech remark "
        "statement comment add describe confide confirm relay add post tweet repeat propose indicate describe present "
        "testimony plea request disclose letter response".split()
    ),
    "with": frozenset("interview speak talk chat conversation discussion sit phone".split()),
    "at": frozenset("tweet shout yell scream".split()),
    "before": frozenset("testify speak appear".split()),
}
_NOT_TOLD = frozenset("conference briefing hearing meeting rally debate forum question story tale truth lie".split())


def read(document: Document, resolution: Resolution) -> list[Party | None]:
    """The addressee of each attribution, in order; None where the text names none."""
    framed = frames.read(document)
    before = scenes.continued(document, resolution, framed)
    asked = _questions(document, framed)
    out: list[Party | None] = []
    for i, frame in enumerate(framed):
        found = _own(document, resolution, frame, i)
        if found is None and i in asked and (asker := _party_of_speaker(document, resolution, asked[i])):
            found = asker
        previous = before[i]
        if found is None and previous is not None and _same_scene(frame):
            found = out[previous]
        out.append(found)
    return out


def _own(document: Document, resolution: Resolution, frame: Frame, index: int) -> Party | None:
    """The addressee that the frame itself names."""
    if frame.head is None:
        return None
    allowed = {t.i for t in frame.around} | {t.i for t in frame.cue}
    verbs = [frame.head, *(t for t in frame.cue if t.pos_ in frames.VERBAL and t != frame.head)]
    for verb in verbs:
        for told in _told(verb):
            if told.i in allowed and told.lemma_.lower() not in _NOT_TOLD:
                return party(document, resolution, told)
    governed = frame.governed()
    for token in frame.around:
        if token.i in governed and token.dep_ in ("prep", "dative") and token.lower_ in _TO:
            if token.head.lemma_.lower() not in _TO[token.lower_]:
                continue
            for noun in token.children:
                if noun.dep_ in ("pobj", "pcomp") and noun.i in allowed and noun.pos_ in ("NOUN", "PROPN", "PRON"):
                    return party(document, resolution, noun)
    return None


def _told(verb: Token) -> Iterable[Token]:
    lemma = verb.lemma_.lower()
    if lemma not in _TELL:
        return
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    for child in verb.children:
        if child.dep_ in ("dobj", "dative") or (passive and child.dep_ == "nsubjpass"):
            if child.pos_ in ("NOUN", "PROPN", "PRON") and child.ent_type_ not in ("DATE", "TIME"):
                yield child
        elif child.dep_ in ("ccomp", "xcomp") and lemma in ("urge", "ask", "tell", "advise", "warn", "persuade"):
            # "urged them to ...": spaCy hangs the one urged from the infinitive
            subject = next((c for c in child.children if c.dep_ == "nsubj"), None)
            if subject is not None and any(c.lower_ == "to" and c.dep_ == "aux" for c in child.children):
                yield subject


def _questions(document: Document, framed: list[Frame]) -> dict[int, int]:
    """Answers by the question they answer: the statement that follows a question in the same sentence or next to it."""
    out: dict[int, int] = {}
    for i in range(1, len(framed)):
        before, after = framed[i - 1], framed[i]
        if before.head is None or after.head is None or before.head.lemma_.lower() not in ("ask", "press", "question"):
            continue
        if before.head.sent == after.head.sent or after.head.lemma_.lower() in ("reply", "respond", "answer"):
            out[i] = i - 1
    return out


def _party_of_speaker(document: Document, resolution: Resolution, index: int) -> Party | None:
    speaker = resolution.speakers[index]
    if speaker.name is None or speaker.type == "unknown":
        return None
    kind: EntityType = speaker.type
    return Party(speaker.name, kind, speaker.entity, document.attributions[index].source)


def _same_scene(frame: Frame) -> bool:
    return frame.head is not None and frame.head.lemma_.lower() in ("say", "add", "continue", "explain", "note")


def party(document: Document, resolution: Resolution, noun: Token) -> Party | None:
    """Whom a noun or pronoun stands for: the entity of its mention, or else its own words; None for an open pronoun."""
    at = Span(noun.idx, noun.idx + len(noun))
    best = None
    for mention in resolution.mentions:
        if mention.span.start <= at.start and at.end <= mention.span.end and (best is None or mention.entity):
            best = mention
    if best is not None and best.entity:
        entity = resolution.entity(best.entity)
        return Party(entity.name, entity.type, entity.id, (best.span,))
    if noun.pos_ == "PRON":
        return None
    span = phrase(document.doc, noun)
    kind: EntityType = (
        "group" if noun.tag_ in ("NNS", "NNPS") else "organization" if noun.pos_ == "PROPN" else "anonymous"
    )
    return Party(document.article.text[span.start : span.end], kind, None, (span,))


def phrase(doc: Doc, noun: Token) -> Span:
    """A noun with what stands before it and the "of" that completes it, without its relative clauses."""
    left = noun.left_edge
    while left.i < noun.i and (left.is_punct or left.is_space or left.lower_ in ("both", "even", "only", "also")):
        left = left.nbor()
    right = noun
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ == "of" and not any(t.is_punct for t in child.subtree):
            right = child.right_edge
        elif child.dep_ not in ("compound", "flat"):
            break
    return Span(left.idx, right.idx + len(right))
