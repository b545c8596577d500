"""The network of an exported folder, its weights read back from their 8 or 4 bits: a teacher, or a run's beginning.

What rounding took is small (RUNS.md); what is not exported, the link from cues to sources, stays as it was begun.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from onrecord.extraction.attribution.encoding import FEATURE_SIZES
from training.attribution.network import Network, Shape
from training.attribution.quicker import PARTS

Floats = NDArray[np.float32]

_MATRICES: Final = (*PARTS, "attended", "inner", "outer")


def load(network: Network, folder: Path) -> Network:
    """The network with the weights of a model's folder, of whichever quantization.

    KeyError or ValueError where the folder is of another shape.
    """
    state, (*_, tagger), stored = read(folder, network.encoder.shape)
    state["tagger.weight"], state["tagger.bias"] = tagger.T, stored["tagger.bias"]
    with np.load(folder / "head.npz") as head:
        state |= {f"links.{name}": head[name].astype(np.float32) for name in head.files if "-" in name}
        state["crf.transitions"] = head["transitions"] * (head["transitions"] > -1000)
        state["crf.starts"] = head["starts"] * (head["starts"] > -1000)
    missing, unknown = network.load_state_dict({name: torch.tensor(v) for name, v in state.items()}, strict=False)
    untold = [name for name in missing if not name.startswith(("links.cue-source", "crf.forbidden"))]
    if untold or unknown:
        raise ValueError(f"{folder}: without {untold}, and with {unknown}")
    return network


def read(folder: Path, shape: Shape) -> tuple[dict[str, Any], list[Floats], dict[str, Any]]:
    """The weights of a folder's encoder, the matrices that come after it, and all that is stored, by name."""
    model = onnx.load(str(folder / "model.onnx"))
    stored = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    matrices, table, words = _blocks(model, stored) if "words.rows" in stored else _dynamic(model, stored)
    state = {f"encoder.{name}": value for name, value in _named(stored).items()}
    state["encoder.words.weight"] = words
    for number in range(shape.layers):
        for name, matrix in zip(_MATRICES, matrices[number * len(_MATRICES) :], strict=False):
            state[f"encoder.layers.{number}.{name}.weight"] = matrix.T
        for name, bias in zip(PARTS, _biases(stored, number, shape.hidden), strict=True):
            state[f"encoder.layers.{number}.{name}.bias"] = bias
    table = table.reshape(*FEATURE_SIZES, -1)
    first = table[0, 0, 0]
    for column, rows in enumerate((table[:, 0, 0], table[0, :, 0] - first, table[0, 0, :] - first)):
        state[f"encoder.features.{column}.weight"] = rows
    return state, matrices[shape.layers * len(_MATRICES) :], stored


def _named(stored: dict[str, Any]) -> dict[str, Any]:
    """The encoder's vectors and tables that keep their names and their bits."""
    names = {name.removeprefix("network.").removeprefix("encoder."): name for name in stored}
    wanted = ("layers.", "norm.", "positions.", "relative.")
    return {short: stored[name] for short, name in names.items() if short.startswith(wanted)}


def _biases(stored: dict[str, Any], number: int, size: int) -> list[Any]:
    """Those of query, key and value: fused into one, or each under its name."""
    fused = stored.get(f"Attention_{number}_qkv_bias")
    if fused is not None:
        return [fused[n * size : (n + 1) * size] for n in range(3)]
    form = "Attention_{}_{}_bias" if f"Attention_{number}_query_bias" in stored else "encoder.layers.{}.{}.bias"
    return [stored[form.format(number, part)] for part in PARTS]


def whole(stored: dict[str, Any], name: str) -> Floats:
    """A quantized matrix or table in its own numbers."""
    zero = stored[f"{name}_zero_point"].astype(np.float32)
    values: Floats = (stored[f"{name}_quantized"].astype(np.float32) - zero) * stored[f"{name}_scale"]
    return values


def _dynamic(model: onnx.ModelProto, stored: dict[str, Any]) -> tuple[list[Floats], Floats, Floats]:
    """Matrices in the order in which they are used, the features' table, the words' rows."""
    matrices: list[Floats] = []
    for node in model.graph.node:
        name = node.input[1].removesuffix("_quantized") if len(node.input) > 1 else ""
        if node.op_type in ("QAttention", "MatMulIntegerToFloat"):  # as fused, or as in quicker.py
            matrix = whole(stored, name)
            matrices += np.split(matrix, matrix.shape[1] // matrix.shape[0], axis=1)
        elif node.op_type == "MatMulInteger":
            matrices.append(whole(stored, name))
    words = next(name for name in stored if name.endswith("words.weight_quantized")).removesuffix("_quantized")
    return matrices, whole(stored, "features"), whole(stored, words)


def _blocks(model: onnx.ModelProto, stored: dict[str, Any]) -> tuple[list[Floats], Floats, Floats]:
    matrices = []
    for node in model.graph.node:
        if node.op_type != "MatMulNBits":
            continue
        options = {a.name: a.i for a in node.attribute}
        packed, scales = (stored[name] for name in node.input[1:3])
        zeros = stored[node.input[3]] if len(node.input) > 3 else None
        if options["bits"] == 4:
            packed = _nibbles(packed)
            zeros = None if zeros is None else _nibbles(zeros)[:, : scales.shape[1]]
        middle = 2.0 ** (options["bits"] - 1) if zeros is None else zeros[..., None].astype(np.float32)
        values = (packed.astype(np.float32) - middle) * scales[..., None]
        matrices.append(values.reshape(len(values), -1)[:, : options["K"]].T)
    return matrices, stored["features"], stored["words.rows"] * stored["words.scales"]


def _nibbles(packed: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Two numbers a byte, the lower four bits first."""
    return np.stack([packed & 15, packed >> 4], -1).reshape(*packed.shape[:-1], -1)
