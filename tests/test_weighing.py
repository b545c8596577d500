"""What the network says beside the rules: each decision alone, by a network that says what it is told to; and the real
one over an invented report."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from invented_reports import document as marked_document

from onrecord.errors import ModelError
from onrecord.extraction import choosing, folders
from onrecord.extraction.about import Offered
from onrecord.extraction.attribution import AttributionModel
from onrecord.extraction.document import Document, Mention, Resolution
from onrecord.extraction.graph.heads import Floats, Heads
from onrecord.extraction.graph.model import DEFAULT, GraphModel, Network, Weights
from onrecord.extraction.language import Parser
from onrecord.extraction.manner import Manner
from onrecord.extraction.pipeline import Extractor, assemble
from onrecord.extraction.weighing import Weighing
from onrecord.model import Article, Attribution, Entity, Extraction, Party, SaidOn, Span, Speaker, SpeakerType

# An invented report.
TEXT = (
    "Edda Quill met reporters on Tuesday. Orvane Motors will close its plant in May, the carmaker said. "
    "On Monday Osric Vane wrote that she was wrong."
)
WEIGHTS = Weights(speaker=0.7, mode=0.7, day_of_clause=0.05, day_carried=0.05, day_of_occasion=0.8, day=0.9, about=0.5,
                  addressee=0.4, parties={"always": -0.4, "network": 1.0})  # fmt: skip


def span(words: str) -> Span:
    at = TEXT.index(words)
    return Span(at, at + len(words))


class Told(Network):
    """Says of the first statement what it is told to, by the words that it is asked about."""

    def __init__(self, likely: dict[str, float], modes: Sequence[float] = (1.0, 0.0, 0.0), text: str = TEXT) -> None:
        super().__init__(Heads({}), ())
        self.likely, self.modes, self.text = likely, modes, text

    def labels(self, name: str) -> Iterator[tuple[int, Floats]]:
        yield 0, np.array(self.modes, np.float32)

    def choices(self, name: str, spans: Sequence[Span]) -> Iterator[tuple[int, list[tuple[int, float]]]]:
        yield 0, [(n, self.likely.get(self.text[s.start : s.end], 0.0)) for n, s in enumerate(spans)]

    def about(self, spans: Sequence[Span]) -> Iterator[tuple[int, list[tuple[int, Floats]]]]:
        for i, told in self.choices("about", spans):
            yield i, [(n, np.array([1 - p, 0.6 * p, 0.3 * p, 0.1 * p], np.float32)) for n, p in told]


@cache
def document() -> Document:
    first = Attribution(
        (span("the carmaker"),), (span("said"),), (span("Orvane Motors will close its plant in May"),), 0.9
    )
    second = Attribution((span("Osric Vane"),), (span("wrote"),), (span("she was wrong"),), 0.9)
    doc = next(iter(Parser().parse([TEXT])))
    return Document(Article("a", TEXT, published=date(2026, 11, 26)), doc, (first, second))


def weighing(likely: dict[str, float], modes: Sequence[float] = (1.0, 0.0, 0.0)) -> Weighing:
    return Weighing(document(), Told(likely, modes), WEIGHTS)


def resolution(speaker: Speaker) -> Resolution:
    people = ("Edda Quill", "Osric Vane", "Orvane Motors")
    types = ("person", "person", "organization")
    entities = tuple(
        Entity(f"e{n}", name, type, (), (), (span(name),))  # type: ignore[arg-type]
        for n, (name, type) in enumerate(zip(people, types, strict=True), 1)
    )
    stranger = Entity("e4", "the carmaker", "anonymous", (), (), (span("the carmaker"),))
    mentions = tuple(Mention(span(name), "name", f"e{n}") for n, name in enumerate(people, 1))
    nominal = Mention(span("the carmaker"), "nominal", "e4")
    other = Speaker("Osric Vane", "person", "e2", 0.9)
    return Resolution((*entities, stranger), (*mentions, nominal), (speaker, other))


WORDED = Speaker("the carmaker", "anonymous", "e4", 0.7, ("the carmaker",), (span("the carmaker"),))


def test_a_speaker_without_a_name_is_the_one_whom_the_network_finds_among_the_named() -> None:
    found = weighing({"Orvane Motors": 0.8, "the carmaker": 0.2}).resolution(resolution(WORDED))
    assert (found.speakers[0].name, found.speakers[0].entity) == ("Orvane Motors", "e3")
    assert found.speakers[0].chain == (span("the carmaker"), span("Orvane Motors"))


def test_a_named_speaker_stays_and_one_who_is_not_likely_is_not_taken() -> None:
    named = Speaker("Edda Quill", "person", "e1", 0.9)
    assert weighing({"Orvane Motors": 0.9}).resolution(resolution(named)).speakers[0] == named
    assert weighing({"Orvane Motors": 0.6}).resolution(resolution(WORDED)).speakers[0] == WORDED
    assert weighing({"the carmaker": 0.9}).resolution(resolution(WORDED)).speakers[0] == WORDED


@pytest.mark.parametrize(
    ("source", "kind", "likely", "stays"),
    [
        ("Vane's first two guests", "group", "Vane", True),  # those of somebody are others than he
        ("a poll by Vane", "document", "Vane", False),
        ("one guest", "anonymous", "Edda Quill", True),  # somebody new
        ("the carmaker", "organization", "Edda Quill", False),
        ("Orvane", "organization", "Edda Quill", True),  # a name that the rules take for none
    ],
)
def test_one_who_is_named_as_anothers_or_elsewhere_is_not_who_says_it(
    source: str, kind: SpeakerType, likely: str, stays: bool
) -> None:
    text = f"Edda Quill met Osric Vane. It was late, {source} said."
    spans = {
        words: Span(at := text.rindex(words), at + len(words)) for words in (source, "said", likely, "It was late")
    }
    attribution = Attribution((spans[source],), (spans["said"],), (spans["It was late"],), 0.9)
    doc = next(iter(Parser().parse([text])))
    asked = Weighing(Document(Article("a", text), doc, (attribution,)), Told({likely: 0.9}, text=text), WEIGHTS)
    entity = Entity("e1", likely, "person", (), (), (spans[likely],))
    read = Speaker(source, kind, None, 0.7)
    found = asked.resolution(Resolution((entity,), (Mention(spans[likely], "name", "e1"),), (read,)))
    assert found.speakers[0].name == (source if stays else likely)


@pytest.mark.parametrize(
    ("likely", "read", "name"),
    [
        ({"Edda Quill": 0.5, "Osric Vane": 0.3}, None, "Edda Quill"),
        ({"reporters": 0.5}, None, "reporters"),
        ({"Edda Quill": 0.3, "Osric Vane": 0.3}, None, None),
        ({"Orvane Motors": 0.9}, None, None),  # who speaks
        ({"Edda Quill": 0.9}, Party("Osric Vane", "person", "e2", ()), "Osric Vane"),
    ],
)
def test_whom_the_network_finds_likely_is_told_where_the_rules_have_nobody(
    likely: dict[str, float], read: Party | None, name: str | None
) -> None:
    speaker = Speaker("Orvane Motors", "organization", "e3", 0.9)
    found = weighing(likely).addressees(resolution(speaker), [read, None])
    assert [p and p.name for p in found] == [name, None]
    assert all(p is read or p.spans == (span(p.name),) for p in found if p)


def test_a_crowd_that_only_the_scene_shows_is_told() -> None:
    text = "Edda Quill spoke in Westmoor on Monday before a cheering crowd. “We will close the pier,” she said."
    (said,) = Extractor().extract(Article("a", text)).statements
    assert said.addressee is not None
    assert said.addressee.name == "a cheering crowd"


TUESDAY, FRIDAY = "2026-11-24", "2026-11-20"


@pytest.mark.parametrize(
    ("likely", "read", "day"),
    [
        (0.95, None, TUESDAY),  # the network alone, sure enough
        (0.8, None, None),
        (0.1, SaidOn(TUESDAY, None, "weekday"), TUESDAY),  # what the clause says stands
        (0.1, SaidOn(TUESDAY, None, "carried"), TUESDAY),  # and what it goes on from,
        (0.01, SaidOn(TUESDAY, None, "weekday"), None),  # unless it is most unlikely
        (0.01, SaidOn(TUESDAY, None, "carried"), None),
        (0.95, SaidOn(FRIDAY, None, "carried"), FRIDAY),  # of a section that the network has not read with it
        (0.85, SaidOn(TUESDAY, None, "occasion"), TUESDAY),  # an occasion's, where both say so
        (0.6, SaidOn(TUESDAY, None, "occasion"), None),
        (0.95, SaidOn(FRIDAY, None, "occasion"), TUESDAY),
    ],
)
def test_a_day_is_shown_where_it_is_likely(likely: float, read: SaidOn | None, day: str | None) -> None:
    found = weighing({"Tuesday": likely}).said_on([read, read])
    assert [d.value if d else None for d in found] == [day, read.value if read else None]


def test_neither_a_day_to_come_nor_one_that_stands_after_dates_a_statement() -> None:
    for words in ("May", "Monday"):
        assert weighing({words: 0.95}).said_on([None, None]) == [None, None]


def test_a_day_in_a_content_does_not_date_it() -> None:
    marked = "Osric Vane spoke on Tuesday. [1 He] {1 said} <1 on Monday that>, he thought, <1 the pier had burned>."
    doc = marked_document(marked, date(2026, 11, 26))
    for words, day in (("Monday", None), ("Tuesday", TUESDAY)):
        told = Weighing(doc, Told({words: 0.95}, text=doc.article.text), WEIGHTS).said_on([None])
        assert [d.value if d else None for d in told] == [day]


def test_the_mode_of_the_rules_gives_way_only_to_a_much_likelier_one() -> None:
    read = [Manner("speech", "affirmed"), Manner("writing", "affirmed")]
    assert weighing({}, (0.1, 0.9, 0.0)).manners(read)[0].mode != "speech"
    assert weighing({}, (0.3, 0.7, 0.0)).manners(read)[0].mode == "speech"
    assert weighing({}, (0.1, 0.9, 0.0)).manners(read)[1] == read[1]


def test_a_content_is_about_those_who_are_likely_the_likeliest_first() -> None:
    orvane = Party("Orvane Motors", "organization", "e3", (span("Orvane Motors"),))
    plant = Party("plant", "organization", None, (span("its plant"),))
    may = Party("May", "person", None, (span("May"),))
    read = [tuple(Offered(party, {"always": 1.0}) for party in some) for some in ((orvane, plant, may), (may,))]
    parties, opinions = weighing({"Orvane Motors": 0.7, "its plant": 0.9, "May": 0.2}).about(read)
    assert [[replace(party, confidence=None) for party in some] for some in parties] == [[plant, orvane], []]
    assert [party.confidence for party in parties[0]] == pytest.approx([0.86, 0.61], abs=0.01)
    about_it, negative, positive = opinions[0][0]
    assert (about_it > 1, negative > 0, positive < 0) == (True, True, True)


def test_a_party_is_heard_in_all_its_mentions_and_beside_the_others() -> None:
    first, second, third = Span(0, 4), Span(10, 14), Span(20, 24)
    one = Offered(Party("Vane", "person", "e1", (first, second)), {"always": 1.0, "subject": 1.0, "no such": 1.0})
    other = Offered(Party("Quill", "person", "e2", (third,)), {"always": 1.0})
    said = {first: np.array([0.8, 0.0, 0.2, 0.0]), second: np.array([0.5, 0.1, 0.2, 0.2])}
    words = [choosing.heard((one, other), said), choosing.heard((one,), {}), choosing.heard((), {})]
    known, elsewhere, none = choosing.evidence([(one, other), (one,), ()], words)
    assert (known.shape, none.shape) == ((2, len(choosing.EVIDENCE)), (0, len(choosing.EVIDENCE)))
    told = dict(zip(choosing.EVIDENCE, known[0], strict=True))
    assert (told["always"], told["subject"], told["object"], told["likeliest"]) == (1, 1, 0, 1)
    assert told["network"] == 0 < told["network, any"]  # not about it by the second mention alone, nor by both
    assert told["network, others"] < -5  # of which it has not been asked
    assert dict(zip(choosing.EVIDENCE, elsewhere[0], strict=True))["network, elsewhere"] > 0.4


@cache
def models() -> tuple[AttributionModel, GraphModel]:
    return AttributionModel.load(), GraphModel.load()


def read(text: str) -> Network:
    attribution, graph = models()
    readings = list(attribution.readings(text))
    sections = [graph.section(*one) for one in readings]
    return graph.read(text, sections, attribution.attributions(text, readings))


@pytest.mark.parametrize("text", ["", " \n\n ", "No names here.", "he said " * 2000, "“" * 500, "NOBODY SAID ANYTHING"])
def test_whatever_the_text_nothing_breaks(text: str) -> None:
    found = read(text)
    assert all(0 <= p <= 1 for _, likely in found.choices("time", []) for _, p in likely)
    assert all(abs(p.sum() - 1) < 1e-5 for _, likely in found.about([Span(0, len(text))]) for _, p in likely)
    assert isinstance(Extractor().extract(Article("a", text)), Extraction)


def test_what_is_said_of_a_text_is_the_same_in_a_longer_one() -> None:
    """Sections and windows are read by themselves; the numbers stay those of the article."""
    report = "Osric Vane told reporters on Tuesday that the harbour would be closed.\n\n"
    one = Extractor().extract(Article("a", report, published=date(2026, 11, 26))).statements
    filler = "The ferry left. It was late again. The sea was calm and grey.\n\n" * 1000
    many = Extractor().extract(Article("b", report + filler + report, published=date(2026, 11, 26))).statements
    assert len(one) == 1
    assert len(many) >= 2
    assert one[0].said_on is not None
    assert many[-1].said_on is not None
    assert (many[-1].said_on.value, many[-1].mode) == (one[0].said_on.value, one[0].mode)


def test_the_pipeline_asks_the_network() -> None:
    """By weights at which it is never followed, and always: of a real text and the real network."""
    text = "On Tuesday the ministers met. Osric Vane said that Edda Quill had closed the pier. She called Vane a clown."
    article = Article("a", text, published=date(2026, 11, 26))
    attribution, graph = models()
    found = attribution.predict([text])[0]
    asked = Document(article, next(iter(Parser().parse([text]))), found)
    never, always = (
        assemble(asked, read(text), replace(WEIGHTS, day=day, about=about)) for day, about in ((1.1, 1.1), (0.0, 0.0))
    )
    assert graph.weights.about < 1
    assert [s.about for s in never.statements] == [()] * len(never.statements)
    assert any(s.about for s in always.statements)
    assert sum(s.said_on is not None for s in always.statements) > sum(s.said_on is not None for s in never.statements)


def test_a_folder_that_is_no_graph_model_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no graph model of this name"):
        GraphModel.load("graph-en-0")
    folder = shutil.copytree(folders.find(DEFAULT, "graph"), tmp_path / "other")
    settings = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(settings | {"modes": settings["modes"][::-1]}))
    with pytest.raises(ModelError, match="of a format that this version does not read"):
        GraphModel.load(folder)
    (folder / "config.json").write_text(json.dumps(settings))
    (folder / "heads.npz").write_bytes(b"")
    with pytest.raises(ModelError, match=r"heads\.npz is damaged"):
        GraphModel.load(folder)
