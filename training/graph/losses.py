"""What the heads are taught by: the terms of the loss for one text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from onrecord.extraction.graph import pairs
from onrecord.extraction.graph.pairs import Words
from onrecord.extraction.graph.places import Places
from training.graph.data import LONGEST, Example
from training.graph.network import Graph, Reading, absent
from training.graph.reading import mentions as known

Terms = dict[str, Tensor]

_MOST: Final = 160  # mentions that choose among each other in one step
_POLARITY: Final = torch.tensor([1.0, 2.0, 2.0, 2.0])  # affirmed is the rule
_POSITIVE: Final = 2.0  # weight of a run that has a label, against the many that have none


def terms(network: Graph, reading: Reading, example: Example, random: np.random.Generator) -> Terms:
    """The losses of one text, each a mean; those that it tells nothing of are missing."""
    found: Terms = {}
    if example.tells:
        found["spans"] = spans(network, reading, example)
    first = int(random.integers(0, max(1, len(example.mentions) - _MOST + 1)))
    mentions = example.mentions[first : first + _MOST]
    if len(mentions) < 2:
        return found
    view = View(network, reading, example, mentions)
    if example.taught:
        return found | view.taught(first)
    if example.choice is not None:
        found["gap"] = view.chosen(*example.choice)
        return found
    found["same"] = view.same()
    if example.statements:
        found |= view.statements()
    if example.held:
        found |= view.held()
    if example.statements:
        found["voice"] = view.voice(first)
    return found


def spans(network: Graph, reading: Reading, example: Example) -> Tensor:
    """Of every run of words, the labels that it has, among those that the text tells of."""
    logits = network.spans(reading)
    right = torch.zeros_like(logits)
    for (start, end), label in example.labelled:
        if end - start <= LONGEST:
            right[start, end - start - 1, label] = 1
    words = torch.arange(len(logits))[:, None]
    real = words + torch.arange(LONGEST) < len(logits)
    told = torch.tensor(sorted(example.tells))
    loss = functional.binary_cross_entropy_with_logits(
        logits[real][:, told], right[real][:, told], reduction="sum", pos_weight=torch.tensor(_POSITIVE)
    )
    return loss / len(logits) * 10


class View:
    """One text's mentions with their vectors, and the losses that they are part of."""

    def __init__(
        self, network: Graph, reading: Reading, example: Example, mentions: Sequence[tuple[Words, int]]
    ) -> None:
        self.network, self.reading, self.example = network, reading, example
        self.spans = [words for words, _ in mentions]
        self.clusters = np.array([cluster for _, cluster in mentions])
        self.text = Places(example.text, example.encoding)
        self.texts = [self.text(words) for words in self.spans]
        self.paragraphs = pairs.paragraphs(example.encoding)
        self.vectors = network.mention(network.vectors(reading, self.spans))

    def scores(self) -> Tensor:
        """For each mention, the earlier ones and none: (mentions, mentions + 1)."""
        said = self.example.statements
        speech = pairs.spoken(self.spans, [s.content for s in said], [s.source for s in said])
        features = torch.from_numpy(known.coreference(self.spans, self.texts, speech, self.paragraphs))
        scores = self.network.same(self.vectors, self.vectors[None], features)
        earlier = torch.ones(len(self.spans), len(self.spans)).tril(-1) > 0
        return absent(scores, functional.pad(earlier, (0, 1), value=True))

    def same(self) -> Tensor:
        """Each mention chooses an earlier one of its cluster, whichever (Lee et al., EMNLP 2017)."""
        alike = torch.from_numpy(self.clusters[:, None] == self.clusters[None]).tril(-1)
        return _chosen(self.scores(), alike)

    def against(self, pronoun: int) -> tuple[list[int], Tensor]:
        """The other mentions, and how much likelier each is what the pronoun means than nothing is; whichever stands
        first is chosen."""
        n = len(self.spans)
        scores = self.scores()
        others = [i for i in range(n) if i != pronoun]
        first = [(max(i, pronoun), min(i, pronoun)) for i in others]
        return others, torch.stack([scores[late, early] - scores[late, n] for late, early in first])

    def chosen(self, pronoun: int, right: int | None) -> Tensor:
        """GAP: the pronoun is the one, or the other, or none of them."""
        others, pair = self.against(pronoun)
        logits = torch.cat([pair, pair.new_zeros(1)])
        return functional.cross_entropy(logits[None], torch.tensor([2 if right is None else others.index(right)]))

    def taught(self, first: int) -> Terms:
        """The losses of a text that a teacher has read; `first` is the first of the mentions that are looked at."""
        said, network, teacher = self.example.statements, self.network, self.example.taught
        end = first + len(self.spans)

        def choice(scores: Tensor, name: str, rows: slice) -> Tensor:
            seen = torch.from_numpy(teacher[name][rows, first:end].astype(np.float32))
            right = torch.cat([seen, (1 - seen.sum(1, keepdim=True)).clamp(min=0)], 1)
            return _soft(scores, right)

        found = {"same": choice(self.scores(), "same", slice(first, end))}
        if not said:
            return found
        contents, features = self._said()
        for name in ("speaker", "addressee"):
            scores = network.choices[name](contents, self.vectors[None], features)
            found[name] = choice(scores, name, slice(None))
        for name, head in (("mode", network.mode), ("polarity", network.polarity)):
            found[name] = _soft(head(contents), torch.from_numpy(teacher[name].astype(np.float32)))
        inside = features[..., 2] == 2
        if inside.any():
            scores = network.about(contents, self.vectors[None], features)
            right = torch.from_numpy(teacher["about"][:, first:end].astype(np.float32))
            found["about"] = _soft(scores[inside], right[inside])
        if times := [words for rows in self.example.times for words in rows]:
            right = torch.from_numpy(teacher["time"].astype(np.float32))
            found["time"] = _soft(self._marked("time", contents, times), right)
        return found

    def statements(self) -> Terms:
        """The choices and labels of every statement."""
        said, network = self.example.statements, self.network
        contents, features = self._said()
        found = {
            "speaker": self._links("speaker", contents, features, [s.speakers for s in said]),
            "addressee": self._links("addressee", contents, features, [s.addressees for s in said]),
            "mode": functional.cross_entropy(network.mode(contents), torch.tensor([s.mode for s in said])),
            "polarity": functional.cross_entropy(
                network.polarity(contents), torch.tensor([s.polarity for s in said]), weight=_POLARITY
            ),
            "about": self._about(contents, features),
        }
        for name, spans, rights in (
            ("time", self.example.times, [s.time for s in said]),
            ("occasion", self.example.occasions, [s.occasion for s in said]),
        ):
            found[name] = self._marks(name, contents, spans, rights)
        return found

    def _said(self) -> tuple[Tensor, Tensor]:
        """The statements' vectors, and what is known of each with each mention."""
        said = self.example.statements
        contents = self.network.contents(self.reading, [(s.content, s.source, s.cue) for s in said])
        return contents, self._features([s.content for s in said], [s.source for s in said], self.spans, self.texts)

    def _features(
        self,
        contents: Sequence[Sequence[Words]],
        sources: Sequence[Sequence[Words]],
        spans: Sequence[Words],
        texts: Sequence[str],
    ) -> Tensor:
        return torch.from_numpy(pairs.statement(contents, sources, spans, texts, self.paragraphs))

    def _links(self, name: str, contents: Tensor, features: Tensor, rights: Sequence[frozenset[int]]) -> Tensor:
        scores = self.network.choices[name](contents, self.vectors[None], features)
        return _chosen(scores, torch.from_numpy(np.stack([np.isin(self.clusters, [*right]) for right in rights])))

    def _marks(
        self,
        name: str,
        contents: Tensor,
        marks: Sequence[Sequence[Words]],
        rights: Sequence[int | None],
    ) -> Tensor:
        """A choice among marked spans of times or occasions."""
        spans = [words for rows in marks for words in rows]
        if not spans:
            return contents.new_zeros(())
        number = np.array([n for n, rows in enumerate(marks) for _ in rows])
        right = torch.from_numpy(np.stack([number == (-1 if r is None else r) for r in rights]))
        return _chosen(self._marked(name, contents, spans), right)

    def _marked(self, name: str, contents: Tensor, spans: Sequence[Words]) -> Tensor:
        """The scores of a choice among marked spans."""
        vectors = self.network.mention(self.network.vectors(self.reading, spans))
        texts = [self.text(words) for words in spans]
        said = self.example.statements
        features = self._features([s.content for s in said], [s.source for s in said], spans, texts)
        scores: Tensor = self.network.choices[name](contents, vectors[None], features)
        return scores

    def _about(self, contents: Tensor, features: Tensor) -> Tensor:
        """Toward each mention in a content: nothing, or an attitude."""
        inside = features[..., 2] == 2
        if not inside.any():
            return contents.new_zeros(())
        rights = [[1 + s.about[c] if c in s.about else 0 for c in self.clusters] for s in self.example.statements]
        scores = self.network.about(contents, self.vectors[None], features)
        weight = torch.tensor([0.6, 1.5, 1.0, 1.5])
        return functional.cross_entropy(scores[inside], torch.tensor(rights)[inside], weight=weight)

    def held(self) -> Terms:
        """Of each occasion its kind, status, participants and time."""
        network, held = self.network, self.example.held
        spans = [(rows[0],) for rows in self.example.occasions]
        vectors = network.contents(self.reading, [(span, (), ()) for span in spans])
        features = self._features(spans, [()] * len(spans), self.spans, self.texts)
        attends = network.attends(vectors, self.vectors[None], features)[..., 0]
        takes_part = np.stack([np.isin(self.clusters, [*h.participants]) for h in held]).astype(np.float32)
        near = features[..., 1].sub(3).abs() <= 1
        found = {
            "kind": functional.cross_entropy(network.kind(vectors), torch.tensor([h.kind for h in held])),
            "status": functional.cross_entropy(network.status(vectors), torch.tensor([h.status for h in held])),
        }
        if near.any():
            loss = functional.binary_cross_entropy_with_logits(attends, torch.from_numpy(takes_part), reduction="none")
            found["attends"] = loss[near].mean()
        times = [words for rows in self.example.times for words in rows]
        if times:
            number = np.array([n for n, rows in enumerate(self.example.times) for _ in rows])
            texts = [self.text(words) for words in times]
            candidates = network.mention(network.vectors(self.reading, times))
            scores = network.held_on(vectors, candidates[None], self._features(spans, [()] * len(spans), times, texts))
            rights = np.stack([number == (-1 if h.time is None else h.time) for h in held])
            found["held_on"] = _chosen(scores, torch.from_numpy(rights))
        return found

    def voice(self, first: int) -> Tensor:
        """The author's attitude toward each mention, or none, which is the rule."""
        rights = [self.example.voice.get(first + n) for n in range(len(self.spans))]
        logits = self.network.voice(self.vectors)
        weight = torch.tensor([0.3, 2.0, 1.0, 2.0])
        return functional.cross_entropy(
            logits, torch.tensor([0 if r is None else 1 + r for r in rights]), weight=weight
        )


def _chosen(scores: Tensor, right: Tensor) -> Tensor:
    """The loss of choices, (a, b + 1) scores and (a, b) right ones: any right one will do, none where there is none."""
    rights = torch.cat([right, ~right.any(1, keepdim=True)], 1)
    likelihood = functional.log_softmax(scores, -1).masked_fill(~rights, -1e4).logsumexp(-1)
    return -likelihood.mean()


def _soft(scores: Tensor, right: Tensor) -> Tensor:
    """The loss of choices among which a teacher gives the probability of each."""
    return -(right * functional.log_softmax(scores, -1)).sum(-1).mean()


def total(found: Mapping[str, Tensor], weights: Mapping[str, float]) -> Tensor:
    """The terms weighed, those without a weight by 1."""
    return torch.stack([weights.get(name, 1.0) * term for name, term in found.items()]).sum()
