"""The rules' reading and the network's put together, each field as it was the truer on outlets that the network was not
taught on (`training/graph/RUNS.md`).

The rules find the mentions, the times and who is who; the network is asked about those. Their reading counts as so
much probability beside the network's, by the weights of the model.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from spacy.tokens import Token

from onrecord.extraction import addressee, choosing, dates, frames, hearers, sureness, timex
from onrecord.extraction.about import Offered
from onrecord.extraction.choosing import Floats, Opinion
from onrecord.extraction.coreference.vocabulary import INDEFINITE
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.graph.model import MODES, Network, Weights
from onrecord.extraction.manner import Manner
from onrecord.model import Mode, Occasion, Party, SaidOn, Span, Spans, Speaker, SpeakerType, inside

AT_MOST: Final = 3  # parties that a content is about


class Weighing:
    """The decisions of one article."""

    def __init__(self, document: Document, network: Network, weights: Weights) -> None:
        self._document, self._network, self._weights = document, network, weights
        self._heard: dict[int, dict[str, dict[str, float]]] = defaultdict(dict)  # as `sureness.StatementFields` has it

    def resolution(self, read: Resolution) -> Resolution:
        """With the speakers whom the network finds among those that the article names, for those without a name."""
        named = {e.id: e for e in read.entities if e.type != "anonymous"}
        mentions = [(m.span, m.entity) for m in read.mentions]
        speakers = list(read.speakers)
        for i, choices in self._network.choices("speaker", [span for span, _ in mentions]):
            self._heard[i]["speaker"] = _added((mentions[m][1] or "", p) for m, p in choices)
            if speakers[i].type == "person" or speakers[i].entity in named or i in self._document.turns:
                continue
            votes: dict[str, float] = defaultdict(float)
            best: dict[str, tuple[float, int]] = {}
            source = self._document.attributions[i].source
            words = [t for t in frames.tokens(self._document.doc, source) if not t.is_punct]
            for m, p in choices:
                span, entity = mentions[m]
                if entity in named and not self._is_another(span, source, words, speakers[i].type):
                    votes[entity] += p
                    best[entity] = max(best.get(entity, (0.0, m)), (p, m))
            chosen = max(votes, key=lambda e: votes[e], default=None)
            if chosen is not None and votes[chosen] >= self._weights.speaker:
                entity_ = named[chosen]
                kind: SpeakerType = "organization" if entity_.type == "place" else entity_.type
                chain = tuple(dict.fromkeys((*speakers[i].chain, mentions[best[chosen][1]][0])))
                probability = round(votes[chosen], 3)
                speakers[i] = Speaker(entity_.name, kind, chosen, probability, (entity_.name,), chain)
        return replace(read, speakers=tuple(speakers))

    def _is_another(self, mention: Span, source: Spans, words: Sequence[Token], kind: SpeakerType) -> bool:
        """Whether a mention is of somebody else than a statement's source: one to whom the source's several belong
        (`Lee's guests`), or who stands elsewhere, where the source is a name or somebody new (`one guest`)."""
        if not words:
            return False
        if inside(mention, source):
            top = frames.head(frames.tokens(self._document.doc, (mention,)))
            return kind == "group" and top is not None and top.dep_ in ("poss", "pobj")
        return words[-1].pos_ == "PROPN" or words[0].pos_ not in ("DET", "PRON") or words[0].lower_ in INDEFINITE

    def manners(self, read: Sequence[Manner]) -> list[Manner]:
        """The likeliest mode of each statement."""
        found = list(read)
        for i, likely in self._network.labels("mode"):
            votes = likely.copy()
            votes[MODES.index(read[i].mode)] += self._weights.mode
            found[i] = replace(read[i], mode=MODES[int(votes.argmax())])
        return found

    def said_on(self, read: Sequence[SaidOn | None]) -> list[SaidOn | None]:
        """The day of each statement: what the rules read, unless the network finds it most unlikely (an occasion's has
        to be likely); and where there is none, one that the network is sure of. What stands in the content, or after
        the statement, hardly ever dates it."""
        published = self._document.article.published
        days = [
            SaidOn(value, found.span, found.rule)
            for found in timex.find(self._document.doc, published)
            if found.type in ("DATE", "TIME") and (value := dates.calendar(found.value))
            if published is None or not dates.is_to_come(value, published)
        ]
        floors = {"occasion": self._weights.day_of_occasion, "carried": self._weights.day_carried}
        out = list(read)
        for i, choices in self._network.choices("time", [day.basis for day in days if day.basis]):
            self._heard[i]["said_on"] = _added((days[m].value, p) for m, p in choices)
            day, attribution = read[i], self._document.attributions[i]
            if day is not None:
                likely = [p for m, p in choices if days[m].value == day.value]  # none: it stands in another section
                floor = floors.get(day.rule, self._weights.day_of_clause)
                if sum(likely) >= floor if likely else day.rule != "occasion":
                    continue
            end = max(s.end for s in (*attribution.source, *attribution.cue, *attribution.content))
            votes: dict[str, float] = defaultdict(float)
            shown: dict[str, SaidOn] = {}
            for m, p in choices:
                basis = days[m].basis
                if basis is not None and basis.start < end and not inside(basis, attribution.content):
                    votes[days[m].value] += p
                    shown.setdefault(days[m].value, days[m])
            value = max(votes, key=lambda v: votes[v], default=None)
            out[i] = shown[value] if value in shown and votes[value] >= self._weights.day else None
        return out

    def addressees(self, resolution: Resolution, read: Sequence[Party | None]) -> list[Party | None]:
        """To whom each statement is said: whom the rules read, and where they have nobody, whom the network finds
        likely among all who may be told something; but of turns their order alone tells."""
        offered = hearers.offered(self._document, resolution)
        out = list(read)
        for i, choices in self._network.choices("addressee", [p.spans[0] for p in offered]):
            told = [(sureness.hearer(offered[m]), p, m) for m, p in choices]
            heard = self._heard[i]["addressee"] = _added((key, p) for key, p, _ in told)
            best = max(heard, key=lambda key: heard[key], default=None)
            is_open = out[i] is None and i not in self._document.turns
            if is_open and best is not None and heard[best] >= self._weights.addressee:
                chosen = offered[max((p, m) for key, p, m in told if key == best)[1]]
                out[i] = None if addressee.is_self(resolution.speakers[i], chosen) else chosen
        return out

    def about(self, read: Sequence[tuple[Offered, ...]]) -> tuple[list[tuple[Party, ...]], list[tuple[Opinion, ...]]]:
        """Those of the candidates that each content is likely about, the likeliest first, and what the network makes of
        each (`choosing.opinion`)."""
        weights = np.array([self._weights.parties.get(name, 0.0) for name in choosing.EVIDENCE])
        words = self.words(read)
        parties: list[tuple[Party, ...]] = []
        opinions: list[tuple[Opinion, ...]] = []
        for some, word, known in zip(read, words, choosing.evidence(read, words), strict=True):
            likely = choosing.likely(known, weights)
            kept = [n for n in (-likely).argsort(kind="stable")[:AT_MOST] if likely[n] >= self._weights.about]
            parties.append(tuple(replace(some[n].party, confidence=round(float(likely[n]), 3)) for n in kept))
            opinions.append(tuple(choosing.opinion(word[n]) for n in kept))
        return parties, opinions

    def words(self, read: Sequence[tuple[Offered, ...]]) -> list[Floats]:
        """What the network says of each statement's candidates (`choosing.heard`)."""
        spans = [*dict.fromkeys(span for some in read for one in some for span in one.party.spans)]
        said = {i: {spans[n]: word for n, word in held} for i, held in self._network.about(spans)}
        return [choosing.heard(some, said.get(i, {})) for i, some in enumerate(read)]

    def sure(
        self,
        resolution: Resolution,
        occasions: Sequence[Occasion],
        links: Sequence[str | None],
        addressees: Sequence[Party | None],
        days: Sequence[SaidOn | None],
        modes: Sequence[Mode],
    ) -> list[sureness.StatementFields]:
        """The fields of each statement with how likely each is right."""
        rows = zip(resolution.speakers, addressees, days, links, modes, strict=True)
        told = [sureness.StatementFields(*row, self._heard.get(i, {})) for i, row in enumerate(rows)]
        return sureness.weighed(self._document, resolution, occasions, told, self._weights.fields)


def _added(votes: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for key, p in votes:
        found[key] += p
    return dict(found)
