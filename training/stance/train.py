"""Training: resumable, of fixed seed, on one process or several with averaged gradients."""

from __future__ import annotations

import json
import os
import time
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, distributed, nn
from torch.multiprocessing.spawn import spawn
from torch.nn import functional

from training import attribution
from training.attribution import exported
from training.attribution.data import batches
from training.attribution.network import Shape
from training.attribution.train import (
    _ALLOCATION,
    Averaged,
    Progress,
    _average_gradients,
    _scale,
    base_folder,
    tokenizer_of,
)
from training.attribution.train import untrained as attribution_network
from training.stance.data import MAPPED, Batch, Item, augmented, batch_of, items
from training.stance.network import Network, Outputs


def untrained(config: dict[str, Any]) -> Network:
    """The network before any weights are loaded."""
    return Network(Shape(**config["shape"]), config["network"]["dropout"], config["network"]["attention_size"])


def train(config: dict[str, Any], folder: Path) -> None:
    """Train as `config` says: `log.jsonl` in `folder`, and `checkpoint.pt`, from which an interrupted run goes on."""
    os.environ |= {"MASTER_ADDR": "127.0.0.1"} | _ALLOCATION
    os.environ.setdefault("MASTER_PORT", "29713")
    spawn(_run, (config, folder), nprocs=int(config["optimization"]["processes"]))  # type: ignore[no-untyped-call]


def _run(rank: int, config: dict[str, Any], folder: Path) -> None:
    options = config["optimization"]
    world = int(options["processes"])
    torch.set_num_threads(int(options["threads"]))
    if world > 1:
        distributed.init_process_group("gloo", rank=rank, world_size=world)
    tokenizer = tokenizer_of(config)
    taught = items(config, folder, "train", tokenizer)
    torch.manual_seed(config["seed"])
    network = untrained(config)
    if "start" in config["base"]:
        _from_attribution(network, Path(config["base"]["start"]))
    else:
        network.encoder.load(base_folder(config))
    groups = parameter_groups(network, options)
    optimizer = torch.optim.AdamW(
        groups, lr=0.0, betas=tuple(options["betas"]), eps=1e-6, weight_decay=options["weight_decay"], fused=True
    )
    average = Averaged(network, options["average_decay"], options["average_every"])
    epochs = _Epochs(taught, config)
    progress = Progress(total=round(options["epochs"] * len(epochs.batches(0))))
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        _resume(checkpoint, network, optimizer, average, progress)
    torch.manual_seed(config["seed"] * 1000 + progress.step * world + rank)  # for dropout
    network.train()
    parameters = [p for group in groups for p in group["params"]]
    started = saved = time.monotonic()
    pieces, seen = 0, []
    for chosen in epochs.from_step(progress.step):
        scale = _scale(progress, options["warmup"])
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * scale
        batch = batch_of(chosen[rank::world] or chosen[:1], config["shape"]["first_id"], config["shape"]["last_id"])
        outputs = network(batch.ids, batch.mask, batch.features, batch.roles)
        loss = total_loss(outputs, batch, config["loss"])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        if world > 1:
            _average_gradients(parameters, world)
        nn.utils.clip_grad_norm_(parameters, options["clip"])
        optimizer.step()
        progress.step += 1
        average.update(network, progress.step)
        pieces += sum(map(len, chosen))
        seen.append(float(loss.detach()))
        done = progress.step >= progress.total
        if rank:
            if done:
                break
            continue
        if progress.step % 50 == 0 or done:
            spent = time.monotonic() - started
            line = {"step": progress.step, "of": progress.total, "loss": round(float(np.mean(seen)), 4)}
            line |= {"pieces_per_second": round(pieces / spent), "seconds": round(spent)}
            with (folder / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            seen.clear()
        if done or time.monotonic() - saved > 60 * options["checkpoint_minutes"]:
            _save(checkpoint, network, optimizer, average, progress)
            saved = time.monotonic()
        if done:
            break
    if world > 1:
        distributed.barrier()
        distributed.destroy_process_group()


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


def parameter_groups(network: Network, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Parameters with their top learning rates: layer by layer lower toward the embeddings, highest for the rest."""
    rate, decay = options["encoder_rate"], options["layer_decay"]
    encoder = network.encoder
    top = len(encoder.layers) - 1
    groups = [
        {"params": list(layer.parameters()), "rate": rate * decay ** (top - number)}
        for number, layer in enumerate(encoder.layers)
    ]
    embeddings = [*encoder.words.parameters(), *encoder.positions.parameters(), *encoder.norm.parameters()]
    groups.append({"params": embeddings, "rate": rate * decay ** (top + 1)})
    placed = {id(p) for group in groups for p in group["params"]}
    groups.append({"params": [p for p in network.parameters() if id(p) not in placed], "rate": options["head_rate"]})
    return groups


class _Epochs:
    """The batches of each epoch, the same after every interruption."""

    def __init__(self, taught: dict[str, list[Item]], config: dict[str, Any]) -> None:
        times = int(config["pairs"]["record_times"])
        self.items = [*taught["target"], *taught["directed"], *taught["statement"] * times]
        self.config = config

    def batches(self, epoch: int) -> list[list[Item]]:
        random = np.random.default_rng([self.config["seed"], epoch])
        hide, mask_id = self.config["augmentation"]["mask_word"], self.config["shape"]["mask_id"]
        share = self.config["pairs"]["neutral_share"]
        kept = [i for i in self.items if i.head != "directed" or i.label or random.random() < share]
        found = [augmented(item, random, hide, mask_id) for item in kept]
        return batches(found, self.config["pairs"]["batch_pieces"], random)  # type: ignore[arg-type, return-value]

    def from_step(self, step: int) -> Iterator[list[Item]]:
        epoch = 0
        while True:
            found = self.batches(epoch)
            yield from found[step:]
            step = max(0, step - len(found))
            epoch += 1


def _from_attribution(network: Network, folder: Path) -> None:
    """Start from the encoder of an exported attribution model, or from its lower layers."""
    config = tomllib.loads((Path(attribution.__file__).parent / "config.toml").read_text(encoding="utf-8"))
    encoder = exported.load(attribution_network(config), folder).encoder.state_dict()
    mine = network.encoder.state_dict().keys()
    network.encoder.load_state_dict({name: tensor for name, tensor in encoder.items() if name in mine})


def _save(
    path: Path, network: Network, optimizer: torch.optim.Optimizer, average: Averaged, progress: Progress
) -> None:
    state = {
        "network": network.state_dict(),
        "average": average.weights,
        "optimizer": optimizer.state_dict(),
        "progress": asdict(progress),
    }
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)


def _resume(
    path: Path, network: Network, optimizer: torch.optim.Optimizer, average: Averaged, progress: Progress
) -> None:
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    average.weights = state["average"]
    progress.step, progress.anchor = state["progress"]["step"], tuple(state["progress"]["anchor"])
