"""The labelled pairs with what is read of each statement: a real one from its article and a record of the articles, an
invented one from its words alone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from onrecord.comparison import context, embeddings
from onrecord.comparison.claims import claim, clause
from onrecord.comparison.contradiction import Side, evidence, plain
from onrecord.extraction.stance.weighing import Floats
from onrecord.model import Span, Spans, words_at
from onrecord.record import Record
from onrecord.record.schema import articles, positions, readings, statements
from training.contradiction.pairs import nlp, polarity

FOLDER: Final = Path(__file__).parents[1] / "data" / "pairs"
REAL: Final = ("first.jsonl", "third.jsonl")
OPPOSED, UNRELATED, AGREES = range(3)  # in the order of `weighing.likely`
LABELS: Final = {"contradicts": OPPOSED, "changed": OPPOSED, "unrelated": UNRELATED, "agrees": AGREES}
_CONTENT: Final = 1200
_SAME: Final = 0.5  # how far the spans of a labelled and of an extracted content are the same

Key = tuple[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """A statement as it is compared: its side, vector and positions."""

    side: Side
    vector: NDArray[np.float32]
    stands: dict[str, float]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements and what a reader says of them. `keys` tell which pairs have a text in common."""

    label: int
    one_speaker: bool
    drawn: str
    then: Told
    now: Told
    keys: tuple[str, str]

    @property
    def known(self) -> Floats:
        """The evidence."""
        then, now = self.then, self.now
        stands = [(value, now.stands[target]) for target, value in then.stands.items() if target in now.stands]
        return evidence(then.side, now.side, float(then.vector @ now.vector), stands)

    @property
    def plain(self) -> bool:
        """Do both assert something that could be contradicted?"""
        return plain(self.then.side.claim) and plain(self.now.side.claim)


def real(corpora: Path, record: Path, files: Iterable[str] = REAL) -> list[Pair]:
    """The pairs of real statements; `corpora` is the folder of the articles, `record` has them."""
    rows = [json.loads(line) for name in files for line in (FOLDER / name).read_text("utf-8").splitlines()]
    texts = {a["id"]: a for path in sorted(corpora.glob("*.jsonl")) for a in map(json.loads, path.open("rb"))}
    keys = list(dict.fromkeys(_key(row[side]) for row in rows for side in ("then", "now")))
    kept = _Kept(record)
    framed = [_framed(texts[article], [Span(*p) for p in spans]) for article, spans in keys]
    told = dict(zip(keys, _read(framed, [kept.of(key) for key in keys]), strict=True))
    return [
        Pair(LABELS[r["label"]], r["one_speaker"], r["drawn"], told[a], told[b], (_text(told[a], a), _text(told[b], b)))
        for r in rows
        for a, b in [(_key(r["then"]), _key(r["now"]))]
    ]


def invented() -> list[Pair]:
    """Those written for this, of one speaker."""
    rows = [json.loads(line) for line in (FOLDER / "invented.jsonl").read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["one_speaker"]]
    sides = [row[name] for row in rows for name in ("then", "now")]
    framed = [(f"{n}", s["cue"], s["content"], f"{s['source']} {s['cue']}") for n, s in enumerate(sides)]
    told = _read(framed, [(None, {})] * len(framed))
    return [
        Pair(LABELS[row["label"]], True, row["drawn"], then, now, ("", ""))
        for row, then, now in zip(rows, told[::2], told[1::2], strict=True)
    ]


