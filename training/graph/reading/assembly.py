"""From the graph of an article to the fields of its record: entities, speakers, hearers, days, occasions, attitudes.

What is less likely than its field's floor is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from onrecord.extraction import about, dates, timex
from onrecord.extraction.document import Document, Mention, Resolution
from onrecord.extraction.graph.heads import Floats
from onrecord.extraction.graph.model import MODES
from onrecord.extraction.graph.places import Places
from onrecord.extraction.timex import Timex
from onrecord.model import (
    Attitude,
    Entity,
    Mode,
    Occasion,
    Party,
    Polarity,
    SaidOn,
    Span,
    Speaker,
    SpeakerType,
    Stance,
)  # fmt: skip
from onrecord.people.places import is_american
from onrecord.periods import days
from training.graph.reading import naming, occasions
from training.graph.reading.decoding import Graph
from training.graph.reading.labels import ATTITUDES, KINDS, POLARITIES, STATUSES
from training.graph.reading.naming import Cluster, Member
from training.graph.reading.nodes import Node
from training.graph.reading.occasions import Held, Place

_ABOUT: Final = ("person", "organization", "place", "group")
_MOST: Final = 3  # parties that a statement is about


@dataclass(frozen=True, slots=True)
class Floors:
    """The least probability of what is shown, by field."""

    speaker: float = 0.4
    addressee: float = 0.5
    said_on: float = 0.5
    said_at: float = 0.4
    about: float = 0.5
    attitude: float = 0.5
    attends: float = 0.5
    voice: float = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A stretch of an article as it was read: its graph, its words, and which of the article's statements it has."""

    graph: Graph
    places: Places
    statements: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """What the graph gives, one of each for every statement."""

    resolution: Resolution
    modes: list[Mode]
    polarities: list[Polarity]
    addressees: list[Party | None]
    said_on: list[SaidOn | None]
    occasions: tuple[Occasion, ...]
    links: list[str | None]
    about: list[tuple[Party, ...]]
    stance: list[tuple[Stance, ...]]
    voice: tuple[Stance, ...]


def fields(document: Document, parts: Sequence[Part], floors: Floors = Floors()) -> Fields:
    """All that the graphs of an article's parts say."""
    return _Assembly(document, parts, floors).fields()


