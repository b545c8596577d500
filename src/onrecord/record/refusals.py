"""What a record says that answers, but cannot do what it was asked: whoever asks can ask otherwise."""

from __future__ import annotations

from onrecord.errors import RecordError


class Missing(RecordError):
    """What it was asked for is not in it."""


class Refused(RecordError):
    """What it was asked for, or to do, cannot be."""
