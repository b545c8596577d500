"""Data frames and notebooks: one row a statement, stable columns; HTML that nothing in a text can get out of."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from record_strategies import invented

import onrecord
from onrecord.exporting.columns import COLUMNS
from onrecord.exporting.rows import tabulated
from onrecord.model import Extraction
from onrecord.record import Entry, Record

NAMES = [column.name for column in COLUMNS]


@pytest.fixture
def entries(tmp_path: Path) -> list[Entry]:
    with Record(tmp_path / "x.db") as record:
        record.add(invented())
        return record.find()


def evil() -> Extraction:
    from dataclasses import replace

    said = invented()
    bad = "<script>alert(1)</script>\x00\u202e"
    article = replace(said.article, title=bad, outlet='"><img src=x onerror=alert(1)>', text=bad + said.article.text)
    return Extraction(article, said.statements[:1])


def test_pandas_polars_and_arrow_have_the_same_rows(entries: list[Entry]) -> None:
    pytest.importorskip("pyarrow")
    table = onrecord.to_arrow(entries)
    assert table.schema.names == NAMES
    assert table.column("text").to_pylist() == [e.statement.text for e in entries]
    pandas = pytest.importorskip("pandas")
    frame = onrecord.to_pandas(entries)
    assert list(frame.columns) == NAMES
    assert list(frame["text"]) == [e.statement.text for e in entries]
    assert pandas.api.types.is_datetime64_any_dtype(frame["published"])
    assert frame.groupby("speaker").size()["Edda Quill"] == 2
    pytest.importorskip("polars")
    polars = onrecord.to_polars(entries)
    assert polars.columns == NAMES
    assert polars["confidence"].to_list() == list(frame["confidence"])


def test_nothing_found_has_the_same_columns_and_types(entries: list[Entry]) -> None:
    pytest.importorskip("pyarrow")
    assert onrecord.to_arrow([]).schema.equals(onrecord.to_arrow(entries).schema)


def test_an_extraction_is_a_table_as_well(entries: list[Entry]) -> None:
    columns, rows = tabulated(invented())
    found = [{c.name: c.value(row) for c in columns} for row in rows]
    assert [row["text"] for row in found] == [s.text for s in invented().statements]
    assert {row["sha256"] for row in found} == {"ab" * 32}
    assert len(list(tabulated([invented(), invented()])[1])) == 6


def test_shifts_and_positions_are_tables(shelf: Path) -> None:
    with Record(shelf / "examples.db", read_only=True) as record:
        shifts, positions = record.shifts("Daniel Okafor"), record.stance("Daniel Okafor", "Victor Hale")
    columns, rows = tabulated(shifts)
    found = [{c.name: c.value(row) for c in columns} for row in rows]
    assert [(row["shift"], row["side"]) for row in found[:2]] == [(1, "then"), (1, "now")]
    assert [c.name for c in columns][: len(NAMES)] == NAMES
    columns, rows = tabulated(positions)
    assert {c.name: c.value(next(rows)) for c in columns[-5:]}.keys() == {
        *("date", "holder", "toward", "attitude", "value")
    }


def test_what_is_no_statement_is_said_to_be_none() -> None:
    with pytest.raises(TypeError, match="not of Article"):
        tabulated(invented().article)


@pytest.mark.parametrize(
    ("function", "module", "extra"), [("to_pandas", "pandas", "pandas"), ("to_arrow", "pyarrow", "tables")]
)
def test_a_library_that_is_missing_is_named_with_its_extra(function: str, module: str, extra: str) -> None:
    code = f"""
import sys
sys.modules[{module!r}] = None
import onrecord
try:
    onrecord.{function}([])
except onrecord.OnrecordError as e:
    print(e)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{module} is not installed; pip install 'onrecord[{extra}]'\n"


def test_a_notebook_shows_an_extraction_with_marks() -> None:
    shown = invented()._repr_html_()
    tree: Any = html.fromstring(shown)
    marks = [mark.text_content() for mark in tree.iter("mark")]
    assert "“We will rebuild the pier,”" in marks
    assert invented().article.text in tree.text_content()
    assert [td.text_content() for td in tree.xpath("//tbody/tr[1]/td")][:3] == [
        "2024-09-24",
        "Edda Quill",
        "as a “harbour pirate”",
    ]
    assert "<mark" not in invented().article._repr_html_()


def test_a_notebook_shows_entries(entries: list[Entry]) -> None:
    shown = onrecord.show(entries)
    assert "3 statements" in shown._repr_html_()
    assert 'href="https://courier.example/pier#:~:text=' in shown
    assert "Edda Quill" in entries[0]._repr_html_()
    assert "200 of 240" in onrecord.show(entries * 80)
    with pytest.raises(TypeError, match="not str"):
        onrecord.show(["words"])  # type: ignore[arg-type]


def test_a_notebook_shows_positions_over_time(shelf: Path) -> None:
    with onrecord.Record(shelf / "examples.db", read_only=True) as record:
        positions = record.stance("Daniel Okafor", "Victor Hale")
        turned = record.shifts("Daniel Okafor", about="Victor Hale")
    tree: Any = html.fromstring(f"<div>{onrecord.show(positions)}</div>")
    marks = [title.text for title in tree.xpath(".//svg//path/title")]
    assert len(marks) == len([one for one in positions if one.when.date])
    assert all(mark.startswith("Daniel Okafor on Victor Hale, 20") for mark in marks)
    assert "against" in tree.xpath(".//svg/following-sibling::p")[0].text_content()
    rows = [[cell.text_content() for cell in row] for row in tree.xpath(".//tbody/tr")]
    assert [row[4] for row in rows] == [one.entry.statement.text for one in positions]
    assert {row[3] for row in rows} <= {"negative", "neutral", "positive"}
    tree = html.fromstring(f"<div>{onrecord.show(turned[:1])}</div>")
    (first,) = tree.xpath(".//tbody/tr")
    _, then, now, why = (cell.text_content() for cell in first)
    assert turned[0].then.statement.text in then
    assert turned[0].now.statement.text in now
    assert "before 2025-03-14 (“In opposition”)" in then
    assert why.startswith(turned[0].reason)
    assert tree.xpath(".//p")[0].text_content() == "1 shift"
    assert positions[0]._repr_html_().count("<title>") == 1
    assert turned[0]._repr_html_() == onrecord.show(turned[:1])
    assert "0 statements" in onrecord.show([])
    with pytest.raises(TypeError, match="Position and Shift"):
        onrecord.show([positions[0], turned[0]])  # type: ignore[arg-type]


def test_nothing_of_a_text_gets_out_of_its_place() -> None:
    shown = evil()._repr_html_()
    tree: Any = html.fromstring(shown)
    assert not tree.xpath("//script | //img | //*[@onerror]")
    assert "\x00" not in shown
    assert "\u202e" not in shown
    assert "src=" not in shown.replace("&gt;&lt;img src=x", "")
    assert len(shown) < 10_000
