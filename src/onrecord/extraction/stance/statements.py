"""The stance of each statement's speaker toward the parties that it is about, and the words that show it.

The model reads all pairs of an article in one go. What it says is then held against rules for what it cannot be trusted
with: what the speaker denies having said, jokes, and words of others that he only passes on. There the attitude is
neutral, or its score is low.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from onrecord.extraction import nesting
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.manner import Manner
from onrecord.extraction.stance import wording
from onrecord.extraction.stance.model import ATTITUDES, Reading, StanceModel, default_model
from onrecord.extraction.stance.pairs import statement_pair
from onrecord.model import Attribution, Party, Spans, Speaker, Stance

_DOUBTFUL: Final = 0.4  # the most that a score can be where a rule fires


def read(
    document: Document,
    resolution: Resolution,
    targets: Sequence[tuple[Party, ...]],
    manners: Sequence[Manner],
    model: StanceModel | None = None,
) -> list[tuple[Stance, ...]]:
    """For each attribution one stance per party that it is about; `targets` and `manners` are in the same order."""
    asked = [(i, party) for i, parties in enumerate(targets) for party in parties]
    pairs = [statement_pair(document, document.attributions[i], party) for i, party in asked]
    readings = (model or default_model()).read([pair for pair, _ in pairs])
    within = nesting.read(document.attributions)
    found: list[list[Stance]] = [[] for _ in targets]
    for (i, party), (_, offset), reading in zip(asked, pairs, readings, strict=True):
        passed_on = _passed_on(document.attributions, within, resolution.speakers, i, party)
        found[i].append(_stance(document, i, party, reading, offset, manners[i], passed_on=passed_on))
    return [tuple(stances) for stances in found]


def _stance(
    document: Document, index: int, party: Party, reading: Reading, offset: int, manner: Manner, *, passed_on: bool
) -> Stance:
    attribution = document.attributions[index]
    probabilities = reading.statement
    attitude = ATTITUDES[int(probabilities.argmax())]
    score = float(probabilities.max())
    spans: Spans = ()
    if attitude != "neutral":
        weights = reading.words if attitude == "positive" else -reading.words
        starts, ends = reading.starts + offset, reading.ends + offset
        spans = wording.showing(document.doc, weights, starts, ends, (*attribution.source, *party.spans))
        disclaimed = all(wording.is_disclaimed(document.doc, mention) for mention in party.spans)
        denied = manner.polarity == "denied" and not _within(spans, attribution.cue)
        if passed_on or disclaimed or denied:
            return Stance(party.name, "neutral", _DOUBTFUL, ())
        if manner.polarity in ("question", "hypothetical") or wording.is_joke(document.doc, attribution):
            score = min(score, _DOUBTFUL)
    return Stance(party.name, attitude, round(score, 3), spans)


def _passed_on(
    attributions: Sequence[Attribution],
    within: Sequence[int | None],
    speakers: Sequence[Speaker],
    index: int,
    party: Party,
) -> bool:
    """Whether the statement speaks of a party only in the words of somebody else that it passes on."""
    inner = [
        attributions[n].content
        for n, outer in enumerate(within)
        if outer == index and not (speakers[n].entity and speakers[n].entity == speakers[index].entity)
    ]
    return bool(inner) and all(any(_within((mention,), content) for content in inner) for mention in party.spans)


def _within(spans: Spans, others: Spans) -> bool:
    return bool(spans) and all(any(o.start <= s.start and s.end <= o.end for o in others) for s in spans)
