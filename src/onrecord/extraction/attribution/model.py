"""The attribution model: a folder with a network, its tokenizer and its settings; texts in, attributions out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from threadpoolctl import ThreadpoolController
from tokenizers import Tokenizer

from onrecord.errors import ModelError
from onrecord.extraction import folders
from onrecord.extraction.attribution.confidence import Confidence
from onrecord.extraction.attribution.crf import CRF
from onrecord.extraction.attribution.encoding import encode
from onrecord.extraction.attribution.inner import bare, of_another
from onrecord.extraction.attribution.joining import attributions
from onrecord.extraction.attribution.linking import Link
from onrecord.extraction.attribution.reading import ROLES, Reader, Reading, Vote, read
from onrecord.extraction.attribution.signatures import signed
from onrecord.model import Attribution, Span, words_at

DEFAULT: Final = "attribution-en-4"
_FORMAT: Final = 1
_TAGS: Final = ["O", *(f"{position}-{role}" for role in ROLES for position in "BI")]

# A text longer than this (code points) is read in sections, so that memory stays flat; about 8,000 words.
_SECTION: Final = 50_000
_LINE_END: Final = re.compile(r"\n")
_SPACE: Final = re.compile(r"\s")


class AttributionModel:
    """Finds who says what. Deterministic: a text gives the same attributions whatever else is read, and where.

    `reader` runs the network, `confidence` weighs what it finds, and `within` what it finds within a content (None: it
    finds nothing there); training puts others in their place. `beside` is another that reads what it reads, and what
    that one's word counts, the rest to 1 being its own.
    """

    def __init__(
        self,
        name: str,
        tokenizer: Tokenizer,
        reader: Reader,
        confidence: Confidence,
        within: Confidence | None = None,
        beside: tuple[AttributionModel, float] | None = None,
    ) -> None:
        self.name = name
        # numpy's matrices are small here: several threads would only wait for each other, at everybody's cost.
        self._pools = ThreadpoolController()
        self.tokenizer = tokenizer
        self.reader = reader
        self.confidence = confidence
        self.within = within
        self.beside = beside

    @classmethod
    def load(cls, model: str | Path | None = None, *, threads: int = 1) -> Self:
        """Load a model by its name in this package or in an installed one, from a folder, or (None) the default one.

        `threads` is how many cores one text may use. ModelError where the folder is missing, incomplete, damaged or of
        another format.
        """
        folder = folders.find(DEFAULT if model is None else model, "attribution")
        config = folders.settings(folder, "attribution", format=_FORMAT, tags=_TAGS)
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            tokenizer.no_truncation()
            tokenizer.no_padding()
            with np.load(folder / "head.npz") as head:
                weights = {name: head[name].astype(np.float32) for name in head.files}
            links = {name: Link(_below(weights, name)) for name in config["links"]}
            confidence = Confidence(**config.get("confidence", {}))
            within = Confidence(**config["within"]) if "within" in config else None
            session = folders.session(folder / "model.onnx", threads)
            reader = Reader(
                session=session,
                crf=CRF(weights["transitions"], weights["starts"]),
                links=links,
                window=config["window"],
                overlap=config["overlap"],
                first_id=config["first_id"],
                last_id=config["last_id"],
                feature_sizes=tuple(config["features"].values()),
                gives_below=any(output.name == "below" for output in session.get_outputs()),
            )
            if "graph" in config and not reader.gives_below:
                raise ValueError("a graph model is to read on from it, and its network has no output `below`")
            other = config.get("beside")
            beside = (cls.load(other["model"], threads=threads), float(other["counts"])) if other else None
        except Exception as e:  # the libraries below raise anything from KeyError to a bare Exception
            raise ModelError(f"{folder}: the attribution model cannot be loaded: {e}") from e
        return cls(config["name"], tokenizer, reader, confidence, within, beside)

    def predict(self, texts: Iterable[str]) -> list[tuple[Attribution, ...]]:
        """The attributions of each text, in text order, each with at least one content span.

        Spans begin and end with words (or punctuation marks). Time is linear in the length of a text.
        """
        with self.alone():
            return [self.attributions(text, self.readings(text)) for text in texts]

    def alone(self) -> AbstractContextManager[object]:
        """While it is entered, numpy keeps to one thread."""
        limits: AbstractContextManager[object] = self._pools.limit(limits=1, user_api="blas")
        return limits

    def readings(self, text: str) -> Iterator[tuple[int, Reading]]:
        """What the network makes of a text, one section after the other, with the place where each begins."""
        for start, end in sections(text, _SECTION):
            yield start, self.reading(text[start:end])

    def attributions(self, text: str, readings: Iterable[tuple[int, Reading]]) -> tuple[Attribution, ...]:
        """The attributions of a text that has been read."""
        found = (a for start, reading in readings for a in attributions(reading, self.confidence, offset=start))
        return tuple(signed(text, found))

    def with_inner(
        self, text: str, found: Sequence[Attribution], is_worth: Callable[[Span], bool]
    ) -> tuple[Attribution, ...]:
        """The attributions and, in text order, what others are said to have said within their contents: each content
        that is worth it is read once more as a text of its own, since the network was taught what is reported, not what
        is reported there.
        """
        if self.within is None:
            return tuple(found)
        spans = dict.fromkeys(span for a in found for span in bare(text, a.content) if is_worth(span))
        inner = (a for span in spans for a in self._inner(text, span, self.within))
        return tuple(sorted((*found, *inner), key=lambda a: (a.content[0].start, -a.content[-1].end)))

    def _inner(self, text: str, span: Span, within: Confidence) -> Iterator[Attribution]:
        for a in attributions(self.reading(text[span.start : span.end]), within, offset=span.start):
            if a.cue and a.source and of_another(words_at(text, a.source, " ")):
                yield a

    def reading(self, text: str) -> Reading:
        """What the network makes of a text, before it is put together; for measuring, and for texts of one section."""
        other, counts = self.beside or (None, 0.0)
        votes = [self._vote(text, 1 - counts), *([other._vote(text, counts)] if other else [])]
        return read(votes if len({v.seen.encoding.word_starts.sum() for v in votes}) == 1 else votes[:1])

    def _vote(self, text: str, counts: float) -> Vote:
        return Vote(self.reader, self.reader.see(encode(text, self.tokenizer)), counts)


def sections(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """`[start, end)` of the pieces of `text`, none longer than `limit`: cut after a line if the second half of a piece
    has a line's end, else at white space, else anywhere."""
    start = 0
    while len(text) - start > limit:
        half, end = start + limit // 2, start + limit
        for boundary in (_LINE_END, _SPACE):
            cuts = [match.end() for match in boundary.finditer(text, half, end)]
            if cuts:
                end = cuts[-1]
                break
        yield start, end
        start = end
    yield start, len(text)


def _below(weights: dict[str, Any], name: str) -> dict[str, Any]:
    return {key.removeprefix(f"{name}."): value for key, value in weights.items() if key.startswith(f"{name}.")}
