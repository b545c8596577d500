"""What is found in a text: spans of words, each with a label."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.extraction.graph.pairs import Words


@dataclass(frozen=True, slots=True)
class Node:
    """A span with its label and the probability of it; `cluster` numbers what is one (of mentions only)."""

    words: Words
    label: str
    probability: float
    cluster: int = -1
