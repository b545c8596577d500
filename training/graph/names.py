"""Teach the shipped graph model which words are names, and of what sort: a tag for each word over its state, which
stays as it is, and what spaCy makes of it. Learnt from the graph set without fold 1 (which the states have not seen
either), GUM, and the two names of each of GAP's development passages; told is how many names of fold 1 and of GAP's
validation passages are found, by sort.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from spacy.tokens import Doc, Token
from spacy.tokens import Span as Stretch
from torch import Tensor, nn
from torch.nn import functional

from onrecord.extraction import language
from onrecord.extraction.attribution import AttributionModel
from onrecord.extraction.attribution.crf import runs
from onrecord.extraction.coreference import vocabulary
from onrecord.extraction.coreference.recognition import PARTICLES
from onrecord.extraction.graph import tagging
from onrecord.extraction.graph.heads import Heads
from onrecord.extraction.graph.model import GraphModel
from onrecord.people import names
from training.graph import gold
from training.graph.data import conllu, given
from training.graph.export import write_heads
from training.shipped import folder_of
from training.stance.fitting import UNTAUGHT

_SIZE: Final = 192
_DROPOUT: Final = 0.3
_RATE: Final = 1e-3
_EPOCHS: Final = 4
_BATCH: Final = 8
_GUM: Final = 0.3  # what a document counts, as its guidelines are others
_GAP: Final = 0.4  # of persons alone, so that all names would be theirs
_SORTS: Final = [*tagging.SORTS]
_SMALL: Final = frozenset("of the and for in on to".split())
_PARTICLES: Final = PARTICLES | {"-", "'", "’", "."}

Marked = tuple[int, int, str]
"""Characters, and the sort of what they mention."""


@dataclass(frozen=True, slots=True, eq=False)
class Tagged:
    """The tokens of a text: their states, what spaCy makes of them, and their tags."""

    states: NDArray[np.float32]
    features: NDArray[np.int64]
    tags: NDArray[np.int64]


class Tags(nn.Module):
    """Scores of each tag of each token."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.word, self.tag = nn.Linear(hidden, _SIZE), nn.Linear(_SIZE, tagging.TAGS)
        self.features = nn.ModuleList(nn.Embedding(n, _SIZE) for _ in range(tagging.AROUND) for n in tagging.FEATURES)
        for table in self.features:
            nn.init.normal_(table.weight, std=0.1)  # type: ignore[arg-type]
        self.dropout = nn.Dropout(_DROPOUT)

    def forward(self, states: Tensor, features: Tensor) -> Tensor:
        """(tokens, tags)."""
        beside = functional.pad(features, (0, 0, 1, 1))
        hidden = self.word(self.dropout(states))
        for n, table in enumerate(self.features):
            number, column = divmod(n, len(tagging.FEATURES))
            hidden = hidden + table(beside[number : number + len(states), column])
        return self.tag(self.dropout(functional.relu(hidden)))  # type: ignore[no-any-return]


def tags(doc: Doc, mentions: Iterable[Marked], *, all_marked: bool = True) -> NDArray[np.int64]:
    """The tag of each token; of what is named within a longer name or mention, the inner's. Where not `all_marked`,
    other capitals may be of names that nobody marked."""
    found = np.array([-1 if not all_marked and t.text[:1].isupper() else 0 for t in doc], np.int64)
    done = np.zeros(len(doc), bool)
    for start, end, sort in sorted(mentions, key=lambda m: m[1] - m[0]):
        words = doc.char_span(start, end, alignment_mode="contract")
        name = _name(words, sort, done) if words is not None and sort in _SORTS else None
        if name is not None and not done[name.start : name.end].any():
            tag = 1 + 2 * _SORTS.index(sort)
            found[name.start : name.end] = tag + 1
            found[name.start] = tag
            done[name.start : name.end] = True
    return found


def _name(words: Stretch, sort: str, done: NDArray[np.bool_]) -> Stretch | None:
    """The name that is a mention or its head, without article, title or post, nor what is `done`; None for a mention
    that is none."""
    words = _bare(words)
    if not len(words) or words.root.pos_ == "PRON" or not words.root.text[:1].isupper():
        return None
    if words.root.is_sent_start and words.root.pos_ != "PROPN":  # "Protesters"
        return None
    if sort != "person":
        return None if any(t.text[:1].islower() and t.lower_ not in _SMALL | _PARTICLES for t in words) else words
    doc, start, end = words.doc, words.root.i, words.root.i + 1
    while start > words.start and _of_person(doc[start - 1]) and not done[start - 1]:
        start -= 1
    while end < words.end and _of_person(doc[end]) and not done[end]:
        end += 1
    start = max((t.i + 1 for t in doc[start : end - 1] if _is_post(t)), default=start)
    name = _bare(doc[start:end])
    return name if len(name) and not (len(name) == 1 and _is_post(name[0])) else None


