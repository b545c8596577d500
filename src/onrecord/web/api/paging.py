"""Pages of a list that is known as a whole, one after another by cursors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from onrecord.model import Printed
from onrecord.record import cursors

Line = dict[str, Any]
T = TypeVar("T", bound=Printed)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a list, as it is printed; `after` is the cursor of the next page, None at the end. `more`: there are more
    than `total`."""

    items: Sequence[Line]
    total: int
    after: str | None
    more: bool = False


def cut(items: Sequence[T], key: Callable[[T], str], after: str | None, limit: int) -> Page:
    """The page after a cursor: behind the item that was the last, wherever that is now, else as far down as it was.

    ValueError for what is no cursor.
    """
    start = 0
    if after is not None:
        at, last = _read(after)
        start = next((n for n, item in enumerate(items, 1) if key(item) == last), min(at, len(items)))
    page = items[start : start + limit]
    more = start + len(page) < len(items)
    cursor = cursors.written(start + len(page), key(page[-1])) if more and page else None
    return Page([item.to_dict() for item in page], len(items), cursor)


def _read(cursor: str) -> tuple[int, str]:
    at, last = cursors.read(cursor)
    if not isinstance(at, int) or isinstance(at, bool) or at < 0 or not isinstance(last, str):
        raise cursors.wrong(cursor)
    return at, last
