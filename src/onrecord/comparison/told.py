"""Where the author of an article tells that somebody turned: "who once praised it", "backed away from his pledge".

Pure, and without a model: what counts are the author's own words beside the statements of one speaker. They say more
than two statements set side by side can, since whoever wrote them knew both.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from onrecord import lexicon
from onrecord.comparison.authorial import NEAR, SHORT, SINCE, TURN, WORDS, OwnWords, Retold
from onrecord.comparison.own_side import Against, against, speaks_for
from onrecord.comparison.promises import breaks, broken, contrary, despite, instead, is_promise
from onrecord.comparison.shifts import Told
from onrecord.model import Span, Statement

_BESIDE: Final = 200  # and one that is set against it by words such as "but" alone
_ALONE: Final = 0.85  # how sure a turn is that one statement tells of
_SHARE: Final = 0.3  # of the words of the shorter content, how many both have where they are of one matter
_BROKEN: Final = 0.9  # how sure it is that a promise was broken
_CONTRARY: Final = 0.85  # and where the contrary is announced
_DESPITE: Final = 0.76  # and where it is only set against what was done
_LITTLE: Final = 0.15  # and where the author sets one beside the other
_ANYBODYS: Final = re.compile(rf"^\W*(?:the|that|those) {WORDS}\W*$", re.IGNORECASE)
_POINTS: Final = re.compile(r"^\W*(?:which|that|it|this|him|her|them|whom?|an? \w+)\W*$", re.IGNORECASE)
_SUBJECT: Final = re.compile(rf"(\w+)(?:[’'](?:s|ve|d))?(?: {lexicon.pattern('before a turn')})*\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ToldTurn:
    """Two statements of one speaker, by their places among an article's, the author's words, and how sure it is.

    `then` and `now` are one where a statement tells of both ("backed away from a suggestion that …"); `admitted` is
    what the speaker tells himself. `basis` is `promise` where what was promised was not done, and `party` where it is
    no turn, but said against the speaker's own side: `then` is what that side says, if it is told, and `side` is what
    it is called where it has to be known that it is his.
    """

    then: int
    now: int
    words: Span
    sure: float
    admitted: bool = False
    basis: Told = "told"
    side: str | None = None


def told(text: str, said: Sequence[Statement]) -> list[ToldTurn]:
    """The turns that the author of an article tells of; each statement stands in one of them, the surest."""
    author = OwnWords(text, [p for s in said for p in s.content], [p for s in said for p in s.cue])
    reads = [Retold(author, n, s) for n, s in enumerate(said) if s.speaker.entity is not None and s.cue and s.content]
    kept, used = list[ToldTurn](), set[int]()
    pairs = (*_broken(reads), *_pairs(reads), *_between(reads), *_partly(reads))
    for found in sorted(pairs, key=lambda t: (-t.sure, t.now, t.then)):
        if found.then not in used and found.now not in used:
            used |= {found.then, found.now}
            kept.append(found)
    there = [r for r in reads if r.place in used]
    for r in sorted(reads, key=lambda r: not r.takes_back):
        if (
            (turn := r.turns or r.owns_up or breaks(r))
            and not _ANYBODYS.search(r.said.text)
            and not any(r.speaker == other.speaker and r.near(other) for other in there)
        ):
            there.append(r)
            own = bool(r.owns_up)
            basis: Told = "told" if own or r.turns else "promise"
            kept.append(ToldTurn(r.place, r.place, turn, _ALONE, own, basis))
            used.add(r.place)
    kept += _against(reads, used)
    of = {r.place: r for r in reads}
    kept = [
        replace(t, basis="promise") if t.basis == "told" and not t.admitted and is_promise(of[t.then]) else t
        for t in kept
    ]
    return sorted(kept, key=lambda t: t.now)


def _against(reads: Sequence[Retold], used: Container[int]) -> Iterator[ToldTurn]:
    """What somebody says against his own side, once by the same words; `then` is what that side says, where it is told
    beside it."""
    by = dict[Span, tuple[Retold, Against]]()
    for r in reads:
        if r.place not in used and r.held and (found := against(r)):
            by.setdefault(found.words, (r, found))
    for now, found in by.values():
        theirs = (r for r in reads if r.speaker != now.speaker and r.near(now) and speaks_for(r, found.named))
        then = next((r for r in theirs if r.alike(now) >= _LITTLE), now)
        yield ToldTurn(then.place, now.place, found.words, _ALONE, basis="party", side=found.named)


def _broken(reads: Sequence[Retold]) -> Iterator[ToldTurn]:
    """What one speaker promised and did not do; `now` is what he says where the author sets the promise against it."""
    for then in filter(is_promise, reads):
        words = broken(then)
        others = [r for r in reads if r is not then and r.speaker == then.speaker and r.near(then)]
        beside = next((r for r in others if r.sentence == then.sentence and not is_promise(r)), None)
        if words is not None:
            yield ToldTurn(then.place, (beside or then).place, words, _BROKEN, basis="promise")
        elif beside and (words := despite(then)):
            yield ToldTurn(then.place, beside.place, words, _DESPITE, basis="promise")
        for now in others:
            if contrary(then, now):
                yield ToldTurn(then.place, now.place, then.cued, _CONTRARY, basis="promise")
            elif words := instead(then, now):
                yield ToldTurn(then.place, now.place, words, _DESPITE, basis="promise")


def _pairs(reads: Sequence[Retold]) -> Iterator[ToldTurn]:
    for now in reads:
        turn = now.turns or now.denies
        for then in reads:
            if then is now or then.speaker != now.speaker or not then.held or now.once:
                continue
            if not turn and not then.once:
                continue  # nearly all: an article of a thousand statements has a million pairs
            alike = then.alike(now)
            one = alike >= _SHARE or bool(then.parties & now.parties)
            if turn and then.once and (one or then.near(now)) and not now.points:
                yield ToldTurn(then.place, now.place, turn, 0.95 + alike / 20)
            elif turn and _taken_back(then, now, alike):
                near = 0.0 if alike >= _SHARE else 0.02 * (1 - (now.start - then.end) / NEAR)  # the last is pointed to
                yield ToldTurn(then.place, now.place, turn, 0.83 + alike / 10 + near, admitted=now.turns is None)
            elif then.once and then.near(now, _BESIDE) and _beside(then, now, one or alike >= _LITTLE):
                yield ToldTurn(then.place, now.place, then.once, 0.75 + alike / 10)


def _between(reads: Sequence[Retold]) -> Iterator[ToldTurn]:
    """What one speaker said before and after a sentence of the author's that tells of his turn ("he has changed his
    mind"), where that is no part of a statement."""
    for then, now in pairwise(sorted(reads, key=lambda r: r.start)):
        if then.speaker != now.speaker or not (then.held and now.held) or now.start - then.end > NEAR:
            continue
        turn = then.author.finds(TURN, then.end, now.start)
        if turn and then.came(turn, then.end) and _does(then, now, then.author.text[then.end : turn.start]):
            yield ToldTurn(then.place, now.place, turn, 0.8)


