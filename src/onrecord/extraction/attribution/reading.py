"""One stretch of text through the encoder, the CRF and the links: spans of each role and how they hang together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from onrecord.extraction.attribution.crf import CRF, runs
from onrecord.extraction.attribution.encoding import Encoding, owners, windows
from onrecord.extraction.attribution.linking import Floats, Link, Spans, States
from onrecord.extraction.quotes import CLOSING, INSIDE, OPENING

ROLES: Final = ("content", "source", "cue")


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What one content is linked to: `candidates` are numbers of spans of a role, with the `probabilities` of each;
    what is missing to 1 is the probability of none."""

    candidates: NDArray[np.int64]
    probabilities: Floats

    @property
    def none(self) -> float:
        """The probability of none."""
        return 1 - float(self.probabilities.sum())

    @property
    def best(self) -> int | None:
        """The number of the likeliest span; None where none is likelier."""
        if not len(self.candidates) or self.probabilities.max() < self.none:
            return None
        return int(self.candidates[self.probabilities.argmax()])

    @property
    def certainty(self) -> float:
        """The probability of the likeliest, be it a span or none."""
        return max(self.none, float(self.probabilities.max(initial=0.0)))


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """`spans` by role: `[start, end)` word pieces, shape (n, 2), in text order. `certainty` by role: the geometric mean
    of the tags' probabilities over the words of each span. `choices` by link (such as "content-source"): one for each
    span of the first role. `emissions` (words, tags) is what the network says of each word, before the CRF. `below`, by
    window, is what its lower layers make of the pieces between the first and the last mark (1, pieces + 2, hidden);
    nothing, of a network that does not tell."""

    encoding: Encoding
    windows: NDArray[np.int64]
    below: tuple[Floats, ...]
    emissions: Floats
    spans: dict[str, Spans]
    certainty: dict[str, Floats]
    choices: dict[str, list[Choice]]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What one network makes of a text before anything is chosen: `states` by window, the rest as in `Reading`."""

    encoding: Encoding
    windows: NDArray[np.int64]
    states: tuple[States, ...]
    below: tuple[Floats, ...]
    emissions: Floats


@dataclass(frozen=True, slots=True)
class Reader:
    """The network and how it wants its input: every window is run by itself, without padding, so that a text is read
    the same whatever is read with it."""

    session: onnxruntime.InferenceSession
    crf: CRF
    links: Mapping[str, Link]
    window: int
    overlap: int
    first_id: int
    last_id: int
    feature_sizes: tuple[int, ...]
    gives_below: bool = False

    def see(self, encoding: Encoding) -> Seen:
        """The network run over a text. Memory and time grow with its length."""
        found = windows(encoding, self.window, self.overlap)
        owner = owners(len(encoding), found)
        states, lower = [], []
        pieces = np.zeros((len(encoding), len(self.crf.starts)), dtype=np.float32)
        for number, (start, end) in enumerate(found):
            logits, hidden, *below = self._run(encoding, int(start), int(end))
            lower += below
            mine = np.flatnonzero(owner[start:end] == number)
            pieces[start + mine] = logits[mine]
            states.append(States.of(hidden))
        return Seen(encoding, found, tuple(states), tuple(lower), pieces[encoding.word_starts])

    def _run(self, encoding: Encoding, start: int, end: int) -> list[Floats]:
        """A window's emissions (pieces, tags), hidden states (pieces, size) and, where they are given, those below."""
        ids = np.concatenate([[self.first_id], encoding.ids[start:end], [self.last_id]])
        features = np.zeros(len(ids), dtype=np.int64)
        columns = encoding.features[start:end].T.astype(np.int64)
        features[1:-1] = np.ravel_multi_index(tuple(columns), self.feature_sizes)
        inputs = {"ids": ids[None], "mask": np.ones_like(ids)[None], "feat": features[None]}
        logits, hidden, *below = self.session.run(
            ["logits", "hidden", *(["below"] if self.gives_below else [])], inputs
        )
        return [logits[0, 1:-1], hidden[0, 1:-1], *below]

    def choices(self, name: str, seen: Seen, spans: Mapping[str, Spans]) -> list[Choice]:
        """Each origin chooses in the window that holds most of it and, of these, in the one with most room around."""
        origin, target = name.split("-")
        encoding, windows = seen.encoding, seen.windows
        home = _homes(spans[origin], windows, len(encoding))
        choices: list[Choice] = [Choice(np.zeros(0, np.int64), np.zeros(0, np.float32))] * len(home)
        for number in np.unique(home):
            start, end = windows[number]
            mine = np.flatnonzero(home == number)
            inside = np.flatnonzero((spans[target][:, 1] > start) & (spans[target][:, 0] < end))
            if not len(inside):
                continue
            probabilities = self.links[name].probabilities(
                seen.states[number],
                spans[origin][mine].clip(start, end) - start,
                spans[target][inside].clip(start, end) - start,
                encoding.paragraphs[start:end],
                earlier=origin == target,
            )
            for content, row in zip(mine.tolist(), probabilities, strict=True):
                choices[content] = Choice(inside, row[:-1])
        return choices


