"""Teach the shipped graph model whom "he" and "she", and whom nouns ("the carmaker") mean: a head for each over its
words' states, which stay as they are. Learnt from GAP's development passages, GUM, and the graph set without fold 1
(which the states have not seen either); told are F1 on GAP's validation passages, names given, and how many pronouns
and nouns of fold 1 are led to whom they mean among all that readers marked.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from onrecord.extraction.attribution import AttributionModel
from onrecord.extraction.attribution.linking import States
from onrecord.extraction.graph import pairs
from onrecord.extraction.graph.model import GraphModel
from onrecord.extraction.graph.places import Places
from onrecord.extraction.pronouns import HE, SHE
from training.graph import gold
from training.graph.data import Example, gap, gum, marked
from training.graph.export import write_heads
from training.graph.network import Pairs
from training.shipped import folder_of
from training.stance.fitting import UNTAUGHT

_REACH: Final = (-220, 25)  # words before and after a pronoun where a mention may stand
_SIZE: Final = 192
_DROPOUT: Final = 0.2
_RATE: Final = 1e-3
_EPOCHS: Final = {"referent": 2, "noun": 4}
_BATCH: Final = 24
_BACK: Final = 600  # words before a noun where a mention may stand


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A pronoun or noun, by the head that is asked: the vectors of it and of the mentions that it may mean, what is
    known of them, which are right, and by entity which are one."""

    head: str
    vectors: Tensor  # (1 + candidates, 3 * hidden)
    features: Tensor  # (1, candidates, features)
    right: Tensor  # (candidates + 1), the last for none
    entities: tuple[int, ...]


class Head(nn.Module):
    """Scores of what a pronoun may mean, the last of none."""

    def __init__(self, begun: Mapping[str, NDArray[np.float32]]) -> None:
        super().__init__()
        wide = begun["mention.0.weight"].shape[1]  # first, last and mean state
        self.mention = nn.Linear(wide, _SIZE)
        for part in ("weight", "bias"):  # what other heads see of a mention
            getattr(self.mention, part).data = torch.from_numpy(begun[f"mention.0.{part}"].copy())
        self.choice = Pairs(_SIZE, pairs.REFERENT)
        self.dropout = nn.Dropout(_DROPOUT)

    def forward(self, asked: Asked) -> Tensor:
        """(candidates + 1)."""
        seen = self.dropout(functional.relu(self.mention(asked.vectors)))
        return self.choice(seen[:1], seen[None, 1:], asked.features)[0]  # type: ignore[no-any-return]


class _Reader:
    """What the shipped models make of a text."""

    def __init__(self, model: str | None) -> None:
        self.attribution, self.graph = AttributionModel.load(model), GraphModel.load(folder_of(model))
        self.tokenizer = self.attribution.tokenizer

    def asked(self, example: Example) -> Iterator[Asked]:
        """Its pronouns and nouns; of a text of several sections none."""
        sections = [self.graph.section(start, reading) for start, reading in self.attribution.readings(example.text)]
        if len(sections) > 1 or not example.mentions:
            return
        states = States.of(sections[0].states.astype(np.float32))
        places = Places(example.text, sections[0].encoding)
        words = [span for span, _ in example.mentions]
        texts = [places(span) for span in words]
        starts = np.array([start for start, _ in words], np.int64)
        said = pairs.spoken(words, [s.content for s in example.statements], [s.source for s in example.statements])
        apart = pairs.paragraphs(places.encoding)[starts]
        for head, mention, candidates, right in (*_pronouns(example, texts), *_nouns(example, texts)):
            rows = np.array([words[mention], *(words[n] for n in candidates)], np.int64)
            yield Asked(
                head,
                torch.from_numpy(states.vectors(rows)),
                torch.from_numpy(pairs.referent(mention, candidates, starts, texts, said, apart)),
                torch.tensor([*right, not any(right)]),
                tuple(example.mentions[n][1] for n in candidates),
            )


Question = tuple[str, int, list[int], list[bool]]
"""The head, the mention, those that it may mean, and which of them it does."""


def _pronouns(example: Example, texts: list[str]) -> Iterator[Question]:
    if example.choice is not None:
        pronoun, right = example.choice
        others = [n for n in range(len(texts)) if n != pronoun]
        yield "referent", pronoun, others, [n == right for n in others]
        return
    mentions = example.mentions
    for n, ((start, _), entity) in enumerate(mentions):
        if texts[n].lower() in HE or texts[n].lower() in SHE:
            near = [
                m
                for m, ((first, end), _) in enumerate(mentions)
                if _REACH[0] < first - start < _REACH[1] and not first <= start < end
            ]
            if near:
                yield "referent", n, near, [mentions[m][1] == entity for m in near]


