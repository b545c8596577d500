"""What a Ray cluster tells: the inputs that failed, as this machine does, and that its actors die. All is invented."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from terminals import COMMAND

pytest.importorskip("pyarrow", reason="Parquet needs pyarrow: pip install 'onrecord[tables]'")
pytest.importorskip("fsspec", reason="needs fsspec: pip install 'onrecord[tables]'")

needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="needs Ray: pip install 'onrecord[ray]'")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "pier.txt").write_text("“We will rebuild the pier,” Mayor Edda Quill told reporters on Monday.")
    (folder / "scan.pdf").write_bytes(b"no PDF")
    return folder


def _extract(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "extract", str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder.parent)


@needs_ray
def test_what_failed_is_named_as_on_this_machine(articles: Path) -> None:
    told = {engine: _extract(articles, "-o", engine, "--engine", engine) for engine in ("local", "ray")}
    if "Ray cannot be begun" in told["ray"].stderr:
        pytest.skip(told["ray"].stderr)  # on a machine that is too busy for its daemons
    assert {done.returncode for done in told.values()} == {1}
    assert "scan.pdf" in told["local"].stderr
    named = {engine: [line for line in done.stderr.splitlines() if "scan.pdf" in line] for engine, done in told.items()}
    assert named["ray"] == named["local"], told["ray"].stderr


# Settings that end each process that takes them up, in the actors' place.
DEADLY = """
import os, sys
from onrecord.errors import OnrecordError
from onrecord.extraction.provenance import made_by
from onrecord.scaling import cluster, plan
from onrecord.scaling.folder import Folder

class Deadly(plan.Settings):
    def __reduce__(self):
        return os._exit, (1,)

settings, folder = Deadly(made_by(None, min_confidence=0.0), 10, {}, "keep"), Folder("out")
try:
    list(cluster.work_by_ray(plan.make(folder, ["news"], settings).jobs, folder, settings, workers=1))
except OnrecordError as e:
    print(e)
"""


@needs_ray
def test_actors_that_die_before_they_begin_are_not_begun_for_ever(articles: Path) -> None:
    command = [sys.executable, "-c", DEADLY]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=articles.parent)
    if "Ray cannot be begun" in done.stdout:
        pytest.skip(done.stdout)
    assert "3 of Ray's actors died, one after the other, before they began a job" in done.stdout, done.stderr


@pytest.mark.parametrize("flag", ["--with-text", "--bom"])
def test_what_is_of_printing_alone_is_refused_with_output(articles: Path, flag: str) -> None:
    refused = _extract(articles, "-o", "out", flag)
    assert refused.returncode == 2
    said = " ".join(refused.stderr.replace("│", " ").split())
    assert f"{flag} is of what is printed; what --output names is Parquet" in said
    assert f"leave {flag} out" in said
    assert not (articles.parent / "out").exists()
