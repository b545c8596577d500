"""What an author says in his own person, on invented columns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from invented_reports import document

from onrecord.extraction import author, coreference
from onrecord.model import Attribution, Span


def _span(text: str, words: str, size: int | None = None) -> Span:
    start = text.index(words)
    return Span(start, start + (size or len(words)))


@pytest.mark.parametrize(
    ("byline", "who"),
    [
        ("Hannah Moss", "Hannah Moss"),
        (None, None),
        ("The Editorial Board", None),
        ("Hannah Moss and Tom Reed", None),
        ("Moss", None),
    ],
)
def test_an_authors_own_words_are_of_who_signs(byline: str | None, who: str | None) -> None:
    read = document("The pier is closed, and [1 I] {1 think} <1 that it will stay so>. [2 We] {2 asked} <2 why>.")
    resolution = coreference.resolve(replace(read, article=replace(read.article, byline=byline)))
    assert [s.name for s in resolution.speakers] == [who, who]


def test_who_signs_is_nobody_elses_he_or_she() -> None:
    read = document(
        "I met Edda Quill, and [1 I] {1 think} <1 she was tired>. <2 “I built it,”> [2 she] {2 said}. I left."
    )
    resolution = coreference.resolve(replace(read, article=replace(read.article, byline="Hannah Moss")))
    assert [s.name for s in resolution.speakers] == ["Hannah Moss", "Edda Quill"]
    moss = resolution.entity(resolution.speakers[0].entity or "")
    assert [read.article.text[s:e] for s, e in moss.mentions] == ["I", "I", "I"]


def test_who_signs_and_is_named_is_one() -> None:
    read = document("Hannah Moss writes on piers. [1 I] {1 think} <1 that they will stay closed>.")
    resolution = coreference.resolve(replace(read, article=replace(read.article, byline="Hannah Moss")))
    assert [e.name for e in resolution.entities] == ["Hannah Moss"]


def test_an_authors_i_is_told_only_where_it_is_likely() -> None:
    text = 'I think piers are dull. "I think they are fine," Edda Quill said. I said they are dear.'
    read = [
        Attribution((_span(text, "I think piers", 1),), (), (_span(text, "piers are dull"),), 0.5),
        Attribution((_span(text, "I think they", 1),), (), (_span(text, "they are fine"),), 0.5),
        Attribution((_span(text, "I said", 1),), (), (_span(text, "they are dear"),), 0.7),
    ]
    assert list(author.likely(text, read)) == read[1:]
