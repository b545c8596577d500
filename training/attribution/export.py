"""From a checkpoint to the model's folder: quantized ONNX, links, tokenizer and settings.

Two ways to quantize: `dynamic` rounds what flows through the network to 8 bits by whole tensors, and is the faster;
MPNet does not bear it, so `weights` rounds the weights in blocks, and what flows in blocks of the same size.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

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

from onrecord.extraction.attribution.encoding import FEATURE_SIZES, FEATURES
from training.attribution.batch import Batch, collate
from training.attribution.data import LINKS, TAGS, labelled, read, window
from training.attribution.network import Network, Shape
from training.attribution.quicker import quicker
from training.attribution.train import tokenizer_of, untrained

FORMAT: Final = 1
Weights = Literal["average", "last"]  # the moving average over a run's steps, or what the last step left
# The link from cues to sources only teaches; see RUNS.md.
RUN_LINKS: Final = tuple(f"{a}-{b}" for a, b in LINKS if a == "content")
_INT8_ARITHMETIC: Final = 4  # onnxruntime's name for it: accuracy level
# What fusing (logits) and quantizing (the words' tags) may change, on the beginnings of some articles.
_MAX_FUSED_ERROR: Final = 1e-3
_MIN_SAME_TAGS: Final = 0.97


class Inference(nn.Module):
    """The tagger as it is run: the three features are one table, padding aside nothing is optional."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.encoder = network.encoder
        self.words: nn.Module = network.encoder.words
        self.tagger = network.tagger
        marks, casing, paragraph = (module.get_parameter("weight") for module in network.encoder.features)
        table = marks[:, None, None] + casing[None, :, None] + paragraph[None, None, :]
        self.features = nn.Parameter(table.reshape(-1, network.encoder.shape.hidden))

    def forward(self, ids: Tensor, mask: Tensor, feat: Tensor) -> tuple[Tensor, Tensor]:
        """ids, mask, feat (batch, length) to logits (batch, length, tags) and hidden (batch, length, hidden)."""
        x = self.words(ids) + self.encoder.positions.weight[: ids.shape[1]]
        x = self.encoder.norm(x + functional.embedding(feat, self.features))
        hidden = self.encoder.layered(x, mask)
        return self.tagger(hidden), hidden


class Int8Rows(nn.Module):
    """An embedding of int8 rows, each with its scale."""

    def __init__(self, embedding: nn.Embedding) -> None:
        super().__init__()
        weight = embedding.weight.detach()
        scales = weight.abs().amax(1, keepdim=True) / 127
        self.rows = nn.Buffer((weight / scales.clamp(min=1e-12)).round().to(torch.int8))
        self.scales = nn.Buffer(scales)

    def forward(self, ids: Tensor) -> Tensor:
        return self.rows[ids].float() * self.scales[ids]


