"""Teach the shipped graph model to whom a statement is said: one more choice among an article's mentions, by what its
other heads see of statements and mentions, which stays as it is. Learnt from the graph set without fold 1, which the
states have not seen either; told is how many addressees of fold 1 the choice finds by itself, from each floor on.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from onrecord.evaluation import record
from onrecord.extraction import hearers, sureness
from onrecord.extraction.graph import pairs
from onrecord.extraction.graph.model import Network
from onrecord.extraction.weighing import Weighing
from training.graph import gold
from training.graph.choosing import f1
from training.graph.export import write_heads
from training.graph.network import Pairs
from training.listening import listening
from training.shipped import folder_of
from training.stance import graph
from training.stance.fitting import UNTAUGHT

_DROPOUT: Final = 0.2
_RATE: Final = 1e-3
_EPOCHS: Final = 8
_BATCH: Final = 4  # sections
_FLOORS: Final = (0.2, 0.3, 0.4, 0.5)


class Said(NamedTuple):
    """A section's statements that a reader has too, and those of its article who may be told something."""

    domain: str
    fold: int
    statements: Tensor  # (statements, size)
    parties: Tensor  # (parties, size)
    features: Tensor  # (statements, parties, features)
    right: Tensor  # (statements, parties + 1), the last for nobody; nothing is right where his words are not there
    keys: Sequence[str]  # which of the parties are one
    told: Sequence[bool]  # whether the reader has anybody


class Head(nn.Module):
    """How likely a statement is said to each, the last to nobody."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.choice = Pairs(size, pairs.STATEMENT)
        self.dropout = nn.Dropout(_DROPOUT)

    def forward(self, said: Said) -> Tensor:
        """Logits, as `Said.right`."""
        return self.choice(self.dropout(said.statements), self.dropout(said.parties)[None], said.features)  # type: ignore[no-any-return]


def read(articles: list[gold.Article], model: str | None = None) -> Iterator[Said]:
    """The sections of each article as the product reads them."""
    hears = cache(record.hears)  # the same names stand in many pairs
    with listening(Weighing, "addressees", _network) as asked:
        for article, fold, found in zip(articles, gold.folds(articles), graph.heard(articles, model), strict=True):
            network = asked.pop()
            names_of = {i: _name(article, row["addressee"]) for i, row in graph.seen(article, found).items()}
            offered = hearers.offered(found.document, found.resolution)
            for said, at, features, vectors in network.asked([p.spans[0] for p in offered]):
                rows = [n for n, i in enumerate(said.statements) if i in names_of]
                if not rows or not at:
                    continue
                names = [names_of[i] for i in said.statements if i in names_of]
                here = [offered[n] for n in at]
                right = torch.tensor([[*(hears(name, p.name) for p in here), not name] for name in names])
                yield Said(
                    gold.domain(article), fold, torch.from_numpy(said.vectors[rows]), torch.from_numpy(vectors),
                    torch.from_numpy(features[rows]), right, [sureness.hearer(p) for p in here], [*map(bool, names)],
                )  # fmt: skip


def _network(weighing: Weighing, *given: object) -> Network:
    return weighing._network


def _name(article: gold.Article, label: str | list[str] | None) -> str | None:
    labels = [label] if isinstance(label, str) else label or []
    return " & ".join(article["entities"][x]["name"] for x in labels) or None


def taught(rows: Sequence[Said]) -> Head:
    """The choice that finds what is right among these likeliest."""
    torch.manual_seed(1)
    head, order = Head(rows[0].statements.shape[1]), [*rows]
    optimizer = torch.optim.AdamW(head.parameters(), lr=_RATE, weight_decay=0.02)
    batches = [first for _ in range(_EPOCHS) for first in range(0, len(order) - _BATCH + 1, _BATCH)]
    for step, first in enumerate(batches):
        if first == 0:
            random.Random(step).shuffle(order)
        losses = []
        for said in order[first : first + _BATCH]:
            known = said.right.any(1)
            scores = functional.log_softmax(head(said), 1)[known]
            losses.append(-torch.logsumexp(scores.masked_fill(~said.right[known], -torch.inf), 1))
        for group in optimizer.param_groups:
            group["lr"] = _RATE * (1 - step / len(batches))
        optimizer.zero_grad()
        torch.cat(losses).mean().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    head.eval()
    return head


def counted(head: Head, said: Said, floor: float) -> Counter[str]:
    """How many are right, are told, and were seen."""
    n = Counter(seen=sum(said.told))
    for row, right in zip(torch.softmax(head(said), 1)[:, :-1].tolist(), said.right.tolist(), strict=True):
        likely: dict[str, float] = defaultdict(float)
        for key, p in zip(said.keys, row, strict=True):
            likely[key] += p
        best = max(likely, key=lambda key: likely[key])
        if likely[best] >= floor:
            n.update(told=1, right=right[said.keys.index(best)])
    return n


def fit(options: argparse.Namespace) -> None:
    """Teach, tell, and write the choice into the package's model."""
    rows = [*read(gold.read(), options.model)]
    head = taught([row for row in rows if row.fold != UNTAUGHT])
    with torch.no_grad():
        for floor in _FLOORS:
            counts: Mapping[str, Counter[str]] = defaultdict(Counter)
            for row in rows:
                if row.fold == UNTAUGHT:
                    counts[row.domain].update(counted(head, row, floor))
            print(f"{floor}  " + "  ".join(f"{domain} {f1(n)}" for domain, n in sorted(counts.items())))
    weights = {f"choices.addressee.{n.removeprefix('choice.')}": w for n, w in head.state_dict().items()}
    write_heads(weights, folder_of(options.model))
