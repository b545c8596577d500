"""The attribution model on whole texts."""

import json
import math
import shutil
from dataclasses import replace
from importlib.metadata import entry_points
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import WhitespaceSplit

from onrecord.errors import ModelError
from onrecord.extraction.attribution import AttributionModel
from onrecord.extraction.attribution.confidence import EVIDENCE, Confidence, length
from onrecord.extraction.attribution.inner import of_another
from onrecord.extraction.attribution.joining import attributions, joined
from onrecord.extraction.attribution.model import DEFAULT, sections
from onrecord.extraction.attribution.reading import Choice
from onrecord.model import Spans

FOLDER = Path(__file__).parents[1] / "src/onrecord/models" / DEFAULT

# Invented.
REPORT = """The mayor of Dunmore, Ruth Aldous, said on Friday that the bridge would stay closed until spring.

“We will not gamble with lives,” Ms. Aldous told reporters. “It opens when it is safe.”

Shopkeepers fear that they will lose the winter's trade. According to the council, no money has been set aside.
"""


@pytest.fixture(scope="module")
def model() -> AttributionModel:
    return AttributionModel.load()


def words(text: str, spans: Spans) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_a_report(model: AttributionModel) -> None:
    found = model.predict([REPORT])[0]
    rows = [(words(REPORT, a.source), words(REPORT, a.cue), words(REPORT, a.content)) for a in found]
    assert rows[0][0] == ["The mayor of Dunmore, Ruth Aldous,"]
    assert "said" in rows[0][1][0]
    assert rows[0][2] == ["that the bridge would stay closed until spring"]
    assert rows[1][0] == ["Ms. Aldous"]
    assert rows[1][2] == ["“We will not gamble with lives,”", "“It opens when it is safe.”"]
    assert rows[2][0] == ["Shopkeepers"]
    assert rows[3][0] == ["the council"]


# Invented.
WITHIN = """According to the Dunmore Courier, the board's chairman, Aled Pryce, has said the repairs cost £4 million.

Ms. Calder said she believed the money would be found. “I said to everybody that we would find it,” she told reporters.
"""


def test_what_others_say_within_a_content_stands_after_what_holds_it(model: AttributionModel) -> None:
    (outer,) = model.predict([WITHIN])
    whole = model.with_inner(WITHIN, outer, lambda _: True)
    inner, thought = [a for a in whole if a not in outer]
    assert words(WITHIN, inner.source) == ["the board's chairman, Aled Pryce,"]
    assert words(WITHIN, thought.source) == ["she"]
    assert words(WITHIN, inner.content) == ["the repairs cost £4 million"]
    holder = whole[whole.index(inner) - 1]
    assert words(WITHIN, holder.source) == ["the Dunmore Courier"]
    assert model.with_inner(WITHIN, (), lambda _: True) == ()
    assert model.with_inner(WITHIN, outer, lambda _: False) == outer


def test_a_model_without_weights_for_it_finds_nothing_within_a_content(model: AttributionModel) -> None:
    found = model.predict([WITHIN])[0]
    other = AttributionModel(model.name, model.tokenizer, model.reader, model.confidence)
    assert other.with_inner(WITHIN, found, lambda _: True) == found


@pytest.mark.parametrize(
    ("source", "another"),
    [("I", False), ("We", False), ("everybody", False), ("My mother", True), ("People", False), ("the mayor", True)],
)
def test_who_is_somebody_else_within_somebodys_words(source: str, another: bool) -> None:
    assert of_another(source) == another


def test_texts_without_attributions(model: AttributionModel) -> None:
    assert model.predict(["", " \n\n ", "\x00", "The bridge is closed."]) == [()] * 4
    assert model.predict([]) == []


def test_a_text_is_read_the_same_whatever_is_read_with_it(model: AttributionModel) -> None:
    alone = model.predict([REPORT])[0]
    assert model.predict(["Nothing here.", REPORT, REPORT * 3])[1] == alone
    assert AttributionModel.load(FOLDER).predict([REPORT])[0] == alone


def test_spans_are_in_order_and_within_the_text(model: AttributionModel) -> None:
    text = REPORT * 150  # longer than one section
    found = model.predict([text])[0]
    assert len(found) > 500
    assert all(a.content for a in found)
    assert [a.content[0].start for a in found] == sorted(a.content[0].start for a in found)
    for attribution in found:
        for spans in (attribution.source, attribution.cue, attribution.content):
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert all(a.end <= b.start for a, b in pairwise(spans))
        assert not any("\n" in content for content in words(text, attribution.content))
        assert 0 < attribution.confidence < 1


