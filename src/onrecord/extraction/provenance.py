"""What makes an extraction, told without loading any of it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from onrecord import __version__
from onrecord.extraction import folders, language
from onrecord.extraction.attribution import model as attribution
from onrecord.extraction.graph import model as graph
from onrecord.extraction.stance import model as stance
from onrecord.model import MadeBy


def made_by(model: str | Path | None = None, *, min_confidence: float = 0.0) -> MadeBy:
    """What an extraction by this attribution model (as `Extractor` takes it) and these settings is made by.

    No clock, no machine: the same models and settings give the same. ModelError where a model is not there.
    """
    model = attribution.DEFAULT if model is None else model
    return MadeBy(
        onrecord=__version__,
        attribution=_name(model, "attribution"),
        stance=_name(stance.DEFAULT, "stance"),
        parser=_package(language.DEFAULT),
        min_confidence=min_confidence,
        graph=_name(folders.graph_of(model) or graph.DEFAULT, "graph"),
        antecedents=folders.ANTECEDENTS,
        occasions=folders.OCCASIONS,
    )


def _name(model: str | Path, kind: str) -> str:
    return str(folders.settings(folders.find(model, kind), kind)["name"])


def _package(name: str) -> str:
    try:
        return f"{name} {version(name.replace('_', '-'))}"
    except PackageNotFoundError:  # a pipeline that lies in a folder
        return name
