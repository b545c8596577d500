"""What users decided, as training data: by the command line, and read again by what trains."""

from __future__ import annotations

import json
from contextlib import chdir
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from record_strategies import invented
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.record import Record
from training.graph import gold


@pytest.fixture
def folder(desk: Path) -> Path:
    with Record(desk / "examples.db") as record:
        record.correct("d9f696dc/1", speaker="Ida Moss", about=["Victor Hale"], attitude={"Victor Hale": "negative"})
        record.correct("d9f696dc/2", confirm=True)
        record.correct("d9f696dc/3", reject=True)
    return desk


def given(folder: Path, *options: str) -> str:
    with chdir(folder):
        done = CliRunner().invoke(app, ["corrections", *options, "--db", "examples.db"])
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_lines_of_the_graph_set(folder: Path) -> None:
    (line,) = given(folder).splitlines()
    article: dict[str, Any] = json.loads(line)
    with Record(folder / "examples.db", read_only=True) as record:
        held = record.article("d9f696dc")
    marked = [json.loads(one) for one in (gold.FOLDER / "open.jsonl").read_text("utf-8").splitlines()]
    assert set(article) - {"decided", "rejected"} == set(marked[0])
    assert set(article["statements"]["S1"]) == set(marked[0]["statements"]["S1"])
    first = article["statements"]["S1"]
    assert article["entities"][first["speaker"]]["name"] == "Ida Moss"
    assert [(article["entities"][e]["name"], how) for e, how, _ in first["about"]] == [("Victor Hale", "negative")]
    assert len(article["statements"]) == len(held.statements)
    assert {"speaker", "about", "stance"} <= set(article["decided"]["S1"])
    assert "content" in article["decided"]["S2"]
    assert len(article["decided"]) == 2
    assert len(article["rejected"]) == 1
    again = gold.as_record(article)  # as the record's measures take it
    assert again["annotations"][0]["speaker"]["name"] == "Ida Moss"


def test_tasks_of_label_studio(folder: Path) -> None:
    (task,) = json.loads(given(folder, "--form", "label-studio"))
    text = task["data"]["text"].encode("utf-16-le")
    regions = [r for r in task["annotations"][0]["result"] if r["type"] == "labels"]
    assert {r["value"]["labels"][0] for r in regions} == {"source", "cue", "content"}
    for region in regions:
        value = region["value"]
        assert text[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]


def test_files_of_brat(folder: Path) -> None:
    given(folder, "--form", "brat", "--output", "marked")
    text = (folder / "marked" / "d9f696dc22693d5b.txt").read_text("utf-8")
    lines = (folder / "marked" / "d9f696dc22693d5b.ann").read_text("utf-8").splitlines()
    bounds = [line.split("\t") for line in lines if line.startswith("T")]
    assert bounds
    for _, kind, words in bounds:
        places = [tuple(map(int, p.split())) for p in kind.partition(" ")[2].split(";")]
        assert " ".join(text[start:end] for start, end in places) == words
    assert any(line.endswith("speaker: Ida Moss") for line in lines)
    assert {line.split("\t")[1].split()[0] for line in lines if line[0] in "RA"} >= {"Source-of", "Cue-of", "Kind"}


def test_each_article_has_its_own_files(tmp_path: Path) -> None:
    with Record(tmp_path / "examples.db") as record:
        for id in ("news/1", "news_1", "NEWS_1"):
            made = invented()
            article = replace(made.article, id=id, url=None, text=f"{made.article.text}\n{id}", sha256=None)
            statements = tuple(replace(s, id=f"{id}/{n}") for n, s in enumerate(made.statements))
            record.add(replace(made, article=article, statements=statements))
            record.correct(f"{id}/1", confirm=True)
    given(tmp_path, "--form", "brat", "--output", "marked")
    texts = [path.read_text("utf-8") for path in (tmp_path / "marked").glob("*.txt")]
    assert {text.splitlines()[-1] for text in texts} == {"news/1", "news_1", "NEWS_1"}


def test_brat_needs_a_folder(folder: Path) -> None:
    with chdir(folder):
        done = CliRunner().invoke(app, ["corrections", "--form", "brat", "--db", "examples.db"])
    assert done.exit_code == 2
