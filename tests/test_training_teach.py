"""What a teacher says is kept word for word, for annotated articles, loose sentences and reworded articles."""

import json
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is only there where models are trained")
pytest.importorskip("safetensors")
pytest.importorskip("onnx")

from onrecord.extraction.attribution import AttributionModel
from onrecord.extraction.attribution.model import DEFAULT
from training.attribution.__main__ import HERE
from training.attribution.teach import lessons, teach, teacher
from training.attribution.train import untrained

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "src/onrecord/models" / DEFAULT
TEXT = "“The harbour is closed,” Ida Moss said on Monday.\n\nThe mayor denied that the harbour had been closed."


def shipped() -> list[AttributionModel]:
    config = tomllib.loads((HERE / "config.toml").read_text(encoding="utf-8"))
    return [teacher(untrained(config), SHIPPED)] * 2


def test_every_word_is_told(tmp_path: Path) -> None:
    marked: dict[str, Any] = {"source": [[26, 34]], "cue": [[35, 39]], "content": [[0, 25]]}
    (tmp_path / "train.jsonl").write_text(json.dumps({"id": "a", "text": TEXT, "attributions": [marked]}), "utf-8")
    (tmp_path / "sentences.tsv").write_text(
        "[Ida Moss] said that [Karl Brandt] was wrong about it.\t[Ida Moss]\n", "utf-8"
    )
    config = {
        "seed": 1,
        "data": {"train": str(tmp_path / "train.jsonl")},
        "teacher": {"sentences": [str(tmp_path / "sentences.tsv")], "reworded": 0.5},
    }
    teach(config, partial(shipped), tmp_path / "teacher")
    article, sentence, reworded = lessons(tmp_path / "teacher")
    assert article[0]["attributions"] == [marked]
    assert article[0]["text"] == TEXT
    assert sentence[0]["text"] == "Ida Moss said that Karl Brandt was wrong about it."
    source, content = (sentence[0]["attributions"][0][role][0] for role in ("source", "content"))
    assert sentence[0]["text"][slice(*source)] == "Ida Moss"
    assert "Karl Brandt was wrong" in sentence[0]["text"][slice(*content)]
    assert reworded[0]["text"] != TEXT
    model = AttributionModel.load()
    for text, scores in (article, sentence, reworded):
        own = model.reading(text["text"]).emissions
        assert scores.shape == own.shape
        assert np.mean(scores.argmax(1) == own.argmax(1)) > 0.9  # int8 and bfloat16 round differently
        np.testing.assert_allclose(np.exp(scores).sum(1), 1, atol=0.02)
