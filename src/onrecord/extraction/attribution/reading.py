"""One stretch of text through the encoder, the CRF and the links: spans of each role and how they hang together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

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

    def read(self, encoding: Encoding) -> Reading:
        """The spans and links of a text. Memory and time grow with its length."""
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
        emissions = pieces[encoding.word_starts]
        tags = self.crf.decode(emissions)
        word_runs, roles = runs(tags)
        bounds = np.append(np.flatnonzero(encoding.word_starts), len(encoding))
        log_probability = (emissions - _logsumexp(emissions))[np.arange(len(tags)), tags]
        sums = np.append(np.float32(0), log_probability.cumsum())
        certainty = np.exp((sums[word_runs[:, 1]] - sums[word_runs[:, 0]]) / (word_runs[:, 1] - word_runs[:, 0]))
        spans = {role: bounds[word_runs[roles == r]] for r, role in enumerate(ROLES)}
        spans["content"] = _within_paragraphs(spans["content"], encoding)
        return Reading(
            encoding,
            found,
            tuple(lower),
            emissions,
            spans,
            {role: certainty[roles == r] for r, role in enumerate(ROLES)},
            {name: self._choices(name, encoding, spans, found, states) for name in self.links},
        )

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

    def _choices(
        self,
        name: str,
        encoding: Encoding,
        spans: dict[str, Spans],
        windows: NDArray[np.int64],
        states: Sequence[States],
    ) -> list[Choice]:
        """Each origin chooses in the window that holds most of it and, of these, in the one with most room around."""
        origin, target = name.split("-")
        home = _homes(spans[origin], windows, len(encoding))
        choices: list[Choice] = [Choice(np.zeros(0, np.int64), np.zeros(0, np.float32))] * len(home)
        for number in np.unique(home):
            start, end = windows[number]
            mine = np.flatnonzero(home == number)
            inside = np.flatnonzero((spans[target][:, 1] > start) & (spans[target][:, 0] < end))
            if not len(inside):
                continue
            probabilities = self.links[name].probabilities(
                states[number],
                spans[origin][mine].clip(start, end) - start,
                spans[target][inside].clip(start, end) - start,
                encoding.paragraphs[start:end],
                earlier=origin == target,
            )
            for content, row in zip(mine.tolist(), probabilities, strict=True):
                choices[content] = Choice(inside, row[:-1])
        return choices


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


def _logsumexp(x: Floats) -> Floats:
    top = x.max(axis=1, keepdims=True, initial=-np.inf)
    return top + np.log(np.exp(x - top).sum(axis=1, keepdims=True))  # type: ignore[no-any-return]
