"""What the stance network learns from, and its loss."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training import attribution, running
from training.attribution import exported as attribution_exported
from training.attribution.data import batches
from training.attribution.network import Shape
from training.attribution.train import base_folder, tokenizer_of
from training.attribution.train import untrained as attribution_network
from training.stance import exported
from training.stance.data import MAPPED, NEUTRAL, Batch, Item, augmented, batch_of, graph_items, items
from training.stance.network import Network, Outputs


def untrained(config: dict[str, Any]) -> Network:
    """The network before any weights are loaded."""
    return Network(Shape(**config["shape"]), config["network"]["dropout"], config["network"]["attention_size"])


def train(config: dict[str, Any], folder: Path, without: Sequence[int]) -> None:
    """Train as `config` says, into `folder` (`running.learn`), on all outlets of the graph set but some folds'."""
    running.start(_run, config, folder, without)


def total_loss(outputs: Outputs, batch: Batch, options: dict[str, float]) -> Tensor:
    """The mean over the batch's pairs of each one's cross-entropy, with what else `options` asks."""
    smoothing = options["label_smoothing"]
    loss = outputs.target.new_zeros(())
    for head in ("target", "statement"):
        rows, labels = batch.labels[head]
        for logits, factor in ((getattr(outputs, head), 1.0), (outputs.evidence, options["evidence"])):
            loss = loss + factor * functional.cross_entropy(
                logits[rows], labels, label_smoothing=smoothing, reduction="sum"
            )
    rows, labels = batch.labels["directed"]
    per_class = functional.cross_entropy(outputs.directed[rows], labels, label_smoothing=smoothing, reduction="sum")
    mapped = torch.tensor(MAPPED)[labels]
    toward = functional.cross_entropy(outputs.statement[rows], mapped, reduction="sum")
    loss = loss + per_class + options["mapped"] * toward
    return (loss + options["shown"] * _unseen(outputs, batch)) / len(batch.ids)


def _unseen(outputs: Outputs, batch: Batch) -> Tensor:
    """How little of the attention goes to the words that a reader named, where he named any."""
    rows = batch.shown.any(1)
    return -(outputs.attention[rows] * batch.shown[rows]).sum(1).clamp(min=1e-6).log().sum()


def begun(config: dict[str, Any]) -> Network:
    """The network as a run begins: a stance model's, or with the encoder of an attribution model's, or a published."""
    network, base = untrained(config), config["base"]
    if "stance" in base:
        return exported.load(network, Path(base["stance"]))
    if "start" in base:
        _from_attribution(network, Path(base["start"]))
    else:
        network.encoder.load(base_folder(config))
    return network


def averaged(config: dict[str, Any], runs: Sequence[dict[str, Tensor]]) -> Network:
    """The mean of some runs' averaged weights and, in part, of those that they began with, ready for use."""
    mean = {name: torch.stack([run[name] for run in runs]).mean(0) for name in runs[0]}
    if kept := config["base"].get("kept"):
        first = begun(config).state_dict()
        mean = {name: weights.lerp(first[name], kept) for name, weights in mean.items()}
    network = untrained(config)
    network.load_state_dict(mean)
    return network.eval()


def _run(rank: int, config: dict[str, Any], folder: Path, without: Sequence[int]) -> None:
    tokenizer, data = tokenizer_of(config), Path(config["data"]["pairs"])
    taught = items(config, data, "train", tokenizer)
    if "read" in config["seen"]:
        taught |= graph_items(config, data, without, tokenizer)
    torch.manual_seed(config["seed"])
    network = begun(config)
    network.encoder.words.requires_grad_(not config["network"]["frozen"])
    hide, shape, seen = config["augmentation"]["mask_word"], config["shape"], config["seen"]

    def epoch(number: int) -> list[list[Item]]:
        random = np.random.default_rng([config["seed"], number])
        kept = [
            item
            for name, some in taught.items()
            for item in some
            for _ in range(_times(seen[name][item.label != NEUTRAL[item.head]], random))
        ]
        found = [augmented(item, random, hide, shape["mask_id"]) for item in kept]
        return batches(found, config["pairs"]["batch_pieces"], random)  # type: ignore[arg-type, return-value]

    def loss(chosen: list[Item]) -> dict[str, Tensor]:
        batch = batch_of(chosen, shape["first_id"], shape["last_id"])
        outputs = network(batch.ids, batch.mask, batch.features, batch.roles)
        return {"loss": total_loss(outputs, batch, config["loss"])}

    running.learn(rank, config, folder, network, epoch, loss)


def _times(mean: float, random: np.random.Generator) -> int:
    """How often an example is seen in an epoch, at random where that is no whole number."""
    return int(mean) + int(random.random() < mean % 1)


def _from_attribution(network: Network, folder: Path) -> None:
    """Start from the encoder of an exported attribution model, or from its lower layers."""
    config = tomllib.loads((Path(attribution.__file__).parent / "config.toml").read_text(encoding="utf-8"))
    encoder = attribution_exported.load(attribution_network(config), folder).encoder.state_dict()
    mine = network.encoder.state_dict().keys()
    network.encoder.load_state_dict({name: tensor for name, tensor in encoder.items() if name in mine})
