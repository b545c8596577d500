"""Which words of an article are names, and of what sort: the network's tags, by a word's state and what spaCy makes of
it. spaCy's small model loses names that it has not met, or takes persons for places and firms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from onrecord.extraction.attribution.crf import CRF, runs
from onrecord.extraction.graph.heads import Floats, Heads, softmax
from onrecord.extraction.graph.places import Places, Section

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Stretch

SORTS: Final = {"person": "PERSON", "organization": "ORG", "place": "GPE", "group": "NORP", "document": "WORK_OF_ART"}
"""What is told apart, in the order of the tags, each as spaCy calls it."""
TAGS: Final = 1 + 2 * len(SORTS)  # outside; the beginning of each sort, and its going on
LABELS: Final = [*SORTS.values()]
AROUND: Final = 3  # words whose features are seen for each: that before, it, that after
_ENTS: Final = "PERSON ORG GPE LOC NORP FAC WORK_OF_ART EVENT PRODUCT LAW".split()
FEATURES: Final = (2 * (len(_ENTS) + 2), 21, 4)  # values of each feature of a word

Features = NDArray[np.int64]


def features(words: Stretch) -> Features:
    """What spaCy makes of each token, and how it is written: (tokens, 3)."""
    return np.array([_features(token) for token in words], np.int64).reshape(-1, len(FEATURES))


def _features(token: Token) -> tuple[int, int, int]:
    kind = token.ent_type_
    label = _ENTS.index(kind) + 1 if kind in _ENTS else (len(_ENTS) + 1) * bool(kind)
    part = max(0, token.pos - 83)  # spaCy's numbers of parts of speech begin with 84
    text = token.text
    casing = 0 if not text[:1].isupper() else 1 if text.istitle() else 2 if text.isupper() and len(text) > 1 else 3
    return 2 * label + (token.ent_iob_ == "B"), part, casing


def parts(doc: Doc, sections: Sequence[Section]) -> Iterator[tuple[Stretch, Floats]]:
    """The tokens of each section, and the state of each: the mean of its first and its last word's, of white space
    zeros (tokens, hidden)."""
    offsets = np.array([token.idx for token in doc], np.int64)
    bounds = [*np.searchsorted(offsets, [section.start for section in sections[1:]]).tolist(), len(doc)]
    start = 0
    for section, end in zip(sections, bounds, strict=True):
        if start < end:
            yield doc[start:end], _states(doc[start:end], section)
        start = end


def _states(tokens: Stretch, section: Section) -> Floats:
    found = np.zeros((len(tokens), section.states.shape[1]), np.float32)
    words = Places("", section.encoding, section.start).ends
    said = np.array([n for n, token in enumerate(tokens) if not token.is_space], np.int64)
    if len(words) and len(said):
        firsts = np.array([tokens[n].idx for n in said.tolist()], np.int64) - section.start
        lasts = firsts + np.array([len(tokens[n]) for n in said.tolist()], np.int64) - 1
        first, last = (np.searchsorted(words, at, side="right").clip(max=len(words) - 1) for at in (firsts, lasts))
        found[said] = (section.states[first].astype(np.float32) + section.states[last]) / 2
    return found


Named = tuple[int, int, str]
"""The tokens `[start, end)` of a name, and spaCy's label of its sort."""


def named(heads: Heads, states: Floats, features: Features) -> list[Named]:
    """The names among the tokens of a text, in their order."""
    hidden, beside = heads.linear("name.word", states), np.pad(features, ((1, 1), (0, 0)))
    for number in range(AROUND):
        for column in range(len(FEATURES)):
            table = heads.weights[f"name.features.{number * len(FEATURES) + column}.weight"]
            hidden += table[beside[number : number + len(states), column]]
    likely = softmax(heads.linear("name.tag", np.maximum(hidden, 0)))
    found, sorts = runs(_ways().decode(np.log(likely + 1e-9)))
    return [(*span, LABELS[sort]) for span, sort in zip(found.tolist(), sorts.tolist(), strict=True)]


def _ways() -> CRF:
    """No name goes on that has not begun."""
    transitions, starts = np.zeros((TAGS, TAGS), np.float32), np.zeros(TAGS, np.float32)
    for tag in range(2, TAGS, 2):
        starts[tag] = -1e4
        transitions[:, tag] = -1e4
        transitions[[tag - 1, tag], tag] = 0
    return CRF(transitions, starts)


def relabel(doc: Doc, found: Sequence[Named]) -> None:
    """Make the network's names those of a parse. Persons are the network's alone, but for what spaCy has for a people
    or a faith; of all else it has what spaCy has not, as a country that acts is an organization to it, and a place to
    us."""
    from spacy.tokens import Span as Stretch

    kept = [e for e in doc.ents if e.label_ != "PERSON"]
    taken = {i for e in kept for i in range(e.start, e.end)}
    peoples = {(e.start, e.end) for e in kept if e.label_ == "NORP"}
    new: list[Stretch] = []
    for start, end, label in found:
        if new and new[-1].label_ == label and _is_one(doc, new[-1].end, start):
            new[-1] = Stretch(doc, new[-1].start, end, label=label)
        elif (label == "PERSON" and (start, end) not in peoples) or taken.isdisjoint(range(start, end)):
            new.append(Stretch(doc, start, end, label=label))
    named = {i for e in new for i in range(e.start, e.end)}
    doc.set_ents([*new, *(e for e in kept if named.isdisjoint(range(e.start, e.end)))])


def _is_one(doc: Doc, end: int, start: int) -> bool:
    """Are two names of one sort, of which the second begins at a token, one: `Ashgrove` and `Wren Holt`, `Jean` and
    `Claude Orrin` with a hyphen between, or `[Edda` and `Quill` with a bracket?"""
    if start == end:
        return len(doc[end - 1]) < 3 or doc[end - 1].text[-1] != "."  # "Jr." ends a name
    between = doc[end - 1 : start]
    return start == end + 1 and (doc[end].text == "]" or (doc[end].text == "-" and " " not in between.text_with_ws))
