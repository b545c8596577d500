"""Stance of speakers and author, on invented reports of fictional people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from invented_reports import chosen, resolved

import onrecord
from onrecord.extraction import manner, nesting, voice
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.stance import statements, weighing, wording
from onrecord.extraction.stance.encoding import ATTITUDES, DIRECTED, HOLDER, TARGET, Pair, encode_pairs
from onrecord.extraction.stance.model import StanceModel, StancePrediction, default_model
from onrecord.extraction.stance.weighing import EVIDENCE, Floats
from onrecord.model import Party, Span, Stance

MODEL = StanceModel.load()


def unheard(
    document: Document, resolution: Resolution
) -> tuple[list[tuple[Party, ...]], list[tuple[tuple[float, ...], ...]]]:
    """Whom each content is about, without a word of the graph network's on the attitudes."""
    targets, _ = chosen(document, resolution)
    return targets, [((),) * len(parties) for parties in targets]


@cache
def read(marked: str) -> tuple[str, list[tuple[Stance, ...]], tuple[Stance, ...]]:
    """The plain text, the stances and the author's voice of a marked text."""
    document, resolution = resolved(marked, None)
    manners = manner.read(document, resolution)
    targets = unheard(document, resolution)
    stances = statements.read(document, resolution, *targets, manners, nesting.read(document.attributions))
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
        "The corrupt and vicious Mayor Hanna Quill opened the bridge. Quill is a shameless liar and a coward. Her "
        "cruel policies ruined the town, and Quill lied about the disaster. [1 Robert Dean] {1 praised} "
        "<1 Quill as a “great and honest leader”>."
    )
    [author] = [s for s in own if s.target == "Hanna Quill"]
    assert author.attitude == "negative"
    assert author.score >= 0.3
    assert "corrupt" in words(text, author)
    assert "vicious" in words(text, author)
    assert "great" not in words(text, author)
    [[stance]] = stances
    assert stance.attitude == "positive"
    assert "corrupt" not in words(text, stance)


def test_one_sentence_of_bad_deeds_is_not_yet_the_authors_voice() -> None:
    _, _, own = read(
        "Hanna Quill was arrested for a brutal murder. She is mayor. The bridge is open, and the town is calm."
    )
    assert own == ()


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


# --------------------------------------------------------------------------------- what becomes of a prediction


class Told(StanceModel):
    """Predicts what it is told to, for each pair alike; each piece of the text adds as much as `by_word` says."""

    def __init__(self, statement: tuple[float, float, float], **by_word: float) -> None:
        self.statement, self.by_word, self.loaded = np.array(statement, np.float32), by_word, {}

    def read(self, pairs: Sequence[Pair]) -> list[StancePrediction]:
        return [self._told(pair) for pair in pairs]

    def _told(self, pair: Pair) -> StancePrediction:
        spans = [match.span() for match in re.finditer(r"\w+", pair.text)]
        words = [self.by_word.get(pair.text[start:end], 0.0) for start, end in spans]
        starts, ends = np.array(spans).T
        none = np.zeros(5, np.float32)
        return StancePrediction(none, none, np.zeros(8, np.float32), np.array(words), starts, ends)

    def under(self, known: Floats) -> Floats:
        return self.statement


def told(model: Told, marked: str) -> tuple[str, list[Stance]]:
    document, resolution = resolved(marked, None)
    read = manner.read(document, resolution), nesting.read(document.attributions)
    found = statements.read(document, resolution, *unheard(document, resolution), *read, model)
    return document.article.text, [stance for stances in found for stance in stances]


PLAIN = "Hanna Quill is mayor. [1 Robert Dean] {1 said} <1 that Quill was late>."


