"""What a quotation is compared with: texts whose utterances are known, and an index of many of them by their words."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from math import log
from typing import Final, Literal

from onrecord.comparison.alignment import positions
from onrecord.comparison.tokens import STOP, UNHEARD, Words, tokens
from onrecord.extraction.quotes import quotation_mask
from onrecord.model import Article, Span, Spans, SpeakerType, Statement, words_at

SourceKind = Literal["article", "transcript"]

NOBODY: Final = -1  # words that the author writes
_MOST_SOURCES: Final = 200  # that one pair of words is looked up in


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words that one statement of a source gives to somebody. `sure` (0 to 1) is of the speaker; `said_on` ISO 8601."""

    id: str | None
    speaker: str | None
    speaker_type: SpeakerType = "unknown"
    sure: float = 0.0
    said_on: str | None = None
    occasion: str | None = None
    primary: bool = False
    source_words: str = ""
    content: Spans = ()


@dataclass(frozen=True, eq=False)
class Source:
    """A text and who says which of its words. `of` names the utterance of each word (its index, else `NOBODY`).

    `spoken` is 1 for the words that stand within quotation marks or a turn: those that were said just so.
    """

    article: str
    kind: SourceKind
    title: str | None
    outlet: str | None
    published: date | None
    url: str | None
    path: str | None
    words: Words
    utterances: tuple[Utterance, ...]
    of: tuple[int, ...]
    spoken: bytes
    marked: bool  # whether it sets what is said off from what its author writes

    @cached_property
    def index(self) -> dict[str, list[int]]:
        """Where each word stands."""
        return positions(self.words.words)

    @property
    def unheard(self) -> int:
        """At how many places a transcript says that words could not be heard."""
        return self.words.words.count(UNHEARD)

    def holding(self, start: int, end: int) -> list[Utterance]:
        """The utterances in which most of the words from one index to another stand, whether or not in another one."""
        if start >= end:
            return []
        first, last = self.words.places[start].start, self.words.places[end - 1].end
        least = (last - first) / 2
        return [u for u in self.utterances if sum(max(0, min(e, last) - max(s, first)) for s, e in u.content) > least]

    def utterance(self, at: int) -> Utterance | None:
        """Whose the word at an index is, None where no statement holds it."""
        return self.utterances[self.of[at]] if self.of[at] != NOBODY else None


def utterance(text: str, statement: Statement, occasion: str | None = None) -> Utterance:
    """What a statement gives to its speaker; `text` is its article's, `occasion` the kind of occasion."""
    return Utterance(
        statement.id,
        statement.speaker.name,
        statement.speaker.type,
        statement.speaker.confidence,
        statement.said_on.value if statement.said_on else None,
        occasion,
        statement.primary,
        words_at(text, statement.source, " "),
        statement.content,
    )


def source(article: Article, utterances: Sequence[Utterance]) -> Source:
    """An article, or a transcript, with the utterances that are known of it."""
    text = article.text
    words = tokens(text)
    mask = quotation_mask(text)
    turns = [span for turn in article.turns for span in turn.content]
    for start, end in turns:
        mask[start:end] = b"\1" * (end - start)
    marked = bool(article.turns) or sum(mask) > 0
    spoken = bytes(mask[place.start] if marked else 1 for place in words.places)
    kind: SourceKind = "transcript" if article.turns and 2 * sum(e - s for s, e in turns) > len(text) else "article"
    known = list(utterances)
    of = _owners(words, known)
    return Source(
        article.id, kind, article.title, article.outlet, article.published, article.url, article.path,
        words, tuple(known), tuple(of), spoken, marked,
    )  # fmt: skip


def _owners(words: Words, utterances: Sequence[Utterance]) -> list[int]:
    """The innermost utterance of each word; but what somebody reports in a turn of his own, he says."""
    of = [NOBODY] * len(words)
    starts = [place.start for place in words.places]
    order = sorted(range(len(utterances)), key=lambda n: (utterances[n].primary, -_length(utterances[n].content)))
    for n in order:
        for start, end in utterances[n].content:
            for at in range(bisect_left(starts, start), bisect_left(starts, end)):
                of[at] = n
    return of


def _length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


@dataclass(slots=True)
class WordIndex:
    """Many sources by pairs of neighbouring words, and by single ones that not every text has."""

    sources: list[Source] = field(default_factory=list)
    _pairs: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    _words: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, source: Source) -> None:
        """Put a source in."""
        n = len(self.sources)
        self.sources.append(source)
        words = source.words.words
        for pair in set(pairwise(words)):
            self._pairs[pair].append(n)
        for word in set(words) - STOP:
            self._words[word].append(n)

    def near(self, words: Sequence[str], limit: int) -> list[Source]:
        """The sources that share most with these words, rare pairs and words counting for more; the best first."""
        found: dict[int, float] = defaultdict(float)
        many = len(self.sources) + 1
        pairs: Mapping[tuple[str, str], list[int]] = self._pairs
        for pair in set(pairwise(words)):
            _count(found, pairs.get(pair, []), 2.0, many)
        for word in set(words) - STOP:
            _count(found, self._words.get(word, []), 1.0, many)
        if len(words) == 1 and not found:
            _count(found, [n for n, s in enumerate(self.sources) if words[0] in s.index], 1.0, many)
        return [self.sources[n] for n, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit]]


def _count(found: dict[int, float], held: Sequence[int], worth: float, many: int) -> None:
    score = worth * log(1 + many / len(held)) if held else 0.0
    for n in held[:_MOST_SOURCES] if len(held) > _MOST_SOURCES else held:
        found[n] += score
