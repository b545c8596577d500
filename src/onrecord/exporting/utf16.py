"""Places of a text as programs count them whose characters are units of UTF-16 (JavaScript, Java)."""

from __future__ import annotations

from bisect import bisect_left


class Units:
    """The places of one text: some of its characters have two units."""

    def __init__(self, text: str) -> None:
        self._wide = [n for n, c in enumerate(text) if c > "\uffff"]

    def at(self, place: int) -> int:
        """The place of a code point."""
        return place + bisect_left(self._wide, place)
