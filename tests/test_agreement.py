"""What one statement says of another, by what was read of them alone; all of it invented."""

from __future__ import annotations

import pytest
from invented_reports import parser

from onrecord.comparison.agreement import Bearing, Standing, bearing
from onrecord.comparison.assertions import WORDS_ALONE, Taken
from onrecord.comparison.claims import claim, clause
from onrecord.comparison.contradiction import Side
from onrecord.comparison.shifts import LIKE

NEAR = 0.8  # a cosine of contents that say much the same


def standing(content: str, cue: str = "said", *, polarity: str = "affirmed", **toward: float) -> Standing:
    """A statement as it is compared, and the positions that it takes toward targets."""
    doc = next(parser().parse([clause(cue, content)]))
    side = Side("", content, "indirect", claim(doc, content, "", polarity), 1.0, None, False, None, False)
    taken = tuple((name, Taken(None, name, value, (), name)) for name, value in toward.items())
    return Standing(side, taken, cue)


@pytest.mark.parametrize(
    ("reported", "recorded", "found"),
    [
        ("she supports the harbour tunnel", "I support the harbour tunnel", "agrees"),
        ("she opposes the harbour tunnel", "I support the harbour tunnel", "contradicts"),
        ("she supports the harbour tunnel", "the gulls were loud again", None),
        ("the first debate was a success", "the second debate was a success", None),
        ("the debate of 2015 was a success", "the debate of 2016 was a success", None),
        ("the first debate was a success", "the first debate was a success, and the second was short", "agrees"),
        ("the debate was a success", "the second debate was a success", "agrees"),
        ("the ferries lost 5 million pounds", "the ferries lost 9 million pounds", None),
        ("the ferries lost 5 million pounds", "the ferries lost 5 million pounds", "agrees"),
        ("in Halden the harbour tunnel is a success", "in Westhaven the harbour tunnel is a success", None),
        ("I support the new harbour tunnel", "I support the harbour tunnel", "agrees"),
        ("I support the new harbour tunnel", "I support the old harbour tunnel", None),
        ("she supports the harbour tunnel if it is cheap", "I support the harbour tunnel", None),
        ("she supports the airport tunnel", "I support the harbour tunnel", None),
    ],
)
def test_what_is_said_of_the_same(reported: str, recorded: str, found: Bearing | None) -> None:
    assert bearing(standing(reported), standing(recorded), NEAR) == found
    assert bearing(standing(recorded), standing(reported), NEAR) == found


@pytest.mark.parametrize("reported", ["she supports the harbour tunnel", "she opposes the harbour tunnel"])
def test_of_contents_that_are_not_alike_nothing_is_told(reported: str) -> None:
    one, other = standing(reported), standing("I support the harbour tunnel")
    assert bearing(one, other, LIKE - 0.01) is None
    assert bearing(one, other, LIKE) is not None


def test_a_question_is_no_answer() -> None:
    asked = standing("she supports the harbour tunnel", polarity="question")
    assert bearing(asked, standing("I support the harbour tunnel"), NEAR) is None
    assert bearing(standing("I support the harbour tunnel"), asked, NEAR) is None


SUPPORT, SUCCESS = "the support for the harbour tunnel", "the harbour tunnel as a success"


@pytest.mark.parametrize(
    ("cue", "content", "found"),
    [
        ("talked of", SUPPORT, None),  # it need not be the speaker's
        ("said", SUPPORT, "agrees"),
        ("Said", SUPPORT, "agrees"),
        ("", SUPPORT, "agrees"),
        ("wanted", "to support the harbour tunnel", "agrees"),
        ("hailed", SUCCESS, "agrees"),  # what the cue itself says
        ("found", SUCCESS, None),
    ],
)
def test_what_the_cue_lets_a_content_assert(cue: str, content: str, found: Bearing | None) -> None:
    assert bearing(standing(content, cue), standing("I support the harbour tunnel"), NEAR) == found


def test_a_word_of_the_cue_is_known_by_its_stem() -> None:
    assert bearing(standing("the tunnel for the storm", "blaming"), standing("I blame the tunnel for the storm"), NEAR)
    assert bearing(standing(SUPPORT, "superseded"), standing("I support the harbour tunnel"), NEAR) is None


def test_attitudes_toward_one_target() -> None:
    def between(one: float, other: float, target: str = "Vane") -> Bearing | None:
        first = standing("Vane came to the harbour", Vane=one)
        second = standing("Vane left the council", **{target: other})  # type: ignore[arg-type]
        return bearing(first, second, NEAR)

    assert between(0.9, -0.9) == "contradicts"
    assert between(0.9, 0.9) is None
    assert between(0.9, -0.3) is None
    assert between(0.9, -WORDS_ALONE) == "contradicts"  # too little for a turn, and enough against a report
    assert between(0.9, -0.9, "Lund") is None


def test_what_agrees_in_words_and_not_in_attitude_is_left_open() -> None:
    def between(one: float, other: float) -> Bearing | None:
        words = "she supports the harbour tunnel"
        return bearing(standing(words, tunnel=one), standing(f"{words} of the council", tunnel=other), NEAR)

    assert between(0.9, 0.9) == "agrees"
    assert between(0.9, 0.0) == "agrees"
    assert between(0.9, -0.3) is None
    assert between(0.9, -0.9) is None
