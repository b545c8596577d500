"""Is a quotation real? One quotation against the sources that may have it: what stands where, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from onrecord.comparison import meaning
from onrecord.comparison.alignment import align
from onrecord.comparison.findings import WRONG, Drafted, Finding, Found, Verdict
from onrecord.comparison.genealogy import SameSpeaker
from onrecord.comparison.matching import Match, matches
from onrecord.comparison.sources import Source
from onrecord.comparison.tokens import UNHEARD, Words, weight
from onrecord.model import Span

_ALTERED: Final = 0.6  # of its words, weighted, that a source has where a quotation is an altered one of it
_NEAR: Final = 0.3  # that make it worth showing
_PART: Final = 0.85  # of a piece, that another source has where a quotation is spliced
_PIECE: Final = 4  # words of such a piece
_APART: Final = 3.0  # and what they tell, at least: "the American people are" is in many an utterance
_TOLD: Final = 2.0  # what few words tell, at least, that are somebody's own
_AROUND: Final = 60  # words of a source on either side, in which the sentence is looked for
_FEW: Final = 5  # words, of which two that tell something are to be there
_FRAGMENT: Final = 4  # words; fewer can be anybody's
_MOST_PLACES: Final = 3


def judge(quotation: Drafted, sources: Sequence[Source], same_speaker: SameSpeaker) -> Finding:
    """What came of a quotation, from the sources that share words with it. `number` and `line` are for the caller."""
    q = quotation.words
    if not len(q):
        return _finding(quotation, "not checked", "no words", [])
    if quotation.speaker is None and len(q) < _FRAGMENT:
        return _finding(quotation, "not checked", "a few words that nobody is said to have said: a term, a title", [])
    found = [match for source in sources for match in matches(quotation, source, same_speaker)]
    found.sort(key=lambda m: (m.badness, -m.alignment.coverage, m.source.kind, str(m.source.published or "9")))
    best = next((m for m in found if m.alignment.coverage >= _ALTERED and _holds(q, m)), None)
    if best is None or best.differences:
        covering = max(found, key=lambda m: (m.alignment.score, -m.badness), default=None)
        if covering is not None and (spliced := _spliced(quotation, covering, found)):
            reason = "two pieces of different utterances stand here as one"
            return _finding(quotation, "spliced", reason, [covering, spliced])
    if best is None:
        near = [m for m in found if m.alignment.coverage >= _NEAR]
        near.sort(key=lambda m: -m.alignment.coverage)
        return _finding(quotation, "no source", "nothing that was searched has these words", near, exact=False)
    return _told(quotation, best, [m for m in found if _holds(q, m)])


def _holds(q: Words, match: Match) -> bool:
    """Does a source have enough of the words? "God" for "you" does not alter "thank you": it is another saying."""
    if not match.differences:
        return True
    same = _told_by([q.words[i] for i in match.alignment.covered()])
    return same > match.errors and (len(q) > _FEW or same >= _TOLD)


def _told(quotation: Drafted, best: Match, found: Sequence[Match]) -> Finding:
    same = [m for m in found if m is best or (m.badness <= best.badness + 0.01 and m.source is not best.source)]
    whose = best.utterance.speaker if best.utterance else None
    who = f"by {whose}" if whose else "by somebody else"
    if best.spliced:
        return _finding(quotation, "spliced", best.spliced, same)
    if best.differences:
        words = "; ".join(_difference(*d) for d in best.differences[:4])
        more = f"; {len(best.differences) - 4} more" if len(best.differences) > 4 else ""
        other = f"; and said {who}" if best.speaker >= 3 else ""
        return _finding(quotation, "altered", f"{words}{more}{other}", same)
    if best.speaker >= 3:
        if _told_by([*set(quotation.words.words)]) < _TOLD:
            has = [m for m in found if not m.differences]
            others = sorted({m.utterance.speaker for m in has if m.utterance and m.utterance.speaker})
            reason = f"words that many use, but nothing has {quotation.speaker} saying so"
            reason += f"; others do: {', '.join(others[:4])}" if others else ""
            return _finding(quotation, "no source", reason, same)
        return _finding(quotation, "other speaker", f"said {who}, not by {quotation.speaker}", same)
    if best.unspoken:
        reason = "the source has these words outside quotation marks, as its author's"
        return _finding(quotation, "reported", reason, same)
    if best.other_day:
        return _finding(quotation, "other day", best.other_day, same)
    cut = next((c for c in best.cuts if c.turns), None)
    if cut is not None:
        what = cut.signs[0]
        reason = f"left out {cut.where if cut.where != 'within' else 'of it'}: {cut.words!r} ({what.kind})"
        return _finding(quotation, "elided", reason, same)
    if any(c.where == "within" for c in best.cuts):
        return _finding(quotation, "elided", "what was cut does not turn the rest", same)
    if best.bracketed:
        return _finding(quotation, "bracketed", "the rest is word for word", same)
    unknown = "; the source does not plainly say whose they are" if best.speaker >= 1 else ""
    return _finding(quotation, "verbatim", f"word for word{unknown}", same)


def _difference(draft: str, source: str) -> str:
    if not source:
        return f"{draft!r} is not there"
    return f"{source!r} there, {draft!r} here" if draft else f"{source!r} is left out unmarked"


# ------------------------------------------------------------------------------------------------ several sources


def _spliced(quotation: Drafted, best: Match, others: Sequence[Match]) -> Match | None:
    """Another place that has the piece of a quotation that the best one lacks; None where there is none."""
    q = quotation.words
    covered = best.alignment.covered()
    mine = best.utterance
    for first, last in _lacking(q, covered):
        if last - first < _PIECE or _told_by(q.words[first:last]) < _APART:
            continue
        for source in {id(m.source): m.source for m in others}.values():
            found = align(q, source.words.words, source.index, source.spoken, part=(first, last))
            if found is None or found.coverage < _PART or len(found.steps) > 3:
                continue
            start, end = found.place
            a, b = best.alignment.place
            if end - start > 2 * (last - first) or (source is best.source and start < b and a < end):
                continue
            theirs = source.utterance(start)
            if source is not best.source or theirs is not mine or theirs is None:
                return Match(source, found)
    return None


def _lacking(q: Words, covered: set[int]) -> Iterator[tuple[int, int]]:
    """The stretches of a quotation that are not covered, or all but, the longest first."""
    stretches: list[list[int]] = []
    for i in range(len(q)):
        if i in covered:
            continue
        if stretches and i - stretches[-1][1] <= 2:
            stretches[-1][1] = i + 1
        else:
            stretches.append([i, i + 1])
    yield from sorted(((a, b) for a, b in stretches), key=lambda s: s[0] - s[1])


def _told_by(words: Sequence[str]) -> float:
    return sum(weight(word) for word in words)


# ------------------------------------------------------------------------------------------------ what is shown


def _finding(quotation: Drafted, kind: Verdict, reason: str, found: Sequence[Match], *, exact: bool = True) -> Finding:
    best = found[0] if found and exact else None
    q = quotation.words
    return Finding(
        number=0,
        line=0,
        span=quotation.span,
        text=" ".join(q.text[quotation.span.start : quotation.span.end].split()),
        closed=quotation.closed,
        speaker=quotation.speaker,
        said_on=quotation.said_on,
        kind=kind,
        wrong=kind in WRONG or (kind == "elided" and best is not None and any(c.turns for c in best.cuts)),
        reason=reason + (_unheard(best) if best else ""),
        differences=tuple(best.differences) if best and kind != "spliced" else (),
        cuts=tuple(best.cuts) if best else (),
        signs=_signs(quotation, best) if best else (),
        places=tuple(_place(m) for m in found[:_MOST_PLACES]),
    )


def _unheard(best: Match) -> str:
    there = [d for d in best.differences if UNHEARD in d[1] or "unintelligible" in d[1]]
    return "; the transcript could not hear what was said there" if there else ""


def _signs(quotation: Drafted, best: Match) -> tuple[meaning.Sign, ...]:
    """What the sentence around few quoted words has in the source, beyond those words."""
    if len(quotation.words) >= meaning.FEW:
        return ()
    return meaning.unseen(best.source.words, *best.alignment.place, *_around(best))


def _around(match: Match) -> tuple[int, int]:
    start, end = match.alignment.place
    low, high, spoken = max(0, start - _AROUND), min(len(match.source.words), end + _AROUND), match.source.spoken
    if match.source.kind == "transcript":  # within the turn: what is not spoken names the next speaker
        stop = spoken.find(0, end)
        return max(low, spoken.rfind(0, 0, start) + 1), high if stop < 0 else min(high, stop)
    return low, high


def _place(match: Match) -> Found:
    source, words = match.source, match.source.words
    start, end = match.alignment.place
    first, last = meaning.sentence(words, start, end, *_around(match))
    said = match.utterance
    spans = tuple(
        Span(words.places[step.s[0]].start, words.places[step.s[1] - 1].end)
        for step in match.alignment.steps
        if step.kind == "same"
    )
    return Found(
        source.article, source.kind, source.title, source.outlet, source.published, source.url, source.path,
        said.id if said else None, said.speaker if said else None, said.said_on if said else None,
        said.occasion if said else None, words.printed(start, end), words.printed(first, last), spans,
    )  # fmt: skip


def numbered(finding: Finding, number: int, line: int) -> Finding:
    """The finding with its number in the draft, and the line on which it begins; both count from 1."""
    return replace(finding, number=number, line=line)
