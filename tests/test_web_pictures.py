"""The pictures of positions over time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

pytest.importorskip("fastapi", reason="the pages need onrecord[web]")

from onrecord.record.stands import Point
from onrecord.web.pictures import timeline


@pytest.mark.parametrize("apart", [0, 2, 9, 27, 40, 200, 3000, 30000])
def test_a_time_of_any_length_is_told_by_ticks(apart: int) -> None:
    days = (date(1931, 5, 6), date(1931, 5, 6) + timedelta(days=apart))
    points = [
        Point(f"a/{n}", "a", "Edda Quill", "x", "Osric Vane", 0.5, day, 0.9, "", "") for n, day in enumerate(days)
    ]
    shown = timeline(points, ["Osric Vane"])
    assert shown is not None
    assert 2 <= len(shown.ticks) <= 16
    assert sorted(shown.ticks) == list(shown.ticks)
