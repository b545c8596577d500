"""To whom a content is said: the one told, asked or written to, as far as the text says so, resolved like a speaker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from spacy.tokens import Token

from onrecord.extraction import frames, scenes
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.frames import Frame
from onrecord.extraction.parties import party
from onrecord.model import EntityType, Occasion, Party, Speaker

# verbs whose object is the one who is told
_TELL = frozenset(
    "tell ask inform remind assure warn urge press advise brief address thank notify promise persuade convince exhort "
    "implore beg question quiz interview text email e-mail write lecture instruct order counsel reassure answer "
    "challenge caution invite greet".split()
)
# verbs and nouns after which "to" (or another of these) brings in the one who is told
_TO = {
    "to": frozenset(
        "say speak talk write explain suggest state testify announce address complain mention confess admit read pitch "
        "appeal report respond reply give send deliver issue letter email e-mail memo message note speech remark "
        "statement comment add describe confide confirm relay add post tweet repeat propose indicate describe present "
        "advice offer apology warning appeal testimony plea request disclose letter response".split()
    ),
    "with": frozenset(
        "interview speak talk chat conversation discussion sit phone call meeting townhall session".split()
    ),
    "from": frozenset(["question"]),
    "at": frozenset("tweet shout yell scream".split()),
    "before": frozenset("testify speak appear".split()),
}
_AIRED = frozenset("appearance appearing appeared appears broadcast said say says saying".split())
_TALKS = ("interview", "speech", "call", "rally")
# common nouns in the singular that can be told something
_URGE = frozenset("urge ask tell advise warn persuade exhort beg implore press order encourage invite".split())
_NOT_TOLD = frozenset("cheer applause question boo shout criticism story lie talk attack concern call".split())
_HEARERS = frozenset(
    "crowd audience reporter court judge jury committee panel public press media nation world country interviewer host "
    "moderator journalist newspaper magazine congregation parliament assembly room staff colleague friend wife husband "
    "man woman boy girl caller voter supporter student worker president minister chairman secretary senator lawmaker "
    "board company government administration campaign university church "
    "investigator agent officer lawyer aide adviser station channel network outlet paper agency".split()
)


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
    letters = _Letters(document, resolution)
    dialogue = _dialogue(resolution, framed)
    out: list[Party | None] = []
    for i, frame in enumerate(framed):
        found = _own(document, resolution, frame, i)
        if found is None and i in asked and (asker := _party_of_speaker(document, resolution, asked[i])):
            found = asker
        if found is None and i + 1 < len(framed) and (i + 1) in asked and asked[i + 1] == i and not frame.source:
            found = _party_of_speaker(document, resolution, i + 1)  # "Asked whether ..., she said": she was asked
        if found is None and i in dialogue:
            found = _party_of_speaker(document, resolution, dialogue[i])
        occasion = held.get(links[i] or "") if links else None
        if found is None and occasion is not None and not _is_aired(document, occasion):
            found = _other_side(resolution, i, occasion)
        previous = before[i]
        if found is None:
            found = letters(frame)
        elsewhere = links and occasion is not None and links[i] != links[previous or 0]
        if found is None and previous is not None and _same_scene(frame) and not elsewhere:
            found = out[previous]
        out.append(None if found is not None and _is_self(resolution.speakers[i], found) else found)
    return out


def _is_aired(document: Document, occasion: Occasion) -> bool:
    """Whether one only appears on a channel ("said on CNN"): what it carries is not said to it."""
    texts = (document.article.text[s.start : s.end].split()[-1].lower() for s in occasion.spans)
    return occasion.kind == "interview" and all(t in _AIRED for t in texts)


def _other_side(resolution: Resolution, index: int, occasion: Occasion) -> Party | None:
    speaker = resolution.speakers[index].name
    entities = {e.name: e for e in resolution.entities}
    for name in occasion.participants:
        entity = entities.get(name)
        if occasion.kind in ("speech", "rally") and entity is not None and entity.type == "person":
            continue  # who shares a stage is not who is spoken to
        if speaker is None or name.split()[-1].lower() != speaker.split()[-1].lower():
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
            if told.i in allowed and _can_hear(told):
                return party(document, resolution, told)
        for urged in _urged(verb):
            if _can_hear(urged):
                return party(document, resolution, urged)
    governed, cue = frame.governed(), {t.i for t in frame.cue}
    for token in frame.around:
        if token.i in governed and token.dep_ in ("prep", "dative") and token.lower_ in _TO:
            above = token.head
            if above.lemma_.lower() not in _TO[token.lower_] or (
                above.pos_ == "VERB" and above.i not in cue and not _aside(above, frame)
            ):
                continue
            for noun in token.children:
                if noun.dep_ in ("pobj", "pcomp") and noun.i in allowed and _can_hear(noun):
                    return party(document, resolution, noun)
    asker = _asked_by(frame, governed)
    return party(document, resolution, asker) if asker is not None and asker.i in allowed else None


def _aside(verb: Token, frame: Frame) -> bool:
    """ "Calloway, speaking to reporters, said": a participle beside the saying."""
    beside = verb.head == frame.head or verb.head.i in {t.i for t in frame.source}
    return verb.tag_ == "VBG" and verb.lemma_.lower() in ("speak", "talk", "write") and beside


def _asked_by(frame: Frame, governed: set[int]) -> Token | None:
    """ "..., she said when asked by a reporter": who put the question that this answers."""
    for token in frame.around:
        if token.i in governed and token.dep_ == "agent" and token.head.lemma_.lower() in ("ask", "press", "question"):
            return next((c for c in token.children if c.dep_ == "pobj"), None)
    return None


def _can_hear(noun: Token) -> bool:
    if noun.pos_ in ("PROPN", "PRON") or noun.tag_ == "NNS":
        return noun.ent_type_ not in ("DATE", "TIME", "EVENT", "LAW") and noun.lemma_.lower() not in _NOT_TOLD
    return noun.pos_ == "NOUN" and noun.lemma_.lower() in _HEARERS


def _told(verb: Token) -> Iterable[Token]:
    lemma = verb.lemma_.lower()
    if lemma not in _TELL:
        return
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    for child in verb.children:
        if child.dep_ in ("dobj", "dative") or (passive and child.dep_ == "nsubjpass"):
            yield child


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


def _dialogue(resolution: Resolution, framed: list[Frame]) -> dict[int, int]:
    """In a transcript ("SMITH: ..." after "JONES: ...") each turn by one of the other's: two speak by turns."""
    turns = [i for i, f in enumerate(framed) if f.cue and all(t.is_punct for t in f.cue) and f.cue[0].text == ":"]
    out: dict[int, int] = {}
    for a, b in pairwise(turns):
        mine, yours = scenes.who(resolution.speakers[a]), scenes.who(resolution.speakers[b])
        if b == a + 1 and mine and yours and mine != yours:
            out.setdefault(a, b)
            out[b] = a
    return out if len(out) > 2 else {}


