"""The pictures of positions over time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onrecord.exporting.pictures import timeline
from onrecord.record.stands import Point


@pytest.mark.parametrize("apart", [0, 2, 9, 27, 40, 200, 3000, 30000])
def test_a_time_of_any_length_is_told_by_ticks(apart: int) -> None:
    days = (date(1931, 5, 6), date(1931, 5, 6) + timedelta(days=apart))
    points = [
        Point(f"a/{n}", "a", "Edda Quill", "x", "Osric Vane", 0.5, day, 0.9, "", "") for n, day in enumerate(days)
    ]
    shown = timeline(points, ["Osric Vane"], leads=lambda point: point.statement)
    assert shown is not None
    assert 2 <= len(shown.ticks) <= 16
    assert sorted(shown.ticks) == list(shown.ticks)
    (strip,) = shown.strips
    assert [dot.address for dot in strip.dots] == ["a/0", "a/1"]
    assert strip.dots[0].title.startswith("Edda Quill on Osric Vane, 1931-05-06, positive")
