"""Who says what: the attribution model and how texts are given to it."""

import os

# onnxruntime reports its use to its maker unless it is told otherwise before it is imported.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from onrecord.extraction.attribution.model import AttributionModel

__all__ = ["AttributionModel"]
