"""What a user may say of a statement or an article otherwise than a model did, and what then holds. Plain logic, no
database.

A value is what was printed or meant: a name, a date, words of the text. `unknown` (or nothing) says that it is not
known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final, Literal, TypedDict, get_args

from onrecord.model import (
    BETWEEN,
    Article,
    Attitude,
    Entity,
    EntityType,
    Evidence,
    Kind,
    Mode,
    Party,
    Polarity,
    Printed,
    SaidOn,
    Span,
    Spans,
    Speaker,
    SpeakerType,
    Stance,
    Statement,
    words_at,
)
from onrecord.people import names
from onrecord.periods import days
from onrecord.record import who
from onrecord.record.sureness import unweighed

UNKNOWN: Final = "unknown"
RULE: Final = "corrected"  # of a date that a user gave
_MARKS: Final = {"'": "['‘’]", "’": "['‘’]", '"': '["“”]', "“": '["“”]', "”": '["“”]', "-": "[-‐‑–—]", "–": "[-–—]"}


class NotThere(Exception):
    """Words that a correction names do not stand in the article."""


class Fields(TypedDict, total=False):
    """What `Record.correct` takes; see `Correction`."""

    speaker: str
    speaker_type: SpeakerType
    said_on: str
    addressee: str
    kind: Kind
    mode: Mode | Literal["unknown"]
    polarity: Polarity | Literal["unknown"]
    about: Sequence[str]
    attitude: dict[str, Attitude]
    content: str
    reject: bool
    confirm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Printed):
    """What a user decided about a statement; None (and False) leave a field as it was.

    `speaker`, `addressee`, `about` (all of them; empty: nobody) are names, `attitude` what is shown toward whom,
    `content` the exact words, pieces between " … "; `reject`: it is no statement, `confirm`: it is right.
    """

    speaker: str | None = None
    speaker_type: SpeakerType | None = None
    said_on: str | None = None
    addressee: str | None = None
    kind: Kind | None = None
    mode: Mode | Literal["unknown"] | None = None
    polarity: Polarity | Literal["unknown"] | None = None
    about: tuple[str, ...] | None = None
    attitude: dict[str, Attitude] | None = None
    content: str | None = None
    reject: bool = False
    confirm: bool = False

    def __post_init__(self) -> None:
        """ValueError for what cannot be."""
        if all(getattr(self, f.name) in (None, False) for f in fields(self)):
            raise ValueError(
                "nothing is corrected; say what: a speaker, a date, …, or that it is rejected or confirmed"
            )
        if self.reject and any(getattr(self, f.name) not in (None, False) for f in fields(self) if f.name != "reject"):
            raise ValueError("what is rejected has no other correction")
        if self.said_on and self.said_on != UNKNOWN and days(self.said_on) is None:
            raise ValueError(f"not a date: {self.said_on!r}; write 2024, 2024-09, 2024-W39 or 2024-09-25")
        for field, allowed in _CHOICES.items():
            values = [getattr(self, field)] if field != "attitude" else list((self.attitude or {}).values())
            for value in values:
                if value is not None and value not in allowed:
                    raise ValueError(f"{field.replace('_', ' ')}: {value!r} is none of {', '.join(allowed)}")
        if self.content is not None and not self.content.strip():
            raise ValueError("the content has no words; reject the statement if it is none")

    @classmethod
    def of(cls, fields: Fields) -> Correction:
        """What these fields say. ValueError for what cannot be."""
        about = fields.get("about")
        given = {**fields, **({} if about is None else {"about": tuple(about)})}
        return cls(**given)  # type: ignore[arg-type]

    def told(self) -> str:
        """The correction in words: `speaker: Edda Quill`."""
        parts = []
        for f in fields(self):
            value = getattr(self, f.name)
            if value is True:
                parts.append(f"{f.name}ed")
            elif f.name == "about" and value is not None:
                parts.append(f"about: {', '.join(value) or 'nobody'}")
            elif f.name == "attitude" and value:
                parts += [f"{attitude} on {target}" for target, attitude in value.items()]
            elif value not in (None, False):
                parts.append(f"{f.name.replace('_', ' ')}: {value or UNKNOWN}")
        return "; ".join(parts)


_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "speaker_type": get_args(SpeakerType),
    "kind": get_args(Kind),
    "mode": (*get_args(Mode), UNKNOWN),
    "polarity": (*get_args(Polarity), UNKNOWN),
    "attitude": get_args(Attitude),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(Printed):
    """What a user decided about an article's head; None leaves a field as it was, "" says that it is not known."""

    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    published: str | None = None

    def __post_init__(self) -> None:
        """ValueError for what cannot be."""
        if all(getattr(self, f.name) is None for f in fields(self)):
            raise ValueError("nothing is edited; give a title, byline, outlet or day of publication")
        if self.published:
            _day(self.published)

    def told(self) -> str:
        """The edit in words."""
        given = [(f.name, getattr(self, f.name)) for f in fields(self) if getattr(self, f.name) is not None]
        return "; ".join(f"{name}: {value or UNKNOWN}" for name, value in given)


@dataclass(frozen=True, slots=True)
class AsRead:
    """The head of an article as reading has it, where users decided otherwise."""

    title: str | None
    byline: str | None
    outlet: str | None
    published: date | None
    published_evidence: Evidence | None

    @classmethod
    def of(cls, article: Article) -> AsRead:
        """That of an article which nobody has edited."""
        return cls(article.title, article.byline, article.outlet, article.published, article.published_evidence)


