"""The folders of shipped models, whose settings are fitted after their networks are taught."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from onrecord.extraction import folders
from onrecord.extraction.attribution import model as attribution


def folder_of(model: str | None) -> Path:
    """The folder of the graph model that goes with an attribution model (None: those of the package)."""
    found = folders.graph_of(model or attribution.DEFAULT)
    assert found, f"{model} has no graph model"
    return found


def write_settings(folder: Path, **settings: Any) -> None:
    """Put settings into a model's config.json, beside or instead of those that are there."""
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8")) | settings
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
