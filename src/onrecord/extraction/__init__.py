"""Article → Extraction: who said what, to whom, when and where, about whom."""

import os

# onnxruntime reports its use to its maker unless it is told otherwise before it is imported.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
