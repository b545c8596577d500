"""To whom a content is said: the one told, asked or written to, as far as the text says so, resolved like a speaker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from onrecord.extraction import frames, scenes
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.frames import Frame
from onrecord.extraction.parties import party
from onrecord.model import EntityType, Occasion, Party

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
_TALKS = ("interview", "speech", "call", "rally")
_NOT_TOLD = frozenset("conference briefing hearing meeting rally debate forum question story tale truth lie".split())


def read(
    document: Document,
    resolution: Resolution,
    occasions: Sequence[Occasion] = (),
    links: Sequence[str | None] = (),
) -> list[Party | None]:
    """The addressee of each attribution, in order; None where the text names none.

    `occasions` and `links` (one occasion's id or None per attribution): what is said in an interview is said to the
    other side of it.
    """
    held = {o.id: o for o in occasions if o.kind in _TALKS}
    framed = frames.read(document)
    before = scenes.continued(resolution, framed)
    asked = _questions(document, framed)
    out: list[Party | None] = []
    for i, frame in enumerate(framed):
        found = _own(document, resolution, frame, i)
        if found is None and i in asked and (asker := _party_of_speaker(document, resolution, asked[i])):
            found = asker
        occasion = held.get(links[i] or "") if links else None
        if found is None and occasion is not None:
            found = _other_side(resolution, i, occasion)
        previous = before[i]
        if found is None and previous is not None and _same_scene(frame):
            found = out[previous]
        out.append(found)
    return out


def _other_side(resolution: Resolution, index: int, occasion: Occasion) -> Party | None:
    speaker = resolution.speakers[index].name
    entities = {e.name: e for e in resolution.entities}
    for name in occasion.participants:
        if name != speaker:
            entity = entities.get(name)
            kind: EntityType = entity.type if entity is not None else "group"
            return Party(name, kind, entity.id if entity is not None else None, occasion.spans[:1])
    return None


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
