"""From a checkpoint to the model's folder: int8 ONNX, tokenizer and settings."""

from __future__ import annotations

import hashlib
import json
import math
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from torch import Tensor, nn
from torch.nn import functional

from onrecord.extraction.attribution.encoding import FEATURE_SIZES
from onrecord.extraction.stance.weighing import EVIDENCE, GRAPH, STRETCH
from training.attribution.quicker import quicker
from training.attribution.train import tokenizer_of
from training.stance.data import Batch, Item, batch_of, items
from training.stance.network import HEADS, Network
from training.stance.train import averaged

FORMAT: Final = 2
MAX_BYTES: Final = 30_000_000
_INPUTS: Final = ("ids", "mask", "feat", "roles")
_OUTPUTS: Final = (*HEADS, "words")
# What fusing (logits) and quantizing (attitudes) may change, on some of the development pairs.
_MAX_FUSED_ERROR: Final = 1e-3
_MIN_SAME: Final = 0.93


class Inference(nn.Module):
    """The network as it is run: its three features are one table."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        marks, casing, paragraph = (module.get_parameter("weight") for module in network.encoder.features)
        table = marks[:, None, None] + casing[None, :, None] + paragraph[None, None, :]
        self.features = nn.Parameter(table.reshape(-1, table.shape[-1]))

    def forward(self, ids: Tensor, mask: Tensor, feat: Tensor, roles: Tensor) -> tuple[Tensor, ...]:
        """(batch, length) each to the logits of every head, and (batch, length) how far each piece speaks for good."""
        encoder = self.network.encoder
        x = encoder.words(ids) + encoder.positions.weight[: ids.shape[1]] + self.network.roles(roles)
        hidden = encoder.layered(encoder.norm(x + functional.embedding(feat, self.features)), mask)
        outputs = self.network.judged(hidden, mask, roles)
        words = outputs.attention * (outputs.words[..., 2] - outputs.words[..., 0])
        return (*(getattr(outputs, head) for head in HEADS), words)


def export(config: dict[str, Any], runs: Sequence[Path], folder: Path) -> None:
    """Write the model's folder from the averaged weights of a run, or of several that began alike.

    RuntimeError if the files differ from the network by more than rounding, or are too large.
    """
    torch.set_num_threads(1)
    network = averaged(config, [torch.load(run / "checkpoint.pt", weights_only=True)["average"] for run in runs])
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = tokenizer_of(config)
    held_out = items(config, Path(config["data"]["pairs"]), "dev", tokenizer)
    _write_network(config, network, [*held_out["target"][:48], *held_out["directed"][:48]], folder / "model.onnx")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "loaded.tsv").touch()  # filled by calibration.py, which asks the folder's model
    names = ("model.onnx", "tokenizer.json", "loaded.tsv")
    neutral, other = config["seen"]["directed"]
    settings = {
        "name": config["name"],
        "format": FORMAT,
        "language": config["language"],
        "encoder": config["base"]["name"],
        "size": config["pairs"]["size"],
        "first_id": config["shape"]["first_id"],
        "last_id": config["shape"]["last_id"],
        "heads": list(HEADS),
        "neutral": round(-0.5 * math.log(neutral / other), 3),
        "weighing": {name: [0.0] * 2 for name in EVIDENCE},
        "with graph": {name: [0.0] * 2 for name in (*EVIDENCE, *GRAPH)},
        "voice": {**{name: [0.0] * 2 for name in STRETCH}, "settled": 0.0},
        "temperature": dict.fromkeys(HEADS, 1.0),
        "files": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names},
    }
    (folder / "config.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    size = sum((folder / name).stat().st_size for name in names)
    if size > MAX_BYTES:
        raise RuntimeError(f"{folder} holds {size} bytes, more than {MAX_BYTES}")


def _write_network(config: dict[str, Any], network: Network, some: list[Item], path: Path) -> None:
    shape = config["shape"]
    batch = batch_of(some, shape["first_id"], shape["last_id"])
    inputs = _inputs(batch)
    with tempfile.TemporaryDirectory() as temporary:
        plain, fused = Path(temporary) / "plain.onnx", Path(temporary) / "fused.onnx"
        torch.onnx.export(
            Inference(network).eval(),
            inputs,
            str(plain),
            input_names=list(_INPUTS),
            output_names=list(_OUTPUTS),
            dynamic_axes={n: {0: "batch", 1: "length"} for n in (*_INPUTS, "words")} | {n: {0: "batch"} for n in HEADS},
            opset_version=17,
            dynamo=False,
        )
        fusion = FusionOptions("bert")
        optimizer.optimize_model(
            str(plain), "bert", shape["heads"], shape["hidden"], fusion, opt_level=0
        ).save_model_to_file(str(fused))
        with torch.no_grad():
            trained = network(batch.ids, batch.mask, batch.features, batch.roles)
        expected = [getattr(trained, head).numpy() for head in HEADS]
        error = max(float(np.abs(a - b).max()) for a, b in zip(_run(fused, inputs), expected, strict=True))
        if error > _MAX_FUSED_ERROR:
            raise RuntimeError(f"the fused network differs from the trained one by {error}")
        quantize_dynamic(
            fused,
            path,
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
        quicker(path, shape["heads"])
    # One by one, as in use: nothing is padded.
    alone = [
        _run(path, tuple(t[n : n + 1, :length] for t in inputs)) for n, length in enumerate(batch.mask.sum(1).int())
    ]
    pairs = zip((np.concatenate(rows) for rows in zip(*alone, strict=True)), expected, strict=True)
    same = float(np.mean([(a.argmax(-1) == b.argmax(-1)).mean() for a, b in pairs]))
    if same < _MIN_SAME:
        raise RuntimeError(f"int8 agrees with the trained network on {same:.4f} of the attitudes only")


def _inputs(batch: Batch) -> tuple[Tensor, ...]:
    strides = torch.tensor([int(np.prod(FEATURE_SIZES[i + 1 :])) for i in range(len(FEATURE_SIZES))])
    return batch.ids, batch.mask, (batch.features * strides).sum(-1), batch.roles


def _run(path: Path, inputs: tuple[Tensor, ...]) -> list[NDArray[np.float32]]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    fed = {name: tensor.numpy() for name, tensor in zip(_INPUTS, inputs, strict=True)}
    found: list[NDArray[np.float32]] = session.run(list(HEADS), fed)
    return found
