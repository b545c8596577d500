"""The record in Datasette itself: its views, metadata and canned queries. The reports are invented."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from record_strategies import invented
from sqlalchemy import inspect
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.record import Record

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("datasette") / "pier.db"
    with Record(path) as record:
        record.add(invented())
        record.add(invented(id="other", url="https://herald.example/x", outlet="Herald", published=None))
    return path


@pytest.fixture(scope="module")
def metadata(db: Path) -> dict[str, Any]:
    printed = CliRunner().invoke(app, ["datasette-metadata", "--db", str(db)])
    assert printed.exit_code == 0, printed.output
    found: dict[str, Any] = json.loads(printed.stdout)
    return found


def get(db: Path, metadata: dict[str, Any], *paths: str) -> list[Any]:
    """What the real Datasette answers, as JSON or text."""
    datasette = pytest.importorskip("datasette.app")

    async def ask() -> list[Any]:
        server = datasette.Datasette([str(db)], metadata=metadata)
        answers = [await server.client.get(path) for path in paths]
        assert [a.status_code for a in answers] == [200] * len(paths), [a.text[:500] for a in answers]
        return [a.json() if ".json" in p else a.text for p, a in zip(paths, answers, strict=True)]

    return asyncio.run(ask())


def test_the_views_show_what_find_finds(db: Path, metadata: dict[str, Any]) -> None:
    (rows,) = get(db, metadata, "/pier/statements_view.json?_shape=array&_size=100")
    with Record(db, read_only=True) as record:
        entries = record.find(limit=None)
    assert {(r["speaker"], r["said"]) for r in rows} == {(e.statement.speaker.name, e.statement.text) for e in entries}
    first = next(r for r in rows if r["said"] == "as a “harbour pirate”" and r["outlet"] != "Herald")
    assert (first["day"], first["about"], first["sha256"]) == ("2024-09-24", "Osric Vane", "ab" * 32)
    assert json.loads(first["content_spans"]) == [list(invented().statements[0].content[0])]
    assert {name for name in first if name.endswith("_confidence")} == {
        "speaker_confidence", "addressee_confidence", "said_on_confidence", "occasion_confidence", "about_confidence"
    }  # fmt: skip
    (people,) = get(db, metadata, "/pier/people_view.json?_shape=array")
    assert {(p["person"], p["statements"]) for p in people} == {("Edda Quill", 4), ("Osric Vane", 2)}


def test_every_view_and_query_of_the_metadata_answers(db: Path, metadata: dict[str, Any]) -> None:
    described = metadata["databases"]["pier"]
    views = [name for name, said in described["tables"].items() if name.endswith("_view")]
    with Record(db, read_only=True) as record, record.database.connect() as connection:
        assert sorted(views) == sorted(inspect(connection).get_view_names())
    get(db, metadata, *(f"/pier/{name}.json" for name in views))
    asked = "words=pier&speaker=Quill&about="
    answers = get(db, metadata, *(f"/pier/{name}.json?_shape=array&{asked}" for name in described["queries"]))
    assert all(answers)
    page, _, front = get(db, metadata, "/pier/statements_view", "/pier/by_month?speaker=Quill", "/pier")
    assert "one row for each statement" in page
    assert "statements_view" in front
    assert "Statements with these words" in front
    for name, said in described["tables"].items():
        if name.endswith("_view"):
            assert {"title", "description"} <= set(said)


def test_the_tables_beneath_are_hidden(db: Path, metadata: dict[str, Any]) -> None:
    (found,) = get(db, metadata, "/pier.json")
    shown = {table["name"] for table in found["tables"] if not table["hidden"]}
    assert shown == {"articles"}
