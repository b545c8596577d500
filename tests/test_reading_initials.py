"""The first letter of an article, however it is set, stays the first letter of its word. All pages are invented."""

from __future__ import annotations

import pytest

from onrecord.model import Article
from onrecord.reading import Original, read

REST = "<p>“We find this efficient,” the officer offered, flatly, and nobody in the hall asked him why.</p>" * 3
SAID = "he mayor said <b>on Monday</b> that she would build the wall, whatever it cost the town."


def page(first: str) -> tuple[Article, bytes]:
    data = f"<html><body><h1>The wall and its mayor</h1><article>{first}{REST}</article></body></html>".encode()
    return read(data, name="page.html"), data


@pytest.mark.parametrize(
    "first",
    [
        f"<p><span class=dropcap>T</span>{SAID}</p>",
        f"<div class=dropcap>T</div><p>{SAID}</p>",
        f"<div class=dropcap>\n  T\n</div>\n<p>\n  {SAID}</p>",
        f"<p class=dropcap>T<br>{SAID}</p>",
        f"<p><img src=t.png alt=T>{SAID}</p>",
        f"<p><svg class=dropcap><text> T </text></svg>{SAID}</p>",
    ],
)
def test_a_large_first_letter_stays_in_its_word(first: str) -> None:
    article, data = page(first)
    assert article.text.startswith("The mayor said on Monday that she would build the wall, whatever it cost the town.")
    assert Original(data).mismatches(article) == []


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ("<div>A</div><p> mayor said on Monday that she would build the wall.</p>", "A mayor said on Monday that"),
        ("<div>“I</div><p>t is a wall,” the mayor said on Monday, and built it.</p>", "“It is a wall,” the mayor said"),
    ],
)
def test_a_letter_that_is_a_word_keeps_its_space(first: str, text: str) -> None:
    article, data = page(first)
    assert article.text.startswith(text)
    assert Original(data).mismatches(article) == []


def test_what_heads_an_index_or_shows_a_person_is_no_initial() -> None:
    for first in (
        "<h2>A</h2><p>abacus makers said on Monday that they would count the stones of the wall.</p>",
        "<p><img alt='Ada Fielding'>abacus makers said on Monday that they would count the stones.</p>",
    ):
        assert "Aabacus" not in page(first)[0].text
        assert "abacus makers said" in page(first)[0].text
