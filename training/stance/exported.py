"""The network of an exported folder, its weights read back from their 8 bits: where a run begins."""

from __future__ import annotations

from pathlib import Path

import torch

from training.attribution import exported
from training.stance.network import HEADS, Network

# After the layers, in the order in which they are used.
_MATRICES = ("key", "words", "query", "score", "dense", *(f"heads.{name}" for name in HEADS))


def load(network: Network, folder: Path) -> Network:
    """The network with the weights of a model's folder. RuntimeError or ValueError where it is of another shape."""
    state, matrices, stored = exported.read(folder, network.encoder.shape)
    state["roles.weight"] = exported.whole(stored, "network.roles.weight")
    state |= {f"{name}.weight": matrix.T for name, matrix in zip(_MATRICES, matrices, strict=True)}
    own = (name.removeprefix("network.") for name in stored if name.endswith(".bias"))
    state |= {name: stored[f"network.{name}"] for name in own if not name.startswith("encoder.")}
    network.load_state_dict({name: torch.tensor(value) for name, value in state.items()})
    return network
