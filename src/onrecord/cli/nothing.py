"""What is said on stderr where a command finds nothing: what was asked, and what was searched for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.cli.terminal import note

if TYPE_CHECKING:
    from onrecord.record.searched import Searched


def explain(db: str, nothing: str, searched: Searched, parts: str, *, verb: str = "searched") -> None:
    """Say it: `parts` are the words before the counts by condition.

    `x.db: nothing fits; searched 97 statements in 10 articles, 2022-06-21 to 2025-03-18; by themselves: by 'Vane' 8`
    """
    counts = ", ".join(f"{name} {count:,}" for name, count in searched.parts)
    told = f"{db}: {nothing}; {verb} {searched}" + (f"; {parts}: {counts}" if counts else "")
    note(told)
