"""Corpora: many articles in one file, as a stream, the text as it is."""

from __future__ import annotations

import csv
import io
import itertools
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import InputEmpty, InputError, InputMalformed, InputUndecodable
from onrecord.model import Article
from onrecord.reading import Inputs, Original, read_all

ROWS: list[dict[str, str | None]] = [
    {"id": "a", "title": "One", "body": "  She said:\n\n“No.” ", "when": "2025-03-03", "url": "https://x.example/1"},
    {"id": "b", "title": None, "body": "He said nothing.", "when": None, "url": "ftp://x.example/2"},
]
COLUMNS = {"text": "body", "published": "when"}


def write(path: Path, kind: str) -> str:
    if kind == "jsonl":
        path.write_text("".join(json.dumps(r) + "\n" for r in ROWS))
    elif kind == "parquet":
        pa = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
        pq = pytest.importorskip("pyarrow.parquet")
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    else:
        out = io.StringIO(newline="")
        table = csv.DictWriter(out, list(ROWS[0]), delimiter="\t" if kind == "tsv" else ",")
        table.writeheader()
        table.writerows(ROWS)
        path.write_bytes(out.getvalue().encode("utf-8-sig"))
    return str(path)


@pytest.mark.parametrize("kind", ["jsonl", "csv", "tsv", "parquet"])
def test_every_kind_gives_the_same_articles(tmp_path: Path, kind: str) -> None:
    items = list(read_all([write(tmp_path / f"c.{kind}", kind)], columns=COLUMNS))
    articles = [i for i in items if isinstance(i, Article)]
    assert [a.id for a in articles] == ["a", "b"]
    assert [a.text for a in articles] == [r["body"] for r in ROWS]
    assert [a.published for a in articles] == [date(2025, 3, 3), None]
    assert [a.url for a in articles] == ["https://x.example/1", None]
    assert [a.title for a in articles] == ["One", None]
    for a in articles:
        assert Original(a.text.encode(), encoding="utf-8").mismatches(a) == []


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_missing_text_column_is_one_error_for_the_file(tmp_path: Path, kind: str) -> None:
    (error,) = read_all([write(tmp_path / f"c.{kind}", kind)])
    assert isinstance(error, InputMalformed)
    assert "no text in column 'text'" in error.reason
    assert "body" in error.reason


def test_a_row_that_is_bad_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    lines = [
        b'{"text":"One said so."}',
        b'{"text":"\xff"}',
        b'{"text":3}',
        b"[]",
        b'{"text":"\\ud800"}',
        b"",
        b'{"text":"Two."}',
    ]
    path.write_bytes(b"\n".join(lines))
    items = list(read_all([str(path)]))
    assert isinstance(items[0], Article)
    assert isinstance(items[-1], Article)
    errors = [i for i in items if isinstance(i, InputError)]
    assert [e.input.rpartition(":")[2] for e in errors] == ["2", "3", "4", "5"]


def test_a_corpus_is_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps({"text": "She said so, and meant it."}) + "\n")
    with path.open("a") as f:
        f.writelines(itertools.repeat("not json\n", 10_000))
    inputs = Inputs([str(path)])
    stream = iter(inputs)
    assert isinstance(next(stream), Article)
    assert inputs.done < inputs.total / 2


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("c.csv", b"", InputEmpty),
        ("c.csv", b'text\n"never closed', InputMalformed),
        ("c.csv", b"text\n\xff\xfe\n", InputUndecodable),
        ("c.parquet", b"PAR1 and nothing more", InputMalformed),
    ],
)
def test_broken_files(tmp_path: Path, name: str, data: bytes, kind: type[InputError]) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    (tmp_path / name).write_bytes(data)
    assert [type(i) for i in read_all([str(tmp_path / name)])] == [kind]


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1).filter(str.strip))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    from onrecord.reading import read

    data = json.dumps({"text": text}).encode()
    article = read(data, name="c.jsonl")
    assert article.text == text
    assert Original(text.encode(), encoding="utf-8").mismatches(article) == []


def test_a_parquet_row_that_is_not_utf_8_costs_itself(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    texts = pa.array([b"She said so.", b"\xff\xfe", b"He said no."]).view(pa.string())
    pq.write_table(pa.table({"text": texts}), tmp_path / "a.parquet")
    found = list(read_all([str(tmp_path / "a.parquet")]))
    assert [type(i).__name__ for i in found] == ["Article", "InputUndecodable", "Article"]
