"""What larger models say of texts, for a small one to learn from.

Of the corpus' articles, which have their annotators, only its scores for each word; of other news text, where nobody
has marked anything, its attributions too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from onrecord.extraction.attribution.joining import attributions
from onrecord.extraction.attribution.model import AttributionModel
from training.attribution import exported
from training.attribution.data import Annotated, Annotation, read
from training.attribution.network import Network
from training.attribution.rewording import reworded

_FEWEST_WORDS: Final = 6  # of a sentence that teaches
_TOGETHER: Final = 6  # sentences that are read as the paragraphs of one text
_FLOOR: Final = 0.3  # what the teacher is less sure of is no attribution


@dataclass(frozen=True, slots=True)
class _Session:
    """A network in the place of an onnxruntime session of one window: in bfloat16 it may be several times as fast."""

    network: Network

    def run(self, _: Sequence[str], fed: dict[str, NDArray[np.int64]]) -> list[NDArray[np.float32]]:
        sizes = [len(module.weight) for module in self.network.encoder.features]  # type: ignore[arg-type]
        features = np.stack(np.unravel_index(fed["feat"], sizes), -1)
        tensors = (torch.from_numpy(a) for a in (fed["ids"], fed["mask"], features))
        with torch.inference_mode():
            hidden = self.network.encoder(*tensors).float()
            return [self.network.tagger(hidden).numpy(), hidden.numpy()]


def teacher(network: Network, folder: Path) -> AttributionModel:
    """The exported model of a folder, run by its `network`, which is still without weights."""
    model = AttributionModel.load(folder)
    network = exported.load(network, folder).eval()
    network.encoder.to(torch.bfloat16)
    model.reader = replace(model.reader, session=_Session(network))
    return model


def teach(config: dict[str, Any], teachers: Callable[[], Sequence[AttributionModel]], folder: Path) -> None:
    """Write `texts.jsonl` (annotated articles, then others) and `taught.npz` (by their numbers) into `folder`.

    `teachers` gives the models that are asked, in each process anew.
    """
    options = config["teacher"]
    texts = read(Path(config["data"]["train"]))
    annotated = len(texts)
    changed = list(reworded(texts, options["reworded"], config["seed"]))
    texts += _unmarked(options["sentences"]) + changed
    scores = {}
    with ProcessPoolExecutor(initializer=_begin, initargs=(teachers,)) as pool:
        for number, (said, found) in enumerate(pool.map(_ask, (text["text"] for text in texts), chunksize=8)):
            scores[str(number)] = said
            if number >= annotated:
                texts[number]["attributions"] = found
            if number % 200 == 0:
                print(number, "of", len(texts), flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "taught.npz", allow_pickle=False, **scores)
    (folder / "texts.jsonl").write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")


_teachers: list[AttributionModel] = []


def _begin(teachers: Callable[[], Sequence[AttributionModel]]) -> None:
    torch.set_num_threads(1)
    _teachers[:] = teachers()


def _ask(text: str) -> tuple[NDArray[np.float16], list[Annotation]]:
    """The mean of what the teachers say of each word, and the attributions of the first of them."""
    readings = [teacher.reading(text) for teacher in _teachers]
    said = torch.stack([torch.from_numpy(reading.emissions).log_softmax(1) for reading in readings])
    found = [a for a in attributions(readings[0], _teachers[0].confidence) if a.confidence >= _FLOOR]
    return said.mean(0).numpy().astype(np.float16), [
        {"source": list(a.source), "cue": list(a.cue), "content": list(a.content)} for a in found
    ]


def lessons(folder: Path) -> Iterator[tuple[Annotated, NDArray[np.float32]]]:
    """The texts of a folder that `teach` wrote, with the teacher's scores (words, tags)."""
    with np.load(folder / "taught.npz") as scores:
        for number, line in enumerate((folder / "texts.jsonl").read_text(encoding="utf-8").splitlines()):
            yield json.loads(line), scores[str(number)].astype(np.float32)


def _unmarked(paths: Sequence[str]) -> list[Annotated]:
    """The sentences of files as `shared/data/stance` has them, each once, without the brackets about their entities;
    a few of them make a text."""
    found: dict[str, None] = {}
    for path in map(Path, paths):
        for line in path.read_text(encoding="utf-8").splitlines():
            sentence = json.loads(line)["sentence"] if path.suffix == ".jsonl" else line.partition("\t")[0]
            sentence = re.sub(r"[\[\]]", "", sentence).strip()
            if len(sentence.split()) >= _FEWEST_WORDS:
                found[sentence] = None
    sentences = list(found)
    texts = ("\n\n".join(sentences[n : n + _TOGETHER]) for n in range(0, len(sentences), _TOGETHER))
    return [{"id": f"sentences {n}", "text": text, "attributions": []} for n, text in enumerate(texts)]
