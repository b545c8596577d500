"""Stance of speakers and author, on invented reports of fictional people."""

from __future__ import annotations

from functools import cache

import pytest
from invented_reports import resolved

import onrecord
from onrecord.extraction import about, manner, nesting, voice
from onrecord.extraction.stance import statements, wording
from onrecord.extraction.stance.encoding import HOLDER, TARGET, Pair, encode_pairs
from onrecord.extraction.stance.model import ATTITUDES, DIRECTED, StanceModel
from onrecord.model import Span, Stance

MODEL = StanceModel.load()


@cache
def read(marked: str) -> tuple[str, list[tuple[Stance, ...]], tuple[Stance, ...]]:
    """The plain text, the stances and the author's voice of a marked text."""
    document, resolution = resolved(marked, None)
    manners = manner.read(document, resolution)
    targets = about.read(document, resolution)
    stances = statements.read(document, resolution, targets, manners, nesting.read(document.attributions))
    return document.article.text, stances, voice.read(document, resolution)


def words(text: str, stance: Stance) -> str:
    return " | ".join(text[start:end] for start, end in stance.spans)


@pytest.mark.parametrize(
    ("marked", "target", "attitude", "shown"),
    [
        (
            "Mayor Hanna Quill opened the bridge. [1 Robert Dean] {1 called} <1 Quill a “corrupt liar”>.",
            "Hanna Quill",
            "negative",
            "corrupt liar",
        ),
        (
            "Hanna Quill opened the bridge. [1 Robert Dean] {1 praised} <1 Quill for her brave and honest work>.",
            "Hanna Quill",
            "positive",
            "brave",
        ),
        (
            "Hanna Quill opened the bridge. <1 “Quill is a wonderful mayor and I am proud of her,”> "
            "[1 Robert Dean] {1 said}.",
            "Hanna Quill",
            "positive",
            "wonderful",
        ),
        (
            "Hanna Quill opened the bridge. [1 Robert Dean] {1 denounced} <1 Quill for her reckless policies>.",
            "Hanna Quill",
            "negative",
            "reckless",
        ),
    ],
)
def test_attitude_and_its_words(marked: str, target: str, attitude: str, shown: str) -> None:
    text, [[stance]], _ = read(marked)
    assert (stance.target, stance.attitude) == (target, attitude)
    assert stance.score > 0.45
    assert shown in words(text, stance)


def test_plain_news_is_neutral() -> None:
    _, [[stance]], _ = read("Hanna Quill is mayor. [1 Robert Dean] {1 said} <1 Quill would arrive on Tuesday at noon>.")
    assert stance.attitude == "neutral"
    assert stance.spans == ()


def test_what_one_denies_having_said() -> None:
    marked = "Hanna Quill is mayor. <1 “I never said that Quill was a corrupt fool,”> [1 Robert Dean] {1 said}."
    _, [[stance]], _ = read(marked)
    assert (stance.target, stance.attitude) == ("Hanna Quill", "neutral")


def test_what_another_one_said() -> None:
    _, [outer, inner], _ = read(
        "Hanna Quill is mayor. [1 Robert Dean] {1 said} <1 [2 Bo Lund] {2 called} <2 Quill a corrupt fool>>."
    )
    assert {s.target: s.attitude for s in inner}["Hanna Quill"] == "negative"
    assert {s.target: s.attitude for s in outer}["Hanna Quill"] == "neutral"


def test_a_joke_is_doubtful() -> None:
    _, [[stance]], _ = read(
        "Hanna Quill is mayor. <1 “Quill is a genius, a brilliant mayor,”> [1 Robert Dean] {1 joked}."
    )
    assert stance.score <= 0.4


def test_the_authors_voice_is_apart() -> None:
    text, stances, own = read(
        "The corrupt and vicious Mayor Hanna Quill opened the bridge. [1 Robert Dean] {1 praised} "
        "<1 Quill as a “great and honest leader”>."
    )
    [author] = [s for s in own if s.target == "Hanna Quill"]
    assert author.attitude == "negative"
    assert "corrupt" in words(text, author)
    assert "vicious" in words(text, author)
    assert "great" not in words(text, author)
    [[stance]] = stances
    assert stance.attitude == "positive"
    assert "corrupt" not in words(text, stance)


