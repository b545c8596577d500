"""Is a quotation real: one quotation against sources that are known. All texts are invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.comparison.fidelity import judge
from onrecord.comparison.findings import Drafted, Finding
from onrecord.comparison.quoted import quoted
from onrecord.comparison.sources import Source, Utterance, WordIndex, source
from onrecord.comparison.tokens import tokens
from onrecord.model import Article, Span
from onrecord.record.who import same_speaker

QUILL = (
    "I have never said that we will build the tunnel. We will pay our half of it if the council pays the other. "
    "The bridge was a costly mistake, and I voted for it. Nobody crosses it, and the ferries are full every single day."
)
VANE = "The harbour needs a tunnel more than any other town in Marland. We should leave the bridge to the gulls."


def printed(
    words: str, speaker: str | None, *, id: str = "a", day: int = 4, said_on: str | None = None, sure: float = 0.95
) -> Source:
    """An invented article that quotes somebody."""
    text = f"The committee met on Monday.\n\n“{words}” {speaker or 'a source'} said.\n\nThe hearing went on."
    at = text.index(words)
    said = Utterance(
        f"{id}/1", speaker, "person", sure, said_on, None, False, speaker or "", (Span(at, at + len(words)),)
    )
    return source(Article(id, text, outlet="Coast Courier", published=date(2025, 3, day)), [said])


SOURCES = [printed(QUILL, "Edda Quill"), printed(VANE, "Osric Vane", id="b", day=5)]


def judged(words: str, speaker: str | None = "Edda Quill", **more: object) -> Finding:
    text = f"“{words}”"
    (one,) = quoted(text)
    return judge(Drafted(tokens(text, [one.span]), one.span, speaker, "person", **more), SOURCES, same_speaker)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "kind", "wrong"),
    [
        ("The bridge was a costly mistake, and I voted for it.", "verbatim", False),
        ("the ferries are full every single day", "verbatim", False),
        ("[T]he bridge was a costly mistake", "bracketed", False),
        ("The bridge was a costly mistake, and [Quill] voted for it", "bracketed", False),
        ("The bridge was a costly mistake … the ferries are full", "elided", False),
        ("The bridge was a costly mistake... the ferries are full", "elided", False),
        ("We will pay … the other", "elided", True),  # "if the council pays" is gone
        ("I have … said that we will build the tunnel", "elided", True),
        ("we will build the tunnel", "elided", True),  # after "I have never said that"
        ("We will pay our half of it", "elided", True),  # before "if"
        ("The bridge was a cheap mistake, and I voted for it", "altered", True),
        ("The bridge was a mistake, and I voted for it", "altered", True),  # one left out, unmarked
        ("The bridge was not a costly mistake, and I voted for it", "altered", True),
        ("The bridge was [not] a costly mistake, and I voted for it", "altered", True),
        ("The bridge was a costly mistake … The harbour needs a tunnel more than any other town", "spliced", True),
        ("The harbour needs a tunnel more than any other town in Marland", "other speaker", True),
        ("Every crown that we owe the islands will be paid by the spring", "no source", True),
        ("The committee met on Monday", "reported", True),
        ("a costly mistake", "verbatim", False),
        ("to the gulls", "no source", True),
        ("tunnel", "verbatim", False),
        ("submarine", "no source", True),
    ],
)
def test_every_kind_is_told(words: str, kind: str, wrong: bool) -> None:
    finding = judged(words)
    assert (finding.kind, finding.wrong) == (kind, wrong), finding.reason


def test_what_differs_is_shown_word_by_word() -> None:
    finding = judged("The bridge was a cheap mistake, and we voted for it")
    assert finding.differences == (("cheap", "costly"), ("we", "I"))
    (place,) = finding.places
    assert (place.article, place.outlet, place.speaker) == ("a", "Coast Courier", "Edda Quill")
    assert place.context.startswith("The bridge was a costly mistake")


def test_what_a_cut_takes_away_is_shown() -> None:
    (cut,) = judged("We will pay … the other").cuts
    assert (cut.where, cut.turns, [(s.kind, s.words) for s in cut.signs]) == ("within", True, [("condition", "if")])
    (lead,) = judged("we will build the tunnel").cuts
    assert (lead.where, lead.words) == ("before", "never said that")


def test_what_the_draft_says_itself_is_not_missing() -> None:
    assert not judged("we will build the tunnel", around=("quill", "denied", "that")).wrong
    assert not judged("We will pay our half of it", around=("if", "the", "council", "does", "too")).wrong


def test_the_day_counts_where_both_are_known() -> None:
    sources = [printed(QUILL, "Edda Quill", said_on="2025-03-03")]
    text = "“The bridge was a costly mistake”"
    (one,) = quoted(text)
    for said_on, kind in (("2025-03-03", "verbatim"), ("2025-03", "verbatim"), ("2024-07-01", "other day")):
        asked = Drafted(tokens(text, [one.span]), one.span, "Edda Quill", "person", said_on)
        assert judge(asked, sources, same_speaker).kind == kind


def test_a_cliche_by_a_hundred_speakers_is_its_speaker_s_or_without_source() -> None:
    sources = [printed("Thank you all very much, and good night.", f"Ann Lee{n}", id=str(n)) for n in range(100)]
    text = "“Thank you”"
    (one,) = quoted(text)
    for speaker, kind in (("Ann Lee7", "verbatim"), ("Osric Vane", "no source")):
        asked = Drafted(tokens(text, [one.span]), one.span, speaker, "person")
        assert judge(asked, sources, same_speaker).kind == kind


def test_a_term_that_nobody_is_said_to_have_said_is_not_checked() -> None:
    assert judged("The Gulls", None).kind == "not checked"
    assert not judged("The Gulls", None).wrong


def test_a_quotation_of_five_thousand_words_is_aligned() -> None:
    words = [f"{'abcdefgh'[n % 8]}word{n * 7919 % 1500}" for n in range(5000)]
    held = printed(" ".join(words), "Edda Quill")
    words[2500] = "submarine"
    text = f"“{' '.join(words)}”"
    span = Span(1, len(text) - 1)
    finding = judge(Drafted(tokens(text, [span]), span, "Edda Quill", "person"), [held], same_speaker)
    assert (finding.kind, len(finding.differences)) == ("altered", 1)


def test_scripts_are_mixed_without_harm() -> None:
    held = printed("Мы построим тоннель, and 我们会付钱 for all of it, naturally.", "Edda Quill")
    for words, kind in (
        ("Мы построим тоннель, and 我们会付钱 for all of it", "verbatim"),
        ("Мы построим тоннель, and 我们不付钱 for all of it", "altered"),
        ("Mы построим тоннель, and 我们会付钱 for all of it", "altered"),  # a Latin M
    ):
        text = f"“{words}”"
        (one,) = quoted(text)
        asked = Drafted(tokens(text, [one.span]), one.span, "Edda Quill", "person")
        assert judge(asked, [held], same_speaker).kind == kind


# ------------------------------------------------------------------------------------------------ quoted spans

MARKS = [
    ('"We will," she said, "rebuild it."', ["We will,", "rebuild it."]),
    ("“He said ‘no’ to me,” she said.", ["He said ‘no’ to me,"]),
    ("“He said “no” to me” and left", ["He said “no” to me"]),
    ("„Wir bauen“, «Oui», »Ja«", ["Wir bauen", "Oui", "Ja"]),
    ("''It is,'' he said", ["It is,"]),
    ("‘I don’t know’, she said, ‘it’s the workers’ fault.’", ["I don’t know", "it’s the workers’ fault."]),
    ("the workers' rights and '90s, don't", []),
    ("“We will pay, he said. “It is late,” he added.", ["We will pay, he said.", "It is late,"]),
    ("no quotation at all", []),
    ('“” and “ ” and "…"', []),
]


@pytest.mark.parametrize(("text", "found"), MARKS)
def test_quoted_spans_of_all_styles(text: str, found: list[str]) -> None:
    assert [text[q.span.start : q.span.end] for q in quoted(text)] == found


def test_a_quotation_that_nobody_closes_is_told() -> None:
    assert [q.closed for q in quoted("“We will pay, he said.\nThe end.")] == [False]
    assert [q.closed for q in quoted("“First paragraph.\n“Second one,” he said.")] == [True, True]
    (one,) = quoted("“He said ‘no’ to me,” she said.")
    assert len(one.inner) == 1


@given(st.text(alphabet="ab .,'\"“”‘’„«»\n…", max_size=60))
def test_quoted_spans_lie_in_the_text_and_apart(text: str) -> None:
    at = 0
    for one in quoted(text):
        assert at <= one.span.start < one.span.end <= len(text)
        assert any(c.isalnum() for c in text[one.span.start : one.span.end])
        at = one.span.end


# ------------------------------------------------------------------------------------------------ words and indexes


@given(st.text(max_size=80))
def test_words_keep_their_places(text: str) -> None:
    words = tokens(text)
    assert len(words.words) == len(words.places)
    assert all(0 <= a < b <= len(text) for a, b in words.places)


def test_house_style_does_not_count() -> None:
    assert tokens("Twelve per cent of the U.S. café").words == tokens("“12 percent of the US cafe”").words
    assert tokens("[W]e don’t … know").words == ("we", "don't", "know")


@given(
    st.lists(st.sampled_from("we will never build the tunnel nor pay for it twice".split()), min_size=5, max_size=30)
)
def test_what_is_copied_is_verbatim(said: list[str]) -> None:
    held = printed(" ".join(said), "Edda Quill")
    index = WordIndex()
    index.add(held)
    text = f"“{' '.join(said)}”"
    span = Span(1, len(text) - 1)
    words = tokens(text, [span])
    assert index.near(words.words, 3) == [held]
    finding = judge(Drafted(words, span, "Edda Quill", "person"), [held], same_speaker)
    assert (finding.kind, finding.wrong) == ("verbatim", False)
