"""Coreference of persons on GUM's Wikinews articles: MUC, B³, CEAF and LEA, beside links between equal names.

    pip install scorch
    python benchmarks/coreference.py ../shared/data/coref/gum-news

A mention is matched by its head word (the root, in spaCy's parse, of the annotated or the found span): GUM annotates
whole noun phrases, we keep names without their titles. Clusters of persons only, singletons too. MUC, B³ and CEAF are
scorch's; LEA (Moosavi and Strube, ACL 2016) is in no library that can be had, so it is written down here.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from scorch import scores
from spacy.tokens import Doc

from onrecord.extraction.coreference import resolve
from onrecord.extraction.document import Document
from onrecord.extraction.language import Parser
from onrecord.model import Article, Attribution, Span

Clusters = list[set[tuple[str, int]]]


def read(path: Path) -> tuple[str, list[tuple[int, int]], dict[str, list[tuple[int, int]]]]:
    """A text with its tokens' offsets, and the token spans [first, last] of each person."""
    words: list[str] = []
    open_: dict[str, list[int]] = defaultdict(list)
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        i, word, tag = line.split("\t")
        words.append(word)
        for piece in re.findall(r"\([^()]+\)?|[^()]+\)", tag if tag != "_" else ""):
            name = piece.strip("()")
            if piece.startswith("("):
                open_[name].append(int(i))
            if piece.endswith(")") and open_[name]:
                first = open_[name].pop()
                if name.startswith("person"):
                    found[name].append((first, int(i)))
    text, offsets = "", []
    for n, word in enumerate(words):
        tight = n == 0 or re.match(r"[.,;:!?)%’]|'s$|'$|n't$|-$", word) or text.endswith(("(", "$", "-"))
        text += ("" if tight else " ") + word
        offsets.append((len(text) - len(word), len(text)))
    return text, offsets, found


def published(path: Path) -> date | None:
    """The day that GUM's XML gives for an article."""
    m = re.search(r'dateCreated="(\d{4}-\d\d-\d\d)"', path.with_suffix(".xml").read_text("utf-8"))
    return date.fromisoformat(m[1]) if m else None


def head(doc: Doc, start: int, end: int) -> int:
    """The offset of the root of the words between two offsets."""
    span = doc.char_span(start, end, alignment_mode="expand")
    return span.root.idx if span is not None else start


def attributions(doc: Doc) -> tuple[Attribution, ...]:
    """Rough ones, for the benchmark needs no attribution model: a speech verb, its subject, and what it says."""
    found = []
    for token in doc:
        if token.lemma_ in ("say", "tell", "add", "claim", "state", "ask", "write", "announce"):
            source = next((c for c in token.children if c.dep_ == "nsubj"), None)
            content = next((c for c in token.children if c.dep_ == "ccomp"), None)
            if source is not None and content is not None:
                spans = [
                    (Span(doc[t.left_edge.i].idx, doc[t.right_edge.i].idx + len(doc[t.right_edge.i])),)
                    for t in (source, content)
                ]
                cue = (Span(token.idx, token.idx + len(token)),)
                found.append(Attribution(spans[0], cue, spans[1], 1.0))
    return tuple(found)


def ours(name: str, doc: Doc, day: date | None) -> Clusters:
    """The persons that we find."""
    document = Document(Article(name, doc.text, published=day), doc, attributions(doc))
    entities = resolve(document).entities
    return [{(name, head(doc, *m)) for m in e.mentions} for e in entities if e.type in ("person", "anonymous")]


def equal_names(name: str, doc: Doc) -> Clusters:
    """The baseline: spaCy's persons, linked where their words are equal."""
    found: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for ent in doc.ents:
        if ent.label_ == "PERSON":
            found[ent.text.lower()].add((name, ent.root.idx))
    return list(found.values())


def lea(gold: Clusters, found: Clusters) -> tuple[float, float, float]:
    """Recall, precision, F1 of the Link-based Entity-Aware measure."""

    def one(of: Clusters, by: Clusters) -> float:
        total = sum(len(c) for c in of)
        kept = 0.0
        for c in of:
            if len(c) == 1:
                kept += c in by
                continue
            links = sum(len(c & d) * (len(c & d) - 1) / 2 for d in by)
            kept += len(c) * links / (len(c) * (len(c) - 1) / 2)
        return kept / total if total else 0.0

    r, p = one(gold, found), one(found, gold)
    return r, p, 2 * r * p / (r + p) if r + p else 0.0


def table(gold: Clusters, systems: dict[str, Clusters]) -> Iterator[str]:
    """One line per system and measure."""
    measures: dict[str, Callable[[Clusters, Clusters], Sequence[float]]] = {
        "MUC": scores.muc,
        "B3": scores.b_cubed,
        "CEAF-e": scores.ceaf_e,
        "CEAF-m": scores.ceaf_m,
        "LEA": lea,
    }
    yield f"{'':12s}" + "".join(f"{m + ' R/P/F':>24s}" for m in measures)
    for name, found in systems.items():
        cells = ["/".join(f"{100 * v:.1f}" for v in measure(gold, found)) for measure in measures.values()]
        yield f"{name:12s}" + "".join(f"{c:>24s}" for c in cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    paths = sorted(parser.parse_args().folder.glob("*.conll"))
    read_all = [read(path) for path in paths]
    gold: Clusters = []
    systems: dict[str, Clusters] = {"equal names": [], "onrecord": []}
    for path, doc, (_, offsets, persons) in zip(
        paths, Parser().parse(t for t, _, _ in read_all), read_all, strict=True
    ):
        name = path.stem
        for spans in persons.values():
            gold.append({(name, head(doc, offsets[first][0], offsets[last][1])) for first, last in spans})
        systems["equal names"] += equal_names(name, doc)
        systems["onrecord"] += ours(name, doc, published(path))
    print("\n".join(table(gold, systems)))


if __name__ == "__main__":
    main()
