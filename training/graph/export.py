"""From a run to the model's folder: the layers that are the graph's own, and the weights of its heads.

The lower layers are the attribution model's, which gives out what they make of a text (`give_out`): one pass serves
both.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from torch import Tensor, nn

from onrecord.extraction.graph.model import MODES
from training.attribution.export import quantize_weights
from training.attribution.quicker import quicker
from training.graph.network import Graph
from training.shipped import write_settings

_NAMES: Final = ("upper.onnx", "heads.npz")
# What the product asks; what else the network is taught only makes its states better.
_READ: Final = (
    *("mention.", "content.", "about.", "mode."),
    *("choices.speaker.", "choices.addressee.", "choices.time."),
)
_LEAST_ALIKE: Final = 0.98  # cosine of a word's state before and after rounding, in the mean


class Upper(nn.Module):
    """The layers that are the graph's own."""

    def __init__(self, network: Graph) -> None:
        super().__init__()
        self.encoder, self.frozen = network.encoder, network.frozen

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x (1, length, hidden), what the lower layers gave; mask (1, length) of ones; the result as x."""
        return self.encoder.layered(x, mask, self.frozen)


def export(config: dict[str, Any], network: Graph, folder: Path, name: str) -> None:
    """Write the model's folder. RuntimeError if rounding changes the states by more than it may."""
    folder.mkdir(parents=True, exist_ok=True)
    _upper(network, config, folder / "upper.onnx")
    heads = {n: p for n, p in network.state_dict().items() if n.startswith(_READ)}
    np.savez(folder / "heads.npz", allow_pickle=False, **{n: p.numpy().astype(np.float16) for n, p in heads.items()})
    files = {part: _hash(folder / part) for part in _NAMES}
    settings = {
        "name": name,
        "format": 1,
        "language": "en",
        "modes": MODES,
        "weights": config["weights"],
        "files": files,
        "parties": {"network": 1.0},  # until they are fitted: `python -m training.graph choose`
    }
    (folder / "config.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def write_heads(taught: Mapping[str, Tensor], folder: Path) -> None:
    """Put weights into the heads of a model, or others for those that it has."""
    with np.load(folder / "heads.npz") as stored:
        heads: dict[str, Any] = {name: stored[name] for name in stored.files}
    heads |= {name: weights.numpy().astype(np.float16) for name, weights in taught.items()}
    np.savez(folder / "heads.npz", allow_pickle=False, **heads)
    files = json.loads((folder / "config.json").read_text(encoding="utf-8"))["files"]
    write_settings(folder, files=files | {"heads.npz": _hash(folder / "heads.npz")})


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def give_out(folder: Path, layers: int) -> None:
    """Give the attribution model of a folder one more output, `below`: what goes into layer `layers` (from 0)."""
    path = folder / "model.onnx"
    model = onnx.load(str(path))
    if any(output.name == "below" for output in model.graph.output):
        return
    model.graph.node.append(helper.make_node("Identity", [_entering(model, layers)], ["below"]))
    model.graph.output.append(helper.make_tensor_value_info("below", onnx.TensorProto.FLOAT, ["batch", "length", None]))
    onnx.save(model, str(path))
    files = json.loads((folder / "config.json").read_text(encoding="utf-8"))["files"]
    write_settings(folder, files=files | {"model.onnx": _hash(path)})


def _entering(model: onnx.ModelProto, layers: int) -> str:
    """The name of what goes into a layer, in networks of either quantization."""
    for node in model.graph.node:
        if node.name.startswith(f"/layers.{layers}/query/MatMul"):
            return str(node.input[0])
    by_output = {output: node for node in model.graph.node for output in node.output}
    query = by_output[f"/layers.{layers}/Reshape_3_output_0/query"]
    return str(by_output[query.input[0]].input[0])


def _upper(network: Graph, config: dict[str, Any], path: Path) -> None:
    shape = network.encoder.shape
    upper = Upper(network).eval()
    x = torch.randn(1, 40, shape.hidden, generator=torch.Generator().manual_seed(1))
    mask = torch.ones(1, 40, dtype=torch.long)
    with tempfile.TemporaryDirectory() as temporary:
        plain, fused = Path(temporary) / "plain.onnx", Path(temporary) / "fused.onnx"
        torch.onnx.export(
            upper, (x, mask), str(plain), input_names=["x", "mask"], output_names=["states"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in ("x", "mask", "states")},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        if shape.family == "mpnet":  # which bears no rounding by whole tensors
            quantize_weights(plain, path, 8)
        else:
            found = optimizer.optimize_model(
                str(plain), "bert", shape.heads, shape.hidden, FusionOptions("bert"), opt_level=0
            )
            found.save_model_to_file(str(fused))
            quantize_dynamic(
                fused, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
                extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
            )  # fmt: skip
            quicker(path, shape.heads)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        right = upper(x, mask).numpy()[0]
    rounded = session.run(["states"], {"x": x.numpy(), "mask": mask.numpy()})[0][0]
    alike = float(((right * rounded).sum(1) / np.linalg.norm(right, axis=1) / np.linalg.norm(rounded, axis=1)).mean())
    if alike < _LEAST_ALIKE:
        raise RuntimeError(f"int8 changes the states: cosine {alike:.4f}")