def _partly(reads: Sequence[Retold]) -> Iterator[ToldTurn]:
    """What one speaker said before, where its sentence begins with the author's word of a turn ("a reversal for the
    senator, who had pledged …"), and what he said just before that or after."""
    for then in reads:
        start = then.sentence.start
        turn = then.author.finds(TURN, start, min(then.start, start + _BESIDE)) if then.once else None
        if turn is None or then.came(turn) is None:
            continue
        others = [r for r in reads if r.speaker == then.speaker and r.held and not r.once and r.near(then, _BESIDE)]
        for now in sorted((r for r in others if r.start != then.start), key=lambda r: r.start > then.start)[:1]:
            yield ToldTurn(then.place, now.place, turn, 0.82)


def _does(then: Retold, now: Retold, lead: str) -> bool:
    """Do the words that lead up to a turn name the speaker of both statements as who turned?"""
    subject = _SUBJECT.search(lead)
    names = {w.lower() for r in (then, now) for w in (*r.named, *r.source) if len(w) > SHORT}
    return bool(subject and (subject[1].lower() in ("he", "she", "they") or subject[1].lower() in names))


def _taken_back(then: Retold, now: Retold, alike: float) -> bool:
    """Does a statement take back another, which the author has told before?"""
    if not (now.takes_back or now.denies):
        return False
    if _points_to(now, then):
        return True
    return alike >= _SHARE and len(then.matter & now.matter) > 1 and (then.start < now.start or bool(now.denies))


def _points_to(now: Retold, then: Retold) -> bool:
    """Is what somebody takes back only named ("walked back his comments"), and just told?"""
    return bool(now.turns and now.points) and then.start < now.start and then.near(now)


def _beside(then: Retold, now: Retold, one: bool) -> bool:
    """Does the author set against what was held before what is held since, of one matter?"""
    points = then.sentence == now.sentence and bool(_POINTS.search(then.said.text))
    first, second = sorted((then, now), key=lambda r: r.start)
    between = first.end < second.start and now.author.finds(SINCE, first.end, second.start) is not None
    if between and first is then and then.sentence == now.sentence and then.at_first:
        return True  # "he initially defended it, but later said …" needs no word in common
    return (one or points) and (now.since is not None or between)
