"""The quality gate: the shipped model on the development examples, against floors that are stored here.

To lower a floor, say why in the commit. The corpora are named by their hashes: on others the figures mean nothing.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from onrecord.evaluation import stance
from onrecord.evaluation.stance_data import read_directed, read_targets
from onrecord.extraction.stance.model import StanceModel

DATA = Path(__file__).parents[2] / "shared/data/stance"
MODEL = "stance-en-2"
# macro F1, and the first digits of the file's SHA-256
FLOORS = {"newsmtsc_dev.jsonl": (0.785, "78b5dde35a97b452"), "directed_dev.tsv": (0.60, "e4bd17fd9f419acd")}


@pytest.mark.parametrize("name", FLOORS)
def test_floor(name: str) -> None:
    path = DATA / name
    if not path.exists():
        pytest.skip("the development examples are not here")
    floor, sha256 = FLOORS[name]
    assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(sha256)
    model = StanceModel.load()
    assert model.name == MODEL
    if name.endswith(".tsv"):
        found = stance.directed(read_directed(path)[::2], model)
    else:
        found = stance.target(read_targets(path), model)
    assert found.macro_f1 >= floor
