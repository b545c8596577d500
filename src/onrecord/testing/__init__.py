"""What those who write plugins need to test theirs: an invented report and its extraction, and a check for each kind.

    from onrecord import testing

    def test_the_reader() -> None:
        testing.check_reader(my_reader, Path("interview.srt").read_bytes(), "interview.srt")

A check raises an AssertionError that says what is wrong. It needs no test runner, and nothing but onrecord. What
`__all__` lists is promised.
"""

from __future__ import annotations

from onrecord import deferred

TYPE_CHECKING = False  # as type checkers know it; `typing` takes long to load
if TYPE_CHECKING:
    from onrecord.testing.checks import check_exporter as check_exporter
    from onrecord.testing.checks import check_language as check_language
    from onrecord.testing.checks import check_model as check_model
    from onrecord.testing.checks import check_reader as check_reader
    from onrecord.testing.invented import TEXT as TEXT
    from onrecord.testing.invented import article as article
    from onrecord.testing.invented import extraction as extraction
    from onrecord.testing.invented import span_of as span_of

__getattr__, __dir__, _HOME_OF = deferred.names(__name__)
__all__ = list(_HOME_OF)
