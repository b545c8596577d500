"""The stance model: a folder with a network, its tokenizer and its settings; pairs in, attitudes out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.errors import ModelError
from onrecord.extraction import folders
from onrecord.extraction.stance.encoding import Pair, PairEncoding, collate, encode_pairs
from onrecord.extraction.stance.weighing import EVIDENCE, GRAPH, STRETCH, Floats, likely, stretch

DEFAULT: Final = "stance-en-2"
_FORMAT: Final = 2
_HEADS: Final = ["target", "statement", "directed"]
_LEAST: Final = 1e-6  # probability that a head's word can have, lest one alone forbid an attitude


@dataclass(frozen=True, slots=True, eq=False)
class StancePrediction:
    """What the network makes of a pair.

    `target` (3) are the probabilities of the text's own attitude toward the target (`encoding.ATTITUDES`), `directed`
    (5) of how holder and target stand to each other (`encoding.DIRECTED`). `opinions` (8) are what each head says of
    negative and of positive, as log-odds against neutral (`weighing.OPINIONS`). `words` has for each piece of the text
    how much it adds: below 0 toward negative, above 0 toward positive; `starts` and `ends` are the pieces' code points.
    """

    target: Floats
    directed: Floats
    opinions: Floats
    words: Floats
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


class StanceModel:
    """Tells attitudes. `loaded` are words that are far from neutral by themselves: -1 (negative) to 1 (positive)."""

    def __init__(
        self,
        config: dict[str, Any],
        tokenizer: Tokenizer,
        session: onnxruntime.InferenceSession,
        loaded: dict[str, float],
    ) -> None:
        self.name: str = config["name"]
        self.loaded = loaded
        self._weights = {
            len(names): np.array([config[part][name] for name in names], dtype=np.float32)
            for part, names in (("weighing", EVIDENCE), ("with graph", (*EVIDENCE, *GRAPH)))
        }
        self._author = np.array([config["voice"][name] for name in STRETCH], dtype=np.float32)
        self._settled: float = config["voice"]["settled"]
        self._config = config
        # Neutral pairs were thinned out in training: of what that took from their odds, a part is given back.
        self._neutral = np.array([config["neutral"], 0, 0, 0, 0], dtype=np.float32)
        self._tokenizer = tokenizer
        self._session = session

    @classmethod
    def load(cls, model: str | Path | None = None, *, threads: int = 1) -> Self:
        """Load a model by its name in the package, from a folder, or (None) the default one.

        ModelError where the folder is missing, incomplete, damaged or of another format.
        """
        folder = folders.find(DEFAULT if model is None else model, "stance")
        config = folders.settings(folder, "stance", format=_FORMAT, heads=_HEADS)
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            tokenizer.no_truncation()
            tokenizer.no_padding()
            loaded = {}
            for line in (folder / "loaded.tsv").read_text(encoding="utf-8").splitlines():
                word, _, valence = line.partition("\t")
                loaded[word] = float(valence)
            return cls(config, tokenizer, folders.session(folder / "model.onnx", threads), loaded)
        except Exception as e:  # the libraries below raise anything from KeyError to a bare Exception
            raise ModelError(f"{folder}: the stance model cannot be loaded: {e}") from e

    def read(self, pairs: Sequence[Pair]) -> list[StancePrediction]:
        """A reading of each pair, in order. Time is linear in the pairs."""
        encoded = encode_pairs(pairs, self._tokenizer, self._config["size"])
        return [self._reading(pair) for pair in encoded]

    def _reading(self, pair: PairEncoding) -> StancePrediction:
        """By itself, so that a pair is read the same whatever is read with it: int8 is scaled by all that runs at once.
        Nothing is padded."""
        batch = collate([pair], self._config["first_id"], self._config["last_id"])
        fed = {"ids": batch.ids, "mask": batch.mask, "feat": batch.features, "roles": batch.roles}
        target, statement, of_pair, words = (row[0] for row in self._session.run([*_HEADS, "words"], fed))
        own, directed = self._probabilities("target", target), self._probabilities("directed", of_pair + self._neutral)
        toward = np.array([directed[3], directed[0] + directed[2] + directed[4], directed[1]])
        said = np.array([self._probabilities("statement", statement), toward, own, directed[[4, 0, 2]]])
        heard = np.log(np.maximum(said, _LEAST))
        opinions = (heard[:, [0, 2]] - heard[:, [1]]).astype(np.float32).ravel()
        return StancePrediction(
            target=own,
            directed=directed,
            opinions=opinions,
            words=words[1 : len(pair) + 1],
            starts=pair.starts,
            ends=pair.ends,
        )

    def under(self, known: Floats) -> Floats:
        """The probabilities of a statement's attitudes by all that is known of it (`weighing.evidence`), which may have
        the graph network's word or not."""
        return likely(known, self._weights[known.shape[-1]])

    def author(self, reading: StancePrediction) -> Floats:
        """The probabilities that the author of a stretch of text shows an attitude in it: small, most tell of deeds."""
        return likely(stretch(reading.opinions), self._author)

    def settled(self, probability: float) -> float:
        """How likely an article's attitude is that some stretch of it shows so likely."""
        odds = probability / max(1 - probability, _LEAST) * math.exp(self._settled)
        return odds / (1 + odds)

    def _probabilities(self, head: str, logits: Floats) -> Floats:
        scaled = logits / self._config["temperature"][head]
        powers: Floats = np.exp(scaled - scaled.max())
        probabilities: Floats = powers / powers.sum()
        return probabilities


@cache
def default_model() -> StanceModel:
    """The model in the wheel, loaded once."""
    return StanceModel.load()
