"""Who is told something is not who says it, on invented sentences."""

from __future__ import annotations

import pytest
from invented_reports import document

from onrecord.extraction import hearing
from onrecord.model import words_at


@pytest.mark.parametrize(
    ("marked", "source"),
    [
        ("[1 Edda Quill] {1 was told by Robert Dean} <1 that the pier was closed>.", "Robert Dean"),
        ("[1 The owners] {1 had been assured} <1 that the pier was safe>.", ""),
        ("[1 Edda Quill] {1 told} <1 the council that the pier was closed>.", "Edda Quill"),
        ("[1 Edda Quill] {1 was convinced} <1 that the pier was closed>.", "Edda Quill"),
        ("[1 Edda Quill], who was told of it, {1 said} <1 that the pier was closed>.", "Edda Quill"),
    ],
)
def test_whoever_is_told_does_not_say_it(marked: str, source: str) -> None:
    read = document(marked)
    (found,) = hearing.mended(read.doc, read.attributions)
    assert words_at(read.article.text, found.source, " ") == source