def edited(head: AsRead, edits: Iterable[tuple[int, Edit]]) -> tuple[AsRead, tuple[str, ...]]:
    """The head as it stands after the edits (each with its decision's number), and which fields they changed."""
    changed = set()
    for n, edit in edits:
        for name in ("title", "byline", "outlet"):
            if (value := getattr(edit, name)) is not None:
                head = replace(head, **{name: value or None})
                changed.add(name)
        if edit.published is not None:
            day = _day(edit.published) if edit.published else None
            head = replace(head, published=day, published_evidence=Evidence("decision", str(n)))
            changed.add("published")
    return head, tuple(name for name in ("title", "byline", "outlet", "published") if name in changed)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"not a day: {value!r}; write 2024-09-25") from None


def corrected(said: Statement, of: Sequence[Correction], text: str, entities: Sequence[Entity]) -> Statement | None:
    """What holds of a statement after these corrections, the later before the earlier; None where it is rejected.

    What a user decides or confirms has no confidence of a model. `text` and `entities` are its article's. NotThere
    where a content's words do not stand in the text.
    """
    if any(c.reject for c in of):
        return None
    bare, changes = unweighed(said), dict[str, Any]()
    for c in of:
        changes |= _changes(bare, c, text, entities)
    if changes and "kind" not in changes and "content" in changes:
        from onrecord.extraction import quotes  # loads numpy

        changes["kind"] = quotes.kind(text, changes["content"], quotes.quotation_mask(text))
    if "about" in changes:
        kept = {party.name for party in changes["about"]}
        changes["stance"] = tuple(s for s in said.stance if s.target in kept)
    for c in of:
        if c.attitude:
            changes["stance"] = _stances(changes.get("stance", said.stance), c.attitude)
    decided = set(said.corrected) | {f for f in changes if f != "text" and changes[f] != getattr(bare, f)}
    if any(c.confirm for c in of):
        speaker = changes.get("speaker", said.speaker)
        changes |= {"confirmed": True, "confidence": 1.0, "speaker": replace(speaker, confidence=1.0)}
    held = bare if "confirmed" in changes else said
    return replace(held, **changes, corrected=tuple(f.name for f in fields(said) if f.name in decided))


def _changes(said: Statement, c: Correction, text: str, entities: Sequence[Entity]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if c.speaker is not None:
        changes["speaker"] = _speaker(c.speaker, c.speaker_type, entities)
    elif c.speaker_type is not None:
        changes["speaker"] = replace(said.speaker, type=c.speaker_type)
    if c.said_on is not None:
        changes["said_on"] = None if _unknown(c.said_on) else SaidOn(c.said_on.strip(), None, RULE)
    if c.addressee is not None:
        changes["addressee"] = None if _unknown(c.addressee) else _party(c.addressee, entities)
    if c.about is not None:
        before = {party.name: party for party in said.about}
        named = [_party(name, entities) for name in c.about if name.strip()]
        changes["about"] = tuple({p.name: before.get(p.name, p) for p in named}.values())
    for field in ("kind", "mode", "polarity"):
        if (value := getattr(c, field)) is not None:
            changes[field] = None if value == UNKNOWN else value
    if c.content is not None:
        content = spans_of(c.content, text, said.content[0].start if said.content else 0)
        changes |= {"content": content, "text": words_at(text, content)}
    return changes


def spans_of(words: str, text: str, near: int) -> Spans:
    """Where words stand in a text, nearest to a place; pieces between " … ". White space, and the form of quotation
    marks and dashes, do not matter. NotThere where they do not stand there."""
    found: list[Span] = []
    for piece in filter(None, map(str.split, words.split(BETWEEN.strip()))):
        pattern = re.compile(r"\s+".join("".join(_MARKS.get(c, re.escape(c)) for c in word) for word in piece))
        places = [Span(*m.span()) for m in pattern.finditer(text, found[-1].end if found else 0)]
        if not places:
            raise NotThere(f"the article does not say {' '.join(piece)!r}")
        found.append(min(places, key=lambda span: abs(span.start - near)) if not found else places[0])
    return tuple(found)


def _unknown(value: str) -> bool:
    return value.strip().lower() in ("", UNKNOWN)


def _speaker(name: str, type: SpeakerType | None, entities: Sequence[Entity]) -> Speaker:
    if _unknown(name):
        return Speaker(None, type or "unknown", confidence=1.0)
    called, kind, entity = _meant(name, entities)
    return Speaker(called, type or ("organization" if kind == "place" else kind), entity, 1.0, (called,))


def _party(name: str, entities: Sequence[Entity]) -> Party:
    called, type, entity = _meant(name, entities)
    return Party(called, type, entity, ())


def _meant(name: str, entities: Sequence[Entity]) -> tuple[str, EntityType, str | None]:
    """The name, type and id of the one whom a user names: one of the article's, if only one bears that name."""
    name = " ".join(name.split())
    folded = names.fold(name)
    found = [e for e in entities if folded in map(names.fold, (e.name, *e.aliases))]
    found = found or [e for e in entities if who.means(name, e.name, e.type)]
    if len(found) == 1:
        short = folded != names.fold(found[0].name) and len(name.split()) < len(found[0].name.split())
        return (found[0].name if short else name), found[0].type, found[0].id
    return name, "organization" if folded.startswith("the ") else "person", None


def _stances(stances: Sequence[Stance], attitudes: dict[str, Attitude]) -> tuple[Stance, ...]:
    known = {stance.target: stance for stance in stances}
    for name, attitude in attitudes.items():
        target = next((t for t in known if who.means(name, t, "person")), name)
        old = known.get(target)
        spans = old.spans if old and old.attitude == attitude else ()
        known[target] = Stance(target, attitude, 1.0, spans)
    return tuple(known.values())
