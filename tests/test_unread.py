"""What `add` could not read is kept, and shown by outlet or folder and day, until it can be read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from postgres import Places
from sqlalchemy import insert
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.errors import InputError
from onrecord.model import Article, Extraction
from onrecord.record import Record, unread
from onrecord.record.schema import visits

SAID = "“The pier is closed,” said Ada Stone. She told reporters on Monday that the harbour was open.\n"


def _failing(record: Record) -> tuple[int, list[unread.Failing]]:
    with record.database.connect() as connection:
        return unread.failing(connection, 9)


def test_what_fails_is_kept_until_it_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/pier.txt").write_text(SAID)
    Path("in/empty.txt").write_text(" ")
    for times in (1, 2):
        assert CliRunner().invoke(app, ["add", "in", "gone.txt", "--db", "x.db"]).exit_code == 1
        with Record("x.db", read_only=True) as record:
            many, found = _failing(record)
            assert many == 2
            assert {f.url: f.failures for f in found} == {"in/empty.txt": times, "gone.txt": times}
            with record.database.connect() as connection:
                today = datetime.now(UTC).date()
                told = [(f.place, f.outlet, f.inputs) for f in unread.by_place(connection) if f.day == today]
            assert told == [("./", None, 1), ("in/", None, 1)]
    Path("in/empty.txt").write_text(SAID.replace("pier", "lock"))
    Path("gone.txt").write_text(SAID.replace("pier", "quay"))
    assert CliRunner().invoke(app, ["add", "in", "gone.txt", "--db", "x.db"]).exit_code == 0
    with Record("x.db", read_only=True) as record:
        assert _failing(record) == (0, [])


def test_by_outlet_where_its_articles_are_at_that_host(places: Places) -> None:
    with Record(places / "unread.db") as record:
        record.add(Extraction(Article("a", "Rain.", outlet="The Invented Post", url="https://post.test/rain"), ()))
        kept = unread.Unread(record.database)
        kept.failed(InputError("https://post.test/sun", "404 Not Found"))
        kept.failed(InputError("https://other.test/x", "timed out"))
        row = {"url": "https://other.test/x", "visited_at": datetime(2024, 5, 3, 8), "failures": 4, "outcome": "gone"}
        with record.database.connect(writes=True) as connection:
            connection.execute(insert(visits), row)  # an address that is watched counts once, as of its last visit
            assert unread.failing(connection, 1)[0] == 2
            found = {f.place: (f.outlet, f.day, f.inputs) for f in unread.by_place(connection)}
        assert found["post.test"][0] == "The Invented Post"
        assert found["other.test"] == (None, date(2024, 5, 3), 1)
        kept.read(None, "https://post.test/sun")
        assert _failing(record)[0] == 1


def test_coverage_shows_it_and_home_says_how_many(tmp_path: Path) -> None:
    pytest.importorskip("fastapi", reason="the pages need onrecord[web]")
    from served import served

    with Record(tmp_path / "x.db") as record:
        record.add(Extraction(Article("a", "Rain.", outlet="The Invented Post"), ()))
        for name in ("scans/a.pdf", "scans/<b>.pdf"):
            unread.Unread(record.database).failed(InputError(name, "encrypted"))
    with served(tmp_path / "x.db") as client:
        page = client.get("/coverage").text
        assert "scans/&lt;b&gt;.pdf" in page
        assert '<th scope="row">scans/</th>' in page
        assert "<b>2</b> could not be read" in page
        assert "2 inputs could not be read" in client.get("/").text
