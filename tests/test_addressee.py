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
        ("[1 Ruth Calloway] {1 told} reporters <1 that taxes would rise>.", "reporters"),
        ("[1 Ruth Calloway] {1 said} <1 taxes would rise>.", None),
        ("Tom Bramley was there. [1 Ruth Calloway] {1 asked} Bramley <1 whether he would vote>.", "Tom Bramley"),
        ("[1 Ruth Calloway] {1 said} in a letter to Tom Bramley <1 that taxes would rise>.", "Tom Bramley"),
        ("[1 Ruth Calloway], speaking to reporters, {1 said} <1 that taxes would rise>.", "reporters"),
        ("[1 Ruth Calloway] {1 said} on a conference call with reporters <1 that taxes would rise>.", "reporters"),
        ("<1 “Yes,”> [1 Ruth Calloway] {1 said} in response to a question from Tom Bramley.", "Tom Bramley"),
        ("<1 “Yes,”> [1 Ruth Calloway] {1 said} when asked by Tom Bramley.", "Tom Bramley"),
        ("Calloway sent a letter to Tom Bramley. [1 The letter] {1 says} <1 that taxes will rise>.", "Tom Bramley"),
        ("Calloway wrote a letter to Tom Bramley. [1 She] {1 said} <1 that taxes will rise>.", None),
        ("[1 Ruth Calloway] {1 said} on CNN <1 that taxes would rise>.", None),
        ("[1 Ruth Calloway] {1 told} a story <1 about a bank>.", None),
        ("[1 Ruth Calloway] {1 joked} with reporters <1 that taxes would rise>.", "reporters"),
        ("[1 Officials who spoke to the Daily Courier] {1 said} <1 taxes would rise>.", "Daily Courier"),
        ("[1 Ruth Calloway] {1 attacked} <1 the budget>, telling reporters that it was a fraud.", "reporters"),
        ("<1 “Thank you,”> {1 said} [1 Ruth Calloway], looking out on the crowd.", "the crowd"),
        ("Addressing reporters, [1 Ruth Calloway] {1 said} <1 that taxes would rise>.", "reporters"),
        ("[1 Ruth Calloway] {1 thanked} <1 residents for their patience>.", "residents"),
        ("[1 Calloway’s father] {1 told} Calloway <1 that taxes would rise>.", "Calloway"),
        ("[1 Voters] {1 responded} to the poll <1 that taxes were too high>.", None),
        ("A letter to Tom Bramley angered the bank that [1 Ruth Calloway] {1 called} <1 a casino>.", None),
        ("[1 Ruth Calloway] {1 said} to applause <1 that taxes would fall>.", None),
        ("[1 Ruth Calloway] {1 told} CNN’s Tom Bramley <1 that taxes would fall>.", "Tom Bramley"),
        ("[1 Ruth Calloway] {1 told} CBS’ Face the Nation <1 that taxes would fall>.", "CBS’ Face the Nation"),
        ("[1 Ruth Calloway] {1 opened up} to reporters <1 about her taxes>.", "reporters"),
        (
            "[1 Ruth Calloway] {1 told} officials from the Bramley campaign <1 that taxes would fall>.",
            "officials from the Bramley campaign",
        ),
        ("<1 Staff> {1 were told} <1 that wages would fall>.", "Staff"),
    ],
)
def test_the_one_who_is_told(marked: str, name: str | None) -> None:
    assert names(marked) == [name]


def test_an_interview_is_given_to_somebody_throughout() -> None:
    marked = (
        "[1 Ruth Calloway] {1 told} CNN <1 that taxes would rise>. <2 “Wages will follow,”> [2 she] {2 said}.\n\n"
        "[3 Tom Bramley] {3 said} <3 it was a fraud>."
    )
    assert names(marked) == ["CNN", "CNN", None]


def test_a_question_is_put_to_the_one_who_answers() -> None:
    marked = (
        "Ruth Calloway gave a speech on Monday. {1 Asked} <1 whether taxes would rise>, "
        "[2 Calloway] {2 said} <2 they would>."
    )
    assert names(marked)[0] == "Ruth Calloway"


def test_a_transcript_is_a_dialogue() -> None:
    marked = (
        "Host Tom Bramley spoke with Ruth Calloway.\n\n[1 BRAMLEY]{1 :} <1 Will taxes rise?>\n\n"
        "[2 CALLOWAY]{2 :} <2 They will.>"
        "\n\n[3 BRAMLEY]{3 :} <3 When?>\n\n[4 CALLOWAY]{4 :} <4 Soon enough.>"
    )
    found = names(marked)
    assert found[1] == found[3]
    assert found[1] is not None
    assert "bramley" in found[1].lower()


