"""When a statement was made: `said_on`, with the words that say so and the rule that read them.

Only a time that governs the saying counts: one that hangs from the cue's own clause ("said on Wednesday"), from the
occasion at which it was said ("in an interview on Monday"), or from the document that speaks ("disclosures filed on
Sunday show"). A time inside the content is what is said, not when. The publication date itself is never the answer.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from spacy.tokens import Doc, Token

from onrecord import lexicon
from onrecord.extraction import dialogue, frames, scenes, timex
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.frames import Frame
from onrecord.extraction.timex import Timex
from onrecord.model import Occasion, SaidOn
from onrecord.periods import days

_CALENDAR = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?|-W(\d\d)(-WE)?)?(?:T\S+)?")
_PART = re.compile(r"(?P<year>\d{4})-(?P<part>Q[1-4]|SP|SU|FA|WI)")
_PARTS = {  # the first and the last month of a quarter or a season (a winter ends in the year after)
    "Q1": ("01", "03"), "Q2": ("04", "06"), "Q3": ("07", "09"), "Q4": ("10", "12"),
    "SP": ("03", "05"), "SU": ("06", "08"), "FA": ("09", "11"), "WI": ("12", "02"),
}  # fmt: skip
_LINES, _SHORT = 3, 150  # how many lines may be headlines (the empty ones counted), and how long they may be
# nouns that a time may hang from and still be the time of the saying: occasions, media and utterances
_SAYING = lexicon.words("carriers of what is said")
_PUBLISH = lexicon.words("giving out")
_APART = frozenset("since before until till".split())  # what these bring in is another time than the clause's


def read(
    document: Document,
    resolution: Resolution,
    occasions: Sequence[Occasion] = (),
    links: Sequence[str | None] = (),
) -> list[SaidOn | None]:
    """The time of each attribution, in order; None where the text gives none.

    `occasions` and `links` (one occasion's id or None per attribution) date what was said at one of a single day.
    That an article reports the news of one day dates nothing: of what was dated so, every second day was wrong.
    """
    found = timex.find(document.doc, document.article.published)
    framed = frames.read(document)
    dated = {o.id: o for o in occasions if o.date and is_day(o.date)}
    out: list[SaidOn | None] = []
    before = scenes.continued(document, resolution, framed)
    asked = dialogue.answers(framed)
    for i, frame in enumerate(framed):
        own = own_time(document.doc, frame, found)
        said = _said_on(own) if own else None
        occasion = dated.get(links[i] or "") if links else None
        if said is None and own is None and occasion is not None and occasion.date:
            said = SaidOn(occasion.date, occasion.spans[0] if occasion.spans else None, "occasion")
        previous = before[i] if before[i] is not None else asked.get(i)
        if links and previous is not None and links[i] is not None and links[i] != links[previous]:
            previous = None  # at another occasion
        earlier = out[previous] if previous is not None and said is None and own is None else None
        if earlier is not None:
            said = SaidOn(earlier.value, earlier.basis, "carried")
        out.append(said)
    published = document.article.published
    return [None if s is not None and published is not None and is_to_come(s.value, published) else s for s in out]


def headed(document: Document, resolution: Resolution, read: Sequence[SaidOn | None]) -> list[SaidOn | None]:
    """With the days of what the headlines say: that of the first statement below them by the same speaker."""
    end = _headlines(document.article.text)
    below: dict[str, SaidOn | None] = {}
    for attribution, speaker, said in zip(document.attributions, resolution.speakers, read, strict=True):
        if attribution.content[0].start >= end and (who := scenes.who(speaker)):
            below.setdefault(who, said)
    out = list(read)
    for i, attribution in enumerate(document.attributions):
        told = below.get(scenes.who(resolution.speakers[i]) or "")
        if out[i] is None and attribution.content[0].start < end and told is not None and is_day(told.value):
            out[i] = SaidOn(told.value, told.basis, "headline")
    return out


def _headlines(text: str) -> int:
    """Where the headlines end: the first lines, as far as they are short, and not all that there is."""
    end = 0
    for line in text.split("\n", _LINES)[:_LINES]:
        if len(line) > _SHORT:
            return end
        end += len(line) + 1
    return end if end < len(text) else 0


def is_day(value: str) -> bool:
    """Whether a time is one day."""
    period = days(value)
    return period is not None and period[0] == period[1]


def is_to_come(value: str, published: date) -> bool:
    """Whether a time begins after the day of publication, so that nothing can have been said then."""
    period = days(value)
    return period is not None and period[0] > published


def warnings(document: Document) -> tuple[str, ...]:
    """What could not be dated for want of a publication date, each expression once."""
    if document.article.published is not None:
        return ()
    text = document.article.text
    words = dict.fromkeys(text[t.span.start : t.span.end] for t in timex.find(document.doc, None) if t.relative)
    return tuple(f"no publication date, so {w!r} stays undated" for w in words)


def own_time(doc: Doc, frame: Frame, found: Sequence[Timex]) -> Timex | None:
    """The expression (of those found, in text order) that dates the saying itself, the nearest to the cue."""
    if frame.head is None:
        return None
    allowed = {t.i for t in frame.around} | {t.i for t in frame.cue}
    first, last = doc[min(allowed)].idx, doc[max(allowed)].idx
    begin = bisect_left(found, first, key=lambda t: t.span.start)
    end = bisect_right(found, last, key=lambda t: t.span.start)
    near = [
        (abs(words[0].i - frame.head.i), n, t)
        for n, t in enumerate(found[begin:end])
        if t.type in ("DATE", "TIME")
        and t.rule != "time"  # a time of day dates nothing by itself
        and (words := frames.tokens(doc, (t.span,)))
        and all(w.i in allowed for w in words)
        and _dates_the_saying(words, frame, frame.head)
    ]
    return min(near)[2] if near else None


def calendar(value: str | None) -> str | None:
    """A TIMEX3 value as an ISO 8601 day, week, month, year or interval (of days); None where it is none of them."""
    if not value:
        return None
    if len(value) == 3 and value.isdecimal():  # a decade
        return f"{value}0/{value}9"
    if (part := _PART.fullmatch(value)) is not None:
        first, last = _PARTS[part["part"]]
        return f"{int(part['year']):04d}-{first}/{int(part['year']) + (last == '02'):04d}-{last}"
    match = _CALENDAR.fullmatch(value)
    if match is None:
        return None
    year, month, day, week, weekend = match.groups()
    if weekend:
        try:
            saturday = date.fromisocalendar(int(year), int(week), 6)
            return f"{saturday}/{saturday + timedelta(1)}"
        except (ValueError, OverflowError):
            return None
    iso = f"{year}-W{week}" if week else "-".join(p for p in (year, month, day) if p)
    return iso if days(iso) else None  # none: the year 0, week 54


def _said_on(found: Timex) -> SaidOn | None:
    value = calendar(found.value)
    return SaidOn(value, found.span, found.rule) if value else None


def _dates_the_saying(words: Sequence[Token], frame: Frame, head: Token) -> bool:
    """Whether the way up from a time to the cue's clause passes only what a saying's time may hang from."""
    cue = {t.i for t in frame.cue}
    source = {t.i for t in frame.source}
    if any(w.i in cue for w in words):
        return True
    if all(w.i in source for w in words):  # "disclosures filed on Sunday", but not "Smith, who died on Sunday"
        beside = [a for a in words[0].ancestors if a.i in source and a.pos_ in frames.VERBAL]
        return all(a.lemma_.lower() in _PUBLISH for a in beside)
    tops = [w for w in words if w.head.i not in {x.i for x in words} or w.head == w]
    token = tops[0] if tops else words[0]
    if _is_when_of(words, head):
        return True
    anchors = {head.i} | {a.i for a in _clause(head)}
    for _ in range(12):
        up = token.head
        if up == token:
            return False
        if up.i in anchors or up.i in cue:
            return _APART.isdisjoint((token.lower_, *(c.lower_ for c in token.children if c.dep_ == "mark")))
        if up.pos_ in ("NOUN", "PROPN"):
            if up.lemma_.lower() not in _SAYING and up.i not in source:
                return False
        elif up.dep_ == "ccomp" or (up.dep_ == "relcl" and up.lemma_.lower() not in _PUBLISH):
            return False
        token = up
    return False


def _is_when_of(words: Sequence[Token], head: Token) -> bool:
    """ "In December, when he criticized the bank": a time that a clause with "when" tells of."""
    top = head
    while top.dep_ == "conj":
        top = top.head
    times = {w.i for w in words}
    return top.dep_ in ("relcl", "advcl") and top.head.i in times and any(c.lower_ == "when" for c in top.children)


def _clause(head: Token) -> list[Token]:
    """The verbs that share the cue's time: those it is joined to, is the aim of, or accompanies."""
    verbs: list[Token] = []
    token = head
    while token.head != token and token.dep_ in (
        "conj",
        "xcomp",
        "advcl",
        "parataxis",
        "acl",
        "dobj",
        "pobj",
        "prep",
        "pcomp",
        "ccomp",
    ):
        token = token.head
        if token.pos_ in frames.VERBAL:
            verbs.append(token)
    return verbs
