"""The network of a run: as it begins, and as it was left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from training.attribution import exported
from training.attribution.network import Network, Shape
from training.graph.network import Graph


def tokenizer_of(config: dict[str, Any]) -> Tokenizer:
    """The tokenizer of the model from which the run starts."""
    tokenizer = Tokenizer.from_file(str(Path(config["start"]["model"]) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def build(config: dict[str, Any]) -> Graph:
    """The network, its encoder that of the attribution model."""
    shape, options = Shape(**config["shape"]), config["network"]
    network = Graph(shape, options["dropout"], options["size"], options["frozen"])
    begun = exported.load(Network(shape, 0.0, config["start"]["link_size"]), Path(config["start"]["model"]))
    network.encoder.load_state_dict(begun.encoder.state_dict())
    return network


def network_of(config: dict[str, Any], run: Path) -> Graph:
    """The network of a run, its weights averaged, ready for use."""
    network = build(config)
    state = torch.load(run / "checkpoint.pt", weights_only=True)
    network.load_state_dict(state["network"] | state["average"])
    return network.eval()
