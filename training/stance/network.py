"""The network: the encoder, the roles of holder and target, attention from the pair to its words, three heads."""

from __future__ import annotations

from typing import Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from onrecord.extraction.stance.encoding import HOLDER, ROLES, TARGET
from training.attribution.network import Encoder, Shape

HEADS: Final = {"target": 3, "statement": 3, "directed": 5}

_FORBIDDEN: Final = -1e4


class Outputs(NamedTuple):
    """Logits of each head, (batch, classes); `attention` (batch, length) sums to 1; `words` (batch, length, 3) is what
    each piece says by itself; `evidence` (batch, 3) is the sum of `words` under `attention`."""

    target: Tensor
    statement: Tensor
    directed: Tensor
    attention: Tensor
    words: Tensor
    evidence: Tensor


class Network(nn.Module):
    """Pairs to attitudes."""

    def __init__(self, shape: Shape, dropout: float, attention_size: int) -> None:
        super().__init__()
        hidden = shape.hidden
        self.encoder = Encoder(shape, dropout)
        self.roles = nn.Embedding(len(ROLES), hidden)
        nn.init.normal_(self.roles.weight, std=0.02)
        self.key = nn.Linear(hidden, attention_size)
        self.query = nn.Linear(3 * hidden, attention_size, bias=False)
        self.score = nn.Linear(attention_size, 1, bias=False)
        self.words = nn.Linear(hidden, 3)
        self.dense = nn.Linear(4 * hidden, hidden)
        self.dropout = nn.Dropout(dropout)
        self.heads = nn.ModuleDict({name: nn.Linear(hidden, classes) for name, classes in HEADS.items()})

    def embedded(self, ids: Tensor, features: Tensor, roles: Tensor) -> Tensor:
        """Embeddings before the layers; features (batch, length, 3)."""
        encoder = self.encoder
        x = encoder.words(ids) + encoder.positions.weight[: ids.shape[1]] + self.roles(roles)
        for column, embedding in enumerate(encoder.features):
            x = x + embedding(features[..., column])
        return encoder.dropout(encoder.norm(x))  # type: ignore[no-any-return]

    def judged(self, hidden: Tensor, mask: Tensor, roles: Tensor) -> Outputs:
        """Hidden states to attitudes."""
        whole = hidden[:, 0]
        holder, target = _mean(hidden, roles == HOLDER), _mean(hidden, roles == TARGET)
        asked = self.query(torch.cat([whole, holder, target], -1))
        scores = self.score(torch.tanh(self.key(hidden) + asked[:, None]))[..., 0]
        attention = torch.softmax(scores + (1.0 - mask) * _FORBIDDEN, -1)
        seen = (attention[..., None] * hidden).sum(1)
        words = self.words(hidden)
        evidence = (attention[..., None] * words).sum(1)
        judged = functional.gelu(self.dense(self.dropout(torch.cat([whole, holder, target, seen], -1))))
        judged = self.dropout(judged)
        target_logits, statement, directed = (head(judged) for head in self.heads.values())
        return Outputs(target_logits + evidence, statement + evidence, directed, attention, words, evidence)

    def forward(self, ids: Tensor, mask: Tensor, features: Tensor, roles: Tensor) -> Outputs:
        """ids, mask, roles (batch, length); features (batch, length, 3)."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            hidden = self.encoder.layered(self.embedded(ids, features, roles), mask)
        return self.judged(hidden.float(), mask, roles)


def _mean(hidden: Tensor, chosen: Tensor) -> Tensor:
    """The mean of the chosen rows; zeros where there are none."""
    weights = chosen.to(hidden.dtype)[..., None]
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1.0)
