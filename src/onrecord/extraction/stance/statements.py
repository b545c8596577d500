"""The stance of each statement's speaker toward the parties that it is about, and the words that show it.

The model reads all pairs of an article in one go. What it says is then held against rules for what it cannot be trusted
with: what the speaker denies having said, jokes, and words of others that he only passes on. There the attitude is
neutral, or its score is low.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onrecord.extraction.choosing import Opinion
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.manner import Manner
from onrecord.extraction.stance import wording
from onrecord.extraction.stance.encoding import Pair
from onrecord.extraction.stance.model import StanceModel, StancePrediction, default_model
from onrecord.extraction.stance.pairs import circumstances, statement_pair
from onrecord.extraction.stance.weighing import Floats, evidence, told
from onrecord.model import Attitude, Party, Stance, inside

_DOUBTFUL: Final = 0.4  # the most that a score can be where a rule fires


@dataclass(frozen=True, slots=True)
class Question:
    """Which attitude the speaker of an attribution (its number) has to a party, where the pair's text begins, and what
    the graph network makes of it."""

    attribution: int
    party: Party
    pair: Pair
    start: int
    opinion: Opinion
    circumstances: tuple[str, ...]


def read(
    document: Document,
    resolution: Resolution,
    targets: Sequence[tuple[Party, ...]],
    opinions: Sequence[tuple[Opinion, ...]],
    manners: Sequence[Manner],
    within: Sequence[int | None],
    model: StanceModel | None = None,
) -> list[tuple[Stance, ...]]:
    """For each attribution one stance per party that it is about.

    `targets`, `opinions` (what the graph network makes of each: `choosing.opinion`), `manners` and `within` (the one
    that each stands inside of) are in the order of the attributions.
    """
    model = model or default_model()
    asked = questions(document, resolution, targets, opinions, manners)
    spoken = document.spoken()
    inner: dict[int | None, list[int]] = defaultdict(list)
    for i, outer in enumerate(within):
        inner[outer].append(i)
    found: list[list[Stance]] = [[] for _ in targets]
    readings = model.read([a.pair for a in asked])
    for question, reading, facts in zip(asked, readings, known(resolution, asked, readings), strict=True):
        i = question.attribution
        stance = _stance(document, question, reading, *told(model.under(facts)), model.loaded, spoken)
        if stance.attitude != "neutral":
            stance = _doubted(
                document, question, stance, manners[i], _passed_on(document, resolution, inner[i], question)
            )
        found[i].append(stance)
    return [tuple(stances) for stances in found]


def questions(
    document: Document,
    resolution: Resolution,
    targets: Sequence[tuple[Party, ...]],
    opinions: Sequence[tuple[Opinion, ...]],
    manners: Sequence[Manner],
) -> list[Question]:
    """What the model is asked of each attribution, in order."""
    return [
        Question(
            i,
            party,
            *statement_pair(document.article.text, document.attributions[i], party.spans),
            opinion,
            tuple(circumstances(resolution.speakers[i], manners[i], party, rank)),
        )
        for i, parties in enumerate(targets)
        for rank, (party, opinion) in enumerate(zip(parties, opinions[i], strict=True))
    ]


def known(resolution: Resolution, asked: Sequence[Question], readings: Sequence[StancePrediction]) -> list[Floats]:
    """The evidence on each question: what the model makes of it, and of what the holder says of the party elsewhere."""
    whose = [(resolution.speakers[q.attribution].name or n, q.party.name) for n, q in enumerate(asked)]
    of_one = defaultdict(list)
    for n, pair in enumerate(whose):
        of_one[pair].append(n)
    return [
        evidence(
            readings[n].opinions,
            [readings[m].opinions for m in of_one[pair] if m != n],
            asked[n].circumstances,
            asked[n].opinion,
        )
        for n, pair in enumerate(whose)
    ]


def _stance(
    document: Document,
    asked: Question,
    reading: StancePrediction,
    attitude: Attitude,
    score: float,
    loaded: Mapping[str, float],
    spoken: bytearray,
) -> Stance:
    """What is told, with the words that show it."""
    if attitude == "neutral":
        return Stance(asked.party.name, attitude, score, ())
    attribution = document.attributions[asked.attribution]
    asides = wording.asides(document.article.text, attribution.content, spoken)
    names = (s for s in asked.party.spans if document.article.text[s.start].isupper())
    own, avoid = (*attribution.cue, *attribution.content), (*names, *asides)
    sign = 1 if attitude == "positive" else -1
    spans = wording.showing(document.doc, reading, asked.start, sign, own, avoid, loaded)
    return Stance(asked.party.name, attitude, score, spans)


def _doubted(document: Document, asked: Question, stance: Stance, manner: Manner, passed_on: bool) -> Stance:
    """The stance as it stands once the rules have been asked."""
    attribution = document.attributions[asked.attribution]
    disclaimed = all(wording.is_disclaimed(document.doc, mention) for mention in asked.party.spans)
    in_cue = bool(stance.spans) and all(inside(shown, attribution.cue) for shown in stance.spans)
    denied = manner.polarity == "denied" and not in_cue
    blamed = stance.attitude == "positive" and all(wording.is_cause(document.doc, m) for m in asked.party.spans)
    if passed_on or disclaimed or denied or blamed:
        return Stance(stance.target, "neutral", _DOUBTFUL, ())
    if manner.polarity in ("question", "hypothetical") or wording.is_joke(document, attribution):
        return replace(stance, score=min(stance.score, _DOUBTFUL))
    return stance


def _passed_on(document: Document, resolution: Resolution, inner: Sequence[int], asked: Question) -> bool:
    """Whether the statement speaks of a party only in the words of somebody else that it passes on, in those `inner`
    ones."""
    speakers, holder = resolution.speakers, resolution.speakers[asked.attribution]
    told = [
        document.attributions[n].content
        for n in inner
        if not (speakers[n].entity and speakers[n].entity == holder.entity)
    ]
    return bool(told) and all(any(inside(m, content) for content in told) for m in asked.party.spans)
