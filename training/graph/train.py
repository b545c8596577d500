"""Teaching the network of all fields: the graph set, GUM and GAP for the heads, PolNeAR so that attribution stays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from training import running
from training.attribution import exported
from training.attribution.batch import collate
from training.attribution.data import Labelled, labelled, read, windows
from training.attribution.network import Shape
from training.attribution.train import losses as attribution_losses
from training.attribution.train import total_loss
from training.graph import gold, losses
from training.graph.data import Example, gap, gum, marked
from training.graph.network import Graph

FOLDS: Final = 5
T = TypeVar("T")

_ATTRIBUTION: Final = {"cross_entropy": 0.3, "link": 0.2}


def tokenizer_of(config: dict[str, Any]) -> Tokenizer:
    """The tokenizer of the model from which the run starts."""
    tokenizer = Tokenizer.from_file(str(Path(config["start"]["model"]) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def build(config: dict[str, Any]) -> Graph:
    """The network, its encoder, tags and links those of the attribution model."""
    options = config["network"]
    network = Graph(Shape(**config["shape"]), options["dropout"], options["link_size"], options["size"])
    exported.load(network.attribution, Path(config["start"]["model"]))
    return network


def folds(articles: Sequence[gold.Article]) -> list[int]:
    """The fold of each article: an outlet lies in one, and the folds are alike in size."""
    sizes: dict[str, int] = {}
    outlets = [str(a.get("outlet") or a["id"]) for a in articles]
    for outlet in outlets:
        sizes[outlet] = sizes.get(outlet, 0) + 1
    filled, place = [0] * FOLDS, {}
    for outlet in sorted(sizes, key=lambda o: (-sizes[o], o)):
        place[outlet] = filled.index(min(filled))
        filled[place[outlet]] += sizes[outlet]
    return [place[outlet] for outlet in outlets]


def train(config: dict[str, Any], folder: Path, fold: int | None, steps: int | None = None) -> None:
    """Teach on all articles but those of a fold (None: on all), into `folder` (`running.learn`)."""
    running.start(_run, config, folder, fold, steps)


def _run(rank: int, config: dict[str, Any], folder: Path, fold: int | None, steps: int | None) -> None:
    tokenizer = tokenizer_of(config)
    articles = gold.read()
    fold_of = folds(articles)
    kept = [a for a, n in zip(articles, fold_of, strict=True) if n != fold]
    held = {a["id"] for a, n in zip(articles, fold_of, strict=True) if n == fold}
    graph = [marked(article, tokenizer) for article in kept]
    double = _double(graph)
    paths = sorted((gold.SHARED / "coref" / "gum").glob("*.conllu"))
    documents = [gum(path, tokenizer) for path in paths if path.stem not in double]
    passages = list(gap(gold.SHARED / "coref" / "gap" / "gap-development.tsv", tokenizer))
    polnear = read(gold.SHARED / "polnear" / "train.jsonl")
    texts = [labelled(article, tokenizer) for article in polnear if article["id"] not in held]
    torch.manual_seed(config["seed"])
    network = build(config)
    options = config["data"]

    def epoch(number: int) -> list[list[Any]]:
        random = np.random.default_rng([config["seed"], number])
        cut = [w for i in _some(random, texts, options["polnear"]) for w in windows(i, options["window"], random)]
        found: list[list[Any]] = _groups(_some(random, graph, 1.0), options["articles"])
        found += _groups(_some(random, documents, options["gum"]), 1)
        found += _groups(_some(random, passages, options["gap"]), options["passages"])
        found += _groups(cut, options["windows"])
        random.shuffle(found)
        return found

    random = np.random.default_rng([config["seed"], 10**6])

    def loss(items: list[Any]) -> dict[str, Tensor]:
        if isinstance(items[0], Labelled):
            terms = attribution_losses(network.attribution, collate(items, network.encoder.shape))
            found = {"attribution": total_loss(terms, _ATTRIBUTION)}
        else:
            found = _means(_terms(network, items, options["window"], random))
        return {**dict.fromkeys(NAMES, torch.zeros(())), **found, "loss": losses.total(found, config["loss"])}

    running.learn(rank, config, folder, network, epoch, loss, steps=steps)


NAMES: Final = (
    "spans same gap speaker addressee time occasion mode polarity about kind status attends held_on voice attribution"
).split()


def _terms(network: Graph, items: Sequence[Example], window: int, random: np.random.Generator) -> list[losses.Terms]:
    readings = network.read([item.encoding for item in items], window)
    return [losses.terms(network, reading, item, random) for reading, item in zip(readings, items, strict=True)]


def _means(found: Sequence[losses.Terms]) -> losses.Terms:
    names = dict.fromkeys(name for terms in found for name in terms)
    return {name: torch.stack([terms[name] for terms in found if name in terms]).mean() for name in names}


def _some(random: np.random.Generator, items: Sequence[T], share: float) -> list[T]:
    order = random.permutation(len(items))
    return [items[n] for n in order[: max(1, round(share * len(items)))]]


def _groups(items: Sequence[T], size: int) -> list[list[T]]:
    return [list(items[n : n + size]) for n in range(0, len(items), size)]


def _double(graph: Sequence[Example]) -> set[str]:
    """The documents of GUM that are marked in the graph set as well: those marks are the better."""
    return {"GUM_" + e.id.removeprefix("gum-").replace("-", "_") for e in graph if e.id.startswith("gum-")}
