"""Where a holder has turned: two statements, of two days or told apart by the author, that oppose each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from onrecord import lexicon
from onrecord.comparison.contradiction import Side, opposed, plain
from onrecord.comparison.polarity import CONCILIATORY, scales
from onrecord.comparison.promises import promised
from onrecord.model import Spans, words_at
from onrecord.periods import days

Flip = Literal["none", "half", "full"]
Told = Literal["told", "promise", "party"]
Basis = Literal["attitude", "content"] | Told

HALF: Final = 0.5  # score from which a difference is a half flip
FULL: Final = 0.75  # and from which it is a full one
# The least score of two articles' statements, which nobody has set side by side: below, few are real.
_APART: Final = 0.78
_READ: Final = 0.67  # of those that are read as a pair: two in three are real
_READ_ALONE: Final = 0.8  # and where no attitudes are opposite, only words
_UNDATED: Final = 0.85  # what turns only if the order is right, which nothing tells, has to be surer
_RETOLD: Final = timedelta(days=183)  # news may tell of what was said so long ago as if it were new
SURE: Final = 0.5  # the least certainty of either attitude
LIKE: Final = 0.45  # the least cosine of contents that are compared
_WORDS: Final = 20
_BEFORE: Final = 5  # of them before the telling ones, where these come late: enough for a "not"
_MARKS: Final = " “”\"'‘’,;."
_RELATIVE: Final = ("which", "that")  # they mean what stands beside them
_FEW: Final = 3
_PHRASE: Final = 9
_QUOTED: Final = re.compile(r"[“\"‘']{1,2}([^“”\"]{4,120}?)[”\"’']{1,2}")
_AS: Final = {"told": "", "promise": "broken promise, ", "party": "against one's own side, "}  # before a reason
_MONTHS: Final = [month.capitalize() for month in lexicon.listed("months")]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a side shows toward a target: -1 to 1, with certainty, and the words that show it."""

    value: float
    words: str


@dataclass(frozen=True, slots=True)
class Reversal:
    """What came of a comparison: how far it is a turn, by PolitiFact's flip-o-meter, and why in one sentence."""

    score: float
    kind: Flip
    basis: Basis
    reason: str


def order(a: Side, b: Side) -> tuple[Side, Side] | None:
    """Then and now; None where nothing tells which came first, or that there are two times at all.

    What the author places in the past was said before what the same author reports as news. Within one article two
    statements of one day are told apart only by such words.
    """
    if a.earlier and not a.dated and not (b.earlier and not b.dated):
        return (a, b) if b.day is None or a.day is None or a.day <= b.day or a.article == b.article else None
    if b.earlier and not b.dated and not (a.earlier and not a.dated):
        return order(b, a)
    if a.day is None or b.day is None or a.day == b.day:
        return None
    if a.article == b.article and not (a.dated and b.dated):
        return None
    return (a, b) if a.day < b.day else (b, a)


def turned_attitude(then: Side, now: Side, before: Shown, after: Shown) -> Reversal | None:
    """Two opposite attitudes of one holder toward one target; None where they are not, or are no plain ones."""
    if before.value * after.value >= 0 or min(abs(before.value), abs(after.value)) < SURE:
        return None
    if not (_meant(then) and _meant(now)) or _reprinted(then, now):
        return None
    score = min(abs(before.value), abs(after.value)) * _trust(then, now)
    if score < _APART and then.article != now.article:
        return None
    return _turn(score, "attitude", then, now, _quoted(then, before.words), _quoted(now, after.words))


def turned(then: Side, now: Side, cosine: float, common: Sequence[tuple[Shown, Shown]]) -> Reversal | None:
    """Two statements of one holder, near in words, that read as a turn; None where they do not.

    `common` is what they show, then and now, toward each target that both have. Where that is opposite toward one, it
    is the attitude that turned. Where it is toward none, what one article has is left to its author (`told`).
    """
    if cosine < LIKE or _reprinted(then, now):
        return None
    score = opposed(then, now, cosine, [(before.value, after.value) for before, after in common])
    if (most := most_opposed(common)) is not None:
        before, after = (_quoted(side, shown.words) for side, shown in zip((then, now), common[most], strict=True))
        return _turn(score, "attitude", then, now, before, after) if score >= _READ else None
    if score < _READ_ALONE or then.article == now.article:
        return None
    return _turn(score, "content", then, now, _quoted(then), _quoted(now))


