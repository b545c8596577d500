"""A quotation against one source: where it stands there, what differs, what was cut, and whose words they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from onrecord.comparison import meaning
from onrecord.comparison.alignment import Alignment, Step, align
from onrecord.comparison.findings import Cut, Drafted
from onrecord.comparison.genealogy import SameSpeaker
from onrecord.comparison.sources import NOBODY, Source, Utterance
from onrecord.comparison.tokens import Words, tokens, weight
from onrecord.comparison.variants import Difference
from onrecord.periods import compatible, days

_APART: Final = 60  # words of an article between two pieces of one utterance
_AROUND: Final = 80  # words of a source in which a name is near
_SURE: Final = 0.75  # of a speaker, to say that it is another
_MOST_OCCURRENCES: Final = 40  # of the very same words in one source


@dataclass(slots=True)
class Match:
    """A quotation against one source."""

    source: Source
    alignment: Alignment
    differences: list[Difference] = field(default_factory=list)
    errors: float = 0.0  # words that differ, weighted
    cuts: list[Cut] = field(default_factory=list)
    bracketed: bool = False
    unspoken: bool = False
    spliced: str | None = None  # why it is
    speaker: float = 0.0  # 0: the same or not to be told, 1: unknown there, 3: another
    other_day: str | None = None

    @property
    def badness(self) -> float:
        """How far it is from being that quotation, said by that speaker on that day: 0 where nothing is wrong."""
        return (
            self.errors + self.speaker + 5 * bool(self.spliced) + 2 * self.unspoken + 0.5 * bool(self.other_day)
            + 0.2 * any(cut.turns for cut in self.cuts)
        )  # fmt: skip

    @property
    def utterance(self) -> Utterance | None:
        """Whose most of the words are."""
        held = [self.source.of[at] for step in self.alignment.steps if step.kind == "same" for at in range(*step.s)]
        known = [n for n in held if n != NOBODY]
        return self.source.utterances[max(set(known), key=known.count)] if known else None


def matches(quotation: Drafted, source: Source, same_speaker: SameSpeaker) -> Iterator[Match]:
    """A quotation at every place of a source that has it word for word or, where none does, at the nearest."""
    for alignment in _alignments(quotation, source):
        match = Match(source, alignment)
        _compare(match, quotation, same_speaker)
        yield match


def _alignments(quotation: Drafted, source: Source) -> Iterator[Alignment]:
    """Every place that has a quotation word for word; where there is none, the best place for it."""
    q = quotation.words
    if not q.gaps - {0, len(q)} and not q.bracketed:
        rare = min(range(len(q)), key=lambda i: len(source.index.get(q.words[i], ())))
        found = 0
        for place in source.index.get(q.words[rare], ()):
            at = place - rare
            if at >= 0 and source.words.words[at : at + len(q)] == q.words and found < _MOST_OCCURRENCES:
                found += 1
                yield Alignment((Step("same", (0, len(q)), (at, at + len(q))),), 1.0, float(len(q)))
        if found:
            return
    if (best := align(q, source.words.words, source.index, source.spoken)) is not None:
        yield best


def _compare(match: Match, quotation: Drafted, same_speaker: SameSpeaker) -> None:
    q, source = quotation.words, match.source
    same = [step for step in match.alignment.steps if step.kind == "same"]
    for n, step in enumerate(match.alignment.steps):
        if step.kind == "same":
            brought = source.words.bracketed  # an editor's letters there are no editor's here
            pairs = zip(range(*step.q), range(*step.s), strict=True)
            match.bracketed |= any(i in q.bracketed and j not in brought for i, j in pairs)
            continue
        follows = n + 1 < len(match.alignment.steps)
        marked = n > 0 and follows and any(step.q[0] <= gap <= step.q[1] for gap in q.gaps)
        _difference_of(match, q, step, marked)
    match.unspoken = source.marked and _share(same, source.spoken) < 0.5
    match.spliced = _joined(match, same)
    _edges(match, quotation, same)
    if quotation.speaker is not None:
        match.speaker = _speaker(match, quotation, same_speaker)
    match.other_day = _other_day(match, quotation)


def _difference_of(match: Match, q: Words, step: Step, marked: bool) -> None:
    """What a step that is not the same is: a cut, an insertion, a difference, or nothing that counts."""
    source = match.source.words
    theirs = [at for at in range(*step.s) if match.source.spoken[at] or step.kind == "replaced"]
    mine = range(*step.q)
    if mine and all(i in q.bracketed for i in mine):
        inserted = [q.words[i] for i in mine]
        added = {s for s in meaning.signs(inserted) if s.kind == "negation"}
        if added and not meaning.signs([source.words[at] for at in theirs]):
            match.differences.append((q.printed(*step.q), source.printed(*step.s)))
            match.errors += 1
        match.bracketed = True
        return
    if not mine:
        theirs = _that_count(source, theirs, step)
        if not theirs:
            return
        words = _printed(source, theirs)
        if marked:
            turns = meaning.turning(source, step.s[0], step.s[1])
            match.cuts.append(
                Cut("within", words, turns or meaning.signs([source.words[a] for a in theirs]), bool(turns))
            )
            return
        match.differences.append(("", words))
        match.errors += sum(weight(source.words[at]) for at in theirs[:20])
        return
    if marked and len(theirs) > 3 * len(mine) + 6:  # an ellipsis, and other words beside it
        match.cuts.append(Cut("within", _printed(source, theirs), (), False))
        match.differences.append((q.printed(*step.q), ""))
    else:
        match.differences.append((q.printed(*step.q), _printed(source, theirs)))
    match.errors += max(0.5, sum(weight(q.words[i]) for i in mine if i not in q.bracketed))


def _that_count(source: Words, theirs: list[int], step: Step) -> list[int]:
    """Words left out that count: no "uh", and no false start that is said again right after."""
    left = [at for at in theirs if source.words[at] not in meaning.FILLERS]
    n = len(left)
    again = source.words[step.s[1] : step.s[1] + n]
    return [] if n <= 3 and tuple(source.words[at] for at in left) == again else left


def _printed(source: Words, theirs: Sequence[int]) -> str:
    """These words as they are printed, with … where others stand between."""
    shown: list[str] = []
    start = 0
    for n in range(1, len(theirs) + 1):
        if n == len(theirs) or theirs[n] != theirs[n - 1] + 1:
            shown.append(source.printed(theirs[start], theirs[n - 1] + 1))
            start = n
    return " … ".join(shown)


def _share(same: Sequence[Step], spoken: Sequence[int]) -> float:
    held = [spoken[at] for step in same for at in range(*step.s)]
    return sum(held) / len(held) if held else 1.0


def _joined(match: Match, same: Sequence[Step]) -> str | None:
    """Why the pieces are not of one utterance; None where they may be."""
    source = match.source
    large = [step for step in same if step.s[1] - step.s[0] >= 3]
    for a, b in pairwise(large):
        mine, theirs = source.utterance(a.s[1] - 1), source.utterance(b.s[0])
        if mine is theirs or mine is None or theirs is None:
            if mine is theirs or b.s[0] - a.s[1] <= _APART:
                continue
            return f"its pieces stand {b.s[0] - a.s[1]:,} words apart"
        if mine.speaker and theirs.speaker and mine.speaker != theirs.speaker:
            return f"put together from what {mine.speaker} and {theirs.speaker} said"
        if source.kind == "transcript":
            return "put together from two turns of the transcript"
        if b.s[0] - a.s[1] > _APART:
            return f"put together from two statements, {b.s[0] - a.s[1]:,} words apart"
    return None


def _edges(match: Match, quotation: Drafted, same: Sequence[Step]) -> None:
    """What the sentence has right before and after the quotation, where the draft does not say it in its own words."""
    source, (start, end) = match.source, match.alignment.place
    steps = match.alignment.steps
    if match.unspoken or steps[0].kind != "same" or steps[-1].kind != "same":
        return
    first, last = _utterance_around(source, start, end)
    own = meaning.signs(quotation.around)
    for where, found in (
        ("before", meaning.before(source.words, start, first)),
        ("after", meaning.after(source.words, end, last)),
    ):
        for sign in found:
            kinds = {s.kind for s in own}
            told = sign.kind in kinds or (sign.kind == "contrast")
            words = sign.words
            match.cuts.append(Cut("before" if where == "before" else "after", words, (sign,), not told))


def _utterance_around(source: Source, start: int, end: int) -> tuple[int, int]:
    """The spoken words without a break around these, within their utterance."""
    own = source.of[start]
    while start > 0 and source.spoken[start - 1] and (own == NOBODY or source.of[start - 1] in (own, NOBODY)):
        start -= 1
    while end < len(source.words) and source.spoken[end] and (own == NOBODY or source.of[end] in (own, NOBODY)):
        end += 1
    return start, end


def _speaker(match: Match, quotation: Drafted, same_speaker: SameSpeaker) -> float:
    """0 where the draft's speaker is the source's, 1 where that is not to be told, 3 where it is another."""
    claimed, said = quotation.speaker or "", match.utterance
    holding = match.source.holding(*match.alignment.place)
    if any(u.speaker and same_speaker(claimed, u.speaker, u.speaker_type) for u in holding):
        return 0.0
    if said is not None and said.speaker is not None and said.primary:
        return 3.0
    names = [w for w in tokens(claimed).words if len(w) > 2][-1:]
    start, end = match.alignment.place
    near = any(start - _AROUND < at < end + _AROUND for name in names for at in match.source.index.get(name, ()))
    if said is not None and said.speaker is not None and said.sure >= _SURE:
        return 3.0
    return 1.0 if near else 3.0


def _other_day(match: Match, quotation: Drafted) -> str | None:
    """Why it was said on another day than the draft says; None where it may be the same."""
    said, there = match.utterance, match.utterance.said_on if match.utterance else None
    claimed = quotation.said_on
    if claimed is None or days(claimed) is None:
        return None
    if there is not None and days(there) is not None and said is not None and not compatible(claimed, there):
        return f"said on {there}, not on {claimed}"
    first = days(claimed)
    if there is None and match.source.published and first and first[0] > match.source.published:
        return f"printed on {match.source.published} already, before {claimed}"
    return None
