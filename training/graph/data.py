"""From marked articles to what the network of all fields learns from: words, spans with labels, clusters, links.

Everything is counted in words (those of the encoding). What the corpora mark differently is kept apart: GUM's mentions
have labels of their own, GAP's passages tell of one pronoun only.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.extraction.attribution.encoding import Encoding, encode
from onrecord.extraction.graph.model import MODES
from onrecord.extraction.graph.pairs import Words
from onrecord.extraction.graph.places import Places
from training.graph.gold import Article
from training.graph.reading.labels import ATTITUDES, ENTITIES, KINDS, LABELS, MARKED, POLARITIES, STATUSES

GUM: Final = LABELS[len(MARKED) :]
LONGEST: Final = 12  # words of a span that is looked at


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: its spans, its labels, and what its links lead to, as numbers in `Example`."""

    content: tuple[Words, ...]
    source: tuple[Words, ...]
    cue: tuple[Words, ...]
    speakers: frozenset[int]  # clusters
    addressees: frozenset[int]  # clusters
    time: int | None  # of `Example.times`
    occasion: int | None  # of `Example.occasions`
    mode: int
    polarity: int
    about: Mapping[int, int]  # attitude by cluster


@dataclass(frozen=True, slots=True)
class Held:
    """One occasion: its labels, and who took part."""

    kind: int
    status: int
    participants: frozenset[int]  # clusters
    time: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A text with what is known of it.

    `mentions` are `(words, cluster)` in text order; `labelled` are `(words, label)`: all that are marked of the labels
    in `tells`. `times` and `occasions` are lists of spans. `choice` is GAP's: the pronoun's mention and the one it is,
    None for neither. `taught` is what a teacher says of a text that nobody has marked: the probabilities of its choices
    and labels by name, in the order of `mentions`, `times` and `statements`.
    """

    id: str
    text: str
    encoding: Encoding
    labelled: tuple[tuple[Words, int], ...]
    tells: frozenset[int]
    mentions: tuple[tuple[Words, int], ...]
    clusters: tuple[str, ...] = ()  # their types
    times: tuple[tuple[Words, ...], ...] = ()
    occasions: tuple[tuple[Words, ...], ...] = ()
    statements: tuple[Said, ...] = ()
    held: tuple[Held, ...] = ()
    voice: Mapping[int, int] = field(default_factory=dict)  # attitude by mention
    choice: tuple[int, int | None] | None = None
    taught: Mapping[str, NDArray[np.float16]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.encoding)


def marked(article: Article, tokenizer: Tokenizer) -> Example:
    """An article of the graph set."""
    text = article["text"]
    places = Places(text, encode(text, tokenizer))
    entities, times, occasions = (article[name] for name in ("entities", "times", "occasions"))
    cluster = {label: n for n, label in enumerate(entities)}
    time, occasion = ({label: n for n, label in enumerate(rows)} for rows in (times, occasions))
    mentions = sorted({(w, cluster[label]) for label, row in entities.items() for w in places.words(row["spans"])})
    labelled = {
        (w, ENTITIES.index(entities[label]["type"]))
        for label in entities
        for w in places.words(entities[label]["spans"])
    }
    labelled |= {(w, LABELS.index("time")) for row in times.values() for w in places.words(row["spans"])}
    labelled |= {(w, LABELS.index("occasion")) for row in occasions.values() for w in places.words(row["spans"])}
    statements = []
    for row in article["statements"].values():
        labelled |= {(w, LABELS.index(n)) for n in ("title",) if row[n] for w in places.words([row[n]])}
        if content := places.words(row["content"]):
            statements.append(_said(row, content, places, cluster, time, occasion))
    return Example(
        id=article["id"],
        text=text,
        encoding=places.encoding,
        labelled=tuple(sorted(labelled)),
        tells=frozenset(range(len(MARKED))),
        mentions=tuple(mentions),
        clusters=tuple(row["type"] for row in entities.values()),
        times=tuple(places.words(row["spans"]) for row in times.values()),
        occasions=tuple(places.words(row["spans"]) for row in occasions.values()),
        statements=tuple(statements),
        held=tuple(_held(row, cluster, times, time) for row in occasions.values()),
        voice=_voice(article, places, mentions, cluster),
    )


def _said(
    row: Article,
    content: tuple[Words, ...],
    places: Places,
    cluster: Mapping[str, int],
    time: Mapping[str, int],
    occasion: Mapping[str, int],
) -> Said:
    def several(label: str | Sequence[str] | None) -> frozenset[int]:
        return frozenset(cluster[x] for x in ([label] if isinstance(label, str) else label or ()))

    return Said(
        content=content,
        source=places.words(row["source"]),
        cue=places.words(row["cue"]),
        speakers=several(row["speaker"]),
        addressees=several(row.get("addressee")),
        time=time.get(row.get("basis") or "") if row.get("said_on") else None,
        occasion=occasion.get(row.get("occasion") or ""),
        mode=MODES.index(row["mode"]),
        polarity=POLARITIES.index(row["polarity"]),
        about={cluster[entity]: ATTITUDES.index(attitude) for entity, attitude, _ in row["about"]},
    )


def _held(row: Article, cluster: Mapping[str, int], times: Mapping[str, Article], time: Mapping[str, int]) -> Held:
    dated = next((time[t] for t, v in times.items() if row.get("date") and v["value"] == row["date"]), None)
    return Held(
        kind=KINDS.index(row["kind"]),
        status=STATUSES.index(row["status"]),
        participants=frozenset(cluster[p] for p in row.get("participants", ())),
        time=dated,
    )


def _voice(
    article: Article, places: Places, mentions: Sequence[tuple[Words, int]], cluster: Mapping[str, int]
) -> dict[int, int]:
    """By mention, the author's attitude: of the mention nearest to the words that show it."""
    found: dict[int, int] = {}
    for entity, attitude, spans in article["voice"]:
        own = [n for n, (_, c) in enumerate(mentions) if c == cluster[entity]]
        for start, _ in places.words(spans):
            if own:
                found[min(own, key=lambda n: abs(mentions[n][0][0] - start))] = ATTITUDES.index(attitude)
    return found


