"""From the heads' scores to a graph: mentions, what is one, and for every statement and occasion what it leads to.

Everything is counted in words of the encoding. Probabilities stay beside what was chosen, so that whoever reads the
graph decides what is sure enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onrecord.extraction.attribution.linking import States
from onrecord.extraction.graph import pairs
from onrecord.extraction.graph.heads import Floats, softmax
from onrecord.extraction.graph.pairs import Words
from onrecord.people import names
from onrecord.people.names import Gender, PersonName
from training.graph.reading import mentions, naming
from training.graph.reading.heads import AllHeads, sigmoid
from training.graph.reading.labels import ENTITIES, MARKED
from training.graph.reading.nodes import Node

Roles = tuple[tuple[Words, ...], tuple[Words, ...], tuple[Words, ...]]
"""A statement's content, source and cue."""

_MENTION: Final = 0.5  # the least probability of a span that is taken for one
_BACK: Final = 200  # mentions before one among which its antecedent is looked for


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """What the network makes of one text and its statements.

    `speakers` and `addressees` are probabilities (statements, mentions + 1), `said_on` (statements, times + 1),
    `said_at` (statements, occasions + 1), the last column that of none; `about` (statements, mentions, 1 + attitudes)
    is zero outside contents; `modes`, `polarities`, `kinds`, `statuses` by label; `attends` (occasions, mentions);
    `held_on` (occasions, times + 1); `voice` (mentions, 1 + attitudes).
    """

    mentions: tuple[Node, ...]
    times: tuple[Node, ...]
    occasions: tuple[Node, ...]
    titles: tuple[Node, ...]
    speakers: Floats
    addressees: Floats
    said_on: Floats
    said_at: Floats
    about: Floats
    modes: Floats
    polarities: Floats
    kinds: Floats
    statuses: Floats
    attends: Floats
    held_on: Floats
    voice: Floats


def decode(
    heads: AllHeads,
    states: States,
    texts: Callable[[Words], str],
    paragraphs: NDArray[np.int64],
    statements: Sequence[Roles],
) -> Graph:
    """The graph of a text; `texts` gives the characters of a span of words, `paragraphs` the number of each word's."""
    found = _spans(heads.spans(states))
    entities = [n for n in found if n.label in ENTITIES]
    times, occasions, titles = ([n for n in found if n.label == label] for label in ("time", "occasion", "title"))
    spans = [n.words for n in entities]
    words = [texts(span) for span in spans]
    vectors = heads.mentions(states, spans)
    contents, sources = [s[0] for s in statements], [s[1] for s in statements]
    known = [n.name for n in naming.members(entities, titles, texts)]
    speech = pairs.spoken(spans, contents, sources)
    clusters = _clusters(heads, vectors, spans, words, known, speech, paragraphs)
    said = heads.contents(states, statements)
    none = [()] * len(occasions)
    held_spans = [(n.words,) for n in occasions]
    held = heads.contents(states, [(span, (), ()) for span in held_spans])
    time_spans, held_words = [n.words for n in times], [n.words for n in occasions]
    time_vectors = heads.mentions(states, time_spans)

    def features(of: Sequence[Sequence[Words]], by: Sequence[Sequence[Words]], to: Sequence[Words]) -> pairs.Features:
        return pairs.statement(of, by, to, [texts(span) for span in to], paragraphs)

    def choice(name: str, origins: Floats, to: Floats, known: pairs.Features) -> Floats:
        if not len(origins) or not len(to):
            return np.ones((len(origins), 1), np.float32) if not len(to) else np.zeros((0, len(to) + 1), np.float32)
        return softmax(heads.pairs(name, origins, to, known))

    near = features(contents, sources, spans)
    about = np.zeros((len(statements), len(spans), 4), np.float32)
    if len(statements) and len(spans):
        inside = near[..., 2] == 2
        about = softmax(heads.pairs("about", said, vectors, near)) * inside[..., None]
    attends = np.zeros((len(occasions), len(spans)), np.float32)
    if len(occasions) and len(spans):
        attends = sigmoid(heads.pairs("attends", held, vectors, features(held_spans, none, spans))[..., 0])
    return Graph(
        mentions=tuple(
            Node(n.words, n.label, n.probability, c) for n, c in zip(entities, clusters.tolist(), strict=True)
        ),
        times=tuple(times),
        occasions=tuple(occasions),
        titles=tuple(titles),
        speakers=choice("choices.speaker", said, vectors, near),
        addressees=choice("choices.addressee", said, vectors, near),
        said_on=choice("choices.time", said, time_vectors, features(contents, sources, time_spans)),
        said_at=choice(
            "choices.occasion", said, heads.mentions(states, held_words), features(contents, sources, held_words)
        ),
        about=about,
        modes=heads.labels("mode", said),
        polarities=heads.labels("polarity", said),
        kinds=heads.labels("kind", held),
        statuses=heads.labels("status", held),
        attends=attends,
        held_on=choice("held_on", held, time_vectors, features(held_spans, none, time_spans)),
        voice=heads.labels("voice", vectors),
    )


