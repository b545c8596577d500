"""Of an exporter and of a model, too, `onrecord.testing` finds the faults, and says what is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

import onrecord
from onrecord import testing
from onrecord.errors import ModelError

MODEL = Path(onrecord.__file__).parent / "models" / "attribution-en-4"


class _Lines:
    """An exporter that writes a line for each article, with a fault."""

    def __init__(self, fault: str = "") -> None:
        self.says: Any = None if fault == "says" else "the titles"
        self.text: Any = "yes" if fault == "text" else True
        self._fault = fault
        self._count = 0

    def write(self, documents: Iterable[Any], out: BinaryIO) -> Any:
        self._count += 1
        for document in documents:
            if self._fault == "twice":
                out.write(f"{self._count}\n".encode())
            elif self._fault != "nothing":
                encoding = "utf-16" if self._fault == "letters" else "utf-8"
                out.write(f"{document.article.id}\n".encode(encoding))
            if self._fault == "some":
                break
        return "two" if self._fault == "count" else None


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("says", "says: what the format is"),
        ("text", "text: whether it is text"),
        ("count", "write\\(\\) gave 'two', neither a number nor None"),
        ("some", "write\\(\\) did not take all articles"),
        ("nothing", "nothing was written"),
        ("twice", "write\\(\\) wrote something else the second time"),
        ("letters", "it is text, and not in UTF-8"),
    ],
)
def test_a_fault_of_an_exporter_is_found(fault: str, why: str) -> None:
    with pytest.raises(AssertionError, match=why):
        testing.check_exporter(_Lines(fault))


def test_an_exporter_without_a_fault_has_none() -> None:
    assert len(testing.check_exporter(_Lines()).splitlines()) == 2


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The model of the package, in a folder of its own."""
    return Path(shutil.copytree(MODEL, tmp_path / "mine"))


def _sets(folder: Path, **changes: Any) -> None:
    settings = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**settings, **changes}))


def test_a_fault_of_a_model_is_found(model: Path) -> None:
    testing.check_model(model)
    settings = json.loads((model / "config.json").read_text())
    _sets(model, confidence={**settings["confidence"], "floor": 1.5})  # which nothing reaches
    with pytest.raises(AssertionError, match="it finds no statement in the invented report"):
        testing.check_model(model)
    _sets(model, **{**settings, "format": 99})
    with pytest.raises(ModelError, match="format"):
        testing.check_model(model)


@pytest.mark.parametrize("file", ["config.json", "head.npz", "model.onnx", "tokenizer.json"])
def test_a_model_that_lacks_a_file_or_has_half_of_it_is_named(model: Path, file: str) -> None:
    whole = (model / file).read_bytes()
    (model / file).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="mine"):
        testing.check_model(model)
    (model / file).unlink()
    with pytest.raises(ModelError, match="mine"):
        testing.check_model(model)
