"""How far predicted attributions agree with gold ones.

The measures, all over normalised content (spans with nothing but space, quotation marks and punctuation between them
are one, and are trimmed of these at both ends):

- `exact`: the contents are the same;
- `iou80`, `iou30`: the contents' characters overlap by that much of their union, in a greedy matching, best first;
- `token`: words of content, whichever attribution they are in;
- `full`: iou80, and the sources share a word that says who, or both have none; `full_text`: the word may stand
  elsewhere;
- `cue`: iou80, and the cues share a character (or both have none);
- `source span`, `cue span`, `content span`: each distinct span by itself, identical in both, as CofeNet is measured
  (Wang et al., COLING 2022).

By kind, recall is over the gold of that kind, and precision over the predictions of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from onrecord import lexicon
from onrecord.extraction.quotes import kind, quotation_mask
from onrecord.model import Attribution, Kind

Measure = Literal[
    "exact", "iou80", "iou30", "token", "full", "full_text", "cue", "source span", "cue span", "content span"
]
MEASURES: Final[tuple[Measure, ...]] = Measure.__args__  # type: ignore[attr-defined]
KINDS: Final[tuple[Kind | Literal["all"], ...]] = ("all", "direct", "mixed", "indirect")
ROLES: Final = ("source", "cue", "content")

Span = tuple[int, int]

_MARKS: Final = frozenset("\"“”„‟«»‘’'`´″〝〞.,;:!?…-–—")
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE: Final = re.compile(r"['’]s$")
# Words that do not say who a source is. Pronouns do.
_FUNCTION_WORDS: Final = lexicon.words("words that name nobody")


@dataclass(frozen=True, slots=True)
class Score:
    """Hits among the gold (recall) and among the predictions (precision)."""

    gold_hits: int
    gold: int
    predicted_hits: int
    predicted: int

    @property
    def precision(self) -> float:
        """0 where nothing is predicted."""
        return self.predicted_hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """0 where there is no gold."""
        return self.gold_hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores over all articles: `scores[measure, kind]`, with "all" for the kinds together. Attributions without
    content are left out, and counted."""

    articles: int
    left_out_gold: int
    left_out_predicted: int
    scores: Mapping[tuple[Measure, Kind | Literal["all"]], Score]


@dataclass(frozen=True, slots=True)
class Marked:
    """A gold article: its text and its attributions (their confidence means nothing)."""

    id: str
    text: str
    attributions: tuple[Attribution, ...]


def evaluate(gold: Iterable[Marked], predicted: Mapping[str, Sequence[Attribution]]) -> Evaluation:
    """Score predictions, by article id; an article without any counts as one where nothing was found."""
    counts: Counter[tuple[str, str, str]] = Counter()
    articles = 0
    for article in gold:
        comparison = Comparison(article.text, article.attributions, predicted.get(article.id, ()))
        counts.update(comparison.counts())
        articles += 1
    scores = {
        (measure, k): Score(*(counts[measure, k, n] for n in ("gold hits", "gold", "predicted hits", "predicted")))
        for measure in MEASURES
        for k in (KINDS[:1] if measure.endswith("span") else KINDS)
    }
    return Evaluation(articles, counts["left out", "all", "gold"], counts["left out", "all", "predicted"], scores)


@dataclass(frozen=True, slots=True)
class _Item:
    number: int
    content: tuple[Span, ...]
    kind: Kind
    attribution: Attribution


