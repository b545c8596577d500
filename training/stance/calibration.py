"""Finish a model's folder: how sure of itself each head may be, and which words are loaded.

    python -m training.stance.calibration MODEL_FOLDER

A head's logits are divided by the temperature under which the development labels are likeliest. A loaded word is one of
the training texts' that the model, asked about a person of whom nothing else is said, finds far from neutral.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from onrecord.evaluation.stance import pairs
from onrecord.evaluation.stance_data import read_directed, read_targets
from onrecord.extraction.stance.encoding import Pair
from onrecord.extraction.stance.model import StanceModel
from onrecord.model import Span
from training.shipped import write_settings

# A word is read as what somebody is, does, or is named.
_FRAMES: Final = ("This is the {} Taylor.", "It is {} by Taylor.")
_TARGET: Final = "Taylor"
_WORD: Final = re.compile(r"(?<![\w’'-])[a-z]{3,}(?![\w’'])")
_SEEN: Final = 6  # times, in the training texts

Floats = NDArray[np.float64]


def temperature(probabilities: Floats, labels: list[int]) -> float:
    """The temperature under which the labels are likeliest; searched from 0.5 to 4 in steps of a twentieth."""
    logits = np.log(np.maximum(probabilities, 1e-9))
    tried = np.arange(0.5, 4.0, 0.05)
    return round(float(min(tried, key=lambda t: _loss(logits / t, labels))), 2)


def _loss(logits: Floats, labels: list[int]) -> float:
    normal = np.log(np.exp(logits).sum(1))
    return float((normal - logits[np.arange(len(labels)), labels]).mean())


def loaded_words(model: StanceModel, texts: set[str], least: float) -> dict[str, float]:
    """Words and their valence, -1 to 1: P(positive) - P(negative), less that of a word that says nothing; the mean over
    the frames. Those at least so far from 0."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_WORD.findall(text))
    words = sorted(word for word, n in counts.items() if n >= _SEEN)
    found = np.zeros(len(words))
    for frame in _FRAMES:
        asked = [frame.format(word) for word in ("other", *words)]
        spans = [Span(text.index(_TARGET), text.index(_TARGET) + len(_TARGET)) for text in asked]
        readings = model.read([Pair(text, (span,)) for text, span in zip(asked, spans, strict=True)])
        valence = np.array([float(r.target[2] - r.target[0]) for r in readings])
        found += (valence[1:] - valence[0]) / len(_FRAMES)
    return {w: float(v) for w, v in zip(words, found, strict=True) if abs(v) >= least}


def main(folder: Path) -> None:
    """Fit, report and write."""
    config = tomllib.loads(Path(__file__).with_name("config.toml").read_text(encoding="utf-8"))
    data = config["data"]
    model = StanceModel.load(folder)
    held_out = {"target": read_targets(Path(data["target_dev"])), "directed": read_directed(Path(data["directed_dev"]))}
    examples = {name: (pairs(found), [e.label for e in found]) for name, found in held_out.items()}
    settings: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    for head, (some, labels) in examples.items():
        probabilities = np.array([getattr(reading, head) for reading in model.read(some)], dtype=float)
        right = (probabilities.argmax(1) == np.array(labels)).mean()
        settings["temperature"][head] = round(temperature(probabilities, labels) * settings["temperature"][head], 2)
        print(f"{head}: {len(labels)} pairs, {right:.3f} right, temperature {settings['temperature'][head]:.2f}")
    taught = *read_targets(Path(data["target_train"])), *read_directed(Path(data["directed_train"]))
    articles = Path(data["articles"]).read_text(encoding="utf-8").splitlines()
    texts = {e.text for e in taught} | {json.loads(line)["text"] for line in articles}
    words = loaded_words(model, texts, config["loaded"]["least"])
    lines = "".join(f"{word}\t{valence:.2f}\n" for word, valence in sorted(words.items()))
    (folder / "loaded.tsv").write_text(lines, encoding="utf-8")
    settings["files"]["loaded.tsv"] = hashlib.sha256(lines.encode()).hexdigest()
    write_settings(folder, **settings)
    print(f"{len(words)} loaded words")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