class Vote(NamedTuple):
    """One network of those that read a text together, what it makes of it, and what its word counts (all: 1)."""

    reader: Reader
    seen: Seen
    counts: float


def read(votes: Sequence[Vote]) -> Reading:
    """The spans and links of a text that networks have seen, each by pieces of its own but all by the same words. What
    is told by pieces is by those of the first."""
    first, counts = votes[0].seen, [v.counts for v in votes]
    emissions = first.emissions if len(votes) == 1 else _mean([_log_likely(v.seen.emissions) for v in votes], counts)
    transitions, starts = ([getattr(v.reader.crf, name) for v in votes] for name in ("transitions", "starts"))
    tags = CRF(_mean(transitions, counts), _mean(starts, counts)).decode(emissions)
    word_runs, roles = runs(tags)
    log_probability = _log_likely(emissions)[np.arange(len(tags)), tags]
    sums = np.append(np.float32(0), log_probability.cumsum())
    certainty = np.exp((sums[word_runs[:, 1]] - sums[word_runs[:, 0]]) / (word_runs[:, 1] - word_runs[:, 0]))
    bounds = [np.append(np.flatnonzero(v.seen.encoding.word_starts), len(v.seen.encoding)) for v in votes]
    words = {role: word_runs[roles == r] for r, role in enumerate(ROLES)}
    content = _within_paragraphs(bounds[0][words["content"]], first.encoding)
    words["content"] = np.searchsorted(bounds[0], content)  # paragraphs begin with words
    spans = [{role: bound[words[role]] for role in ROLES} for bound in bounds]
    return Reading(
        first.encoding,
        first.windows,
        first.below,
        emissions,
        spans[0],
        {role: certainty[roles == r] for r, role in enumerate(ROLES)},
        {
            name: _together([v.reader.choices(name, v.seen, own) for v, own in zip(votes, spans, strict=True)], counts)
            for name in votes[0].reader.links
        },
    )


def _mean(arrays: Sequence[Floats], counts: Sequence[float]) -> Floats:
    return arrays[0] if len(arrays) == 1 else np.average(arrays, 0, counts).astype(np.float32)


def _together(choices: Sequence[Sequence[Choice]], counts: Sequence[float]) -> list[Choice]:
    """The mean of what each network chooses for each origin; what it does not see from there it does not choose."""
    if len(choices) == 1:
        return [*choices[0]]
    found = []
    for same in zip(*choices, strict=True):
        candidates, at = np.unique(np.concatenate([c.candidates for c in same]), return_inverse=True)
        weights = np.concatenate([c.probabilities * n for c, n in zip(same, counts, strict=True)])
        found.append(Choice(candidates, np.bincount(at, weights, len(candidates)).astype(np.float32)))
    return found


def _within_paragraphs(spans: Spans, encoding: Encoding) -> Spans:
    """The spans, each cut off where it runs into a paragraph that neither opens with a quotation mark nor closes one:
    a mark that somebody forgot to close must not swallow what follows."""
    marks = encoding.features[:, 0]
    cut = spans.copy()
    for number in np.flatnonzero(encoding.paragraphs[spans[:, 0]] != encoding.paragraphs[spans[:, 1] - 1]):
        start, end = spans[number]
        for begin in start + 1 + np.flatnonzero(encoding.paragraph_starts[start + 1 : end]):
            left_open = marks[begin - 1] == INSIDE and CLOSING in marks[begin:end]
            if marks[begin] != OPENING and not left_open:
                cut[number, 1] = begin
                break
    return cut


def _homes(spans: Spans, windows: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    starts, ends = spans[:, :1], spans[:, 1:]
    overlap = np.minimum(ends, windows[:, 1]) - np.maximum(starts, windows[:, 0])
    left = np.where(windows[:, 0] > 0, starts - windows[:, 0], length)
    right = np.where(windows[:, 1] < length, windows[:, 1] - ends, length)
    room = np.minimum(left, right)
    best: NDArray[np.int64] = np.argmax(np.maximum(overlap, 0) * (2 * length + 1) + room, axis=1)
    return best


def _log_likely(emissions: Floats) -> Floats:
    """The logarithm of each tag's probability, word by word."""
    top = emissions.max(axis=1, keepdims=True, initial=-np.inf)
    return emissions - (top + np.log(np.exp(emissions - top).sum(axis=1, keepdims=True)))  # type: ignore[no-any-return]