def folds(pairs: Sequence[Pair], count: int = 5) -> NDArray[np.int64]:
    """The fold of each pair: those that have a statement or its words in common are in one, each fold has about as many
    of each label."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            key = parent[key]
        return key

    for pair in pairs:
        parent[root(pair.keys[0])] = root(pair.keys[1])
    groups: dict[str, list[int]] = defaultdict(list)
    for n, pair in enumerate(pairs):
        groups[root(pair.keys[0])].append(n)
    labels = np.array([pair.label for pair in pairs])
    share = np.bincount(labels, minlength=3) / count
    load, found = np.zeros((count, 3)), np.zeros(len(pairs), dtype=np.int64)
    for some in sorted(groups.values(), key=lambda g: (-int((labels[g] == OPPOSED).sum()), -len(g), g[0])):
        held = np.bincount(labels[some], minlength=3)
        worse = (((load + held) / share) ** 2 - (load / share) ** 2).sum(axis=1)
        load[(least := int(worse.argmin()))] += held
        found[some] = least
    return found


class _Kept:
    """What a record has of the articles' statements: by an article's id."""

    def __init__(self, path: Path) -> None:
        self._said: dict[str, list[tuple[int, Spans]]] = defaultdict(list)
        self._stands: dict[int, dict[str, float]] = defaultdict(dict)
        with Record(path, read_only=True) as record, record.database.connect() as connection:
            joined = select(articles.c.id, *statements.c["pk", "content"]).join(
                statements, statements.c.article_pk == articles.c.pk
            )
            for row in connection.execute(joined):
                self._said[row.id].append((row.pk, row.content))
            for row in connection.execute(select(*positions.c["statement_pk", "target", "value"])):
                self._stands[row.statement_pk][row.target] = row.value
            past = connection.execute(select(*readings.c["statement_pk", "earlier"]))
            self._earlier: dict[int, str | None] = {row.statement_pk: row.earlier for row in past}

    def of(self, key: Key) -> tuple[str | None, dict[str, float]]:
        """By which words the author places a statement in the past, and its positions."""
        alike = [(_alike(key[1], content), pk) for pk, content in self._said[key[0]]]
        share, pk = max(alike, default=(0.0, 0))
        return (self._earlier.get(pk), self._stands[pk]) if share > _SAME else (None, {})


def _alike(one: Iterable[tuple[int, int]], other: Spans) -> float:
    """How many of the characters of two contents both have, of those that either has."""
    a, b = ({c for start, end in spans for c in range(start, end)} for spans in (one, other))
    return len(a & b) / max(len(a | b), 1)


def _key(side: dict[str, Any]) -> Key:
    return side["article"], tuple((start, end) for start, end in side["spans"])


def _text(told: Told, key: Key) -> str:
    """By what a statement is known: its words, of few ones its place."""
    letters = "".join(c for c in told.side.text.lower() if c.isalnum())
    return letters if len(letters) > 12 else f"{key}"


def _framed(article: dict[str, Any], content: Sequence[Span]) -> tuple[str, str, str, str]:
    """A statement's article, cue, content, and the words around them."""
    text, own = article["text"], [list(p) for p in content]
    near = [a for a in article["attributions"] if any(p < d and c < q for p, q in a["content"] for c, d in own)]
    best = max(near, key=lambda a: _alike([(p, q) for p, q in a["content"]], tuple(content)), default=None)
    cue = [Span(*p) for p in best["cue"]] if best else []
    source = [Span(*p) for p in best["source"]] if best else []
    around = context.sentences(text, (*source, *cue) or tuple(content))
    frame = context.frame(text, around, tuple(content))
    return article["id"], words_at(text, cue, " "), words_at(text, content)[:_CONTENT], frame


def _read(
    framed: Sequence[tuple[str, str, str, str]], kept: Sequence[tuple[str | None, dict[str, float]]]
) -> list[Told]:
    docs = nlp().pipe([clause(cue, content) for _, cue, content, _ in framed])
    vectors = embeddings.default().vectors([content for _, _, content, _ in framed])
    found = []
    for (article, cue, content, frame), doc, vector, (earlier, stands) in zip(framed, docs, vectors, kept, strict=True):
        read = claim(doc, content, frame, polarity(cue))
        side = Side(article, content, "indirect", read, 1.0, None, False, earlier, False, cue)
        found.append(Told(side, np.asarray(vector, dtype=np.float32), stands))
    return found
