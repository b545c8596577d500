"""What a teacher says of texts that nobody has marked, for the small network to learn from."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.extraction.attribution import AttributionModel
from onrecord.extraction.attribution.encoding import Encoding, encode
from onrecord.extraction.attribution.linking import States
from onrecord.extraction.graph import pairs
from onrecord.extraction.graph.heads import Floats, softmax
from onrecord.extraction.graph.model import Roles
from onrecord.extraction.graph.places import Places
from training.graph import gold
from training.graph.data import Example, Said
from training.graph.network import Graph
from training.graph.reading import mentions
from training.graph.reading.decoding import decode
from training.graph.reading.heads import AllHeads
from training.graph.runs import network_of, tokenizer_of

_FEWEST: Final = 60  # words of a text worth reading


def unmarked() -> Iterator[tuple[str, str]]:
    """Texts that are not in the graph set, with a name each: PolNeAR's training articles, and web pages."""
    marked = {row["id"] for row in (*gold.read(), *gold.read(second=True))}
    for row in gold.lines(gold.SHARED / "polnear" / "train.jsonl"):
        if row["id"] not in marked:
            yield row["id"], row["text"]
    pages = json.loads((gold.SHARED / "web" / "article-extraction" / "ground-truth.json").read_text("utf-8"))
    for page, row in pages.items():
        if f"web-{page[:10]}" not in marked:
            yield f"web-{page[:10]}", row["articleBody"]


def read(config: dict[str, Any], run: Path, texts: Sequence[tuple[str, str]]) -> Iterator[Example]:
    """Each text with what the teacher, a run by `config`, makes of it; in words, which the tokenizers share."""
    network, tokenizer = network_of(config, run), tokenizer_of(config)
    heads = AllHeads({n: p.detach().numpy() for n, p in network.state_dict().items() if not n.startswith("encoder.")})
    model = AttributionModel.load()
    for id_, text in texts:
        encoding = encode(text, tokenizer)
        if encoding.word_starts.sum() >= _FEWEST:
            places = Places(text, encoding)
            (found,) = model.predict([text])
            rows = [tuple(places.words(spans) for spans in (a.content, a.source, a.cue)) for a in found]
            said: list[Roles] = [row for row in rows if row[0]]  # type: ignore[misc]
            yield _example(id_, text, encoding, heads, _states(network, config, encoding), said)


def _states(network: Graph, config: dict[str, Any], encoding: Encoding) -> States:
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        reading = network.read([network.below(encoding, config["data"]["window"])])[0]
    return States.of(reading.states.float().numpy())


def _example(
    id_: str, text: str, encoding: Encoding, heads: AllHeads, states: States, said: Sequence[Roles]
) -> Example:
    places, near = Places(text, encoding), pairs.paragraphs(encoding)
    graph = decode(heads, states, places, near, said)
    spans = [node.words for node in graph.mentions]
    speech = pairs.spoken(spans, [s[0] for s in said], [s[1] for s in said])
    nobody: frozenset[int] = frozenset()
    return Example(
        id=id_,
        text=text,
        encoding=encoding,
        labelled=(),
        tells=frozenset(),
        mentions=tuple((node.words, node.cluster) for node in graph.mentions),
        times=tuple((node.words,) for node in graph.times),
        statements=tuple(Said(c, s, q, nobody, nobody, None, None, 0, 0, {}) for c, s, q in said),
        taught={
            name: values.astype(np.float16)
            for name, values in {
                "same": _same(heads, states, places, spans, speech, near),
                "speaker": graph.speakers,
                "addressee": graph.addressees,
                "time": graph.said_on,
                "about": graph.about,
                "mode": graph.modes,
                "polarity": graph.polarities,
            }.items()
        },
    )


def _same(
    heads: AllHeads,
    states: States,
    places: Places,
    spans: Sequence[pairs.Words],
    speech: NDArray[np.int64],
    near: NDArray[np.int64],
) -> Floats:
    """How likely each mention is the same as each before it: (mentions, mentions + 1), the last for none."""
    if not spans:
        return np.zeros((0, 1), np.float32)
    vectors = heads.mentions(states, spans)
    features = mentions.coreference(spans, [places(span) for span in spans], speech, near)
    scores = heads.pairs("same", vectors, vectors, features)
    scores[:, :-1][np.triu(np.ones((len(spans), len(spans)), bool))] = -1e4
    return softmax(scores)


def write(config: dict[str, Any], run: Path, path: Path, texts: Sequence[tuple[str, str]]) -> int:
    """Keep what a teacher says, one text after the other; how many there are."""
    count = 0
    with path.open("wb") as file:
        for example in read(config, run, texts):
            pickle.dump(example, file)
            count += 1
    return count


def kept(path: Path, tokenizer: Tokenizer) -> Iterator[Example]:
    """What was kept, in the words of another tokenizer; texts that it cuts into other words are left out."""
    with path.open("rb") as file:
        while True:
            try:
                example: Example = pickle.load(file)
            except (EOFError, pickle.UnpicklingError):  # the last may have been cut off
                return
            encoding = encode(example.text, tokenizer)
            words, those = (e.starts[e.word_starts] for e in (encoding, example.encoding))
            if np.array_equal(words, those):
                yield replace(example, encoding=encoding)
