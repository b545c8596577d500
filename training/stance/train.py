"""What the stance network learns from, and its loss."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training import attribution, running
from training.attribution import exported
from training.attribution.data import batches
from training.attribution.network import Shape
from training.attribution.train import base_folder, tokenizer_of
from training.attribution.train import untrained as attribution_network
from training.stance.data import MAPPED, Batch, Item, augmented, batch_of, items
from training.stance.network import Network, Outputs


def untrained(config: dict[str, Any]) -> Network:
    """The network before any weights are loaded."""
    return Network(Shape(**config["shape"]), config["network"]["dropout"], config["network"]["attention_size"])


def train(config: dict[str, Any], folder: Path) -> None:
    """Train as `config` says, into `folder` (`running.learn`)."""
    running.start(_run, config, folder)


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
    return loss / len(batch.ids)


def averaged(config: dict[str, Any], weights: dict[str, Tensor]) -> Network:
    """A network of averaged weights, ready for use."""
    network = untrained(config)
    network.load_state_dict(weights)
    return network.eval()


def _run(rank: int, config: dict[str, Any], folder: Path) -> None:
    taught = items(config, folder, "train", tokenizer_of(config))
    torch.manual_seed(config["seed"])
    network = untrained(config)
    if "start" in config["base"]:
        _from_attribution(network, Path(config["base"]["start"]))
    else:
        network.encoder.load(base_folder(config))
    every = [*taught["target"], *taught["directed"], *taught["statement"] * int(config["pairs"]["record_times"])]
    hide, shape = config["augmentation"]["mask_word"], config["shape"]

    def epoch(number: int) -> list[list[Item]]:
        random = np.random.default_rng([config["seed"], number])
        share = config["pairs"]["neutral_share"]
        kept = [i for i in every if i.head != "directed" or i.label or random.random() < share]
        found = [augmented(item, random, hide, shape["mask_id"]) for item in kept]
        return batches(found, config["pairs"]["batch_pieces"], random)  # type: ignore[arg-type, return-value]

    def loss(chosen: list[Item]) -> dict[str, Tensor]:
        batch = batch_of(chosen, shape["first_id"], shape["last_id"])
        outputs = network(batch.ids, batch.mask, batch.features, batch.roles)
        return {"loss": total_loss(outputs, batch, config["loss"])}

    running.learn(rank, config, folder, network, epoch, loss)


def _from_attribution(network: Network, folder: Path) -> None:
    """Start from the encoder of an exported attribution model, or from its lower layers."""
    config = tomllib.loads((Path(attribution.__file__).parent / "config.toml").read_text(encoding="utf-8"))
    encoder = exported.load(attribution_network(config), folder).encoder.state_dict()
    mine = network.encoder.state_dict().keys()
    network.encoder.load_state_dict({name: tensor for name, tensor in encoder.items() if name in mine})
