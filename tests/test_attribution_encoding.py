"""Word pieces, features and windows as the attribution model gets them."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from onrecord.extraction.attribution.encoding import Encoding, encode, owners, windows
from onrecord.extraction.attribution.model import DEFAULT

TEXT = "“We will not go,” said Jürgen McFee.\n\nThe U.S. wouldn't say.\n"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    folder = Path(__file__).parents[1] / "src/onrecord/models" / DEFAULT
    tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def words_of(text: str, encoding: Encoding) -> list[str]:
    firsts = np.flatnonzero(encoding.word_starts)
    lasts = np.append(firsts, len(encoding))[1:] - 1
    return [text[encoding.starts[i] : encoding.ends[j]] for i, j in zip(firsts, lasts, strict=True)]


def test_words_offsets_and_features(tokenizer: Tokenizer) -> None:
    encoding = encode(TEXT, tokenizer)
    words = words_of(TEXT, encoding)
    assert words[:9] == ["“", "We", "will", "not", "go", ",", "”", "said", "Jürgen"]
    features = dict(zip(words, encoding.features[encoding.word_starts].tolist(), strict=True))
    assert features["“"] == [2, 0, 1]
    assert features["We"] == [1, 2, 0]
    assert features["”"] == [3, 0, 0]
    assert features["McFee"] == [0, 4, 0]
    assert features["The"] == [0, 2, 1]
    assert encoding.paragraphs.max() == 1


def test_empty_text(tokenizer: Tokenizer) -> None:
    for text in ("", " \n\n "):
        encoding = encode(text, tokenizer)
        assert len(encoding) == 0
        assert windows(encoding, 64, 16).tolist() == [[0, 0]]


@settings(max_examples=60, deadline=None)
@given(
    paragraphs=st.lists(st.integers(1, 90), max_size=12),
    size=st.integers(12, 80),
    share=st.floats(0, 0.49),
)
def test_windows_hold_every_piece(tokenizer: Tokenizer, paragraphs: list[int], size: int, share: float) -> None:
    encoding = encode("\n".join("unquestionably " * n for n in paragraphs), tokenizer)
    overlap = min(int(size * share), size // 2 - 1)
    found = windows(encoding, size, overlap)
    assert found[0][0] == 0
    assert found[-1][1] == len(encoding)
    assert all(end - start <= size for start, end in found)
    assert all(a[1] - overlap <= b[0] <= a[1] < b[1] for a, b in pairwise(found))
    owner = owners(len(encoding), found)
    for piece, window in enumerate(owner.tolist()):
        assert found[window][0] <= piece < found[window][1]


def test_overlap_must_be_below_half(tokenizer: Tokenizer) -> None:
    with pytest.raises(ValueError, match="overlap"):
        windows(encode(TEXT, tokenizer), 64, 32)
