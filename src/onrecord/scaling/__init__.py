"""Extraction over many processes."""

from onrecord.scaling.local import extract_all

__all__ = ["extract_all"]
