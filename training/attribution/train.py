"""Training: resumable, of fixed seed, on one process or several with averaged gradients."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, distributed, nn
from torch.multiprocessing.spawn import spawn
from torch.nn import functional

from training.attribution import exported
from training.attribution.batch import Batch, collate
from training.attribution.data import Augmentation, Labelled, batches, labelled, read, windows
from training.attribution.network import Network, Shape
from training.attribution.teach import lessons

TEMPERATURE: Final = 2.0  # at which a teacher's tags are learnt

# glibc keeps freed memory instead of giving it back and faulting it in again, page by page: a quarter of the time.
_ALLOCATION: Final = {"MALLOC_MMAP_THRESHOLD_": str(2**33), "MALLOC_TRIM_THRESHOLD_": str(2**33)}


@dataclass(slots=True)
class Progress:
    """Where a run stands. `scale` multiplies the learning rates; `anchor` is the (step, scale) it decays from."""

    step: int = 0
    total: int = 0
    anchor: tuple[int, float] = (0, 0.0)


def train(config: dict[str, Any], folder: Path, *, steps: int | None = None) -> None:
    """Train as `config` says, into `folder`: `log.jsonl`, and `checkpoint.pt`, from which an interrupted run goes on.

    `steps` overrides the number that the epochs come to; given to a run that goes on, the decay to zero is laid anew
    from where it stands.
    """
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"MASTER_ADDR": "127.0.0.1"} | _ALLOCATION
    os.environ.setdefault("MASTER_PORT", "29711")
    processes = int(config["optimization"]["processes"])
    spawn(_run, (config, folder, steps), nprocs=processes)  # type: ignore[no-untyped-call]


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


def parameter_groups(network: Network, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Parameters with their top learning rates: layer by layer lower toward the embeddings, highest for the heads."""
    rate, decay = options["encoder_rate"], options["layer_decay"]
    encoder = network.encoder
    groups = [
        {"params": list(layer.parameters()), "rate": rate * decay ** (len(encoder.layers) - 1 - number)}
        for number, layer in enumerate(encoder.layers)
    ]
    embeddings = [*encoder.words.parameters(), *encoder.positions.parameters(), *encoder.norm.parameters()]
    if encoder.relative is not None:
        embeddings += encoder.relative.parameters()
    groups.append({"params": embeddings, "rate": rate * decay ** len(encoder.layers)})
    placed = {id(p) for group in groups for p in group["params"]}
    groups.append({"params": [p for p in network.parameters() if id(p) not in placed], "rate": options["head_rate"]})
    return groups


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


