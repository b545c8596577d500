"""Signed quotations, by the rule alone: what it reads, what it leaves, and that no text makes it slow."""

from __future__ import annotations

import pytest

from onrecord.extraction.attribution.signatures import signed
from onrecord.model import Attribution, Span


def _at(text: str, words: str) -> tuple[Span, ...]:
    return (Span(text.index(words), text.index(words) + len(words)),)


def test_the_signature_replaces_what_was_found_of_the_line_but_not_what_is_told_inside() -> None:
    text = "“Mayor Moss told us nothing of the water.” ― Paul Orrin"
    wrong = Attribution((), (), _at(text, "“Mayor Moss told us nothing of the water.”"), 0.5)
    inner = Attribution(_at(text, "Mayor Moss"), _at(text, "told"), _at(text, "nothing of the water"), 0.7)
    first, second = signed(text, [wrong, inner])
    assert [text[s:e] for s, e in first.source] == ["Paul Orrin"]
    assert first.content == wrong.content
    assert second == inner


@pytest.mark.parametrize(
    "text",
    [
        "“The bridge is closed to all of us,” ― and so is the road.",
        "“The bridge is closed to all of us.” Paul Orrin",
        "He said “The bridge is closed to all of us.” ― Paul Orrin",
        "“The bridge is closed to all of us.”\n\n– An immigrant himself –.",
    ],
)
def test_what_is_not_signed_is_left(text: str) -> None:
    assert signed(text, []) == []


@pytest.mark.parametrize("filling", [".", "A", " ", "A ", "A.", "-"])
def test_no_text_makes_it_slow(filling: str) -> None:
    """A quadratic search would take minutes here."""
    assert signed("“The bridge is closed to us.” ― A" + filling * 200_000 + "(", []) == []