def test_a_quotation_of_several_paragraphs_has_a_span_in_each(model: AttributionModel) -> None:
    paragraphs = [
        "“The pier was built in 1901 and nobody has mended it since.",
        "“My father loaded ships there and so did his father.",
        "“We will rebuild it before the winter storms come back.”",
    ]
    text = "Mayor Ida Moss spoke to the council on Monday. She said:\n\n" + "\n\n".join(paragraphs)
    found = model.predict([text])[0]
    assert [words(text, a.content) for a in found if len(a.content) > 1] == [paragraphs]


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("Lund said of the pier, “It is sound.”", [[0, 1]]),
        ("Lund said of the pier yesterday, “It is sound.”", [[0], [1]]),
    ],
)
def test_neighbours_under_one_cue_are_one_content(
    model: AttributionModel, text: str, together: list[list[int]]
) -> None:
    read = model.reading(text)

    def stretch(words: str) -> NDArray[np.int64]:
        first = text.index(words)
        inside = (read.encoding.starts >= first) & (read.encoding.ends <= first + len(words))
        pieces = np.flatnonzero(inside)
        return np.array([pieces[0], pieces[-1] + 1])

    def choice(candidate: int, probability: float) -> Choice:
        return Choice(np.array([candidate]), np.array([probability], dtype=np.float32))

    contents = np.array([stretch("the pier"), stretch("“It is sound.”")])
    spans = {"content": contents, "source": np.array([stretch("Lund")]), "cue": np.array([stretch("said of")])}
    both = [choice(0, 0.95), choice(0, 0.95)]  # one source, one cue; hardly a link from content to content
    choices = {"content-source": both, "content-cue": both, "content-content": [choice(0, 0.0), choice(0, 0.1)]}
    assert joined(replace(read, spans=spans, choices=choices)) == together


def test_sections_are_cut_at_lines_then_at_spaces() -> None:
    text = "a b\n" * 10
    assert [text[s:e] for s, e in sections(text, 10)] == ["a b\na b\n"] * 5
    assert [e - s for s, e in sections("ab " * 10, 10)] == [9, 9, 9, 3]
    assert [e - s for s, e in sections("x" * 25, 10)] == [10, 10, 5]
    assert list(sections("", 10)) == [(0, 0)]


def test_a_mark_that_is_never_closed_swallows_nothing_of_the_next_paragraph(model: AttributionModel) -> None:
    text = "“We will rebuild the pier, the mayor said.\n\nThe harbor was built in 1901. The engineer said it was sound."
    found = model.predict([text])[0]
    assert all("\n" not in word for a in found for word in words(text, a.content))
    assert words(text, found[-1].content) == ["it was sound"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "“",
                "”",
                '"',
                "''",
                "‘",
                "’",
                "«",
                "»",
                "\n",
                "\n\n",
                " ",
                "—",
                ":",
                "Moss",
                "said",
                "no",
                "é",
                "😀",
                "\x00",
                "\ufeff",
                "\u200b",
                "w" * 120,
            ]
        ),
        max_size=40,
    )
)
def test_any_text_is_read(model: AttributionModel, parts: list[str]) -> None:
    text = " ".join(parts)
    for attribution in model.predict([text])[0]:
        assert attribution.content
        for start, end in (*attribution.source, *attribution.cue, *attribution.content):
            assert 0 <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()


def test_pieces_are_joined_by_their_link_unless_their_sources_differ(model: AttributionModel) -> None:
    nothing, first, second = (
        Choice(np.array([0, 1]), np.array(p, dtype=np.float32)) for p in ([0.1, 0.1], [0.9, 0.0], [0.0, 0.9])
    )
    reading = replace(
        model.reading("One two three four"),
        spans={"content": np.array([[0, 1], [1, 2], [2, 3], [3, 4]])},
        choices={"content-content": [nothing, nothing, first, second], "content-cue": [nothing] * 4},
    )

    def with_sources(*sources: Choice) -> list[list[int]]:
        return joined(replace(reading, choices=reading.choices | {"content-source": list(sources)}))

    assert with_sources(nothing, nothing, nothing, nothing) == [[0, 2], [1, 3]]
    assert with_sources(first, second, second, second) == [[0], [1, 3], [2]]


def beside(model: AttributionModel, other: AttributionModel, counts: float) -> AttributionModel:
    return AttributionModel(model.name, model.tokenizer, model.reader, model.confidence, None, (other, counts))


