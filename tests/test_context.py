"""A statement is shown within its sentences, which the stored text gives without a parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from onrecord.cli.saying import said, unlike
from onrecord.model import Span
from onrecord.record.context import around

# Invented.
TEXT = (
    "Mayor Edda Quill criticized Mr. Osric Vane. The council laughed.\n\n"
    "“We will pay 3.5 million,” she told the U.S. envoy on Jan. 5. “Whatever it costs.” Nobody clapped! Then\n"
    "it rained. “Is it so?” asked Vane. He left."
)


def spans(*words: str) -> tuple[Span, ...]:
    return tuple(Span(TEXT.index(w), TEXT.index(w) + len(w)) for w in words)


@pytest.mark.parametrize(
    ("source", "cue", "content", "expected"),
    [
        (["Mayor Edda Quill"], ["criticized"], ["Mr. Osric Vane"], "Mayor Edda Quill criticized Mr. Osric Vane."),
        (
            ["she"],
            ["told"],
            ["“We will pay 3.5 million,”", "“Whatever it costs.”"],
            "“We will pay 3.5 million,” she told the U.S. envoy on Jan. 5. “Whatever it costs.”",
        ),
        (["Vane. He"], [], ["“Is it so?”"], "“Is it so?” asked Vane. He left."),
        (["The council"], [], ["Nobody clapped!"], "The council laughed. … Nobody clapped!"),
        ([], [], ["rained"], "it rained."),
    ],
)
def test_whole_sentences_are_shown(source: list[str], cue: list[str], content: list[str], expected: str) -> None:
    if source == ["Vane. He"]:
        source = ["Vane. He left"]
    found = around(TEXT, spans(*source), spans(*cue), spans(*content))
    assert found is not None
    assert found.text == expected
    assert [found.text[a:b] for a, b in found.content] == content
    assert [found.text[a:b] for a, b in found.source] == source


@pytest.mark.parametrize("content", ["it", "the bill", "her vote"])
def test_words_that_only_point_come_with_the_sentence_before(content: str) -> None:
    text = f"Nobody spoke. Vane wrote the harbour bill.\n\nQuill opposed {content}. It rained."
    at = text.index("opposed ") + len("opposed ")
    found = around(text, (), (), (Span(at, at + len(content)),))
    assert found is not None
    assert found.text == f"Vane wrote the harbour bill.\n\nQuill opposed {content}."
    assert [found.text[a:b] for a, b in found.content] == [content]


def test_what_has_no_place_has_no_context() -> None:
    assert around(TEXT, (), (), ()) is None
    assert around(TEXT, (Span(3, 3),), (), ()) is None


def test_a_text_without_a_sentences_end_is_cut() -> None:
    text = "word " * 10_000 + "HERE " + "word " * 10_000
    here = Span(text.index("HERE"), text.index("HERE") + 4)
    found = around(text, (), (), (here,))
    assert found is not None
    assert len(found.text) < 700
    assert found.text.startswith("word ")


@given(st.text("aB .!?”“\n'", max_size=80), st.data())
def test_every_span_is_in_its_context(text: str, data: st.DataObject) -> None:
    drawn = st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=3)
    roles = [tuple(Span(*sorted(pair)) for pair in data.draw(drawn)) for _ in range(3)]
    found = around(text, *roles)
    if found is None:
        assert all(a == b for role in roles for a, b in role)
        return
    for role, shown in zip(roles, (found.source, found.cue, found.content), strict=True):
        wanted = [text[a:b] for a, b in role if a < b]
        assert [found.text[a:b] for a, b in shown] == wanted


def test_a_table_shows_the_sentence_around_the_words_and_how_others_print_them() -> None:
    found = around(TEXT, spans("Mayor Edda Quill"), spans("criticized"), spans("Mr. Osric Vane"))
    assert found is not None
    variant = {
        "outlet": "Harbour Herald", "article": "b", "speaker": None, "other_speaker": True,
        "differences": [["never", "always"], ["3", "8"], ["", "not"], ["so", ""], ["a", "b"]],
    }  # fmt: skip
    context = {"text": found.text, **{k: getattr(found, k) for k in ("source", "cue", "content")}}
    entry = {"polarity": "denied", "text": "x", "link": None, "context": context, "variants": [variant]}
    shown = said(entry)
    assert shown.plain.splitlines()[0] == "(denied) Mayor Edda Quill criticized Mr. Osric Vane."
    expected = (
        '≠ Harbour Herald: other speaker: unknown, "always" for "never", "8" for "3", with "not", without "so", 1 more'
    )
    assert shown.plain.splitlines()[1] == unlike(variant) == expected
    with Console(width=200).capture():
        Console(width=200).print(shown)
    bare = said({**entry, "context": None, "variants": [], "text": "\x1b[31mred\u202e"})
    assert bare.plain == "(denied) [31mred"
