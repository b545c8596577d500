"""A run of any model: resumable, of fixed seed, on one process or several with averaged gradients."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, distributed, nn
from torch.multiprocessing.spawn import spawn

# glibc keeps freed memory instead of giving it back and faulting it in again, page by page: a quarter of the time.
_ALLOCATION: Final = {"MALLOC_MMAP_THRESHOLD_": str(2**33), "MALLOC_TRIM_THRESHOLD_": str(2**33)}
_LOGGED: Final = 20  # steps from one line of the log to the next

Batches = Callable[[int], list[list[Any]]]
"""The batches of an epoch by its number, the same in every process and after every interruption."""

Loss = Callable[[list[Any]], dict[str, Tensor]]
"""The terms of a batch's loss; "loss" is the whole of it."""


@dataclass(slots=True)
class Progress:
    """Where a run stands. `scale` multiplies the learning rates; `anchor` is the (step, scale) it decays from."""

    step: int = 0
    total: int = 0
    anchor: tuple[int, float] = (0, 0.0)

    def scale(self, warmup: float) -> float:
        """Linear warm-up, then linear decay to zero at the last step."""
        warm = warmup * self.total
        if self.step < warm:
            return (self.step + 1) / warm
        step, scale = self.anchor if self.anchor[0] >= warm else (warm, 1.0)
        return scale * (self.total - self.step) / (self.total - step)


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


def start(run: Callable[..., None], config: dict[str, Any], folder: Path, *others: Any) -> None:
    """`run(rank, config, folder, *others)` in as many processes as `config` says."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"MASTER_ADDR": "127.0.0.1"} | _ALLOCATION
    os.environ.setdefault("MASTER_PORT", "29711")
    spawn(run, (config, folder, *others), nprocs=int(config["optimization"]["processes"]))  # type: ignore[no-untyped-call]


def learn(
    rank: int,
    config: dict[str, Any],
    folder: Path,
    network: Any,
    epoch: Batches,
    loss: Loss,
    *,
    steps: int | None = None,
) -> None:
    """Train a network with an `encoder`, into `folder`: `log.jsonl`, and `checkpoint.pt`, from which it goes on.

    `steps` overrides the number that the epochs come to; given to a run that goes on, the decay to zero is laid anew
    from where it stands.
    """
    options = config["optimization"]
    world = int(options["processes"])
    torch.set_num_threads(int(options["threads"]))
    if world > 1:
        distributed.init_process_group("gloo", rank=rank, world_size=world)
    groups = _parameter_groups(network, options)
    parameters = [p for group in groups for p in group["params"]]
    optimizer = torch.optim.AdamW(
        groups, lr=0.0, betas=tuple(options["betas"]), eps=1e-6, weight_decay=options["weight_decay"], fused=True
    )
    average = Averaged(network, options["average_decay"], options["average_every"]) if rank == 0 else None
    progress = Progress(total=steps or round(options["epochs"] * len(epoch(0))))
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        _resume(checkpoint, network, optimizer, average, progress, steps)
    torch.manual_seed(config["seed"] * 1000 + progress.step * world + rank)  # for dropout
    network.train()
    started = saved = time.monotonic()
    pieces, seen = 0, []
    for items in _from_step(epoch, progress.step):
        scale = progress.scale(options["warmup"])
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * scale
        terms = loss(items[rank::world] or items[:1])
        optimizer.zero_grad()
        terms["loss"].backward()  # type: ignore[no-untyped-call]
        if world > 1:
            _average_gradients(parameters, world)
        nn.utils.clip_grad_norm_(parameters, options["clip"])
        optimizer.step()
        progress.step += 1
        done = progress.step >= progress.total
        pieces += sum(map(len, items))
        seen.append({name: float(term.detach()) for name, term in terms.items()})
        if average:
            average.update(network, progress.step)
            if progress.step % _LOGGED == 0 or done:
                spent = time.monotonic() - started
                means = {name: round(float(np.mean([s[name] for s in seen])), 4) for name in seen[0]}
                line = {"step": progress.step, "of": progress.total, "scale": round(scale, 4), **means}
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


def _parameter_groups(network: Any, options: dict[str, Any]) -> list[dict[str, Any]]:
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
    for group in groups:
        group["params"] = [p for p in group["params"] if p.requires_grad]
    return [group for group in groups if group["params"]]


def _from_step(epoch: Batches, step: int) -> Iterator[list[Any]]:
    number = 0
    while True:
        found = epoch(number)
        yield from found[step:]
        step = max(0, step - len(found))
        number += 1


def _average_gradients(parameters: list[nn.Parameter], world: int) -> None:
    flat = torch.cat([(p.grad if p.grad is not None else torch.zeros_like(p)).flatten() for p in parameters])
    distributed.all_reduce(flat)
    flat /= world
    start = 0
    for parameter in parameters:
        parameter.grad = flat[start : start + parameter.numel()].view_as(parameter)
        start += parameter.numel()


def _save(
    path: Path, network: nn.Module, optimizer: torch.optim.Optimizer, average: Averaged, progress: Progress
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
    network: nn.Module,
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
