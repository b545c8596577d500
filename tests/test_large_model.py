"""The large models of the repository, read through the product; and a model that brings no graph model of its own."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.errors import ModelError
from onrecord.extraction import folders
from onrecord.extraction.attribution import AttributionModel
from onrecord.extraction.attribution.model import DEFAULT
from onrecord.extraction.pipeline import Extractor
from onrecord.extraction.provenance import made_by
from onrecord.model import Article

LARGE = Path(__file__).parents[1] / "packages/onrecord-model-large/src/onrecord_model_large"

# Invented.
REPORT = """DUNMORE - Ruth Aldous met her predecessor, Carol Finch, at the harbour on Friday, before she flew home.

“We will not gamble with lives,” Aldous told reporters. The mayor said that the bridge would stay closed.
"""


def test_a_model_names_the_graph_model_that_reads_on_from_it(tmp_path: Path) -> None:
    package = Path(str(folders.find(DEFAULT, "attribution"))).parent
    assert folders.graph_of(DEFAULT) == package / "graph-en-1"
    assert folders.graph_of(LARGE) == LARGE / "graph"
    assert (made_by().graph, made_by(LARGE).graph) == ("graph-en-1", "graph-en-large-1")
    assert made_by(LARGE).attribution == "attribution-en-large-2"
    with pytest.raises(ModelError, match="graph-xx-9"):
        folders.graph_of(_without(tmp_path, graph="graph-xx-9"))
    (tmp_path / "model" / "config.json").write_text("1", "utf-8")
    with pytest.raises(ModelError, match="not a complete attribution model"):
        folders.graph_of(tmp_path / "model")


def test_a_model_without_a_graph_model_is_read_with_that_of_the_package(tmp_path: Path) -> None:
    folder = _without(tmp_path)
    assert folders.graph_of(folder) is None
    article = Article("dunmore", REPORT)
    alone, default = Extractor(folder).extract(article), Extractor().extract(article)
    assert alone.made_by
    assert alone.made_by.graph == "graph-en-1"
    assert replace(alone, made_by=None) == replace(default, made_by=None)


@pytest.mark.parametrize("beside", [{"model": "attribution-en-4"}, {"model": "attribution-xx-9", "counts": 0.3}, "x"])
def test_a_model_beside_which_nothing_can_read_is_refused(beside: object, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"{tmp_path}.*cannot be loaded"):
        AttributionModel.load(_without(tmp_path, beside=beside))


def test_a_network_from_which_no_graph_model_can_read_on_is_refused(tmp_path: Path) -> None:
    folder = _without(tmp_path, graph="graph-en-1")
    network = (folders.find("sentences-en-1", "sentence") / "model.onnx").read_bytes()
    (folder / "model.onnx").write_bytes(network)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config["files"]["model.onnx"] = hashlib.sha256(network).hexdigest()
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(ModelError, match="no output `below`"):
        AttributionModel.load(folder)


def _without(tmp_path: Path, **settings: object) -> Path:
    """A copy of the package's attribution model that names no graph model, or another."""
    folder = tmp_path / "model"
    shutil.copytree(folders.find(DEFAULT, "attribution"), folder)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    del config["graph"]
    (folder / "config.json").write_text(json.dumps(config | settings), "utf-8")
    return folder


def test_the_large_models_read_a_report() -> None:
    extractor = Extractor(LARGE)
    assert extractor._graph.name == extractor.made_by.graph == "graph-en-large-1"
    assert extractor._attribution.beside
    found = extractor.extract(Article("dunmore", REPORT))
    assert [(s.speaker.name, s.text) for s in found.statements] == [
        ("Ruth Aldous", "“We will not gamble with lives,”"),
        ("Ruth Aldous", "that the bridge would stay closed"),
    ]
    assert found.statements[0].addressee is not None
    assert {"Ruth Aldous", "Carol Finch"} <= {e.name for e in found.entities}
