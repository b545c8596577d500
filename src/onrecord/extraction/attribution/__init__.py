"""Who says what: the attribution model and how texts are given to it."""

from onrecord.extraction.attribution.model import AttributionModel

__all__ = ["AttributionModel"]