def _bare(words: Stretch) -> Stretch:
    start, end, doc = words.start, words.end, words.doc
    while end > start and (doc[end - 1].tag_ == "POS" or (doc[end - 1].is_punct and doc[end - 1].text != ".")):
        end -= 1
    while start < end and (doc[start].lower_ in ("the", "a", "an") or doc[start].is_punct or doc[start].is_space):
        start += 1
    return doc[start:end]


def _of_person(token: Token) -> bool:
    return (token.text[:1].isupper() and token.lower_ != "the") or token.lower_ in _PARTICLES


def _is_post(token: Token) -> bool:
    role = token.lower_ in vocabulary.ROLES and not names.is_given_name(token.text)
    return names.is_title(token.text) or role


class _Reader:
    """What the shipped models and spaCy make of texts."""

    def __init__(self, model: str | None) -> None:
        self.attribution, self.graph = AttributionModel.load(model), GraphModel.load(folder_of(model))
        self.parser = language.default()

    def __call__(self, texts: Sequence[tuple[str, Sequence[Marked]]], *, all_marked: bool = True) -> Iterator[Tagged]:
        docs = self.parser.parse([text for text, _ in texts])
        with self.attribution.alone():
            for doc, (text, mentions) in zip(docs, texts, strict=True):
                sections = [self.graph.section(start, r) for start, r in self.attribution.readings(text)]
                found = tags(doc, mentions, all_marked=all_marked)
                for words, states in tagging.parts(doc, sections):
                    yield Tagged(states, tagging.features(words), found[words.start : words.end])


def taught(texts: list[tuple[Tagged, float]]) -> Tags:
    """The network that learns from texts, each with what it counts."""
    torch.manual_seed(1)
    network = Tags(texts[0][0].states.shape[1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=0.02)
    steps, step = _EPOCHS * (len(texts) // _BATCH), 0
    for epoch in range(_EPOCHS):
        random.Random(epoch).shuffle(texts)
        for first in range(0, len(texts) - _BATCH + 1, _BATCH):
            losses, known = [], 0
            for text, weight in texts[first : first + _BATCH]:
                scores = network(torch.from_numpy(text.states), torch.from_numpy(text.features))
                truth = torch.from_numpy(text.tags)
                losses.append(weight * functional.cross_entropy(scores, truth, ignore_index=-1, reduction="sum"))
                known += int((truth >= 0).sum())
            for group in optimizer.param_groups:
                group["lr"] = _RATE * (1 - step / steps)
            optimizer.zero_grad()
            (torch.stack(losses).sum() / known).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            step += 1
    return network


def told(heads: Heads, texts: Sequence[Tagged]) -> Iterator[str]:
    """By sort the precision and recall of names, counted by their last words and sorts."""
    counts: Counter[tuple[str, str]] = Counter()
    for text in texts:
        spans, sorts = runs(text.tags.clip(min=0))
        truth = {end: tagging.LABELS[sort] for (_, end), sort in zip(spans.tolist(), sorts.tolist(), strict=True)}
        found = {end: label for _, end, label in tagging.named(heads, text.states, text.features)}
        counts.update(("true", label) for label in truth.values())
        counts.update(("told", label) for end, label in found.items() if text.tags[end - 1] >= 0)
        counts.update(("right", label) for end, label in found.items() if truth.get(end) == label)
    for sort, label in tagging.SORTS.items():
        right, told, true = (counts[what, label] for what in ("right", "told", "true"))
        if true:
            yield f"{sort}: {true}, P {right / max(told, 1):.3f}, R {right / true:.3f}"


def fit(options: argparse.Namespace) -> None:
    """Teach, tell, and write the head into the package's model."""
    reader, shared, articles = _Reader(options.model), gold.SHARED / "coref", gold.read()
    parts: dict[bool, list[tuple[str, list[Marked]]]] = {True: [], False: []}
    for article, fold in zip(articles, gold.folds(articles), strict=True):
        marked = [(s, e, row["type"]) for row in article["entities"].values() for s, e in row["spans"]]
        parts[fold == UNTAUGHT].append((article["text"], marked))
    documents = [conllu(path) for path in sorted((shared / "gum").glob("*.conllu"))]
    texts = [(tagged, 1.0) for tagged in reader(parts[False])]
    texts += [(tagged, _GUM) for tagged in reader([(t, [(s, e, kind) for s, e, _, kind in m]) for t, m in documents])]
    texts += [(t, _GAP) for t in reader(list(_gap(shared / "gap" / "gap-development.tsv")), all_marked=False)]
    weights = {f"name.{name}": values for name, values in taught(texts).state_dict().items()}
    heads = Heads({name: values.numpy().astype(np.float16).astype(np.float32) for name, values in weights.items()})
    validation = reader(list(_gap(shared / "gap" / "gap-validation.tsv")), all_marked=False)
    for name, some in ((f"fold {UNTAUGHT}", reader(parts[True])), ("GAP validation", validation)):
        print(f"{name}: " + "; ".join(told(heads, list(some))))
    write_heads(weights, folder_of(options.model))


def _gap(path: Path) -> Iterator[tuple[str, list[Marked]]]:
    """Passages with their two names."""
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["Text"], [(*given(row, name), "person") for name in "AB"]
