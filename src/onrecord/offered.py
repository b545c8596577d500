"""What other packages bring by entry points: readers, exporters, models and languages.

What cannot be loaded costs itself: a warning of the logger `onrecord.offered` names it and says why, once.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Group = Literal["readers", "exporters", "models", "languages"]
GROUPS: Final[dict[Group, str]] = {  # of entry points `onrecord.GROUP`, and what one of them is called
    "readers": "reader",
    "exporters": "exporter",
    "models": "model",
    "languages": "language",
}

_log = logging.getLogger(__name__)
_told: set[str] = set()


@dataclass(frozen=True, slots=True)
class Offer:
    """One entry point: who brings it (`package`, with its version), what it names, and why it cannot be used."""

    group: Group
    name: str
    package: str
    value: str
    found: Any = None
    failed: str | None = None

    def __str__(self) -> str:
        """As in `the reader 'srt' of onrecord-subtitles 1.0`."""
        return f"the {GROUPS[self.group]} {self.name!r} of {self.package}"


Load = Callable[["EntryPoint"], Any]


def needs(*names: str) -> Load:
    """How to load an object that has these attributes. TypeError where it has not."""

    def load(entry: EntryPoint) -> Any:
        found = entry.load()
        if lacking := [name for name in names if not hasattr(found, name)]:
            raise TypeError(f"{entry.value} has no {', '.join(lacking)}")
        return found

    return load


def offers(group: Group, load: Load, ours: Collection[str] = ()) -> list[Offer]:
    """Every entry point of a group, loaded; of one name the first package's holds, and no name of `ours` is taken."""
    made: list[Offer] = []
    for entry in _entries(group, tuple(sys.path)):
        package = f"{entry.dist.name} {entry.dist.version}" if entry.dist else "an unknown package"
        taken = next((one for one in made if one.name == entry.name and one.failed is None), None)
        found, failed = None, None
        if entry.name in ours:
            failed = f"onrecord has a {GROUPS[group]} of this name itself"
        elif taken is not None:
            failed = f"{taken.package} brings one of this name, too"
        else:
            try:
                found = load(entry)
            except (Exception, SystemExit) as e:  # whatever the code of others does
                failed = f"{type(e).__name__}: {' '.join(str(e).split())}"
        made.append(Offer(group, entry.name, package, entry.value, found, failed))
    return made


def usable(made: Sequence[Offer]) -> Mapping[str, Offer]:
    """Those that can be used, by their names; of the others a warning tells, once."""
    for one in made:
        if one.failed is None:
            _log.debug("%s is used", one)
        elif str(one) not in _told:
            _told.add(str(one))
            _log.warning("%s cannot be used, and is left out: %s", one, one.failed)
    return {one.name: one for one in made if one.failed is None}


def names(group: Group) -> frozenset[str]:
    """The names of a group, without loading what they name."""
    return frozenset(entry.name for entry in _entries(group, tuple(sys.path)))


def quietly() -> None:
    """Let no warning be given in this process: the one that began it gives them."""
    _log.disabled = True


@cache
def _entries(group: Group, path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """Looked for once, as long as the places where packages lie (`path`) are the same."""
    from importlib.metadata import entry_points  # not needed by most commands

    found = entry_points(group=f"onrecord.{group}")
    return tuple(sorted(found, key=lambda entry: (entry.name, entry.dist.name if entry.dist else "")))
