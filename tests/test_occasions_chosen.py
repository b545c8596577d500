"""Occasions that no rule has, chosen by learned weights (invented texts)."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import ModelError
from onrecord.extraction import folders
from onrecord.extraction.occasions import choosing
from onrecord.extraction.pipeline import Extractor
from onrecord.model import Article, Occasion


def read(text: str) -> tuple[Occasion, ...]:
    return Extractor().extract(Article("invented", text)).occasions


def test_a_festival_a_trial_and_a_final_are_occasions_with_who_takes_part() -> None:
    (show,) = read("Edda Quill will perform at the Ellery Festival in July. The singer said the show would be short.")
    assert (show.kind, show.status, show.participants) == ("other", "planned", ("Edda Quill",))
    (trial,) = read(
        "Osric Vane's trial opened in Westmoor on Monday. He pleaded not guilty, his lawyer Edda Quill said."
    )
    assert (trial.kind, "Osric Vane" in trial.participants) == ("hearing", True)
    (cup,) = read("The final of the Ellery Cup between Halden Rovers and Westmoor City was postponed, the league said.")
    assert {*cup.participants} >= {"Halden Rovers", "Westmoor City"}


def test_what_only_happens_is_none() -> None:
    assert (
        read("The Halden Pier Company announced a merger on Monday. Shares rose, and it lost the race for a port.")
        == ()
    )


def test_the_rules_occasions_stay_as_they_are() -> None:
    text = "Ruth Calloway had a two-hour dinner with Tom Bramley on Monday. The dinner was cold, she said."
    (dinner,) = read(text)
    assert (dinner.kind, {*dinner.participants}) == ("meeting", {"Ruth Calloway", "Tom Bramley"})


def test_how_likely_half_is_shared() -> None:
    assert choosing._half([], [0.2, 0.5]) == pytest.approx(0.4)  # that nobody takes part
    assert choosing._half([0.9], []) == pytest.approx(0.9)
    assert choosing._half([0.9, 0.8], []) == pytest.approx(0.98)  # one of two is half
    assert choosing._half([0.9], [1.0, 1.0]) == pytest.approx(0.0)  # one of three is not


def test_weights_that_are_missing_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setattr(folders, "find", lambda *_: tmp_path)
    with pytest.raises(ModelError, match="not a complete occasion model"):
        folders.weights.__wrapped__(folders.OCCASIONS, "occasion")
