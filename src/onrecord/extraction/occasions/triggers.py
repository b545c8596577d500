"""Where a text speaks of an occasion: the word that names it, who takes part, where, when, whether it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from onrecord.extraction import frames
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.occasions import attendance, kinds, setting
from onrecord.extraction.parties import party
from onrecord.extraction.timex import Timex
from onrecord.model import OccasionKind, OccasionStatus, Party, Span

_RECALLED = ("meeting", "call")


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
    sure: bool = True  # whether the rules alone take it for one


def find(
    document: Document,
    resolution: Resolution,
    times: Sequence[Timex],
    outside: frozenset[int],
    speakers: dict[int, Party],
) -> list[OccasionMention]:
    """Where the text may name an occasion, in text order.

    `outside` are the indices of the tokens that are in no content; `speakers` gives the one who speaks in the clause of
    a cue, by the index of each of its tokens.
    """
    out: list[OccasionMention] = []
    for token in document.doc:
        if token.lower_ == "accompanied" and (more := attendance.companions(document, resolution, token)):
            last = next((n for n in reversed(range(len(out))) if out[n].sure), None)
            if last is not None:
                out[last] = _joined_by(out[last], token, more)
        kind = kinds.kind(token) or kinds.at_a_body(token, speakers)
        perhaps = kinds.at_times(token) if kind is None else kind
        if perhaps is None:
            continue
        found = _read(document, resolution, times, token, perhaps, speakers)
        there = token.i in outside or (perhaps in _RECALLED and _is_recalled(found))
        out.append(replace(found, sure=kind is not None and there and _is_told(found)))
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
    return found.status == "happened" and len(named) > 1


def _read(
    document: Document,
    resolution: Resolution,
    times: Sequence[Timex],
    token: Token,
    kind: OccasionKind,
    speakers: dict[int, Party],
) -> OccasionMention:
    verb = token if token.pos_ == "VERB" else frames.verb_above(token)
    people = attendance.participants(document, resolution, token, verb, kind, speakers)
    definite = _is_definite(token)
    when = setting.when(document, times, token, verb)
    status = setting.status(document, token, verb, when)
    first, last = (token, token) if token.pos_ == "VERB" else (token.left_edge, token)
    for word in document.doc[first.i : last.i]:  # after the dateline that the parse has hung on it
        if word.is_space or (word.is_punct and word.text not in "-'’\"“”") or first.is_punct or first.is_space:
            first = word.nbor()
    span = Span(first.idx, last.idx + len(last))
    third = attendance.brokers(token, verb)
    people += tuple(p for n in third if (p := party(document, resolution, n)) is not None and p not in people)
    phone = kind == "call" or any(c.lower_ in kinds.PHONE for c in token.lefts)
    place, lasted = setting.place(document, token, verb), setting.duration(document, times, token, verb)
    return OccasionMention(kind, token, span, people, place, when, status, phone, lasted, verb, definite, bool(third))


def _is_told(found: OccasionMention) -> bool:
    """Whether a mention says who took part, or is of one that the text has named; one that somebody was not at may be
    another than the text last named."""
    verb = found.verb
    missed = found.head.dep_ == "pobj" and verb is not None and any(c.dep_ == "neg" for c in verb.children)
    return not missed if found.definite else bool(found.participants)


def _is_definite(token: Token) -> bool:
    if token.pos_ != "NOUN" or token.tag_ != "NN":
        return False
    below = [c for c in token.children if not c.is_punct and not c.is_space]
    return [c.lower_ for c in below if c.i < token.i] in (["the"], ["that"], ["this"]) and not any(
        c.dep_ in ("prep", "relcl", "acl", "npadvmod") for c in below
    )
