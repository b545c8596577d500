"""What the attribution network learns from, and its loss."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training import running
from training.attribution import exported
from training.attribution.batch import Batch, collate
from training.attribution.data import Augmentation, Labelled, batches, labelled, read, windows
from training.attribution.network import Network, Shape
from training.attribution.teach import lessons

TEMPERATURE: Final = 2.0  # at which a teacher's tags are learnt


def train(config: dict[str, Any], folder: Path, *, steps: int | None = None) -> None:
    """Train as `config` says, into `folder` (`running.learn`)."""
    running.start(_run, config, folder, steps)


def tokenizer_of(config: dict[str, Any]) -> Tokenizer:
    """The tokenizer of the base model."""
    tokenizer = Tokenizer.from_file(str(base_folder(config) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def base_folder(config: dict[str, Any]) -> Path:
    """Where the base model lies: in an installed package, or (no package named) in a folder."""
    base = config["base"]
    return Path(str(files(base["package"]))) / base["folder"] if "package" in base else Path(base["folder"])


def untrained(config: dict[str, Any]) -> Network:
    """The network before any weights are loaded."""
    return Network(Shape(**config["shape"]), config["network"]["dropout"], config["network"]["link_size"])


def build(config: dict[str, Any]) -> Network:
    """The network with the base model's weights, or those of the exported model from which it starts."""
    network = untrained(config)
    if "start" in config["base"]:
        return exported.load(network, Path(config["base"]["start"]))
    network.encoder.load(base_folder(config))
    return network


def losses(network: Network, batch: Batch) -> dict[str, Tensor]:
    """The terms of the loss: `cross_entropy`, `crf` and `teacher` per word, the links per choice."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=network.training):
        hidden = network.encoder(batch.ids, batch.mask, batch.features)
    hidden = hidden.float()
    rows = torch.arange(len(batch.ids))[:, None]
    emissions = network.tagger(network.dropout(hidden[rows, batch.words]))
    words = batch.word_mask.sum()
    entropy = functional.cross_entropy(emissions.transpose(1, 2), batch.tags, reduction="none")
    terms = {
        "cross_entropy": (entropy * batch.word_mask).sum() / words,
        "crf": network.crf(emissions, batch.tags, batch.word_mask).sum() / words,
        "teacher": (divergence(batch.taught, emissions) * batch.word_mask).sum() / words,
    }
    for name, scores in network.link_scores(hidden, batch.spans, batch.candidates).items():
        right = batch.targets[name]
        kept = right.any(-1)
        likelihood = functional.log_softmax(scores, -1).masked_fill(~right, -1e4).logsumexp(-1)
        terms[name] = -(likelihood * kept).sum() / kept.sum().clamp(min=1)
    return terms


def divergence(taught: Tensor, emissions: Tensor) -> Tensor:
    """How far each word's tags are from those that are taught, (batch, words); 0 where nothing is."""
    right, said = functional.softmax(taught / TEMPERATURE, -1), functional.log_softmax(emissions / TEMPERATURE, -1)
    apart = functional.kl_div(said, right, reduction="none").sum(-1) * TEMPERATURE**2
    return apart * taught.any(-1)


def total_loss(terms: dict[str, Tensor], weights: dict[str, float]) -> Tensor:
    """The terms weighed as the configuration says."""
    links = [term for name, term in terms.items() if "-" in name]
    tags = weights["cross_entropy"] * terms["cross_entropy"] + weights.get("teacher", 0.0) * terms["teacher"]
    return terms["crf"] + tags + weights["link"] * torch.stack(links).sum()


def _run(rank: int, config: dict[str, Any], folder: Path, steps: int | None) -> None:
    tokenizer = tokenizer_of(config)
    if "teacher" in config:
        texts = [labelled(text, tokenizer, scores) for text, scores in lessons(folder / "teacher")]
    else:
        texts = [labelled(article, tokenizer) for article in read(Path(config["data"]["train"]))]
    torch.manual_seed(config["seed"])
    network = build(config)
    augment = Augmentation(**config["augmentation"], mask_id=config["shape"]["mask_id"])
    size, pieces = config["windows"]["size"], config["windows"]["batch_pieces"]

    def epoch(number: int) -> list[list[Labelled]]:
        random = np.random.default_rng([config["seed"], number])
        items = [augment(item, random) for text in texts for item in windows(text, size, random)]
        return batches(items, pieces, random)

    def loss(items: list[Labelled]) -> dict[str, Tensor]:
        terms = losses(network, collate(items, network.encoder.shape))
        return {"loss": total_loss(terms, config["loss"]), **terms}

    running.learn(rank, config, folder, network, epoch, loss, steps=steps)
