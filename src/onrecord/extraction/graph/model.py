"""The graph model: a folder with the upper layers of a network and its heads, over the lower ones of attribution's.

It finds names (`tagging`); for the rest it is asked which of the mentions and times that the rules have found a
statement leads to.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, get_args

import numpy as np
import onnxruntime

from onrecord.errors import ModelError
from onrecord.extraction import folders
from onrecord.extraction.attribution.encoding import owners
from onrecord.extraction.attribution.linking import States
from onrecord.extraction.attribution.reading import Reading
from onrecord.extraction.graph import pairs, tagging
from onrecord.extraction.graph.heads import Floats, Heads, softmax
from onrecord.extraction.graph.pairs import Features, Words
from onrecord.extraction.graph.places import Places, Section
from onrecord.model import Attribution, Mode, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

DEFAULT: Final = "graph-en-1"
_FORMAT: Final = 1
MODES: Final[tuple[Mode, ...]] = get_args(Mode)  # in the order of the network's output
_IN_CONTENT: Final = 2  # of the third feature of `pairs.statement`

Roles = tuple[tuple[Words, ...], tuple[Words, ...], tuple[Words, ...]]
"""A statement's content, source and cue."""


@dataclass(frozen=True, slots=True, eq=False)
class _Stated:
    """A section's statements, by their numbers in the article, as the heads see them."""

    places: Places
    section: Section
    statements: dict[int, Roles]
    vectors: Floats

    def roles(self, part: int) -> list[tuple[Words, ...]]:
        """That part of each statement."""
        return [roles[part] for roles in self.statements.values()]


def _inside(read: Sequence[_Stated], spans: Sequence[Span]) -> list[dict[int, Words]]:
    """The words of those of an article's spans that each of its sections has, by their indices."""
    starts = [section.places.offset for section in read]
    found: list[dict[int, Words]] = [{} for _ in read]
    for n, span in enumerate(spans):
        for at in range(max(bisect_right(starts, span.start) - 1, 0), bisect_left(starts, span.end)):
            if words := read[at].places.words([span]):
                found[at][n] = words[0]
    return found


class Network:
    """What the network says of one article's statements, which are known by their numbers in it; of one that it has not
    read it says nothing."""

    def __init__(self, heads: Heads, read: Sequence[_Stated]) -> None:
        self._heads, self._read = heads, read
        self._said = [section for section in read if section.statements]

    def labels(self, name: str) -> Iterator[tuple[int, Floats]]:
        """For each statement how likely each value of a label is."""
        for said in self._said:
            yield from zip(said.statements, self._heads.labels(name, said.vectors), strict=True)

    def choices(self, name: str, spans: Sequence[Span]) -> Iterator[tuple[int, list[tuple[int, float]]]]:
        """For each statement the spans to which it may lead, by their indices, with how likely that is; to none of them
        is the rest of 1."""
        for said, asked, features, vectors in self.asked(spans):
            if not asked:
                yield from ((n, []) for n in said.statements)
                continue
            scores = softmax(self._heads.pairs(f"choices.{name}", said.vectors, vectors, features))[:, :-1]
            for n, row in zip(said.statements, scores, strict=True):
                yield n, list(zip(asked, row.tolist(), strict=True))

    def about(self, spans: Sequence[Span]) -> Iterator[tuple[int, list[tuple[int, Floats]]]]:
        """For each statement the spans in its content, by their indices, with how likely it is not about each, and
        about it with a negative, neutral or positive attitude."""
        for said, asked, features, vectors in self.asked(spans):
            if not asked:
                continue
            scores = softmax(self._heads.pairs("about", said.vectors, vectors, features))
            inside = features[..., 2] == _IN_CONTENT
            for row, n in enumerate(said.statements):
                yield n, [(asked[m], scores[row, m]) for m in np.flatnonzero(inside[row]).tolist()]

    def among(self, spans: Sequence[Span]) -> Referents:
        """Who is meant by the pronouns and the nouns among an article's mentions."""
        return Referents(self._heads, self._read, spans)

    def asked(self, spans: Sequence[Span]) -> Iterator[tuple[_Stated, list[int], Features, Floats]]:
        """The indices of the spans in each section, and what is known of them."""
        for said, inside in zip(self._said, _inside(self._said, spans), strict=True):
            places = said.places
            words, near = [*inside.values()], pairs.paragraphs(places.encoding)
            features = pairs.statement(said.roles(0), said.roles(1), words, [places(w) for w in words], near)
            yield said, [*inside], features, self._heads.mentions(_whole(said.section), words)


