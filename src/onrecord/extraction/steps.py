"""spaCy's parser and recognizer of names, a step at a time.

They read all texts of a batch in step. spaCy's own loop lets go of the interpreter's lock, and then takes it back some
hundred times for each token, to ask whether something went wrong: half of their time. Here the lock is kept. The
outcome is spaCy's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.tokens import Doc


class Steps:
    """In the place of a transition-based component."""

    def __init__(self, component: Any) -> None:
        self._component = component

    def __call__(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        """The same texts, with what the component finds."""
        states = self._component.moves.init_batch(docs)
        if unfinished := [state for state in states if not state.is_final()]:
            model = self._component.model.predict(docs)
            while unfinished:
                unfinished = self._component.transition_states(unfinished, model.predict(unfinished))
            model.clear_memory()
        self._component.set_annotations(docs, states)
        return docs