class Averaged:
    """An exponential moving average of a network's weights."""

    def __init__(self, network: nn.Module, decay: float, every: int) -> None:
        self.weights = {name: p.detach().clone() for name, p in network.named_parameters()}
        self.decay, self.every = decay, every

    def update(self, network: nn.Module, step: int) -> None:
        """Take in the weights after a step; early on the average reaches back less far."""
        if step % self.every == 0:
            decay = min(self.decay**self.every, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_lerp_(list(self.weights.values()), list(network.parameters()), 1 - decay)


def _run(rank: int, config: dict[str, Any], folder: Path, steps: int | None) -> None:
    options = config["optimization"]
    world = int(options["processes"])
    torch.set_num_threads(int(options["threads"]))
    if world > 1:
        distributed.init_process_group("gloo", rank=rank, world_size=world)
    tokenizer = tokenizer_of(config)
    if "teacher" in config:
        texts = [labelled(text, tokenizer, scores) for text, scores in lessons(folder / "teacher")]
    else:
        texts = [labelled(article, tokenizer) for article in read(Path(config["data"]["train"]))]
    torch.manual_seed(config["seed"])
    network = build(config)
    groups = parameter_groups(network, options)
    optimizer = torch.optim.AdamW(
        groups, lr=0.0, betas=tuple(options["betas"]), eps=1e-6, weight_decay=options["weight_decay"], fused=True
    )
    average = Averaged(network, options["average_decay"], options["average_every"]) if rank == 0 else None
    epochs = _Epochs(texts, config)
    progress = Progress(total=steps or round(options["epochs"] * len(epochs.batches(0))))
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        _resume(checkpoint, network, optimizer, average, progress, steps)
    torch.manual_seed(config["seed"] * 1000 + progress.step * world + rank)  # for dropout
    network.train()
    parameters = [p for group in groups for p in group["params"]]
    started = saved = time.monotonic()
    pieces, seen = 0, []
    for items in epochs.from_step(progress.step):
        scale = _scale(progress, options["warmup"])
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * scale
        batch = collate(items[rank::world] or items[:1], network.encoder.shape)
        terms = losses(network, batch)
        optimizer.zero_grad()
        total_loss(terms, config["loss"]).backward()  # type: ignore[no-untyped-call]
        if world > 1:
            _average_gradients(parameters, world)
        nn.utils.clip_grad_norm_(parameters, options["clip"])
        optimizer.step()
        progress.step += 1
        if average:
            average.update(network, progress.step)
        pieces += sum(map(len, items))
        seen.append({name: float(term.detach()) for name, term in terms.items()})
        if rank == 0 and progress.step % 20 == 0:
            spent = time.monotonic() - started
            means = {name: round(float(np.mean([s[name] for s in seen])), 4) for name in seen[0]}
            line = {"step": progress.step, "of": progress.total, "scale": round(scale, 4), **means}
            line |= {"pieces_per_second": round(pieces / spent), "seconds": round(spent)}
            with (folder / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            seen.clear()
        done = progress.step >= progress.total
        due = time.monotonic() - saved > 60 * options["checkpoint_minutes"]
        if average and (due or done):
            _save(checkpoint, network, optimizer, average, progress)
            saved = time.monotonic()
        if done:
            break
    if world > 1:
        distributed.barrier()
        distributed.destroy_process_group()


class _Epochs:
    """The batches of each epoch, the same in every process and after every interruption."""

    def __init__(self, texts: list[Labelled], config: dict[str, Any]) -> None:
        self.texts, self.seed, self.options = texts, int(config["seed"]), config["windows"]
        self.augment = Augmentation(**config["augmentation"], mask_id=config["shape"]["mask_id"])

    def batches(self, epoch: int) -> list[list[Labelled]]:
        random = np.random.default_rng([self.seed, epoch])
        size, pieces = self.options["size"], self.options["batch_pieces"]
        items = [self.augment(item, random) for text in self.texts for item in windows(text, size, random)]
        return batches(items, pieces, random)

    def from_step(self, step: int) -> Iterator[list[Labelled]]:
        epoch = 0
        while True:
            found = self.batches(epoch)
            yield from found[step:]
            step = max(0, step - len(found))
            epoch += 1


def _scale(progress: Progress, warmup: float) -> float:
    """Linear warm-up, then linear decay to zero at the last step."""
    warm = warmup * progress.total
    if progress.step < warm:
        return (progress.step + 1) / warm
    step, scale = progress.anchor if progress.anchor[0] >= warm else (warm, 1.0)
    return scale * (progress.total - progress.step) / (progress.total - step)


def _average_gradients(parameters: list[nn.Parameter], world: int) -> None:
    flat = torch.cat([(p.grad if p.grad is not None else torch.zeros_like(p)).flatten() for p in parameters])
    distributed.all_reduce(flat)
    flat /= world
    start = 0
    for parameter in parameters:
        parameter.grad = flat[start : start + parameter.numel()].view_as(parameter)
        start += parameter.numel()


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
    path: Path,
    network: Network,
    optimizer: torch.optim.Optimizer,
    average: Averaged | None,
    progress: Progress,
    steps: int | None,
) -> None:
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    if average:
        average.weights = state["average"]
    before = Progress(**state["progress"])
    progress.step, progress.total, progress.anchor = before.step, before.total, before.anchor
    if steps and steps != before.total:
        progress.anchor = (before.step, optimizer.param_groups[0]["lr"] / optimizer.param_groups[0]["rate"])
        progress.total = steps