class Referents:
    """How likely the pronouns and nouns among an article's mentions mean others of them; all are known by their
    numbers."""

    def __init__(self, heads: Heads, read: Sequence[_Stated], spans: Sequence[Span]) -> None:
        self._heads, self._read = heads, read
        self._at: dict[int, tuple[int, int]] = {}  # of a mention the section, and its row there
        self._words: list[list[Words]] = []
        self._vectors: dict[tuple[int, str], Floats] = {}  # by section and head
        self._known: list[tuple[Features, list[str], Features, Features]] = []
        for number, (section, inside) in enumerate(zip(read, _inside(read, spans), strict=True)):
            places = section.places
            self._at |= {n: (number, row) for row, n in enumerate(inside)}
            words = [*inside.values()]
            starts = np.array([start for start, _ in words], np.int64)
            texts, near = [places(w) for w in words], pairs.paragraphs(places.encoding)
            self._words.append(words)
            self._known.append((starts, texts, pairs.spoken(words, section.roles(0), section.roles(1)), near[starts]))

    def __call__(self, mention: int, candidates: Sequence[int]) -> list[float]:
        """The probability of each candidate, 0 of those in other sections; none of them has the rest of 1."""
        out = [0.0] * len(candidates)
        if mention not in self._at:
            return out
        section, row = self._at[mention]
        near = [(n, at[1]) for n, c in enumerate(candidates) if (at := self._at.get(c)) and at[0] == section]
        if near:
            known, rows = self._known[section], [other for _, other in near]
            head = "noun" if pairs.form(known[1][row]) == len(pairs.PRONOUNS) else "referent"
            vectors = self._seen(section, head)
            features = pairs.referent(row, rows, *known)
            scores = softmax(self._heads.pairs(head, vectors[[row]], vectors[rows], features))[0]
            for (n, _), likely in zip(near, scores.tolist(), strict=False):
                out[n] = likely
        return out

    def _seen(self, section: int, head: str) -> Floats:
        if (section, head) not in self._vectors:
            whole = _whole(self._read[section].section)
            self._vectors[section, head] = self._heads.mentions(whole, self._words[section], f"{head}.mention")
        return self._vectors[section, head]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much the network's word counts beside the rules'. `mode`: what the mode that the rules read counts; all
    others are the least probability at which it is followed: of a speaker for whom the rules have only words, of a
    day that the rules read in a statement's own clause, carry from an earlier one, or take from its occasion, of a day
    where the rules have none, of a content's being about somebody."""

    speaker: float
    mode: float
    day_of_clause: float
    day_carried: float
    day_of_occasion: float
    day: float
    addressee: float
    about: float
    parties: Mapping[str, float]
    fields: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


class GraphModel:
    """Reads how an article's statements hang together with what it speaks of. Deterministic."""

    def __init__(self, name: str, session: onnxruntime.InferenceSession, heads: Heads, weights: Weights) -> None:
        self.name, self.weights = name, weights
        self._session, self.heads = session, heads

    @classmethod
    def load(cls, model: str | Path | None = None, *, threads: int = 1) -> Self:
        """Load a model by its name in this package, from a folder, or (None) the default one.

        ModelError where the folder is missing, incomplete, damaged or of another format.
        """
        folder = folders.find(DEFAULT if model is None else model, "graph")
        config = folders.settings(folder, "graph", format=_FORMAT, modes=list(MODES))
        try:
            with np.load(folder / "heads.npz") as stored:
                heads = Heads({name: stored[name].astype(np.float32) for name in stored.files})
            session = folders.session(folder / "upper.onnx", threads)
            weights = Weights(**config["weights"], parties=config["parties"], fields=config.get("fields", {}))
            return cls(config["name"], session, heads, weights)
        except Exception as e:  # the libraries below raise anything from KeyError to a bare Exception
            raise ModelError(f"{folder}: the graph model cannot be loaded: {e}") from e

    def section(self, start: int, reading: Reading) -> Section:
        """What a section's words are like, by what attribution's lower layers made of it; each word is read in the
        window where it has most room around."""
        encoding = reading.encoding
        pieces = np.flatnonzero(encoding.word_starts)
        owner = owners(len(encoding), reading.windows)[pieces]
        found = []
        for number, (begin, _) in enumerate(reading.windows.tolist()):
            x = reading.below[number]
            hidden = self._session.run(["states"], {"x": x, "mask": np.ones(x.shape[:2], np.int64)})[0][0]
            found.append(hidden[pieces[owner == number] - begin + 1].astype(np.float16))
        return Section(start, encoding, np.concatenate(found))  # windows stand in text order, and so do their words

    def name_words(self, doc: Doc, sections: Sequence[Section]) -> None:
        """Make the network's names those of a parse."""
        found = [
            (words.start + start, words.start + end, label)
            for words, states in tagging.parts(doc, sections)
            for start, end, label in tagging.named(self.heads, states, tagging.features(words))
        ]
        tagging.relabel(doc, found)

    def read(self, text: str, sections: Sequence[Section], attributions: Sequence[Attribution]) -> Network:
        """A text's statements, in the sections in which it was read."""
        ends = [*(section.start for section in sections[1:]), len(text)]
        found = []
        for section, end in zip(sections, ends, strict=True):
            places = Places(text[section.start : end], section.encoding, section.start)
            statements: dict[int, Roles] = {}
            for n, a in enumerate(attributions):
                if section.start <= a.content[0].start < end and (content := places.words(a.content)):
                    statements[n] = (content, places.words(a.source), places.words(a.cue))
            vectors = self.heads.contents(_whole(section), [*statements.values()])
            found.append(_Stated(places, section, statements, vectors))
        return Network(self.heads, found)


@lru_cache(maxsize=1)  # most articles are one section, which is asked four times
def _whole(section: Section) -> States:
    return States.of(section.states.astype(np.float32))
