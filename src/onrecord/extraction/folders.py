"""Model folders: a network as ONNX, its settings in `config.json`, and the hashes of its files there."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import EntryPoint
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import onnxruntime

from onrecord import offered
from onrecord.errors import ModelError

_TO_INSTALL: Final = {"large": "pip install ./packages/onrecord-model-large, in onrecord's own folder"}


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
    try:
        config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if any(config[name] != value for name, value in expected.items()):
            raise ModelError(f"{folder}: the {kind} model is of a format that this version does not read")
        for name, sha256 in config["files"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != sha256:
                raise ModelError(f"{folder}: {name} is damaged: it is not the file that config.json names")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as e:
        raise ModelError(f"{folder}: not a complete {kind} model: {e}") from e
    return config


def session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """A network, run on `threads` cores."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Without VNNI, processors add products of int8 up with saturation; this way all give the same numbers.
    options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