class Comparison:
    """The gold and the predicted attributions of one text."""

    def __init__(self, text: str, gold: Sequence[Attribution], predicted: Sequence[Attribution]) -> None:
        self._text = text
        self._mask = quotation_mask(text)
        self._all = gold, predicted
        self._gold = self._items(gold)
        self._predicted = self._items(predicted)

    def right(self) -> list[bool]:
        """For each prediction: is it right in full (content to 0.8 of the union, and source)?"""
        good = {self._predicted[j].number for i, j, hits in self._matches if "full" in hits}
        return [number in good for number in range(len(self._all[1]))]

    def counts(self) -> Counter[tuple[str, str, str]]:
        """(measure, kind or "all", what) → how many."""
        counts: Counter[tuple[str, str, str]] = Counter()
        for side, items, given in zip(("gold", "predicted"), (self._gold, self._predicted), self._all, strict=True):
            counts["left out", "all", side] += len(given) - len(items)
            for item in items:
                for k in ("all", item.kind):
                    counts.update((measure, k, side) for measure in MEASURES[:7] if measure != "token")
        for i, j, hits in self._matches:
            for measure in hits:
                for side, item in (("gold hits", self._gold[i]), ("predicted hits", self._predicted[j])):
                    counts.update((measure, k, side) for k in ("all", item.kind))
        return counts + self._token_counts() + self._span_counts()

    def _items(self, attributions: Sequence[Attribution]) -> list[_Item]:
        found = []
        for number, attribution in enumerate(attributions):
            content = normalized(self._text, attribution.content)
            if content:
                found.append(_Item(number, content, kind(self._text, content, self._mask), attribution))
        return found

    @cached_property
    def _matches(self) -> list[tuple[int, int, list[Measure]]]:
        """(gold, predicted, what they agree in) of the greedy one-to-one matching."""
        pairs = []
        for i, g in enumerate(self._gold):
            for j, p in enumerate(self._predicted):
                shared = _overlap(g.content, p.content)
                if shared:
                    union = _length(g.content) + _length(p.content) - shared
                    pairs.append((-shared / union, not self._same_source(g, p, place=True), i, j))
        matched, gold_seen, predicted_seen = [], set(), set()
        for negative_iou, _, i, j in sorted(pairs):
            if i not in gold_seen and j not in predicted_seen:
                gold_seen.add(i)
                predicted_seen.add(j)
                matched.append((i, j, self._agreement(self._gold[i], self._predicted[j], -negative_iou)))
        return matched

    def _agreement(self, gold: _Item, predicted: _Item, iou: float) -> list[Measure]:
        hits: list[Measure] = ["exact"] if gold.content == predicted.content else []
        if iou >= 0.3:
            hits.append("iou30")
        if iou >= 0.8:
            hits.append("iou80")
            same = self._same_source(gold, predicted, place=True)
            if same:
                hits.append("full")
            if same or self._same_source(gold, predicted, place=False):
                hits.append("full_text")
            a, b = gold.attribution.cue, predicted.attribution.cue
            if (_overlap(a, b) > 0) if a else (not b):
                hits.append("cue")
        return hits

    def _same_source(self, gold: _Item, predicted: _Item, *, place: bool) -> bool:
        """Do the sources share a word that says who, at the same `place` or only as spelt?"""
        a, b = gold.attribution.source, predicted.attribution.source
        if not a:
            return not b
        first = _words(self._text, a)
        telling = {word for word in first if word[1] not in _FUNCTION_WORDS} or first
        second = _words(self._text, b)
        if place:
            return bool(telling & second)
        return bool({word for _, word in telling} & {word for _, word in second})

    def _token_counts(self) -> Counter[tuple[str, str, str]]:
        words = [match.span() for match in re.finditer(r"\S+", self._text)]
        word_at = [-1] * len(self._text)
        for number, (start, end) in enumerate(words):
            word_at[start:end] = [number] * (end - start)
        gold, predicted = ({k: set[int]() for k in KINDS} for _ in range(2))
        for items, found in ((self._gold, gold), (self._predicted, predicted)):
            for item in items:
                covered = {word_at[i] for start, end in item.content for i in range(start, end)} - {-1}
                found["all"] |= covered
                found[item.kind] |= covered
        counts: Counter[tuple[str, str, str]] = Counter()
        for k in gold:
            counts["token", k, "gold"] = len(gold[k])
            counts["token", k, "gold hits"] = len(gold[k] & predicted["all"])
            counts["token", k, "predicted"] = len(predicted[k])
            counts["token", k, "predicted hits"] = len(predicted[k] & gold["all"])
        return counts

    def _span_counts(self) -> Counter[tuple[str, str, str]]:
        counts: Counter[tuple[str, str, str]] = Counter()
        for role in ROLES:
            gold, predicted = ({span for a in side for span in getattr(a, role)} for side in self._all)
            measure = f"{role} span"
            counts[measure, "all", "gold"] = len(gold)
            counts[measure, "all", "predicted"] = len(predicted)
            counts[measure, "all", "gold hits"] = counts[measure, "all", "predicted hits"] = len(gold & predicted)
        return counts


def normalized(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, joined over and trimmed of space, quotation marks and punctuation."""
    joined: list[Span] = []
    for start, end in sorted((max(0, start), min(len(text), end)) for start, end in spans):
        if start >= end:
            continue
        if joined and (start <= joined[-1][1] or _is_blank(text[joined[-1][1] : start])):
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    trimmed = []
    for start, end in joined:
        while start < end and _is_blank(text[start]):
            start += 1
        while start < end and _is_blank(text[end - 1]):
            end -= 1
        if start < end:
            trimmed.append((start, end))
    return tuple(trimmed)


def _is_blank(text: str) -> bool:
    return all(character.isspace() or character in _MARKS for character in text)


def _length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _overlap(first: Iterable[Span], second: Sequence[Span]) -> int:
    return sum(max(0, min(b, d) - max(a, c)) for a, b in first for c, d in second)


def _words(text: str, spans: Iterable[Span]) -> set[tuple[int, str]]:
    """Words with their places, in lower case and without a possessive ending."""
    return {
        (start + match.start(), _POSSESSIVE.sub("", match.group().lower()))
        for start, end in spans
        for match in _WORD.finditer(text[start:end])
    }
