"""From PolNeAR's annotated articles to labelled word pieces, windows and batches.

An attribution has a source, a cue and a content, each a list of spans. The corpus is flat but for some twenty places:
no two spans overlap, except that several attributions share one source. So one tag a word says it all but which
source, cue and pieces of content belong together; that is what the links say.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypedDict

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.extraction.attribution.encoding import LOWER, UPPER, Encoding, encode, pieces_of, window_end
from onrecord.extraction.quotes import INSIDE, OUTSIDE

ROLES: Final = ("content", "source", "cue")
TAGS: Final = ("O", *(f"{position}-{role}" for role in ROLES for position in "BI"))
# (from, to): each span of the first role chooses one of the second, or none.
LINKS: Final = (("content", "source"), ("content", "cue"), ("content", "content"), ("cue", "source"))

# Between two pieces of one content these are no gap (as in the project's scorer).
_NO_GAP: Final = frozenset("\"“”„‟«»‘’'`´″〝〞.,;:!?…-–—")
_MIN_PIECES: Final = 5


class Annotation(TypedDict):
    """One attribution of the corpus: spans `[start, end)` in code points."""

    source: list[tuple[int, int]]
    cue: list[tuple[int, int]]
    content: list[tuple[int, int]]


class Annotated(TypedDict):
    """One article of the corpus."""

    id: str
    text: str
    attributions: list[Annotation]


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """A text, or a window of one, with its labels.

    `tags` has an index into `TAGS` for every piece (a word's later pieces repeat or continue it). `spans` has for each
    role the `[start, end)` pieces, shape (n, 2), in text order; `members` the attributions that each span belongs to.
    `taught` (pieces, tags) is what a teacher says of each word, in the row of its first piece; zeros without one.
    """

    encoding: Encoding
    tags: NDArray[np.int64]
    spans: dict[str, NDArray[np.int64]]
    members: dict[str, list[frozenset[int]]]
    taught: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.encoding)


def read(path: Path) -> list[Annotated]:
    """The articles of a corpus file (JSON lines), swapped sources and cues put right."""
    articles: list[Annotated] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return unswapped(articles)


def unswapped(articles: list[Annotated]) -> list[Annotated]:
    """The articles, with source and cue exchanged where the annotator mixed them up.

    They are taken to be swapped where the corpus at large has the words of the source far more often as a cue, and
    those of the cue far more often as a source.
    """
    sources, cues = Counter[str](), Counter[str]()
    for article in articles:
        sources.update(_words(article["text"], a["source"]) for a in article["attributions"] if a["source"])
        cues.update(_words(article["text"], a["cue"]) for a in article["attributions"] if a["cue"])
    for article in articles:
        for attribution in article["attributions"]:
            source, cue = (_words(article["text"], attribution[role]) for role in ("source", "cue"))
            if cues[source] > 4 * sources[source] and sources[cue] > 4 * cues[cue]:
                attribution["source"], attribution["cue"] = attribution["cue"], attribution["source"]
    return articles


def _words(text: str, spans: Iterable[tuple[int, int]]) -> str:
    return " ".join(text[start:end].lower() for start, end in spans)


def labelled(article: Annotated, tokenizer: Tokenizer, taught: NDArray[np.float32] | None = None) -> Labelled:
    """The article's word pieces and labels. Where two different spans overlap, the one read first stays.

    `taught` (words, tags) is what a teacher says of it. ValueError where it counts other words.
    """
    text = article["text"]
    encoding = encode(text, tokenizer)
    found: dict[tuple[int, int], tuple[str, set[int]]] = {}
    taken = np.zeros(len(encoding), dtype=np.bool_)
    for number, attribution in enumerate(article["attributions"]):
        for role in ROLES:
            for span in joined(text, attribution[role]):
                start, end = pieces_of(encoding, *span)
                if (start, end) in found and found[start, end][0] == role:
                    found[start, end][1].add(number)
                elif start < end and not taken[start:end].any():
                    taken[start:end] = True
                    found[start, end] = (role, {number})
    tags = np.zeros(len(encoding), dtype=np.int64)
    for (start, end), (role, _) in found.items():
        tags[start:end] = TAGS.index(f"I-{role}")
        tags[start] = TAGS.index(f"B-{role}")
    ordered = sorted(found)
    spans = {role: np.array([s for s in ordered if found[s][0] == role], dtype=np.int64) for role in ROLES}
    lesson = np.zeros((len(encoding), len(TAGS)), dtype=np.float32)
    if taught is not None:
        lesson[encoding.word_starts] = taught
    return Labelled(
        encoding,
        tags,
        {role: rows.reshape(-1, 2) for role, rows in spans.items()},
        {role: [frozenset(found[s][1]) for s in ordered if found[s][0] == role] for role in ROLES},
        lesson,
    )


def joined(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in text order; two with nothing but space and punctuation between them become one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(map(tuple, spans)):
        if merged and all(c.isspace() or c in _NO_GAP for c in text[merged[-1][1] : start]):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


# ------------------------------------------------------------------------------------------------ windows


def windows(text: Labelled, size: int, random: np.random.Generator) -> Iterator[Labelled]:
    """The text cut into windows of at most `size` pieces, each time at other places."""
    start, limit = 0, int(random.integers(size // 3, size + 1))
    while start < len(text):
        end = window_end(text.encoding, start, limit)
        if end - start >= _MIN_PIECES:
            yield window(text, start, end)
        start, limit = end, size


def window(text: Labelled, start: int, end: int) -> Labelled:
    """The pieces `[start, end)` of a text; of its spans those that lie wholly within."""
    spans, members = {}, {}
    for role in ROLES:
        rows = text.spans[role]
        kept = np.flatnonzero((rows[:, 0] >= start) & (rows[:, 1] <= end))
        spans[role] = rows[kept] - start
        members[role] = [text.members[role][i] for i in kept]
    cut = slice(start, end)
    return Labelled(_sliced(text.encoding, cut), _begun(text.tags[cut]), spans, members, text.taught[cut])


def without(text: Labelled, dropped: NDArray[np.bool_]) -> Labelled:
    """The text without some of its pieces; spans of which nothing is left are gone."""
    kept = ~dropped
    before = np.concatenate([[0], np.cumsum(kept)])
    spans, members = {}, {}
    for role in ROLES:
        rows = before[text.spans[role]]
        left = np.flatnonzero(rows[:, 0] < rows[:, 1])
        spans[role] = rows[left]
        members[role] = [text.members[role][i] for i in left]
    return Labelled(_sliced(text.encoding, kept), _begun(text.tags[kept]), spans, members, text.taught[kept])


def _begun(tags: NDArray[np.int64]) -> NDArray[np.int64]:
    """The tags, where what is left of a cut span begins anew."""
    before = np.concatenate([[0], tags[:-1]])
    inside = (tags > 0) & (tags % 2 == 0)
    return np.where(inside & (before != tags) & (before != tags - 1), tags - 1, tags)


def _sliced(encoding: Encoding, rows: slice | NDArray[np.bool_]) -> Encoding:
    return Encoding(
        ids=encoding.ids[rows],
        starts=encoding.starts[rows],
        ends=encoding.ends[rows],
        word_starts=encoding.word_starts[rows],
        paragraph_starts=encoding.paragraph_starts[rows],
        paragraphs=encoding.paragraphs[rows],
        features=encoding.features[rows],
    )


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How often (0 to 1, per window unless said otherwise) a window is made harder: no one sign must be needed."""

    strip_marks: float
    lose_mark: float
    flat_casing: float
    mask_word: float  # for each word
    mask_id: int  # the word piece that hides a word

    def __call__(self, text: Labelled, random: np.random.Generator) -> Labelled:
        """The window, perhaps without its quotation marks, without one of them, or in one case throughout."""
        states = text.encoding.features[:, 0]
        marks = np.flatnonzero(states > INSIDE)
        chance = random.random()
        if len(marks) and chance < self.strip_marks:
            text = replace(text, encoding=_with_column(text.encoding, 0, np.full_like(states, OUTSIDE)))
            text = without(text, np.isin(np.arange(len(states)), marks))
        elif len(marks) and chance < self.strip_marks + self.lose_mark:
            text = without(text, np.arange(len(states)) == random.choice(marks))
        if random.random() < self.flat_casing:
            casing = text.encoding.features[:, 1]
            flat = np.where(casing > 0, random.choice([LOWER, UPPER]), casing).astype(casing.dtype)
            text = replace(text, encoding=_with_column(text.encoding, 1, flat))
        words = np.cumsum(text.encoding.word_starts) - 1
        masked = (random.random(len(words)) < self.mask_word)[words]
        return replace(text, encoding=replace(text.encoding, ids=np.where(masked, self.mask_id, text.encoding.ids)))


def _with_column(encoding: Encoding, column: int, values: NDArray[np.uint8]) -> Encoding:
    features = encoding.features.copy()
    features[:, column] = values
    return replace(encoding, features=features)


def batches(items: Sequence[Labelled], pieces: int, random: np.random.Generator) -> list[list[Labelled]]:
    """The windows in batches of at most `pieces` pieces (padding and special tokens counted), of similar lengths."""
    lengths = np.array([len(item) for item in items])
    order = np.argsort(-(lengths + 16 * random.random(len(items))))
    found: list[list[Labelled]] = []
    longest = 0
    for item in (items[i] for i in order):
        longest = max(longest, len(item) + 2)
        if not found or (len(found[-1]) + 1) * longest > pieces:
            found.append([])
            longest = len(item) + 2
        found[-1].append(item)
    random.shuffle(found)
    return found
