"""Model folders: a network as ONNX, its settings in `config.json`, and the hashes of its files there."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import EntryPoint
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime

from onrecord import offered
from onrecord.errors import ModelError

ANTECEDENTS: Final = "antecedents-en-1"  # regressions, which have no network: their folder has weights alone
OCCASIONS: Final = "occasions-en-1"

_TO_INSTALL: Final = {"large": "pip install ./packages/onrecord-model-large, in onrecord's own folder"}
# A network of one node, MatMulInteger: the matrix `c` (int32) is `a` (uint8) times `b` (int8).
_PRODUCT: Final = (
    b'\x08\x08\x12\x00:=\n\x18\n\x01a\n\x01b\x12\x01c"\rMatMulInteger\x12\x00Z\t\n\x01a\x12\x04\n\x02\x08\x02'
    b"Z\t\n\x01b\x12\x04\n\x02\x08\x03b\t\n\x01c\x12\x04\n\x02\x08\x06B\x04\n\x00\x10\x11"
)


def find(model: str | Path, kind: str) -> Path:
    """The folder of a model of some `kind`: by its name in this package or in an installed one, or a path.

    ModelError where there is none.
    """
    inside = Path(str(files("onrecord") / "models"))
    for folder in (inside / model, *_brought(str(model)), Path(model)):
        if folder.is_dir():
            return folder
    how = f": {_TO_INSTALL[str(model)]}" if str(model) in _TO_INSTALL else ""
    raise ModelError(f"{model}: there is no {kind} model of this name, and no such folder{how}")


def _brought(model: str) -> list[Path]:
    """The folder of that name that a package brings by an entry point of `onrecord.models`, which names the package."""
    if model not in offered.names("models"):
        return []
    found = offered.usable(offers()).get(model)
    return [found.found] if found else []


def offers() -> list[offered.Offer]:
    """The folders of all models that packages bring, whether they can be used or not."""
    return offered.offers("models", _folder)


def _folder(entry: EntryPoint) -> Path:
    folder = Path(str(files(entry.value)))
    if not (folder / "config.json").is_file():
        raise FileNotFoundError(f"{entry.value} has no config.json")
    return folder


def settings(folder: Path, kind: str, **expected: object) -> dict[str, Any]:
    """What `config.json` says; its files are checked by their hashes, and some of its values against the `expected`.

    ModelError where the folder is incomplete, damaged, or of a format that this version does not read.
    """
    config = _stated(folder, kind)
    try:
        if any(config[name] != value for name, value in expected.items()):
            raise ModelError(f"{folder}: the {kind} model is of a format that this version does not read")
        for name, sha256 in config["files"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != sha256:
                raise ModelError(f"{folder}: {name} is damaged: it is not the file that config.json names")
    except (OSError, KeyError, TypeError, AttributeError) as e:
        raise ModelError(f"{folder}: not a complete {kind} model: {e}") from e
    return config


def _stated(folder: Path, kind: str) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / "config.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as e:
        raise ModelError(f"{folder}: not a complete {kind} model: {e}") from e


def graph_of(model: str | Path) -> Path | None:
    """The folder of the graph model that reads on from an attribution model, which names it or holds it; None of one
    that has none.

    ModelError where a folder is missing, or does not say what it is.
    """
    folder = find(model, "attribution")
    name = _stated(folder, "attribution").get("graph")
    if name is None:
        return None
    return folder / name if (folder / name).is_dir() else find(name, "graph")


@cache
def weights(model: str, kind: str) -> dict[str, dict[str, float]]:
    """Those of the regressions of a folder, by what each is of; ModelError where they are missing or damaged."""
    path = find(model, kind) / "config.json"
    try:
        found: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))["weights"]
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise ModelError(f"{path}: not a complete {kind} model: {e}") from e
    return found


def session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """A network, run on `threads` cores; its products of bytes are the same on every processor."""
    options = _options(threads)
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if not adds_up_bytes():  # another way to the same sums, which takes twice the time
        options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def adds_up_bytes() -> bool:
    """Whether this processor adds up products of bytes as they are: those without VNNI cut sums off at 16 bits."""
    product = onnxruntime.InferenceSession(_PRODUCT, _options(1), providers=["CPUExecutionProvider"])
    a, b = np.full((4, 64), 255, np.uint8), np.full((64, 64), 127, np.int8)
    return bool((product.run(["c"], {"a": a, "b": b})[0] == 64 * 255 * 127).all())


def _options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return options