def export(config: dict[str, Any], checkpoints: Sequence[Path], folder: Path, weights: Sequence[Weights]) -> None:
    """Write the model's folder from the mean of checkpoints: of their averaged weights, their last ones, or both.

    RuntimeError if the files differ from the network by more than rounding, or are too large.
    """
    network = load(config, checkpoints, weights)
    folder.mkdir(parents=True, exist_ok=True)
    articles = read(Path(config["data"]["train"]))[:24]
    tokenizer, size = tokenizer_of(config), config["windows"]["reading"]
    texts = [labelled(article, tokenizer) for article in articles]
    batch = collate([window(text, 0, size) for text in texts if len(text) >= size], network.encoder.shape)
    _write_network(network, batch, folder / "model.onnx", config["export"]["quantization"])
    _write_head(network, folder / "head.npz")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    names = ("model.onnx", "head.npz", "tokenizer.json")
    settings = {
        "name": config["name"],
        "format": FORMAT,
        "language": config["language"],
        "encoder": config["base"]["name"],
        "window": config["windows"]["reading"],
        "overlap": config["windows"]["overlap"],
        "first_id": network.encoder.shape.first_id,
        "last_id": network.encoder.shape.last_id,
        "tags": list(TAGS),
        "features": dict(zip(FEATURES, FEATURE_SIZES, strict=True)),
        "links": list(RUN_LINKS),
        "files": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names},
    }
    (folder / "config.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    size = sum((folder / name).stat().st_size for name in names)
    if size > config["export"]["max_bytes"]:
        raise RuntimeError(f"{folder} holds {size} bytes, more than {config['export']['max_bytes']}")


def load(config: dict[str, Any], checkpoints: Sequence[Path], weights: Sequence[Weights]) -> Network:
    """The network of checkpoints, ready for use. Runs that began with the same weights have a mean worth having."""
    states = [torch.load(checkpoint, weights_only=True) for checkpoint in checkpoints]
    meant = [
        state["network"] | (state["average"] if which == "average" else {}) for state in states for which in weights
    ]
    network = untrained(config)
    network.load_state_dict({name: torch.stack([w[name] for w in meant]).mean(0) for name in meant[0]})
    return network.eval()


def _write_network(network: Network, batch: Batch, path: Path, quantization: str) -> None:
    strides = torch.tensor([int(np.prod(FEATURE_SIZES[i + 1 :])) for i in range(len(FEATURE_SIZES))])
    inputs = (batch.ids, batch.mask, (batch.features * strides).sum(-1))
    with torch.no_grad():
        emissions = network.tagger(network.encoder(batch.ids, batch.mask, batch.features)).numpy()
    model = Inference(network).eval()
    with tempfile.TemporaryDirectory() as temporary:
        plain = Path(temporary) / "plain.onnx"
        if quantization == "weights":
            model.words = Int8Rows(network.encoder.words)
            _trace(model, inputs, plain)
            quantize_weights(plain, path, 4)
        else:
            fused = Path(temporary) / "fused.onnx"
            _trace(model, inputs, plain)
            _fuse(plain, fused, network.encoder.shape)
            error = float(np.abs(_logits(fused, inputs) - emissions)[batch.mask.numpy() > 0].max())
            if error > _MAX_FUSED_ERROR:
                raise RuntimeError(f"the fused network differs from the trained one by {error}")
            _quantize_dynamically(fused, path)
            quicker(path, network.encoder.shape.heads)
    rows = np.arange(len(emissions))[:, None], batch.words.numpy()
    same_tags = _logits(path, inputs)[rows].argmax(-1) == emissions[rows].argmax(-1)
    same = float(same_tags[batch.word_mask.numpy() > 0].mean())
    if same < _MIN_SAME_TAGS:
        raise RuntimeError(f"int8 agrees with the trained network on {same:.4f} of the tags only")


def _trace(model: Inference, inputs: tuple[Tensor, ...], path: Path) -> None:
    names = ("ids", "mask", "feat", "logits", "hidden")
    torch.onnx.export(
        model,
        inputs,
        str(path),
        input_names=list(names[:3]),
        output_names=list(names[3:]),
        dynamic_axes={name: {0: "batch", 1: "length"} for name in names},
        opset_version=17,
        dynamo=False,
    )


def _fuse(plain: Path, fused: Path, shape: Shape) -> None:
    """What onnxruntime has as one operator becomes one."""
    options = FusionOptions("bert")
    optimizer.optimize_model(str(plain), "bert", shape.heads, shape.hidden, options, opt_level=0).save_model_to_file(
        str(fused)
    )


def _quantize_dynamically(plain: Path, quantized: Path) -> None:
    quantize_dynamic(
        plain,
        quantized,
        per_channel=True,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def quantize_weights(plain: Path, quantized: Path, bits_of_feed_forward: Literal[4, 8]) -> None:
    """The feed-forward layers, two thirds of all weights, to 4 bits or 8, the others to 8."""
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    model = onnx.load(str(plain))
    feed_forward = [node.name for node in model.graph.node if "/inner/" in node.name or "/outer/" in node.name]
    rounds = [(8, 128, True, feed_forward), (4, 64, False, [])] if bits_of_feed_forward == 4 else [(8, 128, True, [])]
    for bits, block, symmetric, excluded in rounds:
        quantizer = MatMulNBitsQuantizer(
            model,
            bits=bits,
            block_size=block,
            is_symmetric=symmetric,
            accuracy_level=_INT8_ARITHMETIC,
            nodes_to_exclude=excluded,
        )
        quantizer.process()
        model = quantizer.model.model
    onnx.save(model, str(quantized))


def _logits(path: Path, inputs: tuple[Tensor, ...]) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    fed = {name: tensor.numpy() for name, tensor in zip(("ids", "mask", "feat"), inputs, strict=True)}
    logits: NDArray[np.float32] = session.run(["logits"], fed)[0]
    return logits


def _write_head(network: Network, path: Path) -> None:
    """The CRF in float32, the links in float16."""
    transitions, starts = network.crf.scores()
    links = {name: t for name, t in network.links.state_dict().items() if name.startswith(RUN_LINKS)}
    arrays = {name: tensor.detach().numpy().astype(np.float16) for name, tensor in links.items()}
    arrays |= {"transitions": transitions.detach().numpy(), "starts": starts.detach().numpy()}
    np.savez(path, allow_pickle=False, **arrays)
