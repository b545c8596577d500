"""What is left of an extraction where each field has to be surer than its floor. The report is invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.extraction.floors import FIELDS, FLOORS, surer
from onrecord.model import Extraction, Party, SaidOn, Stance, Statement
from onrecord.record.sureness import unweighed
from onrecord.testing import extraction

VANE = Party("Osric Vane", "person", "e2", (), 0.6)
PIER = Party("the pier", "organization", None, (), 0.8)


def weighed() -> Statement:
    said = extraction().statements[0]
    return replace(
        said,
        speaker=replace(said.speaker, confidence=0.7, candidates=("Edda Quill", "Wren Abbot")),
        addressee=Party("reporters", "group", None, (), 0.5),
        said_on=SaidOn("2024-09-24", None, "weekday", 0.4),
        occasion="o1",
        occasion_confidence=0.3,
        about=(VANE, PIER),
        stance=(Stance("Osric Vane", "negative", 0.9, ()), Stance("the pier", "positive", 0.2, ())),
    )


def left(said: Statement, **floors: float) -> Statement:
    return surer(replace(extraction(), statements=(said,)), floors).statements[0]


@pytest.mark.parametrize(
    ("field", "floor", "changes"),
    [
        ("addressee", 0.51, {"addressee": None}),
        ("said_on", 0.41, {"said_on": None}),
        ("occasion", 0.31, {"occasion": None, "occasion_confidence": None}),
        ("about", 0.61, {"about": (PIER,), "stance": weighed().stance[1:]}),
        ("stance", 0.21, {"stance": weighed().stance[:1]}),
    ],
)
def test_a_field_below_its_floor_is_left_out_and_no_other(field: str, floor: float, changes: dict[str, object]) -> None:
    said = weighed()
    assert left(said, **{field: floor}) == replace(said, **changes)  # type: ignore[arg-type]
    assert left(said, **{field: floor - 0.01}) == said  # at its floor


def test_a_speaker_below_the_floor_is_unknown_and_whoever_it_may_be_stays_listed() -> None:
    who = left(weighed(), speaker=0.71).speaker
    assert (who.name, who.type, who.entity) == (None, "unknown", None)
    assert who.candidates == ("Edda Quill", "Wren Abbot")
    nobody = replace(weighed(), speaker=replace(who, type="anonymous", confidence=0.1))
    assert left(nobody, speaker=0.9) == nobody


def test_what_nobody_has_weighed_stays() -> None:
    said = unweighed(weighed())
    assert left(said, **dict.fromkeys(("addressee", "said_on", "occasion", "about"), 1.0)) == said
    assert left(weighed()) == weighed()


def test_each_field_has_a_floor_and_what_is_none_is_told() -> None:
    assert tuple(FLOORS) == FIELDS
    bare = Extraction(extraction().article, ())
    assert surer(bare) == bare
    with pytest.raises(ValueError, match="no field: day"):
        surer(bare, {"day": 0.5})
