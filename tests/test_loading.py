"""What a command loads before it answers: of what is heavy nothing, where a record is only asked. By what is imported
and not by the clock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from record_strategies import invented

from onrecord.record import Record

# Of each of these a plain question has no need; together they take seconds.
HEAVY = set(
    """alembic duckdb fastapi fastwarc feedparser fsspec htmldate httpx jinja2 lxml mako mcp numpy onnxruntime openpyxl
    pandas pdfplumber pebble polars protego psycopg pyarrow pypdfium2 rapidfuzz ray scipy spacy starlette thinc
    threadpoolctl tokenizers trafilatura uvicorn""".split()
)
OWN = {  # of ours, which load them, or which a question has no need of
    *("onrecord.extraction.pipeline", "onrecord.comparison.positions", "onrecord.record.comparing"),
    *("onrecord.record.originals", "onrecord.reading.readers", "onrecord.web", "onrecord.scaling", "onrecord.plugins"),
}
WITH_HELP = {"rich.markdown", "rich.traceback", "markdown_it", "pygments", "typer.rich_utils"}  # of --help alone
RUN = """
import atexit, sys
atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))
from onrecord.cli import main
sys.argv[0] = "onrecord"
main()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("loading")
    with Record(path / "onrecord.db") as record:
        record.add(invented())
        record.people.assign()
        record.compare()
    return path


def _loaded(folder: Path, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stdout
    modules = set(done.stderr.split())
    assert "onrecord.cli" in modules
    return modules


@pytest.mark.parametrize(
    "arguments",
    [
        ("find", "harbour"),
        ("find", "--by", "Quill", "--format", "table"),
        ("person", "Edda Quill"),
        ("article", "invented-1"),
        ("occasions",),
        ("why", "invented-1/1"),
        ("cite", "invented-1/1"),
        ("decisions", "--format", "json"),
        ("--help",),
    ],
    ids=" ".join,
)
def test_a_question_loads_nothing_heavy(folder: Path, arguments: tuple[str, ...]) -> None:
    modules = _loaded(folder, *arguments)
    assert modules & (HEAVY | OWN) == set()
    if arguments != ("--help",):
        assert modules & WITH_HELP <= {"pygments"}  # which a table may ask for


def test_how_somebody_stands_loads_the_model_of_sentences_alone(folder: Path) -> None:
    """By which words for an issue are understood; nothing is compared again."""
    modules = _loaded(folder, "stance", "Edda Quill", "--about", "Osric Vane")
    assert modules & (HEAVY | OWN) == {"numpy", "onnxruntime", "tokenizers"}
