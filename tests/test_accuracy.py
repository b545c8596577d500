"""How right what is shown is, by what users confirmed, corrected and rejected; and what of it is 95 % right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from postgres import Places
from test_shifts import add
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.record import Record
from onrecord.record.accuracy import Accuracy, Least, Right, accuracy, least


@pytest.fixture
def record(places: Places) -> Iterator[Record]:
    with Record(places / "right.db") as record:
        _fill(record, 60)
        yield record


def _fill(record: Record, many: int) -> None:
    """Articles 0 to 59, each with a statement that is (40 + n) % sure."""
    for n in range(many):
        add(record, f"a{n}", f"Edda Quill said that the pier number {n} is closed for good.",
            f"the pier number {n} is closed for good", day=date(2024, 1, 1 + n % 28))  # fmt: skip
        extraction = record.article(f"a{n}")
        said = extraction.statements[0]
        said = replace(said, confidence=(40 + n) / 100, speaker=replace(said.speaker, confidence=1.0))
        record.replace(replace(extraction, statements=(said,)))


def _ask(record: Record) -> tuple[Accuracy, Least]:
    with record.database.connect() as connection:
        return accuracy(connection), least(connection)


def _of(rows: tuple[Right, ...], name: str) -> tuple[int, int]:
    return next((r.right, r.seen) for r in rows if r.of == name)


def test_by_field_outlet_and_confidence(record: Record) -> None:
    found, told = _ask(record)
    assert (found.reviewed, found.outlets) == (0, ())
    assert (told.by, told.reviewed) == ("model", 0)
    assert told.least == pytest.approx(0.91)  # 0.91 to 0.99: 0.95 on average
    record.correct("a0/1", confirm=True)
    record.correct("a10/1", speaker="Osric Vane", by="ann")
    record.correct("a10/1", said_on="2024-01-05")
    record.correct("a50/1", reject=True)
    record.undo(record.correct("a51/1", reject=True).n)
    found, _ = _ask(record)
    assert found.reviewed == 3
    assert _of(found.fields, "statement") == (2, 3)
    assert _of(found.fields, "speaker") == (1, 2)
    assert _of(found.fields, "said_on") == (1, 2)
    assert _of(found.fields, "attitude") == (2, 2)
    assert _of(found.outlets, "The Invented Post") == (1, 3)
    assert {r.of: (r.right, r.seen) for r in found.confidence} == {
        "0% to 50%": (1, 1),
        "50% to 60%": (0, 1),
        "90% to 95%": (0, 1),
    }
    share = found.outlets[0]
    assert share.low < share.share < share.high


def test_from_fifty_reviews_on_they_say_what_is_95_per_cent_right(record: Record) -> None:
    for n in range(60):
        if n >= 20:
            record.correct(f"a{n}/1", confirm=True)
        else:
            record.correct(f"a{n}/1", reject=True)
    _, told = _ask(record)
    assert (told.by, told.reviewed) == ("reviews", 60)
    assert told.least == pytest.approx(0.58)  # 40 right, and two that were none: 95 %
    db = str(record.path)
    done = CliRunner().invoke(app, ["decisions", "--accuracy", "--format", "jsonl", "--db", db])
    assert done.exit_code == 0, done.output
    first = json.loads(next(line for line in done.output.splitlines() if line.startswith("{")))
    assert (first["by"], first["of"], first["seen"], first["right"], first["share"]) == (
        *("field", "statement", 60, 40),
        0.667,
    )
    assert "by 60 reviews, what is at least 58% sure is 95% right" in done.output


def test_a_page_and_a_choice_on_search(tmp_path: Path) -> None:
    pytest.importorskip("fastapi", reason="the pages need onrecord[web]")
    from browsing import Browser
    from served import served

    with Record(tmp_path / "x.db") as record:
        _fill(record, 60)
        record.correct("a0/1", speaker="Osric Vane")
    with served(tmp_path / "x.db") as client:
        browser = Browser(str(client.base_url).rstrip("/"))
        page = browser.get("/review/accuracy")
        assert "1 statement confirmed, corrected or rejected" in page.text
        assert "so say the model’s own figures" in page.text
        shown = browser.get("/search?q=pier&sure=right")
        assert "Shown is what is at least 91 % sure, of which 95 % or more is right" in shown.text
        assert "1 review of users, fewer than 50" in shown.text
        assert "9 statements that fit" in shown.text
        assert browser.get("/search?q=pier&sure=wrong").status == 400
