"""Occasions as entries of their own, and which statements were made at them.

One occasion named several times in an article is one entry: the same group of kinds, no two of its dates apart, and
the participants of one mention among those of the other. A statement belongs to an occasion that its own frame names
("said in an interview with ..."), or, where it runs on from such a statement, to the same one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from onrecord.extraction import dates, dialogue, frames, manner, scenes, timex
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.frames import Frame
from onrecord.extraction.occasions import choosing, triggers
from onrecord.extraction.occasions.attending import Attending
from onrecord.extraction.occasions.plover import code
from onrecord.extraction.occasions.triggers import OccasionMention
from onrecord.model import Occasion, OccasionKind, Party, Speaker
from onrecord.periods import compatible, within

_GROUPS: dict[OccasionKind, str] = {
    "meeting": "meet", "call": "call", "visit": "visit", "rally": "stage", "speech": "stage", "debate": "debate",
    "hearing": "hearing", "press conference": "press", "interview": "interview", "other": "other",
}  # fmt: skip
_OPEN = ("meeting", "debate", "hearing")  # more can be at them than were named with them
_SMALL = frozenset("a an the of his her its their".split())
_QUOTED = frozenset(("interview", "stage", "debate", "hearing", "press", "call"))


@dataclass(slots=True)
class _Entry:
    found: list[OccasionMention]
    parties: dict[str, Party] = field(default_factory=dict)
    date: str | None = None
    chosen: bool = False  # by learned weights, and not the rules

    def add(self, f: OccasionMention, value: str | None) -> None:
        self.found.append(f)
        for p in f.participants:
            if not any(_is_one(p, known) for known in self.parties.values()):
                self.parties[choosing.key(p)] = p
        if value is not None and (self.date is None or within(value, self.date)):
            self.date = value  # the narrower


def read(document: Document, resolution: Resolution) -> tuple[tuple[Occasion, ...], list[str | None]]:
    """The article's occasions in text order, and for each attribution the id of the one it was made at, or None."""
    framed = frames.read(document)
    inside = {i for a in document.attributions for s in a.content for i in range(s.start, s.end)}
    quoted = document.spoken()
    outside = frozenset(t.i for t in document.doc if t.idx not in inside)
    told = frozenset(t.i for t in document.doc if t.idx in inside and not quoted[t.idx])
    times = timex.find(document.doc, document.article.published)
    speakers = _speakers(resolution, framed, document)
    found = triggers.find(document, resolution, times, outside | told, speakers)
    sure = _merge([f for f in found if f.sure])
    known = {i for entry in sure for f in entry.found for i in range(*f.span)}
    more = choosing.chosen(places(document, resolution, found, inside))
    added = [_entry(choice) for choice in more if all(known.isdisjoint(range(*p.found.span)) for p in choice.places)]
    entries = sorted(sure + added, key=lambda e: min(f.span for f in e.found))
    occasions = tuple(_occasion(n, entry) for n, entry in enumerate(entries, 1))
    return occasions, _links(document, resolution, framed, entries, occasions, outside)


def _speakers(resolution: Resolution, framed: list[Frame], document: Document) -> dict[int, Party]:
    out: dict[int, Party] = {}
    for i, frame in enumerate(framed):
        speaker = resolution.speakers[i]
        if speaker.name and speaker.type in ("person", "organization", "group"):
            for token in frame.cue:
                source = document.attributions[i].source
                out[token.i] = Party(speaker.name, speaker.type, speaker.entity, source)
    return out


def places(
    document: Document, resolution: Resolution, found: list[OccasionMention], inside: set[int]
) -> list[choosing.PossibleOccasion]:
    """The places where an occasion may be named, with the parties that may take part; `inside` are the code points of
    contents."""
    attending, text = Attending(document, resolution), document.article.text
    headline = text.find("\n")
    return [
        choosing.PossibleOccasion(
            f, text[f.span.start : f.span.end].lower(), f.head.idx in inside, f.head.idx < headline, attending.of(f)
        )
        for f in found
    ]


def _entry(choice: choosing.ChosenOccasion) -> _Entry:
    places = sorted(choice.places, key=lambda p: p is not choice.best)  # the likeliest tells what it is
    entry = _Entry([], {choosing.key(p): p for p in choice.parties}, chosen=True)
    for f in (place.found for place in places):
        value = dates.calendar(f.when.value) if f.when else None
        entry.found.append(f)
        if value is not None and (entry.date is None or within(value, entry.date)):
            entry.date = value
    return entry


def _merge(found: list[OccasionMention]) -> list[_Entry]:
    entries: list[_Entry] = []
    alike: dict[tuple[str, bool], list[_Entry]] = defaultdict(list)  # of one group, and denied or not
    for f in found:
        value = dates.calendar(f.when.value) if f.when else None
        denied = f.status == "denied"
        near = alike[_GROUPS[f.kind], denied]
        entry = next((e for e in near if _same(e, f, value)), None)
        if f.definite and not denied:
            entry = max((e for e in near if _takes(e, f)), key=lambda e: len(e.found), default=entry)
        if entry is None and (not f.participants or (f.definite and denied)):
            continue
        if entry is None:
            entry = _Entry([])
            entries.append(entry)
            near.append(entry)
        entry.add(f, value)
    return entries


def _takes(entry: _Entry, f: OccasionMention) -> bool:
    """Whether "the meeting" can be that one of its group: with one of its people, unless it is a meeting, which more
    can be at than were named with it."""
    return f.kind in _OPEN or bool({choosing.key(p) for p in f.participants} & set(entry.parties))


