"""What is said on stderr where a command finds nothing: what was asked, and what was searched for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.cli.terminal import note

if TYPE_CHECKING:
    from onrecord.record.searched import Searched


def explain(db: str, nothing: str, searched: Searched, parts: str = "", *, verb: str = "searched") -> None:
    """Say it: `parts` are the words before the counts; without them these are of each condition, where there are more.

    `x.db: nothing fits; searched 97 statements in 10 articles, 2022-06-21 to 2025-03-18; alone: by 'Vane' 8, 'pier' 2`
    """
    told = f"{db}: {nothing}; {verb} {searched}"
    if searched.parts and (parts or len(searched.parts) > 1):
        told += f"; {parts or 'alone'}: " + ", ".join(f"{name} {count:,}" for name, count in searched.parts)
    note(told)