def _spans(logits: Floats) -> list[Node]:
    """The likeliest label of every span that has one, in text order; of two that cross, the likelier."""
    kept = logits[..., : len(MARKED)]
    labels = kept.argmax(-1)
    scores = np.take_along_axis(kept, labels[..., None], -1)[..., 0]
    starts, widths = np.nonzero(scores > np.log(_MENTION / (1 - _MENTION)))
    values = scores[starts, widths]
    taken: list[tuple[int, int, int]] = []
    for n in np.argsort(-values, kind="stable"):
        start, end = int(starts[n]), int(starts[n] + widths[n] + 1)
        if not any(a < start < b < end or start < a < end < b for a, b, _ in taken):
            taken.append((start, end, int(n)))
    found = []
    for start, end, n in sorted(taken):
        label = MARKED[int(labels[starts[n], widths[n]])]
        found.append(Node((start, end), label, float(1 / (1 + np.exp(-values[n])))))
    return found


def _clusters(
    heads: AllHeads,
    vectors: Floats,
    spans: Sequence[Words],
    texts: Sequence[str],
    known: Sequence[PersonName | None],
    speech: NDArray[np.int64],
    paragraphs: NDArray[np.int64],
) -> NDArray[np.int64]:
    """A number for each mention, the same for those that are one: each joins the likeliest before it, or none; and
    nobody whom it is not by name."""
    clusters = np.arange(len(spans))
    called: dict[int, list[PersonName]] = {}
    genders: dict[int, Gender] = {}
    shown = [_gender(text, name) for text, name in zip(texts, known, strict=True)]
    for first in range(0, len(spans), _BACK):
        begin, end = max(0, first - _BACK), min(len(spans), first + _BACK)
        within = mentions.coreference(spans[begin:end], texts[begin:end], speech[begin:end], paragraphs)
        features = within[first - begin :]
        scores = heads.pairs("same", vectors[first:end], vectors[begin:end], features)
        for row in range(end - first):
            mine = first + row
            furthest = max(begin, mine - _BACK)
            before = scores[row, furthest - begin : mine - begin]
            for n in np.argsort(-before, kind="stable").tolist():
                if before[n] <= scores[row, -1]:
                    break
                other = int(clusters[furthest + n])
                name = known[mine]
                fits = name is None or all(names.agree(name, n) for n in called.get(other, ()))
                if fits and not names.genders_clash(shown[mine], genders.get(other)):
                    clusters[mine] = other
                    break
            if (name := known[mine]) is not None:
                called.setdefault(int(clusters[mine]), []).append(name)
            if (gender := shown[mine]) is not None:
                genders.setdefault(int(clusters[mine]), gender)
    return clusters


def _gender(text: str, name: PersonName | None) -> Gender | None:
    """What a mention shows by itself: `he`, `Mrs. Clinton`, `Edda Quill`."""
    if name is not None:
        return names.gender(name)
    return {0: "m", 1: "f"}.get(pairs.form(text))  # type: ignore[return-value]
