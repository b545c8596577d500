"""How sure a statement is, and whose it is: the lower of the two, 0 to 1."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from onrecord.model import Statement
from onrecord.record.schema import sure


def of(said: Statement) -> float:
    """That of a statement; where nobody is named, only how sure the statement is."""
    return lower(said.confidence, said.speaker.confidence if said.speaker.name else None)


def lower(statement: float, speaker: float | None) -> float:
    """The same of two figures; `speaker` is None where nobody is named."""
    return statement if speaker is None else min(statement, speaker)


def column() -> ColumnElement[float]:
    """The same of each row."""
    return sure
