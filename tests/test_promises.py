"""Broken promises, and what somebody says against his own side, as authors tell it. All names and sentences are
invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from test_told import Said, _recorded, _statements

from onrecord.cli.shifts import _sides, _title
from onrecord.comparison.promises import promised
from onrecord.comparison.told import told
from onrecord.exporting.jsonl import shift_line
from onrecord.model import Article, Entity, Extraction, Span, Speaker, Statement
from onrecord.record import Record
from onrecord.web import application

BROKEN: list[tuple[str, list[Said], str]] = [
    ("Quill broke her promise to fund it.", [("Quill", "broke her promise", "to fund it")], "broke her promise"),
    ("Quill has not kept her vow to sail.", [("Quill", "has not kept her vow", "to sail")], "has not kept her vow"),
    ("Quill abandoned her pledge to sail.", [("Quill", "abandoned", "her pledge to sail")], "abandoned her pledge"),
    (
        "Quill, who had promised to print the books, has yet to do so.",
        [("Quill", "had promised", "to print the books")],
        ", has yet to do so",
    ),
    (
        "Quill has yet to publish the returns she pledged to release.",
        [("Quill", "pledged", "to release")],
        "has yet to publish the returns she ",
    ),
    ("Quill promised to sail but never did.", [("Quill", "promised", "to sail but never did")], "but never did"),
    ("Quill vowed to stay, only to resign in May.", [("Quill", "vowed", "to stay")], ", only to resign"),
    ("Quill’s promise to sail remains unfulfilled.", [("Quill", "promise", "to sail")], " remains unfulfilled"),
    (
        "Quill pledged to sail, a promise she did not keep.",
        [("Quill", "pledged", "to sail")],
        ", a promise she did not keep",
    ),
    (
        "Despite vowing never to raise the toll, Quill raised it in June.",
        [("Quill", "vowing", "never to raise the toll")],
        "Quill raised it in June",
    ),
    (
        "Quill had ruled out raising the toll. On Monday she raised the toll by a fifth.",
        [("Quill", "had ruled out", "raising the toll")],
        "she raised the toll by a fifth",
    ),
    (
        "Quill said in May that she would debate Vane. She has since refused to debate him.",
        [("Quill", "said in May", "that she would debate Vane")],
        "She has since refused to debate him",
    ),
    (
        "Quill did not attend, although she had said she would.",
        [("Quill", "had said", "she would")],
        "did not attend",
    ),
    (
        "Quill promised to do better; a year on, she has done the opposite.",
        [("Quill", "promised", "to do better")],
        ", she has done the opposite",
    ),
]
PAIRS: list[tuple[str, list[Said]]] = [
    (
        "Quill announced a toll on Monday, despite her pledge not to charge drivers.",
        [("Quill", "her pledge", "not to charge drivers"), ("Quill", "announced", "a toll")],
    ),
    (
        "After ruling out a second run, Quill announced that she would run again.",
        [("Quill", "ruling out", "a second run"), ("Quill", "announced", "that she would run again")],
    ),
    (
        "Quill promised to scrap the toll. She spoke instead about making it fair.",
        [("Quill", "promised", "to scrap the toll"), ("Quill", "spoke instead about", "making it fair")],
    ),
]
KEPT: list[tuple[str, list[Said]]] = [
    ("Quill kept her promise to sail.", [("Quill", "her promise", "to sail")]),
    ("Quill may break her promise to sail.", [("Quill", "her promise", "to sail")]),
    ("Quill was accused of breaking her promise to sail.", [("Quill", "breaking her promise", "to sail")]),
    ("Quill promised to build the tunnel, and it was built.", [("Quill", "promised", "to build the tunnel")]),
    (
        "Quill promised to build the tunnel. The council has not built one school.",
        [("Quill", "promised", "to build the tunnel")],
    ),
    ("Quill promised to pay, but did not say when.", [("Quill", "promised", "to pay")]),
    ("Quill vowed to fight on and did so for a year.", [("Quill", "vowed", "to fight on")]),
    ("Quill said that she would probably sail, but she did not.", [("Quill", "said", "that she would probably sail")]),
    ("Quill said she’d asked him to pay. She did not.", [("Quill", "said", "she’d asked him to pay")]),
]

AGAINST: list[tuple[str, list[Said], str, str | None]] = [
    ("Breaking with her party, Quill backed it.", [("Quill", "backed", "it")], "Breaking with her party", None),
    (
        "Quill, at odds with her own government, called it a folly.",
        [("Quill", "called", "it a folly")],
        "at odds with her own government",
        None,
    ),
    (
        "Quill broke ranks with fellow Democrats and backed it.",
        [("Quill", "backed", "it")],
        "broke ranks with fellow Democrats",
        None,
    ),
    (
        "Quill said it was a folly, putting her at odds with the White House.",
        [("Quill", "said", "it was a folly")],
        "at odds with the White House",
        "government",
    ),
    ("Unlike most Republicans, Quill backs it.", [("Quill", "backs", "it")], "Unlike most Republicans", "Republican"),
    (
        "Quill had no trouble breaking with her boss in backing it.",
        [("Quill", "backing", "it")],
        "breaking with her boss",
        None,
    ),
]
WITH_THEM: list[tuple[str, list[Said]]] = [
    ("Quill refused to break with her party and backed it.", [("Quill", "backed", "it")]),
    ("Vane, at odds with his party, was there when Quill backed it.", [("Quill", "backed", "it")]),
    ("Quill, who is often at odds with her party, backed it.", [("Quill", "backed", "it")]),
    ("In a departure from past GOP conventions, Quill backed it.", [("Quill", "backed", "it")]),
    ("Quill disagrees with her former boss and backs it.", [("Quill", "backs", "it")]),
]


@pytest.mark.parametrize(("text", "said", "words"), BROKEN)
def test_an_author_tells_that_a_promise_was_not_kept(text: str, said: list[Said], words: str) -> None:
    (turn,) = told(text, _statements(text, said))
    assert (turn.then, turn.now, turn.basis) == (0, 0, "promise")
    assert text[turn.words.start : turn.words.end] == words


@pytest.mark.parametrize(("text", "said"), PAIRS)
def test_what_is_said_against_a_promise_is_now(text: str, said: list[Said]) -> None:
    (turn,) = told(text, _statements(text, said))
    assert (turn.then, turn.now, turn.basis) == (0, 1, "promise")


@pytest.mark.parametrize(("text", "said"), KEPT)
def test_what_was_kept_or_is_only_said_to_be_broken_is_no_broken_promise(text: str, said: list[Said]) -> None:
    assert told(text, _statements(text, said)) == []


@pytest.mark.parametrize(("text", "said", "words", "side"), AGAINST)
def test_an_author_tells_that_it_is_against_ones_own_side(
    text: str, said: list[Said], words: str, side: str | None
) -> None:
    (turn,) = told(text, _statements(text, said))
    assert (turn.basis, text[turn.words.start : turn.words.end], turn.side) == ("party", words, side)


@pytest.mark.parametrize(("text", "said"), WITH_THEM)
def test_what_is_not_told_of_the_speaker_is_against_nobody(text: str, said: list[Said]) -> None:
    assert told(text, _statements(text, said)) == []


@pytest.mark.parametrize(
    ("cue", "text", "is_one"),
    [
        ("vowed", "never to raise the toll", True),
        ("said", "“I will never raise the toll”", True),
        ("said", "“We’re going to close it”", True),
        ("said", "“I will always love it”", False),
        ("said", "“I would probably close it”", False),
        ("said", "that the toll would rise", False),
    ],
)
def test_what_one_will_do_is_a_promise(cue: str, text: str, is_one: bool) -> None:
    assert promised(cue, text) == is_one


def test_a_broken_promise_is_told_with_what_is_to_be_weighed(tmp_path: Path) -> None:
    with _recorded(tmp_path, BROKEN[3]) as record:
        (shift,) = record.shifts("Quill")
    assert shift.basis == "promise"
    assert shift.reason == (
        "broken promise: had promised ‘to print the books’, published 27 September 2024; "
        "by the author: has yet to do so"
    )
    assert any("put off" in told for told in shift.innocent)
    line = shift_line(shift)
    assert "broken promise" in _title(line).plain
    assert "To weigh: It: only a paraphrase" in _title(line).plain
    assert line["now"]["told_by"] is None


def _by(said: Statement, name: str, type: str, source: Span) -> Statement:
    speaker = Speaker(name, type, name, 0.95, ())  # type: ignore[arg-type]
    return replace(said, speaker=speaker, source=(source,))


TEXT = (
    "The White House said that the tunnel was safe. "
    "Quill, {who}, broke with the White House and said the tunnel was not."
)


@pytest.mark.parametrize(
    ("name", "who", "told_of"),
    [
        ("Edda Quill", "the energy secretary", True),
        ("Edda Quill", "a former energy secretary", False),
        ("Edda Quill", "a baker", False),
        ("John Kerry", "a sailor", True),  # who he is, and was then, is known
    ],
)
def test_against_a_government_it_is_only_said_by_who_belongs_to_it(
    tmp_path: Path, name: str, who: str, told_of: bool
) -> None:
    family = name.split()[-1]
    text = TEXT.format(who=who).replace("Quill", family)
    said = [("White House", "said", "that the tunnel was safe"), (family, "and said", "the tunnel was not")]
    theirs, own = _statements(text, said)
    theirs = _by(theirs, "White House", "organization", Span(text.index("White"), text.index("White") + 11))
    own = _by(own, name, "person", Span(text.index(family), text.index(", broke")))
    entities = tuple(
        Entity(s.speaker.entity or "", s.speaker.name or "", "person" if s is own else "organization", (), (), s.source)
        for s in (theirs, own)
    )
    with Record(tmp_path / "side.db") as record:
        record.add(Extraction(Article("a", text, published=date(2015, 3, 1)), (theirs, own), entities=entities))
        record.compare()
        found = record.shifts()
    assert [(s.basis, s.then.statement.id, s.now.statement.id) for s in found] == [("party", "a/0", "a/1")] * told_of
    if told_of:
        assert found[0].reason.startswith("against one's own side, they")
        assert [row["side"] for row in _sides(shift_line(found[0]))] == ["they", "now"]


def test_a_page_tells_why_who_tells_it_and_what_else_it_may_be(tmp_path: Path) -> None:
    text = "Quill <b>broke her promise</b> to fund it, Vane said on the quay."
    said = [("Quill", "broke her promise", "to fund it"), ("Vane", "said on the quay", "Quill <b>broke her promise")]
    own, holding = _statements(text, said)
    holding = _by(holding, "Osric <i>Vane</i>", "person", Span(text.index("Vane"), text.index(" said")))
    own, held = replace(own, nested_in=holding.id), replace(holding, content=(Span(0, 6),), text="Quill ")
    entity = Entity("Quill", "Edda Quill", "person", ("Quill",), (), (Span(0, 5),))
    with Record(tmp_path / "told.db") as record:
        record.add(Extraction(Article("a", text, published=date(2024, 9, 27)), (own, held), entities=(entity,)))
        record.compare()
        (shift,) = record.shifts()
    assert shift.now_told_by == "Osric <i>Vane</i>"
    client = TestClient(application(tmp_path / "told.db"), base_url="http://127.0.0.1")
    for path in ("/shifts", "/shift?then=a/1&now=a/1"):  # as users name them
        page = client.get(path).text
        assert "As Osric &lt;i&gt;Vane&lt;/i&gt; tells it" in page
        assert "broken promise: broke her promise ‘to fund it’" in page
        assert "It may have been put off" in page
        assert "<i>" not in page
    (line,) = client.get("/api/v1/shifts").json()["items"]
    assert line["now"]["told_by"] == "Osric <i>Vane</i>"
    assert line["innocent"] == list(shift.innocent)
