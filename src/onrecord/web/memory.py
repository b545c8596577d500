"""What was worked out for a page is kept until the record changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

_MOST: Final = 512  # results; the one that was asked for least lately goes first

T = TypeVar("T")


class Memory:
    """Results by their keys, for as long as the record's file and its log stay as they are."""

    def __init__(self, path: Path) -> None:
        self._files = (path, path.with_name(path.name + "-wal"))
        self._lock = Lock()
        self._stamp = ""
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def stamp(self) -> str:
        """What changes whenever the record does."""
        parts = []
        for file in self._files:
            try:
                stat = file.stat()
                parts += [stat.st_mtime_ns, stat.st_size]
            except OSError:
                parts.append(0)
        return "-".join(f"{part:x}" for part in parts)

    def of(self, key: Hashable, work: Callable[[], T]) -> T:
        """The result of `work` for this key; worked out where it is not known, or the record has changed since."""
        stamp = self.stamp()
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
