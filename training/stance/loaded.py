"""Loaded words, learned: what the trained network makes of each word when nothing else is said of a person."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

import torch
from tokenizers import Tokenizer

from onrecord.evaluation.stance_data import read_directed, read_targets
from onrecord.extraction.stance.encoding import Pair, encode_pair
from onrecord.model import Span
from training.stance.data import Item
from training.stance.network import Network
from training.stance.train import logits

# A word is read as an adjective, as a noun and as what somebody did.
_FRAMES: Final = ("This is the {} Taylor.", "Taylor is {}.", "It is {} by Taylor.")
_TARGET: Final = "Taylor"
_WORD: Final = re.compile(r"(?<![\w’'-])[a-z]{3,}(?![\w’'])")
_SEEN: Final = 3  # times, in the training texts


def loaded_words(config: dict[str, Any], network: Network, tokenizer: Tokenizer) -> dict[str, float]:
    """Words and their valence, -1 to 1: the mean over the frames of P(positive) - P(negative), less that of a word that
    says nothing. Kept is what is farther from 0 than the configuration's `loaded`."""
    data = config["data"]
    counts: Counter[str] = Counter()
    texts = {e.text for e in (*read_directed(Path(data["directed_train"])), *read_targets(Path(data["target_train"])))}
    for text in texts:
        counts.update(_WORD.findall(text))
    words = sorted(word for word, n in counts.items() if n >= _SEEN)
    found = torch.zeros(len(words))
    for frame in _FRAMES:
        valence = _valence(config, network, tokenizer, [frame.format(word) for word in ("other", *words)])
        found += (valence[1:] - valence[0]) / len(_FRAMES)
    return {w: float(v) for w, v in zip(words, found, strict=True) if abs(v) >= config["loaded"]["least"]}


def _valence(config: dict[str, Any], network: Network, tokenizer: Tokenizer, texts: list[str]) -> torch.Tensor:
    asked = []
    for text in texts:
        start = text.index(_TARGET)
        pair = Pair(text, (Span(start, start + len(_TARGET)),))
        asked.append(Item(encode_pair(pair, tokenizer, config["pairs"]["size"]), "target", 0))
    probabilities = torch.softmax(logits(config, network, asked)["target"], -1)
    return probabilities[:, 2] - probabilities[:, 0]
