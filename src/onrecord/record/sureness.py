"""How sure a statement is, and whose it is: the lower of the two, 0 to 1."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case

from onrecord.model import Statement
from onrecord.record.schema import statements


def of(said: Statement) -> float:
    """That of a statement; where nobody is named, only how sure the statement is."""
    return min(said.confidence, said.speaker.confidence) if said.speaker.name else said.confidence


def column() -> ColumnElement[float]:
    """The same of each row."""
    speaker = statements.c.speaker_confidence
    named = and_(statements.c.speaker_name.is_not(None), speaker < statements.c.confidence)
    return case((named, speaker), else_=statements.c.confidence)
