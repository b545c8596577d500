"""Links that open a live page at a quotation."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import Span
from onrecord.record.fragments import _first, directive, link

TEXT = (
    "“No,” said the mayor of Saltmarsh, who has held the office for nine years.\n\n"
    "“No,” said her rival. “We, the well-known people & friends of the harbour, will not stand by while the pier is "
    "sold to the first stranger who asks for it.”\n\nThe vote is on Friday."
)


def span(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("quoted", "expected"),
    [
        (span("The vote is on Friday."), "The%20vote%20is%20on%20Friday"),
        (span("“We, the well-known people & friends"), "We%2C%20the%20well%2Dknown%20people%20%26%20friends"),
        (span("“No,”"), "No"),
        (span("“No,”", 1), "No,-%2C%E2%80%9D%20said%20her"),
        (Span(span("“We, the").start, span("asks for it.”").end),
         "We%2C%20the%20well%2Dknown%20people%20%26%20friends,stranger%20who%20asks%20for%20it"),
        (span("” "), None),
    ],
)  # fmt: skip
def test_a_directive_leads_to_its_words(quoted: Span, expected: str | None) -> None:
    assert directive(TEXT, quoted) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.example/a?b=1", "https://x.example/a?b=1#:~:text=her%20rival"),
        ("https://x.example/a#part", "https://x.example/a#part:~:text=her%20rival"),
        ("https://x.example/a#:~:text=old", "https://x.example/a#:~:text=her%20rival"),
        ("https://x.example/\x1b[31m", None),
        ("javascript:alert(1)", None),
        (None, None),
    ],
)
def test_a_link_is_the_address_and_the_words(url: str | None, expected: str | None) -> None:
    assert link(url, TEXT, (span("her rival"),)) == expected


def test_each_piece_of_a_quotation_has_a_directive() -> None:
    made = link("https://x.example/", TEXT, (span("The vote"), span("on Friday")))
    assert made == "https://x.example/#:~:text=The%20vote&text=on%20Friday"


def test_a_span_that_cuts_a_word_leads_to_the_whole_word() -> None:
    assert directive("a no the pier", Span(3, 7)) == "no%20the"


@given(st.lists(st.sampled_from("a b no the pier, - “x” \n\n".split(" ")), min_size=1, max_size=60), st.data())
def test_any_words_are_found_first_at_their_place_or_nowhere_better(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    made = directive(text, Span(start, end))
    if made is None:
        return
    assert all(c.isalnum() or c in "%-,._~" for c in made)
    parts = [unquote(p) for p in made.split(",") if not p.endswith("-") and not p.startswith("-")]
    prefix = next((unquote(p[:-1]) for p in made.split(",") if p.endswith("-")), "")
    suffix = next((unquote(p[1:]) for p in made.split(",") if p.startswith("-")), "")
    assert _first(text, prefix, parts[0], parts[1] if len(parts) > 1 else "", suffix) is not None


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Debian's chromium")
def test_a_browser_opens_the_page_at_the_quotation(tmp_path: Path) -> None:
    """Chromium scrolls to the words, far down, and not to the same word at the top."""
    filler = "<p style='height:3000px'>Other news.</p>"
    paragraphs = TEXT.split("\n\n")
    page = tmp_path / "page.html"
    body = f"<p>{paragraphs[0]}</p>{filler}<p>{paragraphs[1].replace('&', '&amp;')}</p>{filler}"
    script = "<script>setTimeout(() => { document.title = String(Math.round(scrollY)) }, 1500)</script>"
    page.write_text(f"<!doctype html><meta charset=utf-8><body>{body}{script}</body>", "utf-8")
    fragment = directive(TEXT, span("“No,”", 1))
    command = [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
        "--virtual-time-budget=4000", "--dump-dom", f"{page.as_uri()}#:~:text={fragment}",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=90)
    except subprocess.TimeoutExpired:
        pytest.skip("Chromium did not start within 90 seconds")
    assert done.returncode == 0, done.stderr[-500:]
    title = done.stdout.partition("<title>")[2].partition("</title>")[0]
    assert int(title or 0) > 1500, done.stdout[:300]
