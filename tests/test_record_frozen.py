"""A record of every earlier schema, made by the onrecord of its time, is opened by today's. The report is invented.

`tests/data/records/freeze.py` says how they were made; one is added with every migration, and none is made anew.
"""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from record_strategies import invented

from onrecord.record import Record, migrations
from onrecord.record.schema import VERSION_TABLE

RECORDS = Path(__file__).parent / "data" / "records"
FROZEN = sorted(RECORDS.glob("*.db.gz"))
DECIDED = "0008"  # from which on there are decisions on statements


def version(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        (found,) = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()
    connection.close()
    return str(found)


def thawed(frozen: Path, folder: Path) -> Path:
    path = folder / frozen.name.removesuffix(".gz")
    path.write_bytes(gzip.decompress(frozen.read_bytes()))
    return path


def test_there_is_one_of_every_schema() -> None:
    revisions = {r.revision for r in ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()}
    assert {path.name.removesuffix(".db.gz") for path in FROZEN} == revisions


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda path: path.name[:4])
def test_it_opens_and_holds_what_it_held(frozen: Path, tmp_path: Path) -> None:
    path = thawed(frozen, tmp_path)
    assert version(path) == frozen.name[:4]
    with Record(path) as record:
        counts = record.counts()
        assert (counts.articles, len(record.find(limit=None))) == (2, 6)
        first = record.article("invented-1")
        assert first.statements == invented().statements
        assert record.article("invented-1", version=1).article.text == invented().article.text
        assert first.article.text.endswith("Nothing else was said.")
        assert {entry.article for entry in record.find("harbour pirate")} == {"invented-1", "invented-2"}
        (quill,) = {
            entry.statement.speaker.name for entry in record.person("Edda Quill") if entry.article == "invented-1"
        }
        assert quill == "Edda Quill"
        if frozen.name[:4] >= DECIDED:
            assert [decision.kind for decision in record.decisions()] == ["correct", "edit"]
            assert record.article("invented-2").article.outlet == "Westmoor Herald and Post"
        record.correct("invented-1/1", confirm=True, by="ann")
        record.add(invented(id="invented-3", url="https://third.example/pier", sha256="99" * 32, outlet="Third"))
        record.compare()
        assert record.counts().articles == 3
    assert version(path) == migrations.HEAD


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda path: path.name[:4])
def test_it_is_read_only_where_it_is_to_be(frozen: Path, tmp_path: Path) -> None:
    path = thawed(frozen, tmp_path)
    with Record(path, read_only=True) as record:
        assert len(record.find(limit=None)) == 6
