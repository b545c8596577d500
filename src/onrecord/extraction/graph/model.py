"""The graph model: a folder with the upper layers of a network and its heads, over the lower ones of attribution's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

import numpy as np
import onnxruntime

from onrecord.errors import ModelError
from onrecord.extraction import folders
from onrecord.extraction.attribution.encoding import owners
from onrecord.extraction.attribution.reading import Reading
from onrecord.extraction.graph import pairs
from onrecord.extraction.graph.assembly import Floors, Part
from onrecord.extraction.graph.decoding import Roles, decode
from onrecord.extraction.graph.heads import Floats, Heads, States
from onrecord.extraction.graph.labels import LABELS
from onrecord.extraction.graph.places import Places
from onrecord.model import Attribution

DEFAULT: Final = "graph-en-1"
_FORMAT: Final = 1


class GraphModel:
    """Reads who and what an article speaks of, and how its statements hang together with it. Deterministic."""

    def __init__(self, name: str, session: onnxruntime.InferenceSession, heads: Heads, floors: Floors) -> None:
        self.name, self.floors = name, floors
        self._session, self._heads = session, heads

    @classmethod
    def load(cls, model: str | Path | None = None, *, threads: int = 1) -> Self:
        """Load a model by its name in this package, from a folder, or (None) the default one.

        ModelError where the folder is missing, incomplete, damaged or of another format.
        """
        folder = folders.find(DEFAULT if model is None else model, "graph")
        config = folders.settings(folder, "graph", format=_FORMAT, labels=list(LABELS))
        try:
            with np.load(folder / "heads.npz") as stored:
                heads = Heads({name: stored[name].astype(np.float32) for name in stored.files})
            session = folders.session(folder / "upper.onnx", threads)
            return cls(config["name"], session, heads, Floors(**config["floors"]))
        except Exception as e:  # the libraries below raise anything from KeyError to a bare Exception
            raise ModelError(f"{folder}: the graph model cannot be loaded: {e}") from e

    def parts(
        self, text: str, readings: Sequence[tuple[int, Reading]], attributions: Sequence[Attribution]
    ) -> list[Part]:
        """The graph of each section of a text, as the attribution model has read it."""
        ends = [*(start for start, _ in readings[1:]), len(text)]
        parts = []
        for (start, reading), end in zip(readings, ends, strict=True):
            places = Places(text[start:end], reading.encoding, start)
            mine = [n for n, a in enumerate(attributions) if a.content and start <= a.content[0].start < end]
            roles: dict[int, Roles] = {}
            for n in mine:
                a = attributions[n]
                if content := places.words(a.content):
                    roles[n] = (content, places.words(a.source), places.words(a.cue))
            if not len(places.starts):
                continue
            states = States.of(self._states(reading))
            graph = decode(self._heads, states, places, pairs.paragraphs(reading.encoding), [*roles.values()])
            parts.append(Part(graph, places, tuple(roles)))
        return parts

    def _states(self, reading: Reading) -> Floats:
        """The state of every word, read in the window where it has most room around."""
        encoding = reading.encoding
        pieces = np.flatnonzero(encoding.word_starts)
        owner = owners(len(encoding), reading.windows)[pieces]
        states: Floats | None = None
        for number, (begin, _) in enumerate(reading.windows.tolist()):
            x = reading.below[number]
            hidden = self._session.run(["states"], {"x": x, "mask": np.ones(x.shape[:2], np.int64)})[0][0]
            if states is None:
                states = np.zeros((len(pieces), hidden.shape[1]), np.float32)
            mine = owner == number
            states[mine] = hidden[pieces[mine] - begin + 1]
        assert states is not None
        return states
