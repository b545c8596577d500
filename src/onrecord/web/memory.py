"""What was worked out for a page is kept until the record changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar

_MOST: Final = 512  # results; the one that was asked for least lately goes first

T = TypeVar("T")


class Memory:
    """Results by their keys, for as long as nothing is written to the record."""

    def __init__(self, stamp: Callable[[], str]) -> None:
        self.stamp = stamp  # what changes whenever the record does
        self._lock = Lock()
        self._stamp = ""
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def of(self, key: Hashable, work: Callable[[], T], stamp: str | None = None) -> T:
        """The result of `work` for this key; worked out where it is not known, or the record has changed since.

        `stamp` is the record's before that was looked at of which `work` is; None: it has not been looked at yet.
        """
        stamp = self.stamp() if stamp is None else stamp
        with self._lock:
            if stamp != self._stamp:
                self._stamp = stamp
                self._kept.clear()
            if key in self._kept:
                self._kept.move_to_end(key)
                found: T = self._kept[key]
                return found
        made = work()
        with self._lock:
            if stamp == self._stamp:
                self._kept[key] = made
                if len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
        return made
