"""The graph model: a folder with the upper layers of a network and its heads, over the lower ones of attribution's.

It finds nothing by itself: it is asked which of the mentions and times that the rules have found a statement leads to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import onnxruntime

from onrecord.errors import ModelError
from onrecord.extraction import folders
from onrecord.extraction.attribution.encoding import owners
from onrecord.extraction.attribution.linking import States
from onrecord.extraction.attribution.reading import Reading
from onrecord.extraction.graph import pairs
from onrecord.extraction.graph.heads import Floats, Heads, softmax
from onrecord.extraction.graph.pairs import Features, Words
from onrecord.extraction.graph.places import Places
from onrecord.model import Attribution, Span

DEFAULT: Final = "graph-en-1"
_FORMAT: Final = 1
_IN_CONTENT: Final = 2  # of the third feature of `pairs.statement`

Roles = tuple[tuple[Words, ...], tuple[Words, ...], tuple[Words, ...]]
"""A statement's content, source and cue."""


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A stretch of an article with its statements, by their numbers in the article, as the heads see them."""

    places: Places
    states: States
    statements: dict[int, Roles]
    vectors: Floats


class Network:
    """What the network says of one article's statements. Probabilities are by the statement's number; of one that the
    network has not read there are none."""

    def __init__(self, heads: Heads, sections: Sequence[Section]) -> None:
        self._heads, self._sections = heads, sections

    def labels(self, name: str) -> dict[int, Floats]:
        """How likely each value of a label is."""
        found: dict[int, Floats] = {}
        for section in self._sections:
            found |= zip(section.statements, self._heads.labels(name, section.vectors), strict=True)
        return found

    def choices(self, name: str, spans: Sequence[Span]) -> dict[int, dict[int, float]]:
        """How likely each statement leads to each span, by the span's index; to none of them is the rest of 1."""
        found: dict[int, dict[int, float]] = {}
        for section, asked, features, vectors in self._asked(spans):
            scores = softmax(self._heads.pairs(f"choices.{name}", section.vectors, vectors, features))[:, :-1]
            for n, row in zip(section.statements, scores.tolist(), strict=True):
                found[n] = dict(zip(asked, row, strict=True))
        return found

    def about(self, spans: Sequence[Span]) -> dict[int, dict[int, float]]:
        """How likely each content is about each span that lies in it, by the span's index."""
        found: dict[int, dict[int, float]] = {}
        for section, asked, features, vectors in self._asked(spans):
            scores = 1 - softmax(self._heads.pairs("about", section.vectors, vectors, features))[..., 0]
            inside = features[..., 2] == _IN_CONTENT
            for row, n in enumerate(section.statements):
                found[n] = {asked[m]: float(scores[row, m]) for m in np.flatnonzero(inside[row]).tolist()}
        return found

    def _asked(self, spans: Sequence[Span]) -> Iterator[tuple[Section, list[int], Features, Floats]]:
        """The indices of the spans in each section, and what is known of them."""
        for section in self._sections:
            places = section.places
            inside = [(i, found[0]) for i, span in enumerate(spans) if (found := places.words([span]))]
            if not inside:
                continue
            asked, words = [i for i, _ in inside], [w for _, w in inside]
            contents, sources = ([roles[part] for roles in section.statements.values()] for part in (0, 1))
            near = pairs.paragraphs(places.encoding)
            features = pairs.statement(contents, sources, words, [places(w) for w in words], near)
            yield section, asked, features, self._heads.mentions(section.states, words)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much the network's word counts beside the rules'. `mode`: what the mode that the rules read counts; all
    others are the least probability at which it is followed: of a speaker for whom the rules have only words, of the
    day of an occasion as a statement's, of a day where the rules have none, of a content's being about somebody."""

    speaker: float
    mode: float
    day_of_occasion: float
    day: float
    about: float


class GraphModel:
    """Reads how an article's statements hang together with what it speaks of. Deterministic."""

    def __init__(self, name: str, session: onnxruntime.InferenceSession, heads: Heads, weights: Weights) -> None:
        self.name, self.weights = name, weights
        self._session, self._heads = session, heads

    @classmethod
    def load(cls, model: str | Path | None = None, *, threads: int = 1) -> Self:
        """Load a model by its name in this package, from a folder, or (None) the default one.

        ModelError where the folder is missing, incomplete, damaged or of another format.
        """
        folder = folders.find(DEFAULT if model is None else model, "graph")
        config = folders.settings(folder, "graph", format=_FORMAT)
        try:
            with np.load(folder / "heads.npz") as stored:
                heads = Heads({name: stored[name].astype(np.float32) for name in stored.files})
            session = folders.session(folder / "upper.onnx", threads)
            return cls(config["name"], session, heads, Weights(**config["weights"]))
        except Exception as e:  # the libraries below raise anything from KeyError to a bare Exception
            raise ModelError(f"{folder}: the graph model cannot be loaded: {e}") from e

    def read(self, text: str, readings: Sequence[tuple[int, Reading]], attributions: Sequence[Attribution]) -> Network:
        """A text's statements; `readings` is what the attribution model's lower layers made of it, by section."""
        ends = [*(start for start, _ in readings[1:]), len(text)]
        sections = []
        for (start, reading), end in zip(readings, ends, strict=True):
            places = Places(text[start:end], reading.encoding, start)
            statements: dict[int, Roles] = {}
            for n, a in enumerate(attributions):
                if start <= a.content[0].start < end and (content := places.words(a.content)):
                    statements[n] = (content, places.words(a.source), places.words(a.cue))
            if statements:
                states = States.of(self._states(reading))
                vectors = self._heads.contents(states, [*statements.values()])
                sections.append(Section(places, states, statements, vectors))
        return Network(self._heads, sections)

    def _states(self, reading: Reading) -> Floats:
        """The state of every word, read in the window where it has most room around."""
        encoding = reading.encoding
        pieces = np.flatnonzero(encoding.word_starts)
        owner = owners(len(encoding), reading.windows)[pieces]
        found = []
        for number, (begin, _) in enumerate(reading.windows.tolist()):
            x = reading.below[number]
            hidden = self._session.run(["states"], {"x": x, "mask": np.ones(x.shape[:2], np.int64)})[0][0]
            found.append(hidden[pieces[owner == number] - begin + 1])
        states: Floats = np.concatenate(found)  # windows stand in text order, and so do the words that each owns
        return states