def _is_self(speaker: Speaker, party: Party) -> bool:
    """Nobody is told by himself; a phrase that holds the other's name is a longer mention of the same."""
    if speaker.name is None:
        return False
    one, other = sorted((speaker.name.lower(), party.name.lower()), key=len)
    return (speaker.entity is not None and speaker.entity == party.entity) or other.startswith(one)


class _Letters:
    """To whom an article's letter is addressed, for the statements that name the letter and not its recipient; where
    the article's letters have several recipients, nothing says which."""

    def __init__(self, document: Document, resolution: Resolution) -> None:
        recipients = {}
        for token in document.doc:
            if token.dep_ in ("prep", "dative") and token.lower_ == "to" and _is_letter(_addressed(token.head)):
                for noun in token.children:
                    p = party(document, resolution, noun) if noun.dep_ == "pobj" and _can_hear(noun) else None
                    if p is not None:
                        recipients[p.entity or p.name] = p
        self._recipient = next(iter(recipients.values())) if len(recipients) == 1 else None

    def __call__(self, frame: Frame) -> Party | None:
        """The recipient, if the statement is made in the letter."""
        words = (*frame.source, *(t for t in frame.around if t.dep_ == "pobj" and t.head.lower_ == "in"))
        governed = frame.governed() | {t.i for t in frame.source}
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
    if speaker.name is None or speaker.type == "unknown":
        return None
    kind: EntityType = speaker.type
    return Party(speaker.name, kind, speaker.entity, document.attributions[index].source)


def _same_scene(frame: Frame) -> bool:
    if frame.head is None or frame.head.lemma_.lower() not in scenes.SAYING:
        return False
    governed = frame.governed()
    return not any(
        t.ent_type_ == "DATE" and t.lower_ in ("last", "ago", "earlier") and t.i in governed for t in frame.around
    )
