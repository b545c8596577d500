"""To whom a content is said: the one told, asked or written to, as far as the text says so, resolved like a speaker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from spacy.tokens import Token

from onrecord.extraction import dialogue, frames, hearers, nesting, scenes
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.frames import Frame
from onrecord.extraction.manner import Manner
from onrecord.extraction.parties import is_outlet, party
from onrecord.model import EntityType, Occasion, Party, Speaker

_TALKS = ("interview", "speech", "call", "rally")
_VOICE = 0.33  # of an article's statements, from which it is a speaker's interview


def read(
    document: Document,
    resolution: Resolution,
    occasions: Sequence[Occasion] = (),
    links: Sequence[str | None] = (),
    manners: Sequence[Manner] = (),
) -> list[Party | None]:
    """The addressee of each attribution, in order; None where the text names none.

    `occasions` and `links` (one occasion's id or None per attribution): what is said in an interview is said to the
    other side of it, and whom one addresses at an occasion hears the rest of it. With `manners`, a thought is told to
    nobody but whom its own clause names, and what is written is not told to those who were spoken to. What is reported
    within another's words was said elsewhere, to whom its own clause names.
    """
    within = nesting.holders(document)
    outer = [i for i, holder in enumerate(within) if holder is None]
    if len(outer) == len(within):
        return _addressed_in_turn(document, resolution, occasions, links, manners)
    told = [
        next(_told(document, resolution, i, frame), None) if holder is not None else None
        for i, (frame, holder) in enumerate(zip(frames.read(document), within, strict=True))
    ]
    found = _addressed_in_turn(
        replace(
            document,
            attributions=tuple(document.attributions[i] for i in outer),
            turns={n: document.turns[i] for n, i in enumerate(outer) if i in document.turns},
        ),
        replace(resolution, speakers=tuple(resolution.speakers[i] for i in outer)),
        occasions,
        [links[i] for i in outer] if links else (),
        [manners[i] for i in outer] if manners else (),
    )
    for i, hearer in zip(outer, found, strict=True):
        told[i] = hearer
    return told


def _told(document: Document, resolution: Resolution, index: int, frame: Frame) -> Iterator[Party]:
    """Whom a statement's own clause names as told, but for its speaker."""
    speaker = resolution.speakers[index]
    return (p for p in hearers.told(document, resolution, frame) if not is_self(speaker, p))


def _addressed_in_turn(
    document: Document,
    resolution: Resolution,
    occasions: Sequence[Occasion],
    links: Sequence[str | None],
    manners: Sequence[Manner],
) -> list[Party | None]:
    """The addressees of statements that follow each other."""
    held = {o.id: o for o in occasions if o.kind in _TALKS}
    framed = frames.read(document)
    modes = [m.mode for m in manners] or ["speech"] * len(framed)
    before = scenes.continued(document, resolution, framed)
    exchange = _Exchange(document, resolution, framed)
    letters = _Letters(document, resolution)
    there: dict[tuple[str, str], Party] = {}  # whom a speaker was last said to address at an occasion
    out: list[Party | None] = []
    carried: list[Party | None] = []
    by_word: list[Party | None] = []
    for i, frame in enumerate(framed):
        speaker, link = resolution.speakers[i], links[i] if links else None
        found = next(_told(document, resolution, i, frame), None)
        by_word.append(found)
        urged = None
        if found is None:
            urged = next((p for p in hearers.urged(document, resolution, frame) if not is_self(speaker, p)), None)
            found = urged
        if found is None:
            beside = (_party_of_speaker(document, resolution, n) for n in exchange.beside(i))
            found = next((p for p in beside if p is not None), None)
        if found is None:
            found = letters(frame)
        here = (scenes.who(speaker) or "", link or "")
        if found is not None and all(here) and urged is None:
            there[here] = found
        if found is None and modes[i] == "speech":
            found = there.get(here)
        # Of an interview's questions and answers their order alone tells who hears them.
        occasion = held.get(link or "") if i not in document.turns or document.turns[i].label else None
        if found is None and occasion is not None and modes[i] == "speech" and not _is_aired(document, occasion):
            found = _other_side(resolution, speaker, occasion)
        previous = before[i]
        if found is None and previous is not None and modes[i] == modes[previous] != "thought" and _same_scene(frame):
            found = None if link is not None and link != links[previous] else carried[previous]
        out.append(None if found is not None and is_self(speaker, found) else found)
        carried.append(out[-1] if urged is None else None)
    interviewers = _interviewers(resolution, by_word)
    return [
        told or (interviewers.get(scenes.who(speaker) or "") if mode == "speech" else None)
        for told, speaker, mode in zip(out, resolution.speakers, modes, strict=True)
    ]


class _Exchange:
    """Who speaks with whom, as the order of questions, answers, replies and turns tells."""

    def __init__(self, document: Document, resolution: Resolution, framed: Sequence[Frame]) -> None:
        self._framed = framed
        self._answers = dialogue.answers(framed)
        self._replies = dialogue.replies(resolution, framed)
        self._replied = {before: after for after, before in self._replies.items()}
        self._turns = dialogue.others(document, resolution, framed)

    def beside(self, i: int) -> Iterator[int]:
        """The statements whose speaker may be whom one is told to, the likeliest first."""
        frame = self._framed[i]
        if i in self._replies:
            yield self._replies[i]
        if i in self._replied:
            yield self._replied[i]
        if not frame.source and self._answers.get(i + 1) == i:
            yield i + 1  # "Asked whether ..., she said": she was asked
        if i in self._turns:
            yield self._turns[i]


def _interviewers(resolution: Resolution, told: Sequence[Party | None]) -> dict[str, Party]:
    """To whom the chief speakers of an article speak all the while, headline and summary included: the one outlet or
    person whom the words of their statements name as told."""
    keys = [scenes.who(s) for s in resolution.speakers]
    counts = Counter(keys)
    out = {}
    for key in (k for k, count in counts.items() if k and count >= _VOICE * len(keys)):
        found = {p.entity or p.name: p for k, p in zip(keys, told, strict=True) if k == key and p is not None}
        hearer = next(iter(found.values())) if len(found) == 1 else None
        if hearer is not None and _interviews(hearer):
            out[key] = hearer
    return out


def _interviews(hearer: Party) -> bool:
    """Whether whoever is told interviews: an outlet, or a person. The press is told many things, on many occasions."""
    return is_outlet(hearer.name) or hearer.type == "person"


def _is_aired(document: Document, occasion: Occasion) -> bool:
    """Whether one only appears on a channel: what it carries is not said to it."""
    words = (document.article.text[s.start : s.end].split()[-1].lower() for s in occasion.spans)
    return occasion.kind == "interview" and all(w in ("appearance", "broadcast") for w in words)


def _other_side(resolution: Resolution, speaker: Speaker, occasion: Occasion) -> Party | None:
    """Who else takes part in an interview or a call; of a speech its crowd, as who has a name shares the stage."""
    for name in occasion.participants:
        entity = resolution.named(name)
        shares = entity is not None and occasion.kind in ("speech", "rally")
        if speaker.name is not None and not shares and name.split()[-1].lower() != speaker.name.split()[-1].lower():
            kind: EntityType = entity.type if entity is not None else "group"
            return Party(name, kind, entity.id if entity is not None else None, occasion.spans[:1])
    return None


def is_self(speaker: Speaker, party: Party) -> bool:
    """Nobody is told by himself; a phrase that holds the other's name is a longer mention of the same."""
    if speaker.name is None:
        return False
    one, other = sorted((speaker.name.lower(), party.name.lower()), key=len)
    if speaker.entity is not None and party.entity is not None:
        return speaker.entity == party.entity
    return other == one or other.startswith((one + " ", one + ","))


class _Letters:
    """To whom an article's letter is addressed, for the statements that name the letter and not its recipient; where
    the article's letters have several recipients, nothing says which."""

    def __init__(self, document: Document, resolution: Resolution) -> None:
        recipients = {}
        for token in document.doc:
            if token.dep_ in ("prep", "dative") and token.lower_ == "to" and _is_letter(_addressed(token.head)):
                for noun in token.children:
                    p = party(document, resolution, noun) if noun.dep_ == "pobj" and hearers.can_hear(noun) else None
                    if p is not None:
                        recipients[p.entity or p.name] = p
        self._recipient = next(iter(recipients.values())) if len(recipients) == 1 else None

    def __call__(self, frame: Frame) -> Party | None:
        """The recipient, if the statement is made in the letter."""
        words = (*frame.source, *(t for t in frame.around if t.dep_ == "pobj" and t.head.lower_ == "in"))
        governed = frame.governed | {t.i for t in frame.source}
        return self._recipient if any(t.i in governed and _is_letter(t) for t in words) else None


def _addressed(word: Token) -> Token:
    """The noun that "addressed to", "sent to" is said of, or the object of the verb that sends it."""
    if word.pos_ == "VERB" and word.lemma_.lower() in ("send", "write") and word.dep_ != "acl":
        return next((c for c in word.children if c.dep_ == "dobj"), word)
    past = word.tag_ == "VBN" and word.dep_ == "acl" and word.lemma_.lower() in ("address", "send", "write")
    return word.head if past else word


def _is_letter(noun: Token) -> bool:
    return noun.pos_ in ("NOUN", "PROPN") and noun.lemma_.lower() in ("letter", "email", "e-mail", "memo", "note")


def _party_of_speaker(document: Document, resolution: Resolution, index: int) -> Party | None:
    speaker = resolution.speakers[index]
    if speaker.name is None or speaker.type in ("unknown", "document"):
        return None
    return Party(speaker.name, cast("EntityType", speaker.type), speaker.entity, document.attributions[index].source)


def _same_scene(frame: Frame) -> bool:
    if frame.head is None or frame.head.lemma_.lower() not in scenes.SAYING:
        return False
    governed = frame.governed
    return not any(
        t.ent_type_ == "DATE" and t.lower_ in ("last", "ago", "earlier") and t.i in governed for t in frame.around
    )