@pytest.mark.parametrize(
    ("predicted", "attitude", "score"),
    [
        ((0.3, 0.6, 0.1), "negative", 0.3),
        ((0.29, 0.61, 0.1), "neutral", 0.61),
        ((0.1, 0.6, 0.3), "positive", 0.3),
        ((0.1, 0.8, 0.1), "neutral", 0.8),
    ],
)
def test_an_attitude_is_told_where_it_is_likely(
    predicted: tuple[float, float, float], attitude: str, score: float
) -> None:
    _, [stance] = told(Told(predicted, late=-1.0), PLAIN)
    assert (stance.attitude, stance.score) == (attitude, score)


NEGATIVE = (0.9, 0.05, 0.05)


@pytest.mark.parametrize(
    ("marked", "attitude", "score"),
    [
        ("[1 Robert Dean] {1 asked} <1 whether Quill was a fool>.", "negative", 0.4),
        ("[1 Robert Dean] {1 joked} <1 that Quill was a fool>.", "negative", 0.4),
        ("[1 Robert Dean] {1 said} <1 that Quill was a fool. Yeah, right>.", "negative", 0.4),
        ("[1 Robert Dean] {1 said} <1 that Quill was a fool>.", "negative", 0.9),
        ("<1 “I never said that Quill was a fool,”> {1 said} [1 Robert Dean].", "neutral", 0.4),
        ("<1 “He never said that Quill was a fool,”> {1 said} [1 Robert Dean].", "negative", 0.9),
        ("<1 “I said that Quill was a fool,”> {1 said} [1 Robert Dean].", "negative", 0.9),
        ("[1 Robert Dean] {1 denied} <1 that Quill was a fool>.", "neutral", 0.4),
    ],
)
def test_what_the_network_is_not_trusted_with(marked: str, attitude: str, score: float) -> None:
    _, [stance] = told(Told(NEGATIVE, fool=-1.0), "Hanna Quill is mayor. " + marked)
    assert (stance.attitude, stance.score) == (attitude, score)


@pytest.mark.parametrize(
    ("content", "attitude"),
    [
        ("that the harbour lay in ruins thanks to Quill", "neutral"),
        ("that, thanks to Quill, the harbour lay in ruins", "neutral"),
        ("that he owed many thanks to Quill", "positive"),
        ("that he gave thanks to Quill", "positive"),
        ("that Quill ruined the harbour, thanks to Quill", "positive"),
    ],
)
def test_whom_something_is_put_down_to_is_not_praised(content: str, attitude: str) -> None:
    marked = f"Hanna Quill is mayor. [1 Robert Dean] {{1 said}} <1 {content}>."
    _, [stance] = told(Told((0.05, 0.05, 0.9), thanks=1.0), marked)
    assert stance.attitude == attitude


def test_words_of_another_are_his_and_not_those_of_the_one_who_passes_them_on() -> None:
    def attitudes(content: str) -> list[str]:
        marked = f"Hanna Quill is mayor. [1 Robert Dean] {{1 said}} <1 {content}>."
        _, found = told(Told(NEGATIVE, fool=-1.0), marked)
        return [stance.attitude for stance in found if stance.target == "Hanna Quill"]

    assert attitudes("[2 Bo Lund] {2 called} <2 Quill a fool>") == ["neutral", "negative"]
    assert attitudes("[2 he] {2 called} <2 Quill a fool>") == ["negative", "negative"]
    both = attitudes("Quill was late, and [2 Bo Lund] {2 called} <2 Quill a fool>")
    assert both == ["negative", "negative"]


def test_the_words_that_show_an_attitude() -> None:
    def shown(marked: str, **weights: float) -> str:
        text, [stance] = told(Told(NEGATIVE, **weights), marked)
        return words(text, stance)

    marked = "Hanna Quill is mayor. [1 Robert Dean] {1 attacked} <1 Quill as a vain and very idle fool>."
    assert shown(marked, fool=-1.0) == "fool"
    assert shown(marked, fool=-1.0, idle=-0.5) == "idle fool"
    assert shown(marked, fool=-1.0, vain=-0.5) == "vain | fool"
    assert shown(marked, fool=-1.0, idle=-0.4) == "fool"  # too weak beside the strongest
    assert shown(marked, fool=1.0) == ""  # it speaks for the other attitude
    assert shown(marked, very=-1.0, fool=-0.5) == "fool"  # no word that shows anything
    assert shown(marked, attacked=-1.0) == "attacked"
    assert shown(marked, mayor=-1.0, Quill=-1.0, Dean=-1.0, fool=-0.1) == "fool"


