"""How likely each field of a statement is right: a logistic regression over how it was read and what the network says
of it, whose weights the graph model's folder has (`python -m training.graph sure` fits them)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from onrecord import lexicon
from onrecord.extraction import frames
from onrecord.extraction.attribution.confidence import log_odds, named
from onrecord.extraction.coreference import vocabulary
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.graph.pairs import form
from onrecord.model import Mode, Occasion, Party, SaidOn, Span, Spans, Speaker, inside
from onrecord.periods import days

FIELDS: Final = ("speaker", "addressee", "said_on", "occasion")
Known = dict[str, float]

_TELLING: Final = lexicon.words("telling")
_PRONOUNS: Final = ("he", "she", "they", "it", "I", "we", "who")  # in the order of `form`
_RULES: Final = ("carried", "occasion", "headline")
_LEAST: Final = 0.002  # of a probability, lest one piece of evidence decide alone


@dataclass(frozen=True, slots=True)
class StatementFields:
    """What is told of one statement; `heard` is what the network says, by field: how likely its words lead to each
    entity or day, nothing where it has not read them."""

    speaker: Speaker
    addressee: Party | None
    said_on: SaidOn | None
    occasion: str | None
    mode: Mode | None
    heard: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    occasion_confidence: float | None = None


def hearer(party: Party) -> str:
    """What tells one addressee from another."""
    return party.entity or party.name.lower()


def weighed(
    document: Document,
    resolution: Resolution,
    occasions: Sequence[Occasion],
    told: Sequence[StatementFields],
    weights: Mapping[str, Mapping[str, float]],
) -> list[StatementFields]:
    """The fields with how likely each is right, by the weights of its name; without them they stay as they are."""
    found = []
    for one, fields in zip(told, evidence(document, resolution, occasions, told), strict=True):
        likely = {name: round(named(known, weights[name]), 3) for name, known in fields.items() if name in weights}
        to, day = one.addressee, one.said_on
        found.append(
            replace(
                one,
                speaker=replace(one.speaker, confidence=likely.get("speaker", one.speaker.confidence)),
                addressee=to and replace(to, confidence=likely.get("addressee")),
                said_on=day and replace(day, confidence=likely.get("said_on")),
                occasion_confidence=likely.get("occasion"),
            )
        )
    return found


def evidence(
    document: Document, resolution: Resolution, occasions: Sequence[Occasion], told: Sequence[StatementFields]
) -> Iterator[dict[str, Known]]:
    """What is known of each field that a statement has."""
    article = _Statements(document, resolution, occasions, told)
    for i, one in enumerate(told):
        known = {"speaker": article.speaker(i)}
        if one.addressee is not None:
            known["addressee"] = article.addressee(i, one.addressee)
        if one.said_on is not None:
            known["said_on"] = article.said_on(i, one.said_on)
        if one.occasion in article.occasions:
            known["occasion"] = article.occasion(i, article.occasions[one.occasion])
        yield known


class _Statements:
    """One article's statements, each with its place in the text."""

    def __init__(
        self, document: Document, resolution: Resolution, occasions: Sequence[Occasion], told: Sequence[StatementFields]
    ) -> None:
        self.occasions = {o.id: o for o in occasions}
        self._document, self._resolution, self._told = document, resolution, told
        self._framed = frames.read(document)
        self._hulls = [
            Span(min(s.start for s in pieces), max(s.end for s in pieces))
            for a in document.attributions
            for pieces in [(*a.source, *a.cue, *a.content)]
        ]
        self._named = Counter(m.entity for m in resolution.mentions)
        self._hearers = Counter(t.addressee.name for t in told if t.addressee)
        self._links = Counter(t.occasion for t in told)
        self._told_first: dict[Spans, int] = {}  # by the words for whom it is told to
        for i, one in enumerate(told):
            if one.addressee is not None:
                self._told_first.setdefault(one.addressee.spans, i)
        self._speaking = {t.speaker.entity for t in told}
        self._sources = {a.source for a in document.attributions}
        self._there = {o.spans[:1] for o in occasions}

    def _common(self, i: int) -> Known:
        known = {"always": 1.0, "statement": log_odds(self._document.attributions[i].confidence)}
        if i in self._document.turns:
            known["turn"] = 1.0
        return known

    def speaker(self, i: int) -> Known:
        told, attribution = self._told[i], self._document.attributions[i]
        speaker, known = told.speaker, self._common(i)
        known |= {f"type: {speaker.type}": 1.0, f"source: {self._source(i)}": 1.0}
        known["rules"] = _odds(speaker.confidence)
        known["candidates"] = math.log(max(len(speaker.candidates), 1))
        known["chain"] = min(len(speaker.chain), 3)
        known["in the article"] = math.log(self._named[speaker.entity] + 1) if speaker.entity else 0.0
        known["several names"] = float(speaker.entity is None and speaker.name is not None and " & " in speaker.name)
        known["without cue"] = float(not attribution.cue)
        known |= _heard(told, "speaker", speaker.entity or "")
        return known

    def _source(self, i: int) -> str:
        """How the words for who speaks are written."""
        source, entity = self._document.attributions[i].source, self._told[i].speaker.entity
        if not source:
            return "none"
        whole = Span(source[0].start, source[-1].end)
        kind = form(self._document.article.text[whole.start : whole.end])
        if kind < len(_PRONOUNS):
            return _PRONOUNS[kind]
        if any(m.kind == "name" and m.entity == entity for m in self._resolution.mentions_in(whole)):
            return "name"
        head = frames.head(self._framed[i].source)
        if head is not None and head.lemma_.lower() in vocabulary.ROLES:
            return "role"
        return "noun"

    def addressee(self, i: int, party: Party) -> Known:
        told, known = self._told[i], self._common(i)
        known |= {f"type: {party.type}": 1.0, "named": float(party.entity is not None)}
        known |= self._place(i, party.spans)
        known["telling"] = float(any(t.lemma_ in _TELLING for t in self._framed[i].cue))
        known["times"] = math.log(self._hearers[party.name])
        known["share"] = self._hearers[party.name] / len(self._told)
        before = self._told[i - 1].addressee if i else None
        known["as before"] = float(before is not None and before.name == party.name)
        known["carried"] = float(self._told_first.get(party.spans, i) < i)
        known["who speaks"] = float(party.spans in self._sources)
        known["who is there"] = float(party.spans in self._there)
        known["one speaks"] = float(bool(party.entity) and party.entity in self._speaking)
        if told.occasion in self.occasions:
            known[f"at: {self.occasions[told.occasion].kind}"] = 1.0
        known |= _heard(told, "addressee", hearer(party))
        known[f"mode: {told.mode}"] = 1.0
        known[f"speaker: {told.speaker.type}"] = 1.0
        return known

    def said_on(self, i: int, day: SaidOn) -> Known:
        told, known = self._told[i], self._common(i)
        known[f"rule: {day.rule}"] = 1.0
        known["own"] = float(day.rule not in _RULES)
        known |= self._place(i, (day.basis,) if day.basis else ())
        known |= _heard(told, "said_on", day.value)
        known[f"mode: {told.mode}"] = 1.0
        known["length"] = min(len(day.value), 11)
        published, period = self._document.article.published, days(day.value)
        if published is not None and period is not None:
            ago = (published - period[1]).days
            known["this week"], known["old"] = float(ago <= 7), float(ago > 100)
        return known

    def occasion(self, i: int, occasion: Occasion) -> Known:
        told, known = self._told[i], self._common(i)
        known |= {f"kind: {occasion.kind}": 1.0, f"status: {occasion.status}": 1.0}
        known |= self._place(i, occasion.spans)
        known["others"] = math.log(len(self.occasions))
        known["times"] = math.log(self._links[told.occasion])
        known["there"] = float(told.speaker.name in occasion.participants)
        known["dated"] = float(occasion.date is not None)
        known["as before"] = float(i > 0 and self._told[i - 1].occasion == told.occasion)
        known[f"mode: {told.mode}"] = 1.0
        known[f"speaker: {told.speaker.type}"] = 1.0
        return known

    def _place(self, i: int, spans: Sequence[Span]) -> Known:
        """Where the words that tell a field stand to the statement."""
        attribution, hull = self._document.attributions[i], self._hulls[i]
        if not spans:
            return {"nowhere": 1.0}
        gap = min(max(s.start - hull.end, hull.start - s.end, 0) for s in spans)
        near = [s for s in spans if s.start < hull.end and s.end > hull.start]
        return {
            "distance": math.log1p(gap),
            "in the statement": float(bool(near)),
            "in the content": float(any(inside(s, attribution.content) for s in near)),
            "in the source": float(any(inside(s, attribution.source) for s in near)),
            "in the cue": float(any(inside(s, attribution.cue) for s in near)),
            "before": float(max(s.start for s in spans) < hull.start),
            "after": float(min(s.start for s in spans) > hull.end),
        }


def _heard(told: StatementFields, name: str, chosen: str) -> Known:
    """The network's word for what was chosen, for the likeliest of what was not, and for none of it."""
    said = told.heard.get(name)
    if said is None:
        return {"unheard": 1.0}
    others = max((p for key, p in said.items() if key != chosen), default=0.0)
    return {
        "heard": _odds(said.get(chosen, 0.0)),
        "heard, another": _odds(others),
        "heard, none": _odds(1 - sum(said.values())),
    }


def _odds(p: float) -> float:
    return log_odds(min(max(p, _LEAST), 1 - _LEAST))