def test_a_model_beside_itself_reads_as_it_does_alone(model: AttributionModel) -> None:
    alone, together = model.reading(REPORT), beside(model, model, 0.3).reading(REPORT)
    for role, spans in alone.spans.items():
        assert np.array_equal(together.spans[role], spans)
        assert np.allclose(together.certainty[role], alone.certainty[role], atol=1e-5)
    for name, choices in alone.choices.items():
        assert [c.best for c in together.choices[name]] == [c.best for c in choices]


def test_two_models_choose_what_both_of_them_make_likeliest(model: AttributionModel) -> None:
    """One that takes every cue for a source, and counts little or much."""
    swapped = replace(model.reader, session=Swapped(model.reader.session))
    other = AttributionModel("other", model.tokenizer, swapped, model.confidence)
    ours, theirs = model.reading(REPORT), other.reading(REPORT)
    assert np.array_equal(ours.spans["cue"], theirs.spans["source"])
    for counts, alike in ((0.1, ours), (0.9, theirs)):
        found = beside(model, other, counts).reading(REPORT)
        assert np.array_equal(found.spans["source"], alike.spans["source"])
    assert beside(model, other, 0.1).reading(REPORT).certainty["source"].min() < ours.certainty["source"].min()


class Swapped:
    """A network whose words for sources and for cues are the other's."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def run(self, names: list[str], fed: Any) -> list[Any]:
        logits, *others = self._session.run(names, fed)
        return [logits[..., [0, 1, 2, 5, 6, 3, 4]], *others]


def test_a_model_that_cuts_words_otherwise_is_not_heard_beside(model: AttributionModel) -> None:
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    other = AttributionModel("other", tokenizer, model.reader, model.confidence)
    found, alone = beside(model, other, 0.5).reading(REPORT), model.reading(REPORT)
    assert np.array_equal(found.emissions, alone.emissions)


def test_unknown_model() -> None:
    with pytest.raises(ModelError, match="attribution-xx-9"):
        AttributionModel.load("attribution-xx-9")


def test_a_model_that_an_installed_package_offers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "offering_1-1.dist-info").mkdir()
    (tmp_path / "offering_1-1.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: offering_1\nVersion: 1\n"
    )
    (tmp_path / "offering_1-1.dist-info" / "entry_points.txt").write_text("[onrecord.models]\nfine = offering_1\n")
    (tmp_path / "offering_1").mkdir()
    (tmp_path / "offering_1" / "__init__.py").touch()
    shutil.copytree(FOLDER, tmp_path / "offering_1", dirs_exist_ok=True)
    monkeypatch.syspath_prepend(tmp_path)
    assert AttributionModel.load("fine").name == DEFAULT


def test_the_large_model_says_how_it_is_installed() -> None:
    if entry_points(group="onrecord.models", name="large"):
        pytest.skip("the large model is installed")
    with pytest.raises(ModelError, match=r"pip install \./packages/onrecord-model-large"):
        AttributionModel.load("large")


@pytest.mark.parametrize("name", ["model.onnx", "head.npz", "tokenizer.json", "config.json"])
def test_missing_and_damaged_files(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    (folder / name).write_bytes(b"not it")
    with pytest.raises(ModelError, match=str(folder)):
        AttributionModel.load(folder)
    (folder / name).unlink()
    with pytest.raises(ModelError, match=str(folder)):
        AttributionModel.load(folder)


def test_a_model_of_another_format(tmp_path: Path) -> None:
    config = json.loads((FOLDER / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"format": 99}))
    with pytest.raises(ModelError, match="format"):
        AttributionModel.load(tmp_path)


def test_few_words_are_mostly_no_statement(model: AttributionModel) -> None:
    """Whether anything is stated is asked apart from whether its edges are right, and of the content's length too."""
    reading = model.reading("“We will build the bridge,” Hanna Quill said. Quill said that the town could not pay.")
    by_length = {"intercept": 0.0, **dict.fromkeys(EVIDENCE, 0.0), "length": 1.0}
    asked = joined(reading)
    assert asked
    for pieces in asked:
        words = math.exp(length(reading, pieces))
        likely = words / (1 + words)
        assert Confidence(floor=likely - 0.001, statement=by_length).tells(reading, pieces)
        assert not Confidence(floor=likely + 0.001, statement=by_length).tells(reading, pieces)
    assert not list(attributions(reading, Confidence(floor=1.1, statement=by_length)))
    assert len(list(attributions(reading, Confidence()))) == len(asked)