# --------------------------------------------------------------------------------------------- other corpora


def gum(path: Path, tokenizer: Tokenizer) -> Example:
    """A document of GUM: its persons, organizations, places and animals, and which mentions are one."""
    text, spans = conllu(path)
    places = Places(text, encode(text, tokenizer))
    clusters: dict[str, int] = {}
    kinds: list[str] = []
    mentions, labelled = set(), set()
    for start, end, entity, kind in spans:
        words = places.one(start, end)
        if words is None or f"gum {kind}" not in LABELS:
            continue
        if entity not in clusters:
            clusters[entity] = len(kinds)
            kinds.append(kind)
        mentions.add((words, clusters[entity]))
        labelled.add((words, LABELS.index(f"gum {kind}")))
    return Example(
        id=path.stem,
        text=text,
        encoding=places.encoding,
        labelled=tuple(sorted(labelled)),
        tells=frozenset(LABELS.index(label) for label in GUM),
        mentions=tuple(sorted(mentions)),
        clusters=tuple(kinds),
    )


def conllu(path: Path) -> tuple[str, list[tuple[int, int, str, str]]]:
    """The text, and its entities' spans with their numbers and types."""
    text: list[str] = []
    at = 0
    spans: list[tuple[int, int, str, str]] = []
    open_: dict[str, list[tuple[int, str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newpar") and at and text[-1] != "\n\n":
            text.append("\n\n")
            at += 2
        columns = line.split("\t")
        if not columns[0].isdigit():
            continue
        start, at = at, at + len(columns[1])
        text.append(columns[1])
        marks = re.search(r"Entity=([^|]+)", columns[9])
        for opens, closes in re.findall(r"\(([^()]+\)?)|([^()]+)\)", marks[1] if marks else ""):
            if closes:
                if open_.get(closes):
                    began, kind = open_[closes].pop()
                    spans.append((began, at, closes, kind))
                continue
            entity, kind = opens.rstrip(")").split("-")[:2]
            if opens.endswith(")"):
                spans.append((start, at, entity, kind))
            else:
                open_.setdefault(entity, []).append((start, kind))
        if "SpaceAfter=No" not in columns[9]:
            text.append(" ")
            at += 1
    return "".join(text), spans


def gap(path: Path, tokenizer: Tokenizer) -> Iterator[Example]:
    """GAP's passages: a pronoun, two names, and which of them it is. What cannot be found in words is left out."""
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            places = Places(row["Text"], encode(row["Text"], tokenizer))
            spans = [given(row, name) for name in ("Pronoun", "A", "B")]
            words = [places.one(start, end) for start, end in spans]
            if None in words or len(set(words)) < 3:
                continue
            order = sorted(range(3), key=lambda n: words[n] or (0, 0))
            right = 1 if row["A-coref"] == "TRUE" else 2 if row["B-coref"] == "TRUE" else None
            yield Example(
                id=row["ID"],
                text=row["Text"],
                encoding=places.encoding,
                labelled=(),
                tells=frozenset(),
                mentions=tuple((words[n] or (0, 1), n) for n in order),
                choice=(order.index(0), None if right is None else order.index(right)),
            )


def given(row: Mapping[str, Any], name: str) -> tuple[int, int]:
    """The characters of a passage's pronoun or name."""
    start = int(row[f"{name}-offset"])
    return start, start + len(row[name])
