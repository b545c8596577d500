"""The graph set: articles marked up whole, from files without text and the corpora that have it.

An article is a JSON object: `id`, `outlet`, `published`, `sha256` of the text, and what a reader marked: `entities`,
`times`, `occasions` (each with `spans`), `statements` (with `source`, `cue`, `content`) and `voice`. All words that the
reader quoted are spans too, `[start, end)` in code points, so that no text of a publisher's is here; texts that may be
given on are there as `text`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
SHARED: Final = ROOT.parent / "shared" / "data"
FOLDS: Final = 5
FOLDER: Final = ROOT / "training" / "data" / "graph"

Article = dict[str, Any]

_ROLES: Final = ("source", "cue", "content")
TARGETS: Final = ("person", "organization", "place", "group")


def read(folder: Path = FOLDER, shared: Path = SHARED, *, second: bool = False) -> list[Article]:
    """The articles with their texts, those that came with the corpora first; `second`: as second readers saw them.

    ValueError where a text is not the one that was marked.
    """
    came = shared / "graph" / ("second.jsonl" if second else "train.jsonl")
    given = {row["id"]: row for row in lines(shared / "polnear" / "train.jsonl")}
    articles = [standoff(row, given.get(row["id"])) | {"text": row["text"]} for row in lines(came)]
    texts = {row["id"]: row["text"] for row in (*given.values(), *lines(shared / "graph" / "train.jsonl"))}
    texts |= _pages(shared / "web" / "article-extraction" / "ground-truth.json")
    kept = {path.name: list(lines(path)) for path in sorted(folder.glob("*.jsonl"))}
    texts |= {row["id"]: row["text"] for rows in kept.values() for row in rows if "text" in row}
    for row in (row for name, rows in kept.items() if name.startswith("second") == second for row in rows):
        text = texts[row["id"]]
        if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            raise ValueError(f"{row['id']}: the text is not the one that was marked")
        articles.append(row | {"text": text})
    return articles


def folds(articles: Sequence[Article]) -> list[int]:
    """The fold of each article: an outlet lies in one. Those of `folds.json` stay where they were, so that what a
    network was not taught on is known when articles are added; a new outlet comes into the smallest fold."""
    outlets = [str(a.get("outlet") or a["id"]) for a in articles]
    place: dict[str, int] = json.loads((FOLDER / "folds.json").read_text(encoding="utf-8"))
    filled = [sum(place.get(outlet) == fold for outlet in outlets) for fold in range(FOLDS)]
    for outlet in sorted({*outlets} - place.keys(), key=lambda o: (-outlets.count(o), o)):
        place[outlet] = filled.index(min(filled))
        filled[place[outlet]] += outlets.count(outlet)
    return [place[outlet] for outlet in outlets]


def lines(path: Path) -> Iterator[Article]:
    """The objects of a JSON lines file."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _pages(path: Path) -> dict[str, str]:
    return {f"web-{page[:10]}": row["articleBody"] for page, row in json.loads(path.read_text("utf-8")).items()}


def standoff(marked: Article, given: Article | None, *, keep_text: bool = False) -> Article:
    """A marked article as it is kept: the words that its reader quoted as spans of its text.

    `given` is PolNeAR's article, whose attributions a reader has numbered.
    """
    text = marked["text"]
    occasions = marked.get("occasions") or {}
    statements = {key: _statement(key, row, text, given) for key, row in (marked["statements"] or {}).items()}
    return {
        "id": marked["id"],
        **{key: marked[key] for key in ("outlet", "published") if marked.get(key)},
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        **({"text": text} if keep_text else {}),
        "entities": marked["entities"],
        "times": marked.get("times") or {},
        "occasions": {k: o | {"place": _found(text, o.get("place"))} for k, o in occasions.items()},
        "statements": statements,
        "voice": [[entity, attitude, _all(text, words)] for entity, attitude, words in marked.get("voice") or []],
    }


def _statement(key: str, row: Article, text: str, given: Article | None) -> Article:
    if key.startswith("S"):
        spans = {role: row[role] for role in _ROLES}
    else:
        assert given is not None
        rows = given["attributions"]
        spans = next({r: x[r] for r in _ROLES} for i, x in enumerate(rows, 1) if x.get("n", i) == int(key))
    content = spans["content"]
    about = [[entity, attitude, _all(text, words, content)] for entity, attitude, words in row.get("about") or []]
    words = {name: _found(text, row.get(name), spans["source"]) for name in ("title", "anonymity")}
    return row | spans | words | {"about": about}


def _all(text: str, words: Iterable[str], near: list[list[int]] | None = None) -> list[list[int]]:
    return [span for w in words if (span := _found(text, w, near)) is not None]


def _found(text: str, words: str | None, near: list[list[int]] | None = None) -> list[int] | None:
    """Where words stand: within the pieces `near`, else nearest to them, else first; None where they do not."""
    if not words:
        return None
    for start, end in near or ():
        if (at := text.find(words, start, end)) >= 0:
            return [at, at + len(words)]
    middle = near[0][0] if near else 0
    places = []
    at = text.find(words)
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    if not places:
        return None
    at = min(places, key=lambda place: abs(place - middle))
    return [at, at + len(words)]


def as_record(article: Article) -> Article:
    """An article as the record's measures take gold: attributions, annotations and events, with names for labels.

    As the shared converter does it: places among the targets stay, documents do not; at most three.
    """
    entities: Mapping[str, Article] = article["entities"]

    def name(label: str | list[str] | None) -> str | None:
        labels = [] if label is None else label if isinstance(label, list) else [label]
        return " & ".join(entities[x]["name"] for x in labels) or None

    attributions, annotations = [], []
    for n, (key, row) in enumerate(article["statements"].items(), 1):
        number = n if key.startswith("S") else int(key)
        speaker = row["speaker"][0] if isinstance(row["speaker"], list) else row["speaker"]
        about = [a for a in row["about"] if entities[a[0]]["type"] in TARGETS][:3]
        attributions.append({role: row[role] for role in _ROLES} | {"n": number})
        annotations.append(
            {
                "n": number,
                "speaker": {"name": name(row["speaker"]), "type": entities[speaker]["type"] if speaker else "unknown"},
                "mode": row["mode"],
                "polarity": row["polarity"],
                "addressee": name(row.get("addressee")),
                "occasion": row.get("occasion"),
                "said_on": row.get("said_on"),
                "about": [entities[a[0]]["name"] for a in about],
                "stance": [{"target": entities[a[0]]["name"], "attitude": a[1]} for a in about],
                "nested_in": row.get("nested_in"),
            }
        )
    events = [
        {
            "participants": [name(p) for p in o.get("participants", [])],
            **{k: o.get(k) for k in ("kind", "date", "status")},
        }
        for o in article["occasions"].values()
    ]
    head = {key: article[key] for key in ("id", "outlet", "published", "text") if key in article}
    return head | {"attributions": attributions, "annotations": annotations, "events": events}


def domain(article: Article) -> str:
    """`political` (PolNeAR's articles) or `web` (everybody else's)."""
    return "web" if article["id"].startswith(("web-", "gum-", "meantime-")) else "political"
