"""What a run makes of the articles that it was not taught on, as the product would: the lines of `extract`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import torch

from onrecord.extraction import nesting, quotes
from onrecord.extraction.attribution import AttributionModel
from onrecord.extraction.attribution.encoding import encode
from onrecord.extraction.attribution.linking import States
from onrecord.extraction.document import Document
from onrecord.extraction.graph import pairs
from onrecord.extraction.graph.places import Places
from onrecord.extraction.language import Parser
from onrecord.model import Article
from training.graph import gold, losses
from training.graph.data import gap
from training.graph.reading.assembly import Fields, Part
from training.graph.reading.decoding import decode
from training.graph.reading.heads import AllHeads
from training.graph.runs import network_of, tokenizer_of


def read(config: dict[str, Any], run: Path, fold: int | None) -> Iterator[tuple[gold.Article, Document, Part]]:
    """Every article of a fold (None: of all), with what the network makes of it."""
    network, tokenizer = network_of(config, run), tokenizer_of(config)
    heads = AllHeads({name: p.detach().numpy() for name, p in network.state_dict().items()})
    articles = gold.read()
    held = [a for a, n in zip(articles, gold.folds(articles), strict=True) if fold is None or n == fold]
    model, parser = AttributionModel.load(), Parser()
    texts = [a["text"] for a in held]
    for row, found, doc in zip(held, model.predict(texts), parser.parse(texts), strict=True):
        published = date.fromisoformat(row["published"]) if row.get("published") else None
        article = Article(row["id"], row["text"], outlet=row.get("outlet"), published=published)
        document = Document(article, doc, tuple(found))
        encoding = encode(article.text, tokenizer)
        with torch.no_grad():
            states = network.read([network.below(encoding, config["data"]["window"])])[0].states.numpy()
        places = Places(article.text, encoding)
        roles = [tuple(places.words(spans) for spans in (a.content, a.source, a.cue)) for a in found]
        kept = [n for n, r in enumerate(roles) if r[0]]
        graph = decode(heads, States.of(states), places, pairs.paragraphs(encoding), [roles[n] for n in kept])  # type: ignore[misc]
        yield row, document, Part(graph, places, tuple(kept))


def line(document: Document, found: Fields) -> dict[str, Any]:
    """An article as the record's measures take what was predicted."""
    mask = quotes.quotation_mask(document.article.text)
    within = nesting.read(document.attributions)
    return {
        "id": document.article.id,
        "statements": [
            {
                "id": str(i), "kind": quotes.kind(document.article.text, a.content, mask), "mode": found.modes[i],
                "polarity": found.polarities[i], "source": a.source, "cue": a.cue, "content": a.content,
                "speaker": {"name": found.resolution.speakers[i].name, "type": found.resolution.speakers[i].type},
                "addressee": {"name": p.name} if (p := found.addressees[i]) else None,
                "occasion": found.links[i],
                "said_on": {"value": s.value} if (s := found.said_on[i]) else None,
                "about": [{"name": p.name} for p in found.about[i]],
                "stance": [{"target": s.target, "attitude": s.attitude, "score": s.score} for s in found.stance[i]],
                "nested_in": within[i], "confidence": a.confidence,
            }
            for i, a in enumerate(document.attributions)
        ],
        "occasions": [
            {"kind": o.kind, "participants": list(o.participants), "date": o.date, "status": o.status}
            for o in found.occasions
        ],
        "voice": [{"target": s.target, "attitude": s.attitude, "score": s.score} for s in found.voice],
    }  # fmt: skip


def gap_f1(config: dict[str, Any], run: Path, path: Path) -> dict[str, float]:
    """GAP's measure, of a pronoun's two candidates as given: F1 over all, and by the pronoun's gender."""
    network, tokenizer = network_of(config, run), tokenizer_of(config)
    counts: dict[str, list[int]] = {name: [0, 0, 0] for name in ("all", "masculine", "feminine")}
    for example in gap(path, tokenizer):
        with torch.no_grad():
            reading = network.read([network.below(example.encoding, config["data"]["window"])])[0]
            view = losses.View(network, reading, example, example.mentions)
            assert example.choice is not None
            pronoun, right = example.choice
            others, pair = view.against(pronoun)
        best = others[int(pair.argmax())] if float(pair.max()) > 0 else None
        gender = "masculine" if view.texts[pronoun].lower() in ("he", "him", "his") else "feminine"
        for name in ("all", gender):
            counts[name][0] += best is not None and best == right
            counts[name][1] += best is not None
            counts[name][2] += right is not None
    return {name: 2 * tp / (p + g) if p + g else 0.0 for name, (tp, p, g) in counts.items()}
