"""The choice of whom a statement is said to learns what tells hearers apart, and is counted by whom it leads to."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

pytest.importorskip("torch", reason="teaching needs torch")

import torch

from onrecord.extraction.graph import pairs
from training.graph.hearers import Head, Said, counted, taught

SIZE = 32


def sections(count: int, seed: int) -> list[Said]:
    """Sections of three statements and four parties: who is told something is marked in his vector, and every fourth
    statement is told to nobody."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        statements, parties = (random.normal(0, 0.3, (n, SIZE)).astype(np.float32) for n in (3, 4))
        told = random.random(3) > 0.25
        hearer = int(random.integers(4))
        parties[hearer, 0] += 4
        statements[told, 1] += 4
        right = np.zeros((3, 5), bool)
        right[told, hearer], right[~told, 4] = True, True
        features = np.zeros((3, 4, len(pairs.STATEMENT)), np.int64)
        found.append(
            Said(
                "web", 0, torch.from_numpy(statements), torch.from_numpy(parties), torch.from_numpy(features),
                torch.from_numpy(right), ["a", "b", "c", "d"], told.tolist(),
            )
        )  # fmt: skip
    return found


def test_hearers_are_learnt_and_nobody_too() -> None:
    head = taught(sections(120, 1))
    with torch.no_grad():
        counts = sum((counted(head, said, 0.5) for said in sections(30, 2)), Counter[str]())
    assert counts["seen"] > 50
    assert counts["right"] >= 0.9 * counts["seen"]
    assert counts["told"] <= 1.1 * counts["seen"]


def test_the_mentions_of_one_party_count_together() -> None:
    said = sections(1, 3)[0]
    right = torch.zeros(3, 5, dtype=torch.bool)
    right[:, 0] = right[:, 1] = True
    one = said._replace(keys=["a", "a", "b", "c"], right=right, told=[True] * 3)

    class Even(Head):
        """Three in ten for each of the first party's two mentions, and the rest for others."""

        def forward(self, said: Said) -> torch.Tensor:
            return torch.tensor([[0.3, 0.3, 0.35, 0.025, 0.025]]).log().expand(3, 5)

    assert counted(Even(SIZE), one, 0.5) == Counter(seen=3, told=3, right=3)
    assert counted(Even(SIZE), one, 0.7) == Counter(seen=3)