def test_a_denial_in_the_cue_is_an_attitude() -> None:
    marked = "Hanna Quill is mayor. [1 Robert Dean] {1 rejected} <1 Quill as a friend>."
    _, [stance] = told(Told(NEGATIVE, rejected=-1.0), marked)
    assert stance.attitude == "negative"


def test_what_one_head_forbids_is_still_possible() -> None:
    """Each of the three opinions has a floor: one that forbids an attitude is outvoted where all else speaks for it."""
    sure = np.array([50.0, 0.0, 0.0], np.float32)
    pair = encode_pairs([Pair("Bo is late.", (Span(0, 2),))], MODEL._tokenizer, 80)[0]
    toward = np.array([0.0, 0.0, 0.0, 50.0, 0.0], np.float32)
    config = MODEL._config | {"neutral": 0.0, "temperature": {"target": 1.0, "statement": 1.0, "directed": 1.0}}

    class Session:
        def run(self, *_: object) -> list[list[np.ndarray[Any, Any]]]:
            return [[np.array([-50.0, 0.0, 0.0], np.float32)], [sure], [toward], [np.zeros(len(pair) + 2)]]

    model = StanceModel(config, MODEL._tokenizer, Session(), {})
    opinions = model._reading(pair).opinions
    assert np.abs(opinions).max() < 14
    assert (opinions[0] > 0, opinions[2] > 0, opinions[4] > 0) == (True, True, False)


def test_the_graph_network_counts_where_it_is_heard() -> None:
    opinions = np.array([0.5, -1.0] * 4, np.float32)
    unheard = weighing.evidence(opinions, (), ())
    hostile, kind = (weighing.evidence(opinions, (), (), graph) for graph in ((3.0, 3.0, -3.0), (3.0, -3.0, 3.0)))
    assert len(hostile) == len(unheard) + len(weighing.GRAPH)
    assert MODEL.under(hostile)[0] > MODEL.under(unheard)[0] > MODEL.under(kind)[0]
    assert MODEL.under(kind)[2] > MODEL.under(hostile)[2]


def test_what_a_speaker_says_elsewhere_of_the_same_party_counts() -> None:
    opinions = np.array([1.0, -1.0] * 4, np.float32)
    alone = dict(zip(EVIDENCE, weighing.evidence(opinions, (), ("denied",)), strict=True))
    beside = dict(zip(EVIDENCE, weighing.evidence(opinions, [2 * opinions, 4 * opinions], ()), strict=True))
    assert (alone["elsewhere: negative"], alone["denied"], alone["always"]) == (0, 1, 1)
    assert (beside["elsewhere: negative"], beside["elsewhere: positive"], beside["denied"]) == (2, -2, 0)


def test_an_attitude_is_heard_in_all_that_a_speaker_says_of_a_party() -> None:
    """A remark that says little by itself is likelier hostile beside a hostile one by the same speaker."""

    def doubt(before: str) -> float:
        _, found, _ = read(f"Hanna Quill is mayor. {before} [2 Robert Dean] {{2 said}} <2 that Quill was often away>.")
        return weighed[-1][0] if found else 0.0

    weighed: list[Floats] = []
    under = MODEL.under

    def noted(known: Floats) -> Floats:
        weighed.append(under(known))
        return weighed[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(default_model(), "under", noted)
        hostile = "[1 {}] {{1 said}} <1 that Quill was a corrupt and vicious liar>."
        assert doubt(hostile.format("Robert Dean")) > doubt(hostile.format("Bo Lund"))


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
        assert (alone.opinions == among.opinions).all()
        assert (alone.words == among.words).all()
