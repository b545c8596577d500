"""Inputs that are made to be slow or large end soon, in an article or in an error."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import InputError, InputTooLarge
from onrecord.reading import read

SECONDS = 30  # of processor time
SENTENCE = "The mayor said on Monday that she would resign, <a href='#'>she said</a>. "

PAGES = {
    "nested 100,000 deep": "<div>" * 100_000 + SENTENCE * 5,
    "more than trafilatura can take": "<div>x</div>" * 60_000,
    "nested paragraphs": f"<div><p>{SENTENCE}" * 1_500,
    "many blocks": "<div>x</div>" * 12_000,
    "one block of many parts": f"<p>{'<span>a </span>' * 8_000}</p>",
    "equal paragraphs": "<p>a b c d.</p>" * 10_000,
    "angle brackets": "<" * 1_000_000,
    "attributes": f"<p {'a=b ' * 200_000}>{SENTENCE * 5}</p>",
    "tables": f"<table>{'<tr><td>a b c</td><td>d e f</td></tr>' * 8_000}</table>",
    "a title of tags": f"<title>{'<' * 200_000}</title>",
    "deep JSON": f'<script type="application/ld+json">{"[" * 100_000}</script>',
}

MARKDOWN = {
    "comments": "<!--" * 400_000,
    "stars": "*a " * 20_000,
    "brackets": "[" * 100_000,
    "brackets closed": "[a](" * 50_000,
    "back-ticks": "`a" * 50_000,
    "closed comments": "a <!-- b --> " * 25_000,
    "underscores": "_" * 100_000 + "a",
    "rules": "- " * 100_000,
    "quotes": "> " * 100_000,
}


def outcome(data: bytes, name: str) -> None:
    """Read it; anything but an article or an InputError with a reason is a failure."""
    try:
        assert read(data, name=name).text
    except InputError as error:
        if not error.reason or not error.input.startswith(name):
            raise AssertionError(f"an error without a reason or name: {error!r}") from error


@pytest.mark.parametrize("kind", PAGES)
def test_a_hostile_page_ends_soon(kind: str) -> None:
    start = time.process_time()
    outcome(f"<html><body><article>{PAGES[kind]}</article></body></html>".encode(), "page.html")
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("kind", MARKDOWN)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_a_hostile_text_ends_soon(kind: str, name: str) -> None:
    start = time.process_time()
    outcome(MARKDOWN[kind].encode(), name)
    assert time.process_time() - start < SECONDS


def test_a_page_of_100_megabytes_is_refused() -> None:
    with pytest.raises(InputTooLarge, match="over the limit"):
        read(b"<html><body>" + b"<p>x</p>" * 12_500_000, name="page.html")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a.jsonl", "a.csv", "a"]))
def test_any_bytes_are_an_article_or_an_error(data: bytes, name: str) -> None:
    outcome(data, name)


VALID = (
    f"<!doctype html><html><head><meta charset=utf-8><title>A</title></head><body><p>{SENTENCE * 9}</p></body>".encode()
)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(VALID)), st.binary(max_size=8), st.integers(0, 30))
def test_a_mutated_page_is_an_article_or_an_error(at: int, junk: bytes, cut: int) -> None:
    outcome(VALID[:at] + junk + VALID[at + cut :], "a.html")


def test_a_page_too_large_for_trafilatura_is_read_with_a_warning() -> None:
    paragraphs = "".join(
        f"<p>The mayor said on Monday that she would resign, number {i}.</p><span>x</span>" for i in range(20_000)
    )
    article = read(f"<html><body><nav>Menu</nav><div>{paragraphs}</div></body></html>".encode(), name="page.html")
    assert article.text.startswith("The mayor said on Monday that she would resign, number 0.\n\nThe mayor")
    assert any("unusual size" in w for w in article.warnings)


def test_a_control_character_costs_at_most_the_date() -> None:
    page = f"<html><body><article>{f'<p>&#1;{SENTENCE}<iframe>x</iframe>&#1; So.</p>' * 5}</article></body></html>"
    assert "she would resign" in read(page.encode(), name="page.html").text
