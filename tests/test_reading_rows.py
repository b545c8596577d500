"""A row of a corpus costs itself and no other: one that kills the reader, hangs it, or says what cannot be."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import InputError
from onrecord.model import Article
from onrecord.reading import read_all
from onrecord.scaling import reading
from onrecord.scaling.reading import GuardedReader

SAID = "The mayor said on Monday that she would build the wall."
EATS = "A: b\n" * 400_000  # a transcript of so many turns that they fill 300 MB, and take seconds
KINDS = ["jsonl", "csv", "parquet"]


def corpus(path: Path, rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as a file of the kind that its name says."""
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    elif path.suffix == ".csv":
        with path.open("w", newline="") as stream:
            table = csv.DictWriter(stream, list(rows[0]))
            table.writeheader()
            table.writerows(rows)
    else:
        pa = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
        pq = pytest.importorskip("pyarrow.parquet")
        pq.write_table(pa.Table.from_pylist(list(rows)), path)
    return str(path)


def outcome(items: Sequence[Article | InputError]) -> list[str]:
    """The id of each article; of each error the row that it names."""
    return [i.id if isinstance(i, Article) else f"row {i.input.rpartition(':')[2]}" for i in items]


def expected(kind: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    out, line = [], 1
    for number, row in enumerate(rows, 1):
        line += max(1, row["text"].count("\n") + (not row["text"].endswith("\n"))) if kind == "csv" else 0
        line += kind == "csv" and row["text"].endswith("\n")
        out.append(row["id"] if len(row["text"]) < 1_000 else f"row {line if kind == 'csv' else number}")
    return out


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_kill_the_reader_cost_themselves(tmp_path: Path, kind: str) -> None:
    pytest.importorskip("resource", reason="memory is not limited on this system")
    rows = [{"id": f"r{i}", "text": EATS if i in (1, 2, 4) else SAID} for i in range(1, 7)]
    source = corpus(tmp_path / f"c.{kind}", rows)
    (tmp_path / "z.txt").write_text(SAID)
    found = list(GuardedReader([source, str(tmp_path / "z.txt")], memory=250_000_000))
    assert outcome(found)[:-1] == expected(kind, rows)
    assert isinstance(found[-1], Article)
    assert all("memory" in i.reason for i in found if isinstance(i, InputError))


@pytest.mark.parametrize("kind", KINDS)
def test_the_limit_of_time_holds_for_every_row(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_PER_BYTE", 0.0)
    rows = [{"id": f"r{i}", "text": EATS * 2 if i in (2, 3) else SAID} for i in range(1, 5)]
    found = list(GuardedReader([corpus(tmp_path / f"c.{kind}", rows)], seconds=2))
    assert outcome(found) == expected(kind, rows)
    assert all("longer than 2 seconds" in i.reason for i in found if isinstance(i, InputError))


def test_rows_in_an_archive_cost_themselves_too(tmp_path: Path) -> None:
    import zipfile

    rows = [{"id": f"r{i}", "text": EATS if i == 2 else SAID} for i in range(1, 4)]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", SAID)
        archive.write(corpus(tmp_path / "c.jsonl", rows), "c.jsonl")
        archive.writestr("d.txt", SAID)
    found = list(GuardedReader([str(tmp_path / "a.zip")], memory=250_000_000))
    assert [type(i).__name__ for i in found] == ["Article", "Article", "InputUnreadable", "Article", "Article"]
    assert isinstance(found[2], InputError)
    assert found[2].input == f"{tmp_path / 'a.zip'}/c.jsonl:2"


def test_what_cannot_be_passed_over_is_said(tmp_path: Path) -> None:
    """A row that cannot even be decoded ends its file, whose rows before it are read and which is named."""
    pytest.importorskip("resource", reason="memory is not limited on this system")
    with (tmp_path / "c.csv").open("w") as stream:
        stream.write(f"text\n{SAID}\n" + "x" * 150_000_000 + f"\n{SAID}\n")
    (tmp_path / "z.txt").write_text(SAID)
    found = list(GuardedReader([str(tmp_path / "c.csv"), str(tmp_path / "z.txt")], memory=250_000_000))
    assert [type(i).__name__ for i in found] == ["Article", "InputUnreadable", "Article"]
    assert isinstance(found[1], InputError)
    assert found[1].input == str(tmp_path / "c.csv")
    assert "what comes after its article 1 is not read" in found[1].reason


@pytest.mark.parametrize("kind", KINDS)
def test_an_id_that_is_given_to_two_texts_is_an_error(tmp_path: Path, kind: str) -> None:
    texts = [SAID, "He said no.", SAID, "She said so."]
    rows = [{"id": "a" if i != 3 else "b", "text": text} for i, text in enumerate(texts)]
    found = list(read_all([corpus(tmp_path / f"c.{kind}", rows)]))
    assert [type(i).__name__ for i in found] == ["Article", "InputMalformed", "Article", "Article"]
    assert isinstance(found[1], InputError)
    assert "its id 'a' was given before in this corpus, to another text" in found[1].reason
    assert found[1].input.endswith(":3" if kind == "csv" else ":2")


def test_the_columns_may_be_parted_by_semicolons_tabs_or_bars(tmp_path: Path) -> None:
    for number, mark in enumerate(";\t|,"):
        path = tmp_path / f"{number}.csv"
        path.write_text(f'id{mark}"text"{mark}outlet\n1{mark}"He said; no, {mark} or\tso | he said."{mark}Courier\n')
        (found,) = read_all([str(path)])
        assert isinstance(found, Article)
        assert (found.text, found.outlet) == (f"He said; no, {mark} or\tso | he said.", "Courier")
    (tmp_path / "one.csv").write_text("text\nHe said; no.\n")
    assert [i.text for i in read_all([str(tmp_path / "one.csv")]) if isinstance(i, Article)] == ["He said; no."]


def test_values_that_cannot_be_are_left_out_or_named(tmp_path: Path) -> None:
    lines = [
        '{"text": "One.", "id": ' + "9" * 5_000 + "}",
        '{"text": "Two.", "id": "\\ud800"}',
        '{"text": "Three.", "id": NaN}',
        '{"text": "Four.", "id": 4.0, "title": "' + "x" * 50_000 + '"}',
        '{"text": "Five.", "id": 1e300, "published": 99999999999999999999}',
        '{"text": "Six.", "published": {"day": 3}}',
        '{"text": "Seven.", "published": "2024-02-31"}',
    ]
    (tmp_path / "c.jsonl").write_text("\n".join(lines))
    found = list(read_all([str(tmp_path / "c.jsonl")]))
    assert [type(i).__name__ for i in found] == [*["InputMalformed"] * 3, *["Article"] * 4]
    four, five, six, seven = (i for i in found if isinstance(i, Article))
    assert (four.id, four.title) == ("4", None)
    assert "title left out" in four.warnings[0]
    for article in (five, six, seven):
        assert article.published is None
        assert "is not a date that can be read" in article.warnings[0]


def test_numbers_that_are_none_are_no_ids(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    numbers = pa.array([float("nan"), float("nan"), float("inf"), 7.0])
    table = pa.table({"text": [SAID, "No.", "Yes.", "So."], "id": numbers, "title": numbers, "published": numbers})
    pq.write_table(table, tmp_path / "c.parquet")
    found = list(read_all([str(tmp_path / "c.parquet")]))
    articles = [i for i in found if isinstance(i, Article)]
    assert len(articles) == len(found) == 4
    assert [a.title for a in articles] == [None, None, None, "7"]
    assert articles[0].id == (articles[0].sha256 or "")[:16]
    assert [a.warnings for a in articles][:3] == [(), (), ()]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("c.csv", b"id,text\n", "a header (id, text) and no row under it"),
        ("c.jsonl", b"\n\n \n", "3 blank lines, and no article"),
        ("c.jsonl", b"", "nothing in it"),
        ("c.json", b"[]", "no object in it"),
    ],
)
def test_a_corpus_without_a_row_says_what_is_in_it(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    (error,) = read_all([str(tmp_path / name)])
    assert isinstance(error, InputError)
    assert error.reason == said


def test_a_parquet_file_without_a_row_says_so(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "c.parquet")
    (error,) = read_all([str(tmp_path / "c.parquet")])
    assert isinstance(error, InputError)
    assert error.reason == "columns (text) and no row in them"