def _nouns(example: Example, texts: list[str]) -> Iterator[Question]:
    """Nouns with `the`, `this` or `that` that are no names; whom they mean stands before them."""
    noun = len(pairs.PRONOUNS)
    for n, ((start, _), entity) in enumerate(example.mentions if example.choice is None else ()):
        first, *rest = texts[n].split()
        if first.lower() in ("the", "this", "that") and pairs.form(texts[n]) == noun and not all(map(_capital, rest)):
            near = [
                m
                for m, ((begin, end), _) in enumerate(example.mentions)
                if start - _BACK < begin and end <= start and pairs.form(texts[m]) == noun
            ]
            if near:
                yield "noun", n, near, [example.mentions[m][1] == entity for m in near]


def _capital(word: str) -> bool:
    return word[:1].isupper()


def _taught(name: str, rows: list[Asked], begun: Mapping[str, NDArray[np.float32]]) -> Head:
    torch.manual_seed(1)
    head, rows = Head(begun), [row for row in rows if row.head == name]
    optimizer = torch.optim.AdamW(head.parameters(), lr=_RATE, weight_decay=0.02)
    steps, step = _EPOCHS[name] * (len(rows) // _BATCH), 0
    for epoch in range(_EPOCHS[name]):
        random.Random(epoch).shuffle(rows)
        for first in range(0, len(rows) - _BATCH + 1, _BATCH):
            losses = []
            for asked in rows[first : first + _BATCH]:
                scores = functional.log_softmax(head(asked), 0)
                losses.append(-torch.logsumexp(scores[asked.right], 0))
            for group in optimizer.param_groups:
                group["lr"] = _RATE * (1 - step / steps)
            optimizer.zero_grad()
            torch.stack(losses).mean().backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            step += 1
    head.eval()
    return head


def _on_gap(head: Head, rows: list[Asked]) -> float:
    """F1 of "it is A" and "it is B"."""
    right = told = true = 0
    for asked in rows:
        chosen = int(head(asked).argmax())
        true += not asked.right[-1]
        told += chosen < len(asked.entities)
        right += chosen < len(asked.entities) and bool(asked.right[chosen])
    return 2 * right / (told + true)


def _led_right(head: Head, asked: Asked) -> bool:
    """Does a pronoun lead to the entity that it means, by all mentions of each?"""
    likely: dict[int, float] = {}
    for entity, p in zip(asked.entities, torch.softmax(head(asked)[:-1], 0).tolist(), strict=True):
        likely[entity] = likely.get(entity, 0.0) + p
    best = max(likely, key=lambda entity: likely[entity])
    return bool(asked.right[asked.entities.index(best)])


def fit(options: argparse.Namespace) -> None:
    """Teach, tell, and write the heads into the package's model."""
    reader, shared = _Reader(options.model), gold.SHARED / "coref"
    tokenizer = reader.tokenizer
    examples: dict[str, list[Example]] = {
        "learnt": [*gap(shared / "gap" / "gap-development.tsv", tokenizer)],
        "gap": [*gap(shared / "gap" / "gap-validation.tsv", tokenizer)],
        "unseen": [],
    }
    examples["learnt"] += [gum(path, tokenizer) for path in sorted((shared / "gum").glob("*.conllu"))]
    articles = gold.read()
    for article, fold in zip(articles, gold.folds(articles), strict=True):
        examples["unseen" if fold == UNTAUGHT else "learnt"].append(marked(article, tokenizer))
    with reader.attribution.alone():
        rows = {name: [asked for e in some for asked in reader.asked(e)] for name, some in examples.items()}
    heads = {name: _taught(name, rows["learnt"], reader.graph.heads.weights) for name in _EPOCHS}
    with torch.no_grad():
        heads["referent"].choice.sharpen(options.counts)
        print(f"GAP validation F1 {_on_gap(heads['referent'], rows['gap']):.3f}")
        for name, head in heads.items():
            known = [asked for asked in rows["unseen"] if asked.head == name and not asked.right[-1]]
            led = sum(_led_right(head, asked) for asked in known)
            learnt = sum(asked.head == name for asked in rows["learnt"])
            print(f"{name}: {learnt} learnt; fold {UNTAUGHT}: {led} of {len(known)} right")
    write_heads({
        f"{head}.{name.removeprefix('choice.')}": weights
        for head, network in heads.items()
        for name, weights in network.state_dict().items()
    }, folder_of(options.model))  # fmt: skip
