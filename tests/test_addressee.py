"""To whom something is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from invented_reports import resolved

from onrecord.extraction import addressee, manner, occasions


def names(marked: str) -> list[str | None]:
    doc, resolution = resolved(marked)
    held, links = occasions.read(doc, resolution)
    found = addressee.read(doc, resolution, held, links, manner.read(doc, resolution))
    return [p.name if p else None for p in found]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[1Ruth Calloway] {1told} reporters <1that taxes would rise>.", "reporters"),
        ("[1Ruth Calloway] {1said} <1taxes would rise>.", None),
        ("Tom Bramley was there. [1Ruth Calloway] {1asked} Bramley <1whether he would vote>.", "Tom Bramley"),
        ("[1Ruth Calloway] {1said} in a letter to Tom Bramley <1that taxes would rise>.", "Tom Bramley"),
        ("[1Ruth Calloway], speaking to reporters, {1said} <1that taxes would rise>.", "reporters"),
        ("[1Ruth Calloway] {1said} on a conference call with reporters <1that taxes would rise>.", "reporters"),
        ("<1“Yes,”> [1Ruth Calloway] {1said} in response to a question from Tom Bramley.", "Tom Bramley"),
        ("<1“Yes,”> [1Ruth Calloway] {1said} when asked by Tom Bramley.", "Tom Bramley"),
        ("Calloway sent a letter to Tom Bramley. [1The letter] {1says} <1that taxes will rise>.", "Tom Bramley"),
        ("Calloway wrote a letter to Tom Bramley. [1She] {1said} <1that taxes will rise>.", None),
        ("[1Ruth Calloway] {1said} on CNN <1that taxes would rise>.", None),
        ("[1Ruth Calloway] {1told} a story <1about a bank>.", None),
        ("[1Ruth Calloway] {1joked} with reporters <1that taxes would rise>.", "reporters"),
        ("[1Officials who spoke to the Daily Courier] {1said} <1taxes would rise>.", "Daily Courier"),
        ("[1Ruth Calloway] {1attacked} <1the budget>, telling reporters that it was a fraud.", "reporters"),
        ("The crowd booed when [1Ruth Calloway] {1told} them <1that taxes would rise>.", "The crowd"),
        ("<1“Thank you,”> {1said} [1Ruth Calloway], looking out on the crowd.", "the crowd"),
        ("Addressing reporters, [1Ruth Calloway] {1said} <1that taxes would rise>.", "reporters"),
        ("[1Ruth Calloway] {1thanked} <1residents for their patience>.", "residents"),
        ("[1Calloway’s father] {1told} Calloway <1that taxes would rise>.", "Calloway"),
        ("[1Voters] {1responded} to the poll <1that taxes were too high>.", None),
        ("A letter to Tom Bramley angered the bank that [1Ruth Calloway] {1called} <1a casino>.", None),
        ("[1Ruth Calloway] {1said} to applause <1that taxes would fall>.", None),
    ],
)
def test_the_one_who_is_told(marked: str, name: str | None) -> None:
    assert names(marked) == [name]


def test_an_interview_is_given_to_somebody_throughout() -> None:
    marked = (
        "[1Ruth Calloway] {1told} CNN <1that taxes would rise>. <2“Wages will follow,”> [2she] {2said}.\n\n"
        "[3Tom Bramley] {3said} <3it was a fraud>."
    )
    assert names(marked) == ["CNN", "CNN", None]


def test_a_question_is_put_to_the_one_who_answers() -> None:
    marked = (
        "Ruth Calloway gave a speech on Monday. {1Asked} <1whether taxes would rise>, "
        "[2Calloway] {2said} <2they would>."
    )
    assert names(marked)[0] == "Ruth Calloway"


def test_a_transcript_is_a_dialogue() -> None:
    marked = (
        "Host Tom Bramley spoke with Ruth Calloway.\n\n[1BRAMLEY]{1:} <1Will taxes rise?>\n\n"
        "[2CALLOWAY]{2:} <2They will.>"
        "\n\n[3BRAMLEY]{3:} <3When?>\n\n[4CALLOWAY]{4:} <4Soon enough.>"
    )
    found = names(marked)
    assert found[1] == found[3]
    assert found[1] is not None
    assert "bramley" in found[1].lower()


def test_the_introduction_of_a_transcript_is_of_its_dialogue() -> None:
    marked = (
        "On Sunday [5Ruth Calloway] {5said} <5taxes would rise>. Tom Bramley asked the questions:\n\n"
        "[1BRAMLEY]{1:} <1Will taxes rise?>\n\n[2CALLOWAY]{2:} <2They will.>\n\n"
        "[3BRAMLEY]{3:} <3When?>\n\n[4CALLOWAY]{4:} <4Soon enough.>"
    )
    assert "Bramley" in (names(marked)[4] or "")


def test_a_thought_and_what_is_written_are_told_to_nobody_who_was_spoken_to() -> None:
    marked = (
        "[1Ruth Calloway] {1told} reporters <1that taxes would rise>. [2She] {2wanted} <2higher wages>. "
        "[3She] {3tweeted} <3that banks were casinos>."
    )
    assert names(marked) == ["reporters", None, None]


def test_whom_one_calls_on_is_not_whom_one_goes_on_to_speak_to() -> None:
    marked = "[1Ruth Calloway] {1urged} <1Tom Bramley to resign>. <2“He must go,”> [2she] {2said}."
    assert names(marked) == ["Tom Bramley", None]


def test_me_outside_quotation_marks_is_the_author() -> None:
    doc, resolution = resolved("<1“Taxes will rise,”> [1Ruth Calloway] {1told} me.")
    doc = replace(doc, article=replace(doc.article, byline="Jane Doe"))
    found = addressee.read(doc, resolution)[0]
    assert found is not None
    assert (found.name, found.type) == ("Jane Doe", "person")


def test_who_was_asked_answers_the_one_who_asked() -> None:
    marked = (
        "[1Tom Bramley] {1asked} Ruth Calloway <1whether taxes would rise>. <2“Soon enough,”> {2said} [2Calloway]. "
    )
    assert names(marked) == ["Ruth Calloway", "Tom Bramley"]


def test_whom_one_struggles_to_persuade_is_not_told_the_rest() -> None:
    marked = "[1Ruth Calloway] {1struggled to persuade} voters <1that she cared>. <2“I do,”> [2she] {2said}."
    assert names(marked) == ["voters", None]