def test_the_introduction_of_a_transcript_is_of_its_dialogue() -> None:
    marked = (
        "On Sunday [5 Ruth Calloway] {5 said} <5 taxes would rise>. Tom Bramley asked the questions:\n\n"
        "[1 BRAMLEY]{1 :} <1 Will taxes rise?>\n\n[2 CALLOWAY]{2 :} <2 They will.>\n\n"
        "[3 BRAMLEY]{3 :} <3 When?>\n\n[4 CALLOWAY]{4 :} <4 Soon enough.>"
    )
    assert "Bramley" in (names(marked)[4] or "")


def test_a_thought_and_what_is_written_are_told_to_nobody_who_was_spoken_to() -> None:
    marked = (
        "[1 Ruth Calloway] {1 told} reporters <1 that taxes would rise>. [2 She] {2 wanted} <2 higher wages>. "
        "[3 She] {3 tweeted} <3 that banks were casinos>."
    )
    assert names(marked) == ["reporters", None, None]


def test_whom_one_calls_on_is_not_whom_one_goes_on_to_speak_to() -> None:
    marked = "[1 Ruth Calloway] {1 urged} <1 Tom Bramley to resign>. <2 “He must go,”> [2 she] {2 said}."
    assert names(marked) == ["Tom Bramley", None]


def test_me_outside_quotation_marks_is_the_author() -> None:
    doc, resolution = resolved("<1 “Taxes will rise,”> [1 Ruth Calloway] {1 told} me.")
    doc = replace(doc, article=replace(doc.article, byline="Jane Doe"))
    found = addressee.read(doc, resolution)[0]
    assert found is not None
    assert (found.name, found.type) == ("Jane Doe", "person")


def test_who_was_asked_answers_the_one_who_asked() -> None:
    marked = (
        "[1 Tom Bramley] {1 asked} Ruth Calloway <1 whether taxes would rise>. "
        "<2 “Soon enough,”> {2 said} [2 Calloway]. "
    )
    assert names(marked) == ["Ruth Calloway", "Tom Bramley"]


@pytest.mark.parametrize(
    "reply",
    [
        "[2 Ruth Calloway] {2 replied} <2 that they would not>.",
        "<2 “They will not,”> [2 Ruth Calloway] {2 said} in response.",
        "[2 Ruth Calloway’s] {2 answer was} <2 that they would not>.",
    ],
)
def test_a_reply_is_made_to_whoever_spoke_before(reply: str) -> None:
    assert names(f"[1 Tom Bramley] {{1 said}} <1 taxes would rise>. {reply}")[1] == "Tom Bramley"


def test_a_question_and_what_another_says_next_are_put_to_each_other() -> None:
    marked = "<1 “Will taxes rise?”> [1 Tom Bramley] {1 asked}. <2 “Soon enough,”> [2 Ruth Calloway] {2 said}."
    assert names(marked) == ["Ruth Calloway", "Tom Bramley"]


def test_a_reply_to_what_it_names_is_not_made_to_whoever_spoke_before() -> None:
    marked = (
        "[1 Tom Bramley] {1 said} <1 taxes would rise>. [2 Ruth Calloway] {2 said} in response to the fire "
        "<2 that she was sad>."
    )
    assert names(marked) == [None, None]


def test_what_a_chief_speaker_tells_one_interviewer_is_told_from_the_headline_on() -> None:
    marked = (
        "[1 Calloway] {1 says} <1 taxes will rise>\n\n[2 Ruth Calloway] {2 predicts} <2 hard times>.\n\n"
        "[3 She] {3 told} CNN <3 that banks were casinos>."
    )
    assert names(marked) == ["CNN"] * 3


def test_what_is_told_a_crowd_or_two_interviewers_is_told_them_alone() -> None:
    crowd = "[1 Ruth Calloway] {1 predicts} <1 hard times>. [2 She] {2 told} voters <2 that banks were casinos>."
    assert names(crowd) == [None, "voters"]
    two = (
        "[1 Ruth Calloway] {1 predicts} <1 hard times>. [2 She] {2 told} CNN <2 that banks were casinos>. "
        "[3 She] {3 told} NBC <3 that taxes would rise>."
    )
    assert names(two) == [None, "CNN", "NBC"]


def test_who_shares_a_stage_is_not_its_crowd() -> None:
    marked = "Ruth Calloway held a rally with Democrats on Monday. [1 Calloway] {1 said} <1 taxes would rise>."
    assert names(marked) == [None]


def test_what_is_reported_within_anothers_words_was_said_elsewhere() -> None:
    marked = (
        "[1 Ruth Calloway] {1 told} lawmakers <1 that [2 Tom Bramley] {2 replied} <2 that the bank was safe>>. "
        "[3 Calloway] {3 said} <3 she had not believed it>."
    )
    assert names(marked) == ["lawmakers", None, "lawmakers"]
    told = "[1 Ruth Calloway] {1 said} <1 [2 Tom Bramley] {2 told} reporters <2 that the bank was safe>>."
    assert names(told) == [None, "reporters"]
