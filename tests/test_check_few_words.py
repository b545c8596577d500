"""What a fact-checker found wrong or unclear in what `check` said of few words, mixed marks and names. All invented."""

from __future__ import annotations

import pytest
from test_fidelity import printed

from onrecord.comparison.fidelity import judge
from onrecord.comparison.findings import Drafted, Finding
from onrecord.comparison.quoted import quoted
from onrecord.comparison.sources import Source
from onrecord.comparison.tokens import tokens
from onrecord.record.who import may_be

GOD = printed("Thank God, I am very healthy, and so is the mayor.", "Edda Quill", id="c")
WEARY = printed("I hear it on every street. They are sick and tired of the endless bridge committee.", "Edda Quill")
PEOPLE = printed("I think the island people are right about the gulls, and about much else.", "Osric Vane", id="b")


def _judged(words: str, speaker: str, *sources: Source) -> Finding:
    text = f"“{words}”"
    (one,) = quoted(text)
    return judge(Drafted(tokens(text, [one.span]), one.span, speaker, "person"), sources, may_be)


def test_thank_you_is_no_altered_thank_god() -> None:
    others = [printed("Thank you, and good night.", f"Ann Lee{n}", id=str(n)) for n in range(3)]
    finding = _judged("Thank you", "Edda Quill", GOD, *others)
    assert finding.kind == "no source"
    assert finding.reason == (
        "words that many use, but nothing has Edda Quill saying so; others do: Ann Lee0, Ann Lee1, Ann Lee2"
    )
    assert [place.speaker for place in finding.places] == ["Ann Lee0", "Ann Lee1", "Ann Lee2"]


def test_a_cliche_of_many_words_is_no_other_speakers() -> None:
    said = printed("Right or wrong, it is what it is, and it was not so before.", "Osric Vane", id="d")
    assert _judged("It is what it is", "Osric Vane", said).kind == "verbatim"
    assert _judged("It is what it is", "Edda Quill", said).kind == "no source"


def test_a_stock_phrase_from_elsewhere_makes_no_splice() -> None:
    finding = _judged(
        "The island people are sick and tired of the endless bridge committee", "Edda Quill", WEARY, PEOPLE
    )
    assert finding.kind == "altered"
    assert finding.places[0].speaker == "Edda Quill"


def test_words_more_than_half_of_which_differ_are_none_of_a_source() -> None:
    said = printed("Yet another Calloway spoke to another woman there.", "Osric Vane", id="e")
    assert _judged("Only gulls love another Calloway, but another Trumbull", "Edda Quill", said).kind == "no source"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('“We will pay for it," Vane said.', ["We will pay for it,"]),
        ('"We will pay for it,” Vane said.', ["We will pay for it,"]),
        ('"We will pay,” said Vane, “and soon."', ["We will pay,", "and soon."]),
        ('“We will pay," he said. “It is late,” he added.', ["We will pay,", "It is late,"]),
        ('“The 10" pipe is not “late,” it is here,” he said.', ['The 10" pipe is not “late,” it is here,']),
        ('“He called it "late," and left,” she said.', ['He called it "late," and left,']),
    ],
)
def test_a_quotation_is_closed_by_the_other_kinds_mark(text: str, found: list[str]) -> None:
    assert [text[q.span.start : q.span.end] for q in quoted(text + "\n\n“Another.”\n")][:-1] == found


@pytest.mark.parametrize(
    ("a", "b", "may"),
    [
        ("Antonia Vargas", "Jose Antonia Vargas", True),
        ("Jose Antonia Vargas", "Antonia Vargas", True),
        ("Antonia Vargas", "Maria Vargas", False),
        ("Osric Vane", "Osric Vane Jr.", False),
        ("Osric Vane", "Ralph Osric Vane Jr.", False),
        ("Osric Vane", "Osric Quill Vane", True),
    ],
)
def test_fewer_given_names_are_not_plainly_another(a: str, b: str, may: bool) -> None:
    assert may_be(a, b, "person") is may