def test_scare_quotes_are_not_the_authors_words() -> None:
    text, _, own = read("Hanna Quill opened the “disastrous” and “corrupt” bridge on Tuesday with her staff.")
    assert all("corrupt" not in words(text, s) for s in own)


def test_an_aside_is_no_evidence() -> None:
    text = "He said he would go—a toxic idea—and “stay—the end”."
    spoken = bytearray(len(text))
    spoken[text.index("“") :] = b"\1" * (len(text) - text.index("“"))
    content = (Span(text.index("he would"), len(text)),)
    assert [text[s:e] for s, e in wording.asides(text, content, spoken)] == ["a toxic idea—and “stay—the end”."]


def test_whole_articles_have_stances() -> None:
    article = onrecord.Article(
        "invented",
        "Hanna Quill opened the bridge on Monday.\n\n“Quill is a disgrace, a liar and a thief,” said Robert Dean, "
        "who ran against her. Dean has lost twice.",
    )
    extraction = onrecord.extract(article)
    found = {(s.speaker.name, t.target): t for s in extraction.statements for t in s.stance}
    assert found["Robert Dean", "Hanna Quill"].attitude == "negative"
    for statement in extraction.statements:
        assert [t.target for t in statement.stance] == [p.name for p in statement.about]


# ------------------------------------------------------------------------------------------------ the model


def test_a_pair_as_the_model_reads_it() -> None:
    text = "Ann Lee met Bo."
    pair = Pair(text, (Span(12, 14),), (Span(0, 7),))
    encoding = encode_pairs([pair], MODEL._tokenizer, 80)[0]
    roles = [text[s:e] for s, e, r in zip(encoding.starts, encoding.ends, encoding.roles, strict=True) if r == TARGET]
    holders = [text[s:e] for s, e, r in zip(encoding.starts, encoding.ends, encoding.roles, strict=True) if r == HOLDER]
    assert roles == ["Bo"]
    assert holders == ["Ann", "Lee"]


def test_a_window_keeps_the_target() -> None:
    text = "word " * 300 + "Bo " + "word " * 300
    encoding = encode_pairs([Pair(text, (Span(1500, 1502),))], MODEL._tokenizer, 80)[0]
    assert len(encoding) == 80
    assert (encoding.roles == TARGET).sum() == 1


def test_readings_do_not_hang_on_their_company() -> None:
    pairs = [
        Pair("Lee is a liar.", (Span(0, 3),)),
        Pair("It was good of Lee " + "to be so very kind " * 6, (Span(15, 18),)),
    ]
    alone = [MODEL.read([p])[0] for p in pairs]
    for one, other in zip(alone, MODEL.read(pairs), strict=True):
        assert abs(one.target - other.target).max() < 0.05
    assert [ATTITUDES[int(r.target.argmax())] for r in alone] == ["negative", "positive"]
    assert MODEL.read([]) == []


def test_directed() -> None:
    text = "Ann Lee angrily denounced Bo Lund as a fraud."
    reading = MODEL.read([Pair(text, (Span(26, 33),), (Span(0, 7),))])[0]
    assert DIRECTED[int(reading.directed.argmax())] == "p negative toward q"
    assert abs(reading.directed.sum() - 1) < 1e-4


def test_a_pair_is_read_the_same_whatever_is_read_with_it() -> None:
    text = "Lund called Vane a liar, and Voll praised Orrin at length for his patience and his courage."
    pairs = [Pair(text, (Span(text.index(n), text.index(n) + len(n)),)) for n in ("Vane", "Orrin", "Lund")]
    together = MODEL.read([*pairs, Pair("Vane is here.", (Span(0, 4),))])
    for pair, among in zip(pairs, together, strict=False):
        alone = MODEL.read([pair])[0]
        assert (alone.statement == among.statement).all()
        assert (alone.words == among.words).all()
