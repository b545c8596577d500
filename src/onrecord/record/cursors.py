"""Where a page of a list ended, as a word that whoever asks for the next one brings back."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Final

_LARGEST: Final = 2**63 - 1  # number of a database


def written(at: str | float, last: str | int) -> str:
    """A cursor: what the last item is ordered by, or its place, and what it is known by."""
    return base64.urlsafe_b64encode(json.dumps([at, last]).encode()).decode().rstrip("=")


def read(cursor: str) -> tuple[Any, Any]:
    """What was written. ValueError for what is no cursor."""
    try:
        at, last = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise wrong(cursor) from None
    return at, last


def place(cursor: str) -> tuple[str | float, int]:
    """What was written of a row: what it is ordered by, and its key. ValueError for what is no such cursor."""
    rank, pk = read(cursor)
    if not isinstance(rank, (str, float, int)) or not isinstance(pk, int) or isinstance(pk, bool):
        raise wrong(cursor)
    if any(isinstance(number, int) and abs(number) > _LARGEST for number in (rank, pk)):
        raise wrong(cursor)
    return rank, pk


def wrong(cursor: str) -> ValueError:
    """That something is no cursor."""
    return ValueError(f"after={cursor[:40]!r} is no cursor; begin with the first page")
