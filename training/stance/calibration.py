"""How sure of itself a head may be: one temperature, by which its logits are divided."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature under which held-out labels are likeliest; searched from 0.5 to 5 in steps of a twentieth."""
    tried = torch.arange(0.5, 5.0, 0.05)
    losses = torch.stack([functional.cross_entropy(logits / t, labels) for t in tried])
    return round(float(tried[losses.argmin()]), 2)