class _Assembly:
    def __init__(self, document: Document, parts: Sequence[Part], floors: Floors) -> None:
        self.document, self.parts, self.floors = document, parts, floors
        self.times = timex.find(document.doc, document.article.published)
        self.clusters = self._clusters()
        self.ids = {id(c): f"e{n}" for n, c in enumerate(self.clusters, 1)}
        self.of = {m.span: c for c in self.clusters for m in c.members}  # the cluster of each mention
        self.american = is_american(document.article.text)

    # ----------------------------------------------------------------------------------------- who is who

    def _clusters(self) -> list[Cluster]:
        groups: list[list[Member]] = []
        for part in self.parts:
            nodes = part.graph.mentions
            by_number: dict[int, list[Member]] = defaultdict(list)
            for node, found in zip(nodes, naming.members(nodes, part.graph.titles, part.places), strict=True):
                by_number[node.cluster].append(replace(found, span=part.places.span(node.words)))
            groups += by_number.values()
        article = self.document.article
        return naming.clusters(groups, article.text, article.published)

    def _chosen(self, part: Part, row: Floats) -> list[tuple[float, Cluster]]:
        """The clusters that a choice among mentions leads to, the likeliest first."""
        total: dict[int, float] = defaultdict(float)
        clusters = {}
        for node, probability in zip(part.graph.mentions, row[:-1].tolist(), strict=True):
            cluster = self.of[part.places.span(node.words)]
            total[id(cluster)] += probability
            clusters[id(cluster)] = cluster
        return sorted(((p, clusters[n]) for n, p in total.items()), key=lambda x: -x[0])

    def _speaker(self, part: Part, row: int) -> Speaker:
        ranked = self._chosen(part, part.graph.speakers[row])
        none = float(part.graph.speakers[row, -1])
        names = tuple(dict.fromkeys(c.name for p, c in ranked[:4] if c.name and p > 0.1))
        if not ranked or none > ranked[0][0] or ranked[0][0] < self.floors.speaker or ranked[0][1].name is None:
            return Speaker(None, "unknown", None, round(max(none, 1 - ranked[0][0] if ranked else 1.0), 3), names)
        probability, cluster = ranked[0]
        kind: SpeakerType = "organization" if cluster.type == "place" else cluster.type
        if kind == "person" and not cluster.names:
            kind = "anonymous"
        return Speaker(
            cluster.name, kind, self.ids[id(cluster)], round(probability, 3), names, self._chain(part, row, cluster)
        )

    def _chain(self, part: Part, row: int, cluster: Cluster) -> tuple[Span, ...]:
        """From the mention that was chosen to the name."""
        scores = part.graph.speakers[row, :-1]
        spans = [part.places.span(n.words) for n in part.graph.mentions]
        mine = [n for n, span in enumerate(spans) if self.of[span] is cluster]
        first = spans[max(mine, key=lambda n: float(scores[n]))]
        named = next((m.span for m in cluster.members if m.kind == "name"), None)
        return (first,) if named is None or named == first else (first, named)

    def _party(self, cluster: Cluster, spans: tuple[Span, ...]) -> Party:
        name = cluster.name or ""
        kind = cluster.type
        return Party(name, kind, self.ids[id(cluster)], spans)

    def _addressee(self, part: Part, row: int, speaker: Speaker) -> Party | None:
        ranked = self._chosen(part, part.graph.addressees[row])
        if not ranked or ranked[0][0] < self.floors.addressee or ranked[0][1].name is None:
            return None
        _, cluster = ranked[0]
        if self.ids[id(cluster)] == speaker.entity:
            return None
        scores = part.graph.addressees[row, :-1]
        spans = [part.places.span(n.words) for n in part.graph.mentions]
        best = max((n for n, s in enumerate(spans) if self.of[s] is cluster), key=lambda n: float(scores[n]))
        return self._party(cluster, (spans[best],))

    # ----------------------------------------------------------------------------------------- when

    def _time(self, part: Part, node: Node) -> tuple[Timex, str] | None:
        """The expression at a span with its value as a day, week, month, year or interval."""
        start, end = part.places.span(node.words)
        for found in self.times:
            if found.span.start < end and start < found.span.end and found.type in ("DATE", "TIME"):
                value = dates.calendar(found.value)
                if value:
                    return found, value
        return None

    def _said_on(self, part: Part, row: int) -> SaidOn | None:
        scores = part.graph.said_on[row]
        if len(scores) > 1:
            total: dict[str, float] = defaultdict(float)
            basis: dict[str, Timex] = {}
            for node, p in zip(part.graph.times, scores[:-1].tolist(), strict=True):
                read = self._time(part, node)
                if read is not None:
                    total[read[1]] += p
                    basis.setdefault(read[1], read[0])
            value = max(total, key=lambda v: total[v], default=None)
            if value is not None and total[value] >= self.floors.said_on and not self._is_to_come(value):
                return SaidOn(value, basis[value].span, basis[value].rule)
        return None

    def _is_to_come(self, value: str) -> bool:
        published = self.document.article.published
        period = days(value)
        return published is not None and period is not None and period[0] > published

    # ----------------------------------------------------------------------------------------- occasions

    def _occasions(self) -> tuple[tuple[Occasion, ...], dict[Place, str]]:
        named = {
            (number, n): self._named(part, n)
            for number, part in enumerate(self.parts)
            for n in range(len(part.graph.occasions))
        }
        return occasions.merged(named)

    def _named(self, part: Part, n: int) -> Held:
        """What the words say that name an occasion."""
        graph = part.graph
        takes: dict[str, str] = {}
        for m in np.argsort(-graph.attends[n], kind="stable").tolist():
            if graph.attends[n, m] < self.floors.attends:
                break
            cluster = self.of[part.places.span(graph.mentions[m].words)]
            if cluster.name and cluster.type in ("person", "organization", "group", "place"):
                takes.setdefault(self.ids[id(cluster)], cluster.name)
        date = None
        if len(graph.times):
            best = int(graph.held_on[n].argmax())
            if best < len(graph.times) and (read := self._time(part, graph.times[best])) is not None:
                date = read[1]
        return Held(
            KINDS[int(graph.kinds[n].argmax())],
            STATUSES[int(graph.statuses[n].argmax())],
            takes,
            date,
            [part.places.span(graph.occasions[n].words)],
        )

    def _link(self, number: int, part: Part, row: int, owner: dict[Place, str]) -> str | None:
        total: dict[str, float] = defaultdict(float)
        for n, p in enumerate(part.graph.said_at[row, :-1].tolist()):
            if (number, n) in owner:
                total[owner[number, n]] += p
        best = max(total, key=lambda o: total[o], default=None)
        return best if best is not None and total[best] >= self.floors.said_at else None

    # ----------------------------------------------------------------------------------------- about whom, and how

    def _about(self, part: Part, row: int) -> tuple[tuple[Party, ...], tuple[Stance, ...]]:
        scores: dict[str, list[tuple[float, Floats, Span, Cluster]]] = defaultdict(list)
        for m, node in enumerate(part.graph.mentions):
            likely = part.graph.about[row, m]
            span = part.places.span(node.words)
            cluster = self.of[span]
            if likely.sum() > 0 and cluster.name and cluster.type in _ABOUT:
                scores[self._target(cluster)].append((1 - float(likely[0]), likely[1:], span, cluster))
        ranked = sorted(scores.items(), key=lambda item: -max(s[0] for s in item[1]))
        parties, stances = [], []
        for name, found in ranked[:_MOST]:
            p, likely, _, cluster = max(found, key=lambda s: s[0])
            if p < self.floors.about:
                break
            spans = tuple(sorted(s[2] for s in found))
            kind = cluster.type if cluster.type != "group" else "organization"
            parties.append(Party(name, kind, self.ids[id(cluster)], spans))
            share = likely / likely.sum()
            attitude: Attitude = ATTITUDES[int(share.argmax())]
            score = float(share.max())
            if attitude != "neutral" and score < self.floors.attitude:
                attitude, score = "neutral", float(share[1])
            stances.append(Stance(name, attitude, round(score, 3), ()))
        return tuple(parties), tuple(stances)

    def _target(self, cluster: Cluster) -> str:
        entity = Entity("", cluster.name or "", cluster.type, (), (), ())
        return about.canonical(entity, abroad=not self.american)

    def _voice(self) -> Iterator[Stance]:
        best: dict[str, tuple[float, Attitude, list[Span]]] = {}
        inside = [s for a in self.document.attributions for s in a.content]
        for part in self.parts:
            for node, likely in zip(part.graph.mentions, part.graph.voice, strict=True):
                span = part.places.span(node.words)
                cluster = self.of[span]
                if cluster.name is None or any(s.start <= span.start < s.end for s in inside):
                    continue
                n = 1 if likely[1] > likely[3] else 3
                if likely[n] >= self.floors.voice:
                    name = self._target(cluster)
                    p, attitude, spans = best.get(name, (0.0, ATTITUDES[n - 1], []))
                    best[name] = (max(p, float(likely[n])), attitude, [*spans, span])
        for name, (p, attitude, spans) in best.items():
            yield Stance(name, attitude, round(p, 3), tuple(spans))

    # ----------------------------------------------------------------------------------------- all

    def fields(self) -> Fields:
        count = len(self.document.attributions)
        unknown = Speaker(None, "unknown", None, 0.5)
        speakers: list[Speaker] = [unknown] * count
        modes: list[Mode] = ["speech"] * count
        polarities: list[Polarity] = ["affirmed"] * count
        addressees: list[Party | None] = [None] * count
        said_on: list[SaidOn | None] = [None] * count
        links: list[str | None] = [None] * count
        parties: list[tuple[Party, ...]] = [()] * count
        stances: list[tuple[Stance, ...]] = [()] * count
        held, owner = self._occasions()
        for number, part in enumerate(self.parts):
            for row, i in enumerate(part.statements):
                speakers[i] = self._speaker(part, row)
                modes[i] = MODES[int(part.graph.modes[row].argmax())]
                polarities[i] = POLARITIES[int(part.graph.polarities[row].argmax())]
                addressees[i] = self._addressee(part, row, speakers[i])
                links[i] = self._link(number, part, row, owner)
                said_on[i] = self._said_on(part, row)
                parties[i], stances[i] = self._about(part, row)
        return Fields(
            Resolution(self._entities(), self._mentions(), tuple(speakers)),
            modes, polarities, addressees, said_on, held, links, parties, stances, tuple(self._voice()),
        )  # fmt: skip

    def _entities(self) -> tuple[Entity, ...]:
        return tuple(
            Entity(
                self.ids[id(c)],
                c.name,
                c.type,
                tuple(a for a in dict.fromkeys(m.text for m in c.members if m.kind == "name") if a != c.name),
                (),
                tuple(m.span for m in c.members),
            )
            for c in self.clusters
            if c.name is not None
        )

    def _mentions(self) -> tuple[Mention, ...]:
        return tuple(
            Mention(span, kind, entity)
            for span, kind, entity in sorted(
                (m.span, m.kind, self.ids[id(c)] if c.name else None) for c in self.clusters for m in c.members
            )
        )