def most_opposed(common: Sequence[tuple[Shown, Shown]]) -> int | None:
    """The place of the target toward which then and now show the most opposite; None where they do toward none."""
    opposite = [n for n, (before, after) in enumerate(common) if before.value * after.value < 0]
    return max(opposite, key=lambda n: min(abs(shown.value) for shown in common[n]), default=None)


def turned_as_told(then: Side, now: Side, words: str, sure: float, basis: Told = "told") -> Reversal | None:
    """Two statements of which the author of their article tells, that surely, that their speaker turned from one to the
    other, or one that tells of both; None where they are meant otherwise.

    `words` are those by which the author tells of it, none where the speaker admits it. Of the `party`, `then` is what
    those say against whom `now` is said.
    """
    if any(side.claim.joke or (side.claim.question and _long(side)) for side in (then, now)):
        return None  # of few words, "which" asks nothing
    if not words and not _meant(now):
        return None
    score = sure * (0.75 + 0.25 * min(then.confidence, now.confidence))
    if basis != "told" and score < _READ:
        return None
    words = " ".join(words.split()).strip(_MARKS)
    there = " ".join(f"{side.cue} {side.text}" for side in (then, now))
    shown = words.lower() in " ".join(there.split()).lower()
    if then is now and basis == "promise":
        by = "" if shown else f"; by the author: {words}"
        return Reversal(round(score, 3), flip(score), basis, f"broken promise: {_quoted(now)}{_when(now)}{by}")
    if then is now:
        by, more = "by the author" if words else "admitted", "" if shown else f"{words}: "
        return Reversal(round(score, 3), flip(score), basis, f"{_AS[basis]}{by}{_when(now)}: {more}{_quoted(now)}")
    if _reprinted(then, now):
        return None
    by = "" if shown else f"; by the author: {words}"
    return _turn(score, basis, then, now, _quoted(then), _quoted(now) + by)


def flip(score: float) -> Flip:
    """The kind that a score stands for."""
    return "full" if score >= FULL else "half" if score >= HALF else "none"


def telling_words(text: str, spans: Spans, content: Spans, *, positive: bool = False) -> str:
    """The words that show an attitude: the short quotation around them, or they themselves with those next to them.

    Of what is `positive`, words that offer to get along are the most telling.
    """
    whole = words_at(text, content)
    shown = [text[s:e] for s, e in spans if text[s:e] in whole]
    conciliatory = CONCILIATORY.search(whole)
    if conciliatory and positive:
        return _around(whole, *conciliatory.span())
    for match in _QUOTED.finditer(whole):
        if len(match[1].split()) <= _PHRASE and any(words in match[1] for words in shown):
            return match[1].strip(" ,;.")
    if not shown:
        return words_at(text, spans[:2], " ")
    sided = [words for words in shown if any(w.strip(".,").lower() in scales() for w in words.split())]
    best = max(sided or shown, key=len)
    return _around(whole, whole.index(best), whole.index(best) + len(best))


def _around(whole: str, start: int, end: int) -> str:
    """Words with up to two of their neighbours on either side."""
    before, after = whole[:start].split()[-2:], whole[end:].split()[:2]
    glued = bool(start and not whole[start - 1].isspace())
    head = " ".join(before) + ("" if glued or not before else " ")
    tail = whole[end : end + 1]
    return (head + whole[start:end] + (" " if tail.isspace() else "") + " ".join(after)).strip(_MARKS)


def surest(turns: Iterable[tuple[Reversal, int, int]]) -> tuple[Reversal, int, int] | None:
    """Of turns, each with the keys of its sides then and now, the surest."""
    return max(turns, key=lambda turn: turn[0].score, default=None)