def _same(entry: _Entry, f: OccasionMention, value: str | None) -> bool:
    """Whether an occasion is one of its group."""
    first = entry.found[0]
    if value and entry.date and not compatible(value, entry.date):
        return False
    here = next((g.place for g in entry.found if g.place), None)
    if f.kind == first.kind in ("visit", "speech") and here and f.place and here not in f.place and f.place not in here:
        return False
    if f.kind == first.kind in _OPEN[1:] and value is not None and value == entry.date:
        return True  # there is hardly more than one on a day
    mine, theirs = list(entry.parties.values()), list(f.participants)
    return _among(mine, theirs) or _among(theirs, mine)


def _among(some: Sequence[Party], more: Sequence[Party]) -> bool:
    return all(any(_is_one(a, b) for b in more) for a in some)


def _is_one(a: Party, b: Party) -> bool:
    """Whether two parties may be one: by entity or family name, or the words of one are of the other's ("the assembly",
    "the crowd" and "a crowd of 8,000")."""
    if choosing.key(a) == choosing.key(b):
        return True
    if "person" in (a.type, b.type) or (a.type, b.type) == ("organization", "organization"):
        return False
    one, other = ({w for w in p.name.lower().split() if w not in _SMALL} for p in (a, b))
    return bool(one) and one <= other


def _occasion(number: int, entry: _Entry) -> Occasion:
    first = entry.found[0]
    names = tuple(p.name for p in entry.parties.values())
    status = first.status
    return Occasion(
        id=f"o{number}",
        kind=first.kind,
        plover=code(
            first.kind,
            status,
            len(names),
            phone=any(f.phone for f in entry.found),
            brokered=any(f.brokered for f in entry.found),
        ),
        participants=names,
        place=next((f.place for f in entry.found if f.place), None),
        date=entry.date,
        status=status,
        spans=tuple(f.span for f in entry.found),
        duration=next((f.duration for f in entry.found if f.duration), None),
    )


def _links(
    document: Document,
    resolution: Resolution,
    framed: list[Frame],
    entries: list[_Entry],
    occasions: tuple[Occasion, ...],
    outside: frozenset[int],
) -> list[str | None]:
    owner = {f.head.i: n for n, entry in enumerate(entries) if not entry.chosen for f in entry.found}
    named: list[int | None] = []
    for frame in framed:
        governed = frame.governed
        words = {t.i: t for t in (*(t for t in frame.around if t.i in governed), *frame.cue)}
        at = (t for i, t in sorted(words.items()) if i in owner and _is_said_at(t, entries[owner[i]], frame))
        named.append(next((owner[t.i] for t in at), None))
    interviews = [n for n, entry in enumerate(entries) if entry.found[0].kind == "interview" and not entry.chosen]
    turns = frozenset(dialogue.turns(document, framed) if len(interviews) == 1 else ())
    shown = _shown(entries, outside)
    out: list[int | None] = []
    for i, frame in enumerate(framed):
        link = interviews[0] if i in turns else named[i]
        speaker = resolution.speakers[i]
        reports = speaker.name is not None and scenes.is_told_once(frame) and not _tells(frame)
        if link is None and reports and not manner.is_written(frame):
            link = _running(speaker, _place_of(frame), shown)
        out.append(link)
    return [occasions[n].id if n is not None else None for n in out]


def _is_said_at(token: Token, entry: _Entry, frame: Frame) -> bool:
    """Whether the words for an occasion say that it is the statement's: not one to come, nor what a relative clause
    tells of the speaker ("Smith, who had addressed the convention, said")."""
    first = entry.found[0]
    if first.status in ("planned", "hypothetical"):
        return False
    source = {t.i for t in frame.source}
    beside = any(a.dep_ == "relcl" and a.head.i in source for a in (token, *token.ancestors))
    return first.kind == "interview" or not beside


def _tells(frame: Frame) -> bool:
    """ "told the press" opens a scene of its own, where nothing says which."""
    head = frame.head
    return (
        head is not None and head.lemma_.lower() == "tell" and any(c.dep_ in ("dobj", "dative") for c in head.children)
    )


def _place_of(frame: Frame) -> int:
    words = frame.cue or frame.around
    return words[0].idx if words else 0


def _shown(entries: list[_Entry], outside: frozenset[int]) -> dict[tuple[str, str | None], list[tuple[int, int]]]:
    """Where the text shows each party at an occasion at which people are quoted, and which that is: by the party's
    `entity`, by its `name`, and by the name of one that has no entity (`bare`)."""
    found: dict[tuple[str, str | None], list[tuple[int, int]]] = defaultdict(list)
    for n, entry in enumerate(entries):
        for f in entry.found:
            quoted = _GROUPS[f.kind] in _QUOTED and f.status == "happened" and f.head.tag_ != "NNS"
            if entry.chosen or not quoted or f.head.i not in outside:
                continue
            for p in entry.parties.values():
                for key in (("entity", p.entity) if p.entity else ("bare", p.name), ("name", p.name)):
                    found[key].append((f.span.start, n))
    return {key: sorted(places) for key, places in found.items()}


def _running(
    speaker: Speaker, place: int, shown: Mapping[tuple[str, str | None], Sequence[tuple[int, int]]]
) -> int | None:
    """The occasion that the text last showed a speaker at, if it is one at which people are quoted; before any, the
    only such one of the article, which headlines and first paragraphs run ahead of."""
    keys = [("entity", speaker.entity), ("bare", speaker.name)] if speaker.entity else [("name", speaker.name)]
    mine = [shown[key] for key in keys if key in shown]
    before = [some[n - 1] for some in mine if (n := bisect_right(some, place, key=lambda m: m[0]))]
    if before:
        return max(before)[1]
    only = {n for some in mine for _, n in some}
    return only.pop() if len(only) == 1 else None
