"""Teaching the network of all fields: the graph set, GUM and GAP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import torch
from torch import Tensor

from training import running
from training.graph import gold, losses, teach
from training.graph.data import Example, gap, gum, marked
from training.graph.network import Below, Graph
from training.graph.runs import build, tokenizer_of

T = TypeVar("T")


def train(
    config: dict[str, Any], folder: Path, fold: int | None, steps: int | None = None, taught: Path | None = None
) -> None:
    """Teach on all articles but those of a fold (None: on all), into `folder` (`running.learn`), and on what a teacher
    says of others (`teach.write`)."""
    running.start(_run, config, folder, fold, steps, taught)


def _run(
    rank: int, config: dict[str, Any], folder: Path, fold: int | None, steps: int | None, taught: Path | None
) -> None:
    tokenizer = tokenizer_of(config)
    articles = gold.read()
    fold_of = gold.folds(articles)
    graph = [marked(a, tokenizer) for a, n in zip(articles, fold_of, strict=True) if n != fold]
    double = _double(marked(a, tokenizer) for a in articles)
    paths = sorted((gold.SHARED / "coref" / "gum").glob("*.conllu"))
    documents = [gum(path, tokenizer) for path in paths if path.stem not in double]
    passages = list(gap(gold.SHARED / "coref" / "gap" / "gap-development.tsv", tokenizer))
    unmarked = list(teach.kept(taught, tokenizer)) if taught else []
    torch.manual_seed(config["seed"])
    network = build(config)
    begin(network, config)
    options = config["data"]
    kept: dict[str, Below] = {}

    def below(item: Example) -> Below:
        if item.id not in kept:
            found = network.below(item.encoding, options["window"])
            kept[item.id] = found._replace(states=found.states.half())
        return kept[item.id]

    def epoch(number: int) -> list[list[Any]]:
        random = np.random.default_rng([config["seed"], number])
        found: list[list[Any]] = _groups(_some(random, graph, 1.0), options["articles"])
        found += _groups(_some(random, unmarked, options["taught"]), options["articles"]) if unmarked else []
        found += _groups(_some(random, documents, options["gum"]), 1)
        found += _groups(_some(random, passages, options["gap"]), options["passages"])
        random.shuffle(found)
        return found

    random = np.random.default_rng([config["seed"], 10**6])

    def loss(items: list[Any]) -> dict[str, Tensor]:
        readings = network.read([below(item) for item in items])
        terms = [losses.terms(network, reading, item, random) for reading, item in zip(readings, items, strict=True)]
        found = _means(terms)
        return {**dict.fromkeys(NAMES, torch.zeros(())), **found, "loss": losses.total(found, config["loss"])}

    running.learn(rank, config, folder, network, epoch, loss, steps=steps)


def begin(network: Graph, config: dict[str, Any]) -> None:
    """Take over the weights of the run `begin`, where the configuration names one."""
    if path := config["start"].get("run"):
        state = torch.load(Path(path) / "checkpoint.pt", weights_only=True)
        network.load_state_dict(state["network"] | state["average"])


NAMES: Final = (
    "spans same gap speaker addressee time occasion mode polarity about kind status attends held_on voice"
).split()


def _means(found: Sequence[losses.Terms]) -> losses.Terms:
    names = dict.fromkeys(name for terms in found for name in terms)
    return {name: torch.stack([terms[name] for terms in found if name in terms]).mean() for name in names}


def _some(random: np.random.Generator, items: Sequence[T], share: float) -> list[T]:
    order = random.permutation(len(items))
    return [items[n] for n in order[: max(1, round(share * len(items)))]]


def _groups(items: Sequence[T], size: int) -> list[list[T]]:
    return [list(items[n : n + size]) for n in range(0, len(items), size)]


def _double(graph: Iterable[Example]) -> set[str]:
    """The documents of GUM that are marked in the graph set as well: those marks are the better."""
    return {"GUM_" + e.id.removeprefix("gum-").replace("-", "_") for e in graph if e.id.startswith("gum-")}