def _turn(score: float, basis: Basis, then: Side, now: Side, before: str, after: str) -> Reversal | None:
    kind = flip(score)
    if kind == "none" or (score < _UNDATED and _may_be_earlier(now, then)):
        return None
    by_author = basis in _AS
    told_of = by_author and not (then.day and now.day and then.day < now.day)  # the day is that of the turn
    if not by_author and promised(then.cue, then.text):
        basis = "promise"
    was, held = ("they", "against them") if basis == "party" else ("then", "now")
    reason = f"{was}{'' if told_of else _when(then)}: {before}; {held}{_when(now)}: {after}"
    return Reversal(round(score, 3), kind, basis, _AS.get(basis, "") + reason)


def _may_be_earlier(now: Side, then: Side) -> bool:
    """May what another article reports without a day have been said before `then`?"""
    if now.article == then.article or now.dated:
        return False
    return now.day is None or then.day is None or now.day - then.day < _RETOLD


def _meant(side: Side) -> bool:
    return plain(side.claim) and len(side.text.split()) >= 1


def _trust(then: Side, now: Side) -> float:
    """How far the two can be trusted to be statements of the holder, and to be of two times."""
    sure = min(then.confidence, now.confidence)
    told = 1.15 if then.article == now.article and (then.drawn or now.drawn) else 1.0
    quoted = 1.05 if then.kind != "indirect" and now.kind != "indirect" else 1.0
    return min(1.2, (0.75 + 0.25 * sure) * told * quoted)


def _when(side: Side) -> str:
    if side.earlier and not (side.dated and side.day):
        known = side.earlier.split()[-1].lower() in side.cue.lower().split()  # "once" of "who once praised"
        return "" if known else f", {side.earlier}"
    printed = "" if side.dated or side.said_on else "published "  # nothing tells that it was said then
    return f", {printed}{_period(side.said_on) or _day(side.day)}" if side.day else ""


def _period(value: str | None) -> str:
    """`March 2016`, `2016`, `7 March 2016 to 13 March 2016`; "" for a day, or nothing."""
    period = days(value) if value else None
    if value is None or period is None or period[0] == period[1]:
        return ""
    year, _, month = value.partition("-")
    if not month:
        return year
    return f"{_MONTHS[int(month) - 1]} {year}" if month.isdigit() else " to ".join(map(_day, period))


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _long(side: Side) -> bool:
    """Do its words tell what it says without those of the cue?"""
    return len(side.text.split()) > _FEW


def _reprinted(then: Side, now: Side) -> bool:
    """Are they one and the same saying?"""
    return _long(now) and _letters(then.text) == _letters(now.text)


def _letters(text: str) -> str:
    """The text without what reprints change: spaces, hyphens, quotation marks, case."""
    return "".join(c for c in text.lower() if c.isalnum())


def quoted(cue: str, text: str, words: str = "") -> str:
    """A statement as a reason tells it: its cue and its first words, or those around the telling `words`."""
    short = _shortened(text, words)
    return " ".join([*cue.split(), "it" if short.lower() in _RELATIVE else f"‘{short}’"])


def _quoted(side: Side, words: str = "") -> str:
    teller = f", as {side.teller} tells it" if side.teller else ""
    return quoted(side.cue, side.text, words) + teller


def _shortened(text: str, around: str = "") -> str:
    """The first words of a text without the marks at its edges, or as many `around` some of it."""
    whole = text.strip(_MARKS)
    whole += "”" if whole.count("“") > whole.count("”") else ""  # that of a quotation within it, taken off with its own
    words = whole.split()
    before = len(whole[: max(0, whole.find(around))].split()) if around else 0
    start = max(0, before - _BEFORE) if before + len(around.split()) > _WORDS else 0
    end = start + _WORDS
    return ("… " if start else "") + " ".join(words[start:end]) + (" …" if len(words) > end else "")
